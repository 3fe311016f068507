/** Two authors at once, and what still stands before a text. */
import { api, ask, enter, get, type Json, type Listed, NOBODY, onlyOne, problemOf } from './asking.js';

export function drafting(): void {
  describe('Two authors', () => {
    it('who save at once do not overwrite each other: the second is told what came before, and saves again', async () => {
      const { id: protocolId } = await onlyOne('/v1/protocols');
      const { subjectId: draftId } = await enter('open-draft', { protocolId, origin: 'DEPARTMENT', title: 'Of two authors' });
      const save = async (as: string, version: number): Promise<Response> =>
        fetch(new URL('/v1/commands/save-draft-version', api.url), {
          method: 'POST',
          headers: {
            authorization: `Bearer ${await api.issuer.tokenFor(as)}`,
            ...{ 'content-type': 'application/json', prefer: 'wait=20', 'if-match': `"${version}"` },
          },
          body: JSON.stringify({ draftId, text: `By ${as}.`, baseVersion: 2, changeSummary: as }),
        });
      const authors = ['policy-author', 'policy-author-2'];
      const both = await Promise.all(authors.map((as) => save(as, 1)));
      expect(both.map(({ status }) => status).sort()).toEqual([200, 412]);
      const [refused] = both.filter(({ status }) => status === 412);
      const [, code, detail] = await problemOf(refused);
      expect([code, detail]).toEqual([
        'stale-version',
        `drafts/${draftId} is at version 2, not at 1; since then: draft.version-saved; ` +
          `text 1: the first one (/v1/drafts/${draftId}/versions/1).`,
      ]);
      const second = authors[both.findIndex(({ status }) => status === 412)] ?? '';
      const again = await save(second, 2);
      expect(again.status).toBe(200);
      const { id } = (await again.json()) as { id: string };
      const versions = (await (
        await ask(`/v1/drafts/${draftId}/versions`, 'oversight', { 'consistent-with': id })
      ).json()) as Listed;
      expect(versions.items.map(({ changeSummary }) => changeSummary)).toEqual([
        authors.find((author) => author !== second),
        second,
      ]);
    });
  });

  describe('The readiness of a draft', () => {
    it('is what the deciders would say, with who can lift it, and for those who work on it', async () => {
      const { id: protocolId } = await onlyOne('/v1/protocols');
      const { subjectId: draftId } = await enter('open-draft', { protocolId, origin: 'DEPARTMENT', title: 'On its way' });
      const path = `/v1/drafts/${draftId}/readiness`;
      expect(await get(path, 'policy-author')).toMatchObject({
        ...{ draftId, status: 'AUTHORING', ready: false, obstacles: [] },
        next: [{ command: 'save-draft-version', roles: ['policy-author'] }],
      });
      await enter('save-draft-version', { draftId, text: 'Words.', baseVersion: 2, changeSummary: 'All' });
      const found = await get<Json>(path, 'chief');
      expect(found).toMatchObject({
        ...{ status: 'AUTHORING', ready: false, text: { version: 1 }, next: [{ command: 'submit-draft' }] },
        obstacles: [{ code: 'legal-clearance', detail: 'The legal review of version 1 is OPEN.' }],
        later: { labor: 'SETTLED', oig: 'OPEN' },
      });
      const [{ liftedBy }] = found['obstacles'] as [{ liftedBy: Json[] }];
      expect(liftedBy).toContainEqual({ command: 'record-legal-review', roles: ['city-attorney'] });
      const decided = await onlyOne('/v1/drafts', 'public');
      expect(await get(`/v1/drafts/${decided.id}/readiness`, 'oversight')).toMatchObject({ status: 'ADOPTED', next: [] });
      expect((await ask(path)).status).toBe(401);
      expect(await problemOf(await ask(path, 'public'))).toEqual([403, 'not-for-this-role', expect.any(String)]);
      expect((await ask(`/v1/drafts/${NOBODY}/readiness`, 'oversight')).status).toBe(404);
    });
  });
}
