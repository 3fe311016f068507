/** Clocks. */
import { ask, get, type Json, nextOf } from './asking.js';

export function clocks(): void {
  describe('Clocks', () => {
    it('run, are overdue, or stopped, the earliest first', async () => {
      const clocks = async (query: string, as = 'oversight') => (await get<{ items: Json[] }>(`/v1/clocks${query}`, as)).items;
      const all = await clocks('');
      expect(all.map(({ dueAt }) => dueAt)).toEqual(all.map(({ dueAt }) => dueAt).sort());
      for (const state of ['running', 'overdue', 'stopped'])
        expect(await clocks(`?state=${state}`)).toEqual(all.filter((clock) => clock['state'] === state));
      expect((await clocks('?state=overdue')).map(({ kind }) => kind)).toContain('provision-due');
      expect((await clocks('?state=stopped')).map(({ kind }) => kind)).toContain('order-effect');
      const seen: Json[] = [];
      for (let page: string | undefined = '/v1/clocks?limit=2'; page;) {
        const response = await ask(page, 'oversight');
        seen.push(...((await response.json()) as { items: Json[] }).items);
        page = nextOf(response);
      }
      expect(seen).toEqual(all);
      expect((await ask('/v1/clocks?state=late')).status).toBe(400);
    });

    it('of what is not public are not told to the public', async () => {
      const kinds = async (as?: string) =>
        new Set((await get<{ items: Json[] }>('/v1/clocks', as)).items.map(({ kind }) => kind));
      expect((await kinds('oversight')).has('public-comment-opens')).toBe(true);
      expect((await kinds()).has('public-comment-opens')).toBe(false);
    });
  });
}
