/** Lists and single records. */
import { REFERENCED } from '#oversight';
import { RESOURCES } from '../../../apps/api/src/queries/resources.js';
import { ask, get, type Json, type Listed, nextOf, NOBODY, onlyOne, problemOf } from './asking.js';

export function lists(): void {
  describe('Lists and single records', () => {
    it.each(RESOURCES.map(({ path }) => path))('/v1/%s lists each, and tells each by itself', async (path) => {
      const { items } = await get<Listed>(`/v1/${path}`, 'oversight');
      expect(items.map(({ id }) => id)).toEqual(items.map(({ id }) => id).sort());
      // The case has none of these.
      const none = ['corrections', 'assertions', 'delegations', 'comments', 'irregular-acts', 'preservation-holds', 'erasures'];
      if ([...none, 'recommendations', 'directions', 'undertakings', 'external-steps'].includes(path)) return;
      expect(items.length).toBeGreaterThan(0);
      for (const item of items) expect(await get(`/v1/${path}/${item.id}`, 'oversight')).toMatchObject(item);
      expect(items[0]).toHaveProperty('version', expect.any(Number));
    });

    it('are paged through by their cursor, each item once', async () => {
      const all = (await get<Listed>('/v1/provisions', 'oversight')).items.map(({ id }) => id);
      const seen: string[] = [];
      for (let path: string | undefined = '/v1/provisions?limit=3'; path;) {
        const response = await ask(path, 'oversight');
        const { items } = (await response.json()) as Listed;
        seen.push(...items.map(({ id }) => id));
        path = nextOf(response);
        if (path) expect(items).toHaveLength(3);
      }
      expect(seen).toEqual(all);
      expect(all).toHaveLength(7);
    });

    it('are narrowed by equality', async () => {
      const held = await get<Listed>('/v1/provisions?disposition=LEGAL_HOLD', 'oversight');
      expect(held.items.map(({ key }) => key)).toEqual(['3b']);
      const { id } = await onlyOne('/v1/directives');
      expect((await get<Listed>(`/v1/provisions?directiveId=${id}&verb=REQUEST`, 'oversight')).items).toHaveLength(1);
      expect((await get<Listed>('/v1/orders?year=1999', 'oversight')).items).toEqual([]);
    });

    it('do not take what they do not know', async () => {
      for (const [query, name] of [
        ['colour=red', 'colour'],
        ['limit=201', 'limit'],
        ['limit=2&limit=3', 'limit'],
        ['directiveId=one', 'directiveId'],
        ['after=abc', 'after'],
      ]) {
        const found = await problemOf(await ask(`/v1/provisions?${query ?? ''}`, 'oversight'));
        expect(found).toEqual([400, 'invalid-parameter', expect.stringMatching(new RegExp(`^${name ?? ''} `))]);
      }
      const { id } = await onlyOne('/v1/directives');
      expect((await ask(`/v1/directives/${id}?fields=all`)).status).toBe(400);
    });

    it('know no record of another id, nor of what is none', async () => {
      for (const { path } of RESOURCES)
        for (const id of [NOBODY, 'one', "'"])
          expect(await problemOf(await ask(`/v1/${path}/${id}`, 'oversight'))).toEqual([404, 'not-found', expect.any(String)]);
    });

    it('are all described', async () => {
      const { paths } = await get<{ paths: Record<string, Record<string, Json>> }>('/openapi.json');
      const parts = [
        '/v1/drafts/{id}/versions',
        '/v1/drafts/{id}/versions/{number}',
        '/v1/drafts/{id}/diff',
        '/v1/drafts/{id}/comments',
        '/v1/drafts/{id}/readiness',
        '/v1/protocols/{id}/text',
        '/v1/protocols/{id}/redline',
        '/v1/orders/{id}/legal-status',
        '/v1/meetings/{id}/votes',
        '/v1/meetings/{id}/minutes',
        '/v1/meetings/{id}/packet',
        ...REFERENCED.map((type) => `/v1/${type}/{id}/references`),
      ];
      const others = [
        '/v1/tasks',
        '/v1/clocks',
        '/v1/coverage',
        '/v1/trace/{type}/{id}',
        '/v1/trace/{type}/{id}/timeline',
        '/v1/events',
        '/v1/events/{position}',
        '/v1/events/stream',
      ];
      const ids = new Set<unknown>();
      for (const path of [...RESOURCES.flatMap((each) => [`/v1/${each.path}`, `/v1/${each.path}/{id}`]), ...parts, ...others]) {
        expect(paths).toHaveProperty([path, 'get', 'responses', '200']);
        ids.add(paths[path]?.['get']?.['operationId']);
      }
      expect(ids.size).toBe(RESOURCES.length * 2 + parts.length + others.length);
    });
  });
}
