/** What the public is told, and what it is not. */
import { api, ask, enter, get, type Json, type Listed, onlyOne } from './asking.js';

export function thePublic(): void {
  describe('The public', () => {
    it('does not know of a draft before its text is public', async () => {
      const { id: protocolId } = await onlyOne('/v1/protocols');
      const { subjectId } = await enter('open-draft', { protocolId, origin: 'DEPARTMENT', title: 'Not public' });
      const saved = { draftId: subjectId, text: 'Hidden text.', baseVersion: 2, changeSummary: 'All' };
      const { id } = await enter('save-draft-version', saved);
      const wait = { 'consistent-with': id };
      for (const path of ['', '/versions', '/versions/1', '/diff?from=1&to=1']) {
        expect((await ask(`/v1/drafts/${subjectId}${path}`, 'oversight', wait)).status).toBe(200);
        expect((await ask(`/v1/drafts/${subjectId}${path}`, undefined, wait)).status).toBe(404);
        expect((await ask(`/v1/drafts/${subjectId}${path}`, 'public', wait)).status).toBe(404);
      }
      for (const path of ['', '/timeline']) {
        expect((await ask(`/v1/trace/drafts/${subjectId}${path}`, 'oversight', wait)).status).toBe(200);
        expect((await ask(`/v1/trace/drafts/${subjectId}${path}`, undefined, wait)).status).toBe(404);
      }
      expect(await (await ask(`/v1/trace/protocols/${protocolId}`)).text()).not.toContain(subjectId);
      expect((await get<Listed>('/v1/drafts')).items.map((draft) => draft.id)).not.toContain(subjectId);
      expect((await get<Listed>('/v1/drafts', 'oversight')).items.map((draft) => draft.id)).toContain(subjectId);
    });

    it('reads of a public draft the versions that are public, and what was said in public', async () => {
      const draft = (await get<Listed>('/v1/drafts')).items[0];
      expect(draft?.['tracks']).toEqual({ comment: expect.objectContaining({ status: 'SUMMARISED', received: 12 }) });
      expect(draft).not.toHaveProperty('changesRequested');
      const numbers = async (as?: string) =>
        (await get<Listed>(`/v1/drafts/${draft?.id ?? ''}/versions`, as)).items.map(({ number }) => number);
      expect([await numbers(), await numbers('oversight')]).toEqual([[2], [1, 2]]);
      expect((await ask(`/v1/drafts/${draft?.id ?? ''}/versions/1`)).status).toBe(404);
      expect(await get(`/v1/drafts/${draft?.id ?? ''}/versions/2`)).not.toHaveProperty('rationale');
    });

    it('does not know of an order before it is signed', async () => {
      const heading = { orderType: 'SPECIAL_ORDER', office: 'Office of the Chief of Police', year: 2026, subject: 'Reserved' };
      const { id, subjectId } = await enter('reserve-order-number', heading);
      const wait = { 'consistent-with': id };
      for (const path of [`/v1/orders/${subjectId}`, `/v1/trace/orders/${subjectId}`]) {
        expect((await ask(path, 'oversight', wait)).status).toBe(200);
        expect((await ask(path, undefined, wait)).status).toBe(404);
      }
      expect((await get<Listed>('/v1/orders')).items).toHaveLength(1);
    });

    it('does not read an agenda before it is posted', async () => {
      const { id: boardId } = await onlyOne('/v1/boards');
      const plan = { boardId, kind: 'REGULAR', startsAt: '2026-12-15T17:30:00Z', place: 'Hall' };
      const { subjectId: meetingId } = await enter('schedule-meeting', plan);
      const item = { meetingId, number: '1', title: 'Not posted yet', kind: 'INFORMATION', section: 'REGULAR' };
      const { id } = await enter('place-item', item);
      const items = async (as?: string) => {
        const response = await ask(`/v1/meetings/${meetingId}`, as, { 'consistent-with': id });
        return ((await response.json()) as { items: Json[] }).items.map(({ title }) => title);
      };
      expect([await items(), await items('oversight')]).toEqual([[], ['Not posted yet']]);
      const trace = async (as?: string) => JSON.stringify(await get(`/v1/trace/meetings/${meetingId}`, as));
      expect(await trace()).not.toContain('Not posted yet');
      expect(await trace('oversight')).toContain('Not posted yet');
    });

    it('reads that the work waits for the law, not under what', async () => {
      const held = (as?: string) => onlyHeld(as);
      const onlyHeld = async (as?: string) => (await get<Listed>('/v1/provisions?disposition=LEGAL_HOLD', as)).items[0];
      expect(await held('oversight')).toHaveProperty('hold.authorityId');
      expect(await held()).not.toHaveProperty('hold');
      const { id } = await onlyOne('/v1/directives');
      const text = async (as?: string) => JSON.stringify(await get(`/v1/coverage?directive=${id}`, as));
      expect(await text('oversight')).toContain('releaseCondition');
      expect(await text()).toContain('LEGAL_HOLD');
      expect(await text()).not.toContain('releaseCondition');
      const trace = async (as?: string) => JSON.stringify(await get(`/v1/trace/provisions/${(await held())?.id ?? ''}`, as));
      expect(await trace('oversight')).toContain('releaseCondition');
      expect(await trace()).not.toContain('releaseCondition');
    });

    it('reads a correction as far as its entry', async () => {
      const [paused] = await get<Json[]>('/v1/events?type=gov.commission.provision.paused.v1', 'oversight');
      const { releaseCondition: was } = paused?.['data'] as { releaseCondition: string };
      const correction = {
        position: paused?.['position'],
        field: '/releaseCondition',
        was,
        is: 'other',
        reason: 'Typed',
        source: 'Order',
      };
      const role = { actor: 'city-attorney', performedBy: 'city-attorney', role: 'city-attorney' } as const;
      const { id, subjectId } = await api.testbed.send('correct-record', correction, role);
      const read = async (as?: string) =>
        (await ask(`/v1/corrections/${subjectId}`, as, { 'consistent-with': id })).json() as Promise<Json>;
      expect(await read('oversight')).toMatchObject({ status: 'PROPOSED', was, is: 'other' });
      expect(await read()).toMatchObject({ status: 'PROPOSED', position: paused?.['position'] });
      expect(JSON.stringify(await read())).not.toContain(was);
      // It stands on the timeline of the record whose entry it corrects.
      const timeline = await get<{ items: Json[] }>(`/v1/trace/${String(paused?.['subject'])}/timeline`, 'oversight');
      expect(timeline.items.map(({ type }) => type)).toContain('gov.commission.correction.proposed.v1');
    });
  });
}
