import pg from 'pg';
import type { DataSource } from 'typeorm';
import { inOneState, readModels } from './read-models.js';
import { noteId, NoteView, NoteWordView, VIEWS, written, withNotes } from './spec-notes.js';
import { ensureViews } from './views.js';

const spec = withNotes();

async function withModels(work: (models: DataSource) => Promise<void>): Promise<void> {
  await spec.log.append(written(1, 'hello there'));
  await ensureViews(spec.log.url, VIEWS);
  const models = await readModels(spec.log.url, VIEWS, { size: 2 }).initialize();
  try {
    await work(models);
  } finally {
    await models.destroy();
  }
}

/** Does it as the owner of the tables, on a session of its own. */
async function asOwner(statement: string): Promise<void> {
  const owner = new pg.Client({ connectionString: spec.log.url });
  await owner.connect();
  await owner.query(statement);
  await owner.end();
}

const HISTORY = 'select * from notes where id = $1';

describe('the read models', () => {
  it('answer queries from the views, and cannot write', () =>
    withModels(async (models) => {
      expect(await models.getRepository(NoteView).find()).toEqual([
        { id: noteId(1), version: 1, text: 'hello there', history: ['hello there'] },
      ]);
      expect(await models.getRepository(NoteWordView).count()).toBe(2);
      expect(await models.query('select current_user as role')).toEqual([{ role: 'promulgate_app' }]);
      await expect(models.getRepository(NoteView).clear()).rejects.toThrow();
      await expect(models.query(`update notes set text = ''`)).rejects.toThrow('read-only transaction');
    }));

  it('answer several reads from one state, whatever is written between them', () =>
    withModels(async (models) => {
      const texts = await inOneState(models, async (database) => {
        const [before] = await database.find(NoteView);
        await asOwner(`update views.notes set text = 'changed'`);
        const [after] = await database.find(NoteView);
        return [before?.text, after?.text];
      });
      expect(texts).toEqual(['hello there', 'hello there']);
      expect(await inOneState(models, (database) => database.findOneBy(NoteView, { text: 'changed' }))).toBeDefined();
    }));

  it('prepare what has parameters, once in a session', () =>
    withModels(async (models) => {
      const prepared = await inOneState(models, async (database) => {
        for (let time = 0; time < 3; time++) await database.query(HISTORY, [noteId(1)]);
        return database.query<{ times: number }[]>(
          'select generic_plans + custom_plans as times from pg_prepared_statements where statement = $1',
          [HISTORY],
        );
      });
      expect(prepared).toEqual([{ times: 3 }]);
    }));

  it('read on where a table was given other columns under a statement that was prepared', () =>
    withModels(async (models) => {
      const history = (): Promise<object[]> => inOneState(models, (database) => database.query<object[]>(HISTORY, [noteId(1)]));
      expect(await history()).toHaveLength(1);
      await asOwner('alter table views.notes add column mood text');
      expect(await history()).toMatchObject([{ id: noteId(1), mood: null }]);
    }));

  it('go on after a read that failed, and after a session that broke in the middle of one', () =>
    withModels(async (models) => {
      await expect(inOneState(models, (database) => database.query('select * from nothing'))).rejects.toThrow('nothing');
      const broken = inOneState(models, async (database) => {
        await database.find(NoteView);
        await asOwner(
          `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'promulgate-read-models' and datname = current_database()`,
        );
        return database.find(NoteView);
      });
      await expect(broken).rejects.toThrow();
      // As many as there are sessions, and more.
      const reads = Array.from({ length: 5 }, () => inOneState(models, (database) => database.count(NoteView)));
      expect(await Promise.all(reads)).toEqual([1, 1, 1, 1, 1]);
    }));
});
