import { readModels } from './read-models.js';
import { noteId, NoteView, NoteWordView, VIEWS, written, withNotes } from './spec-notes.js';
import { ensureViews } from './views.js';

const spec = withNotes();

describe('the read models', () => {
  it('answer queries from the views, and cannot write', async () => {
    await spec.log.append(written(1, 'hello there'));
    await ensureViews(spec.log.url, VIEWS);
    const models = await readModels(spec.log.url, VIEWS).initialize();
    try {
      expect(await models.getRepository(NoteView).find()).toEqual([
        { id: noteId(1), version: 1, text: 'hello there', history: ['hello there'] },
      ]);
      expect(await models.getRepository(NoteWordView).count()).toBe(2);
      expect(await models.query('select current_user as role')).toEqual([{ role: 'promulgate_app' }]);
      // All reads of a transaction are of one state.
      const isolation = await models.transaction((database) => database.query('show transaction_isolation'));
      expect(isolation).toEqual([{ transaction_isolation: 'repeatable read' }]);
      await expect(models.getRepository(NoteView).clear()).rejects.toThrow();
      await expect(models.query(`update notes set text = ''`)).rejects.toThrow('read-only transaction');
    } finally {
      await models.destroy();
    }
  });
});
