/** Coverage, and the chain from a provision to an order. */
import { TRACEABLE } from '#oversight';
import { ask, enter, get, type Json, type Listed, nextOf, NOBODY, onlyOne } from './asking.js';

interface Chain {
  readonly root: Json;
  readonly chain: readonly { key: string; step: string; status: string; label: string; details: Json }[];
  readonly edges: readonly { from: string; to: string }[];
}

export function traces(): void {
  describe('Coverage', () => {
    const at = async (asOf: string): Promise<unknown[]> => {
      const { id } = await onlyOne('/v1/directives');
      const { items } = await get<{ items: Json[] }>(`/v1/coverage?directive=${id}&asOf=${asOf}`, 'oversight');
      return items.map(({ key, disposition, overdue }) => [key, disposition, overdue]);
    };

    it('is what it was at any past instant', async () => {
      expect(await at('2026-02-10T19:59:59.999Z')).toEqual([]);
      expect(await at('2026-02-26T07:59:59.999Z')).toContainEqual(['1', 'IN_PROGRESS', false]);
      expect(await at('2026-02-26T08:00:00Z')).toContainEqual(['1', 'IN_PROGRESS', true]);
    });

    it('asks which directive, and knows it', async () => {
      expect((await ask('/v1/coverage')).status).toBe(400);
      for (const id of [NOBODY, 'one']) expect((await ask(`/v1/coverage?directive=${id}`)).status).toBe(404);
      expect((await ask(`/v1/coverage?directive=${NOBODY}&asOf=yesterday`)).status).toBe(400);
    });
  });

  describe('The trace', () => {
    const traceOf = (path: string, as = 'oversight') => get<Chain>(`/v1/trace/${path}`, as);
    const order = async () => (await get<Listed>('/v1/orders')).items[0]?.id ?? '';

    it.each(TRACEABLE)('answers for %s', async (type) => {
      const { items } = await get<Listed>(`/v1/${type}`, 'oversight');
      for (const { id } of items) {
        const { root, chain, edges } = await traceOf(`${type}/${id}`);
        expect(root).toMatchObject({ type, id });
        const keys = chain.map(({ key }) => key);
        expect(keys).toContain(`${type}/${id}`);
        expect(new Set(keys).size).toBe(keys.length);
        for (const { from, to } of edges) expect([keys.includes(from), keys.includes(to)]).toEqual([true, true]);
      }
    });

    it('tells of the vote who voted how, who did not and why, and where it was posted', async () => {
      const { chain } = await traceOf(`orders/${await order()}`);
      expect(chain.map(({ step }) => step)).not.toContain('meeting');
      const votes = chain.filter(({ step }) => step === 'vote');
      expect(votes.map(({ status, details }) => [status, details['tally']])).toEqual([
        ['APPROVED', { ayes: 5, noes: 0, abstentions: 0 }],
        ['APPROVED', { ayes: 4, noes: 0, abstentions: 0 }],
      ]);
      expect(votes[1]?.details).toMatchObject({
        recused: ['commissioner-5'],
        posting: { postedAt: expect.any(String), locations: [expect.any(String)] },
        meeting: { kind: 'REGULAR', startsAt: expect.any(String) },
        motion: { mover: 'commissioner-1' },
      });
    });

    it('tells of the draft its versions and reviews: to the public what is public', async () => {
      const seen = async (as?: string) => {
        const { chain } = await get<Chain>(`/v1/trace/orders/${await order()}`, as);
        const numbers = (chain.find(({ step }) => step === 'draft')?.details['versions'] as Json[]).map(({ number }) => number);
        const clearances = chain.find(({ step }) => step === 'clearances');
        return [numbers, clearances?.status, Object.keys(clearances?.details ?? {}).sort()];
      };
      expect(await seen('oversight')).toEqual([[1, 2], 'CLEARED', ['legal', 'oig', 'publicComment']]);
      expect(await seen()).toEqual([[2], 'SUMMARISED', ['publicComment']]);
    });

    it('does not go from one matter to another through a report or a meeting that they share', async () => {
      const provisionsOf = async (path: string) =>
        (await traceOf(path)).chain.filter(({ step }) => step === 'provision').map(({ label }) => label);
      const { id: provisionId } = (await get<Listed>('/v1/provisions?key=3a', 'oversight')).items[0] ?? { id: '' };
      const { id: boardReportId } = await onlyOne('/v1/board-reports');
      const { id: boardId } = await onlyOne('/v1/boards');
      const asked = { provisionId, boardReportId, title: 'Another matter', asks: ['Post the policy'] };
      const { subjectId: requestId } = await enter('open-request', asked);
      const plan = { boardId, kind: 'REGULAR', startsAt: '2026-12-22T17:30:00Z', place: 'Hall' };
      const { subjectId: meetingId } = await enter('schedule-meeting', plan);
      const item = { meetingId, section: 'REGULAR' };
      await enter('place-item', { ...item, number: '1', title: 'This matter', kind: 'ACTION', requestId });
      const { id } = await enter('place-item', { ...item, number: '2', title: 'Unrelated', kind: 'INFORMATION' });
      expect((await ask(`/v1/trace/meetings/${meetingId}`, 'oversight', { 'consistent-with': id })).status).toBe(200);
      expect(await provisionsOf(`orders/${await order()}`)).toEqual(['Provision 2']);
      expect(await provisionsOf(`requests/${requestId}`)).toEqual(['Provision 3', 'Provision 3a']);
      expect(await provisionsOf(`meetings/${meetingId}`)).toEqual(['Provision 3', 'Provision 3a']);
      expect(await provisionsOf(`board-reports/${boardReportId}`)).toEqual(['Provision 2', 'Provision 3', 'Provision 3a']);
      const told = async (path: string) => JSON.stringify(await get(`/v1/trace/${path}/timeline`, 'oversight'));
      expect(await told(`requests/${requestId}`)).toContain('This matter');
      expect(await told(`requests/${requestId}`)).not.toContain('Unrelated');
      expect(await told(`meetings/${meetingId}`)).toContain('Unrelated');
    });

    it('knows no other kinds of record', async () => {
      for (const path of [`commands/${NOBODY}`, `orders/${NOBODY}`, 'orders/one'])
        expect((await ask(`/v1/trace/${path}`, 'oversight')).status).toBe(404);
    });

    it('is a timeline too, in the order of the log, refusals included, told to each as far as they may know', async () => {
      const path = `/v1/trace/orders/${await order()}/timeline`;
      const inside = (await get<{ items: Json[] }>(path, 'oversight')).items;
      const positions = inside.map(({ position }) => Number(position));
      expect(positions).toEqual([...positions].sort((a, b) => a - b));
      const refusals = inside.filter(({ type }) => type === 'gov.commission.command.refused.v1');
      expect(refusals.map(({ sentence }) => sentence)).toEqual([
        expect.stringContaining('record-legal-review was refused (8)'),
        expect.stringContaining('record-roll-call was refused (6)'),
      ]);
      const outside = (await get<{ items: Json[] }>(path)).items;
      expect(outside.map(({ position }) => position)).toEqual(positions);
      const review = (items: Json[]) =>
        items.find(({ type }) => type === 'gov.commission.draft.review-recorded.v1')?.['sentence'];
      expect(review(inside)).toBe('Review by the Inspector General of version 2: commented.');
      expect(review(outside)).toBe('A review of the draft was recorded.');
    });

    it('is a timeline that is read page by page', async () => {
      const path = `/v1/trace/orders/${await order()}/timeline`;
      const all = (await get<{ items: Json[] }>(path, 'oversight')).items.map(({ position }) => position);
      const seen: unknown[] = [];
      for (let page: string | undefined = `${path}?limit=40`; page;) {
        const response = await ask(page, 'oversight');
        seen.push(...((await response.json()) as { items: Json[] }).items.map(({ position }) => position));
        page = nextOf(response);
      }
      expect(seen).toEqual(all);
    });
  });
}
