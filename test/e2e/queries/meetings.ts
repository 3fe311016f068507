/** The meeting that adopted the text, and the texts. */
import { ask, get, type Json, type Listed, onlyOne } from './asking.js';

export function meetings(): void {
  describe('The meeting that adopted the text', () => {
    const meetingOf = async (): Promise<string> => {
      const draft = await onlyOne('/v1/drafts');
      return String((await onlyOne(`/v1/board-actions?draftId=${draft.id}`))['meetingId']);
    };

    it('has a record of its vote that a reviewer needs no other page for', async () => {
      const { items } = await get<Listed>(`/v1/meetings/${await meetingOf()}/votes`);
      expect(items).toHaveLength(1);
      expect(items[0]).toMatchObject({
        motion: { mover: 'commissioner-1', seconder: 'commissioner-2' },
        tally: { ayes: 4, noes: 0, abstentions: 0 },
        rule: { quorum: 3, ayesToAdopt: 3 },
        posting: [{ evidence: { locations: [expect.any(String)] } }],
        items: [
          {
            number: '5',
            status: 'APPROVED',
            exceptions: [],
            recusals: [{ member: 'commissioner-5', late: false }],
            quorum: { required: 3, counted: 4 },
          },
        ],
      });
    });

    it('has minutes, for everybody', async () => {
      const minutes = await get(`/v1/meetings/${await meetingOf()}/minutes`);
      expect(minutes).toMatchObject({ status: 'NONE', ending: 'ADJOURNED', remarks: null });
      expect(minutes['attendance']).toHaveLength(5);
      expect(minutes['items']).toMatchObject([{ number: '5', status: 'APPROVED', comment: [{ speakers: 3 }] }]);
    });

    it('has a packet with the text, its reviews and the report that it came in', async () => {
      const packet = await get(`/v1/meetings/${await meetingOf()}/packet`, 'inspector-general');
      const said = {
        changeSummary: 'Evidence, supervisor, monthly report (synthetic)',
        rationale: 'Asked for when changes were requested of version 1 (synthetic)',
      };
      const text = { status: 'ADOPTED', legal: { status: 'CLEARED' }, comment: { status: 'SUMMARISED' }, version: 2, ...said };
      expect(packet['items']).toMatchObject([
        { number: '5', notice: { state: 'MET' }, text, boardReport: { bpcNumber: expect.any(String) }, owed: [] },
      ]);
    });
  });

  describe('Texts', () => {
    it('are compared as data, as a page and as lines', async () => {
      const { id } = (await get<Listed>('/v1/drafts')).items[0] ?? { id: '' };
      const path = `/v1/drafts/${id}/diff?from=1&to=2`;
      const { from, to, parts } = await get<{ from: Json; to: Json; parts: Json[] }>(path, 'oversight');
      expect([from['number'], to['number']]).toEqual([1, 2]);
      expect(parts.map(({ op }) => op)).toContain('added');
      const page = await ask(path, 'oversight', { accept: 'text/html' });
      expect([page.headers.get('content-type'), await page.text()]).toEqual([
        'text/html; charset=utf-8',
        expect.stringContaining('<ins>'),
      ]);
      const lines = await ask(path, 'oversight', { accept: 'text/plain' });
      expect([lines.headers.get('content-type'), await lines.text()]).toEqual([
        'text/plain; charset=utf-8',
        expect.stringContaining('- Officers preserve video.\n+ Officers preserve video and other evidence.\n'),
      ]);
      for (const [query, status] of [
        ['from=1', 400],
        ['from=1&to=x', 400],
        ['from=1&to=9', 404],
      ] as const)
        expect((await ask(`/v1/drafts/${id}/diff?${query}`, 'oversight')).status).toBe(status);
      for (const number of ['9', '0', 'x'])
        expect((await ask(`/v1/drafts/${id}/versions/${number}`, 'oversight')).status).toBe(404);
    });

    it('in force before there was one, there is none', async () => {
      const { id } = await onlyOne('/v1/protocols');
      expect((await ask(`/v1/protocols/${id}/text?asOf=2020-06-30T00:00:00Z`)).status).toBe(404);
      expect(await get(`/v1/protocols/${id}/text`)).toMatchObject({ number: 2, status: 'EFFECTIVE', endedAt: null });
    });
  });
}
