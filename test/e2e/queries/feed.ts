/** The feed of events. */
import { CloudEvent } from 'cloudevents';
import { api, ask, enter, get, type Json, nextOf, onlyOne, problemOf } from './asking.js';

export function feed(): void {
  describe('The feed of events', () => {
    const events = (query: string, as?: string) => get<Json[]>(`/v1/events?${query}`, as);

    it('is a batch of CloudEvents, and one of them by its position', async () => {
      const page = await ask('/v1/events?limit=2', 'oversight');
      expect(page.headers.get('content-type')).toBe('application/cloudevents-batch+json; charset=utf-8');
      expect(nextOf(page)).toBe('/v1/events?limit=2&after=2');
      const [, second] = (await page.json()) as Json[];
      const one = await ask('/v1/events/2', 'oversight');
      expect(one.headers.get('content-type')).toBe('application/cloudevents+json; charset=utf-8');
      const event = (await one.json()) as Json;
      expect(event).toEqual(second);
      expect(new CloudEvent(event, true).validate()).toBe(true);
      for (const position of ['0', '-1', '01', 'x', '999999999']) expect((await ask(`/v1/events/${position}`)).status).toBe(404);
    });

    it('delivers an entry’s own bytes', async () => {
      const [stored] = await api.query(
        `select convert_from(entry, 'UTF8') as text from events join log using (global_position) where position = 26`,
      );
      const text = await (await ask('/v1/events/26')).text();
      expect(text.startsWith(String(stored?.['text']).slice(0, -1))).toBe(true);
    });

    it('withholds data by its visibility, and names the exemption', async () => {
      const kinds = async (as?: string) => {
        const all = await events('limit=200', as);
        return new Set(all.map((event) => `${String(event['visibility'])} ${'data' in event ? 'told' : 'withheld'}`));
      };
      const none = new Set(['PUBLIC told', 'INTERNAL withheld', 'PRIVILEGED withheld']);
      const inside = new Set(['PUBLIC told', 'INTERNAL told', 'PRIVILEGED withheld']);
      expect([await kinds(), await kinds('public')]).toEqual([none, none]);
      for (const as of ['oversight', 'administrator', 'commissioner', 'department-liaison'])
        expect(await kinds(as)).toEqual(inside);
      for (const as of ['chief', 'city-attorney'])
        expect(await kinds(as)).toEqual(new Set(['PUBLIC told', 'INTERNAL told', 'PRIVILEGED told']));
      const note = (await events('type=gov.commission.draft.review-note-recorded.v1', 'oversight'))[0];
      expect(note).toMatchObject({ withheld: expect.stringContaining('attorney-client') });
      expect([note?.['data'], note?.['datasalt']]).toEqual([undefined, undefined]);
    });

    it('is filtered, each filter by itself and together', async () => {
      const all = await events('limit=200', 'oversight');
      const { id } = await onlyOne('/v1/directives');
      const signed = all.find(({ type }) => type === 'gov.commission.order.signed.v1');
      const filters: [string, (event: Json) => boolean][] = [
        ['type=gov.commission.provision.opened.v1', ({ type }) => type === 'gov.commission.provision.opened.v1'],
        ['type=gov.commission.provision.opened.v2', () => false],
        [`subject=directives/${id}`, ({ subject }) => subject === `directives/${id}`],
        ['actor=chief', ({ actor }) => actor === 'chief'],
        ['outcome=refused', ({ type }) => type === 'gov.commission.command.refused.v1'],
        ['outcome=succeeded', ({ type }) => type !== 'gov.commission.command.refused.v1'],
        ['from=2026-03-01T00:00:00Z', ({ time }) => String(time) >= '2026-03-01T00:00:00.000Z'],
        ['to=2026-03-01T00:00:00Z', ({ time }) => String(time) < '2026-03-01T00:00:00.000Z'],
        ['after=100&to=2026-03-19T00:00:00Z', ({ position, time }) => Number(position) > 100 && String(time) < '2026-03-19'],
        [`correlation=${String(signed?.['correlationid'])}`, ({ correlationid }) => correlationid === signed?.['correlationid']],
        ['actor=chief&outcome=refused', () => false],
      ];
      for (const [query, holds] of filters) {
        const found = await events(`limit=200&${query}`, 'oversight');
        const wanted = all.filter(holds).map(({ position }) => position);
        expect([query, found.filter(({ position }) => Number(position) <= all.length).map(({ position }) => position)]).toEqual([
          query,
          wanted,
        ]);
      }
      expect((await events(`correlation=${String(signed?.['correlationid'])}`)).length).toBeGreaterThan(2);
    });

    it('does not take what it does not know', async () => {
      for (const [query, name] of [
        ['type=draft.submitted', 'type'],
        ['type=gov.commission.draft.submitted.v99999999999999999999', 'type'],
        ['outcome=failed', 'outcome'],
        ['limit=201', 'limit'],
        ['after=x', 'after'],
        ['from=yesterday', 'from'],
        ['correlation=one', 'correlation'],
        ['offset=3', 'offset'],
      ] as const)
        expect(await problemOf(await ask(`/v1/events?${query}`))).toEqual([
          400,
          'invalid-parameter',
          expect.stringMatching(`^${name} `),
        ]);
    });

    it('has pages that end before they grow too large, and none of its entries is lost between them', async () => {
      const { id: protocolId } = await onlyOne('/v1/protocols');
      const { subjectId: draftId } = await enter('open-draft', { protocolId, origin: 'DEPARTMENT', title: 'Long' });
      const sent: string[] = [];
      for (let number = 1; number <= 12; number++) {
        const text = `${number} ${'x'.repeat(450_000)}`;
        sent.push((await api.testbed.send('save-draft-version', { draftId, text, baseVersion: 2, changeSummary: 'Long' })).id);
      }
      await api.testbed.settled(sent);
      const seen: unknown[] = [];
      let pages = 0;
      for (let page: string | undefined = `/v1/events?subject=drafts/${draftId}&limit=200`; page; pages++) {
        const response = await ask(page, 'oversight');
        const text = await response.text();
        expect(text.length).toBeLessThan(5 * 1024 * 1024);
        seen.push(...(JSON.parse(text) as Json[]).map(({ streamversion }) => streamversion));
        page = nextOf(response);
      }
      expect(seen).toEqual(Array.from({ length: 13 }, (_, at) => at + 1));
      expect(pages).toBeGreaterThan(1);
      expect(nextOf(await ask(`/v1/events?subject=drafts/${draftId}&limit=200`))).toBeUndefined();
    }, 60_000);
  });
}
