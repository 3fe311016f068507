/** What is not sent again, and what is no older than a command. */
import pg from 'pg';
import { api, ask, enter, type Json, NOBODY, onlyOne, problemOf } from './asking.js';

export function keptAnswers(): void {
  describe('An answer that is kept', () => {
    it('is not sent again while its views stand where they stood, and is after they moved', async () => {
      const first = await ask('/v1/directives');
      const etag = first.headers.get('etag') ?? '';
      const again = await ask('/v1/directives', undefined, { 'if-none-match': `"other", ${etag}` });
      expect([again.status, await again.text(), again.headers.get('etag')]).toEqual([304, '', etag]);
      const { id } = await enter('register-authority', { citation: 'Another', title: 'Act' });
      const moved = await ask('/v1/directives', undefined, { 'if-none-match': etag, 'consistent-with': id });
      expect(moved.status).toBe(200);
    });

    it('is another one for another reader, and no version that a command could be bound to', async () => {
      const [everybody, inside] = [await ask('/v1/drafts'), await ask('/v1/drafts', 'oversight')];
      expect(everybody.headers.get('etag')).not.toBe(inside.headers.get('etag'));
      expect(everybody.headers.get('etag')).not.toMatch(/^(W\/)?"\d+"$/);
      expect(everybody.headers.get('vary')).toContain('Authorization');
    });

    it('tells by its tag too that a deadline has passed meanwhile', async () => {
      const { id } = await onlyOne('/v1/directives');
      const etag = (await ask(`/v1/coverage?directive=${id}`)).headers.get('etag') ?? '';
      expect((await ask(`/v1/coverage?directive=${id}`, undefined, { 'if-none-match': etag })).status).toBe(304);
      const before = await ask(`/v1/coverage?directive=${id}&asOf=2026-02-20T00:00:00Z`, undefined, { 'if-none-match': etag });
      expect(before.status).toBe(200);
    });
  });

  describe('A read that is to follow a command', () => {
    const DIRECTIVE = { number: 99, label: 'Executive Directive 99', issuedBy: 'Mayor', signedOn: '2026-01-05', synthetic: true };

    it('is no older than it', async () => {
      for (let number = 100; number < 105; number++) {
        const { id, subjectId } = await api.testbed.send('register-directive', { ...DIRECTIVE, number });
        const response = await ask(`/v1/directives/${subjectId}`, undefined, { 'consistent-with': id });
        expect([response.status, ((await response.json()) as Json)['number']]).toEqual([200, number]);
      }
    });

    it('is refused where it names none', async () => {
      for (const id of ['one', NOBODY])
        expect(await problemOf(await ask('/v1/directives', undefined, { 'consistent-with': id }))).toEqual([
          400,
          'invalid-header',
          expect.stringContaining('Consistent-With'),
        ]);
    });

    it('is put off where the views do not come that far in time', async () => {
      const owner = new pg.Client({ connectionString: api.testbed.ownerUrl });
      await owner.connect();
      try {
        await owner.query(`begin; select from promulgate.checkpoints where consumer = 'view:directives' for update`);
        const { id } = await api.testbed.send('register-directive', DIRECTIVE);
        const response = await ask('/v1/directives', undefined, { 'consistent-with': id });
        expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1']);
      } finally {
        await owner.end();
      }
    }, 20_000);
  });
}
