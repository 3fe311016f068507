import { Entity, PrimaryColumn } from 'typeorm';
import { defineProjection, type Projection, sql } from '../projection.js';
import { eventually } from './spec-log.js';
import { count, mixture, type NoteEvent, notesView, NoteView, talliesView, TallyView, VIEWS, withNotes } from './spec-notes.js';
import { checkViews, ensureViews, rebuildView } from './views.js';

const spec = withNotes();
const nextSchemas = () => spec.log.owner(`select nspname from pg_namespace where nspname like 'views_next%'`);

describe('building views', () => {
  it('makes the tables of the entities, for the application to write and no one to alter', async () => {
    await spec.log.append(...mixture(0, 12));
    expect(await checkViews(spec.log.pool(), VIEWS)).toEqual([
      "The view all-notes has not been built: run `npm run cli -- migrate` with the database's owner.",
      "The view tallies has not been built: run `npm run cli -- migrate` with the database's owner.",
    ]);
    expect(await ensureViews(spec.log.url, VIEWS)).toEqual({ built: ['all-notes', 'tallies'], kept: [] });
    expect(await checkViews(spec.log.pool(), VIEWS)).toEqual([]);
    expect(await ensureViews(spec.log.url, VIEWS)).toEqual({ built: [], kept: ['all-notes', 'tallies'] });
    expect(await spec.checkpoint('tallies')).toEqual({ version: 1, position: 12 });
    expect(await spec.tallied()).toBe(12);
    expect(await nextSchemas()).toEqual([]);
    const indexes = await spec.log.owner(`select indexdef from pg_indexes where schemaname = 'views' and tablename = 'notes'`);
    expect(indexes).toHaveLength(2);
    await expect(spec.log.pool().query('alter table notes add column x int')).rejects.toThrow('must be owner');
    spec.project();
    await spec.log.append(...mixture(12, 5));
    await spec.caughtUp();
    expect(await spec.tallied()).toBe(17);
  });

  it('builds views that are the same, row by row, after they were dropped', async () => {
    await ensureViews(spec.log.url, VIEWS);
    const projector = spec.project(VIEWS, 10);
    await spec.log.append(...mixture(0, 300));
    await spec.caughtUp();
    await projector.stop();
    const live = await spec.rows();
    expect(live.notes).toHaveLength(7);
    await spec.log.owner('drop table notes; drop table tallies');
    expect(await checkViews(spec.log.pool(), VIEWS)).toEqual([
      "The view all-notes has lost its table notes: run `npm run cli -- migrate` with the database's owner.",
      "The view tallies has lost its table tallies: run `npm run cli -- migrate` with the database's owner.",
    ]);
    expect((await ensureViews(spec.log.url, VIEWS)).built).toEqual(['all-notes', 'tallies']);
    expect(await spec.rows()).toEqual(live);
  });

  it('fills a view from the log by its own statement, and goes on with its handlers', async () => {
    await ensureViews(spec.log.url, VIEWS);
    await spec.log.append(...mixture(0, 50));
    let handled = 0;
    const counted: typeof count = (event) => {
      handled += 1;
      return count(event);
    };
    const filled = defineProjection<NoteEvent>({
      ...{ name: 'tallies', version: 2, entities: [TallyView], on: { 'note.written': counted, 'note.struck': counted } },
      fill: 'insert into tallies (type, count) select type, count(*) from logged group by type',
    });
    await rebuildView(spec.log.url, filled);
    expect(handled).toBe(0);
    expect(await spec.tallied()).toBe(50);
    expect(await spec.checkpoint('tallies')).toEqual({ version: 2, position: 50 });
    await spec.log.append(...mixture(50, 7));
    spec.project([filled]);
    await eventually('the view has what came later', async () => (await spec.tallied()) === 57);
    expect(handled).toBe(7);
  });

  it('rebuilds beside the live views while events keep arriving and projectors run', async () => {
    await ensureViews(spec.log.url, VIEWS);
    await spec.log.append(...mixture(0, 2_500, 97));
    spec.project(VIEWS, 50);
    spec.project(VIEWS, 50);
    let writing = true;
    let next = 2_500;
    const writer = (async () => {
      while (writing) {
        await spec.log.append(...mixture(next, 5, 97));
        next += 5;
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    })();
    const reached: number[] = [];
    for (let each = 0; each < 2; each++) {
      await rebuildView(spec.log.url, notesView, { onProgress: (position) => reached.push(position) });
      await rebuildView(spec.log.url, talliesView);
      // A reader never finds a view missing or behind what it was.
      expect((await spec.log.owner('select 1 from notes')).length).toBe(97);
    }
    writing = false;
    await writer;
    await spec.caughtUp();
    expect(reached[0]).toBe(2_000);
    expect(await spec.tallied()).toBe(next);
    expect(spec.faults).toEqual([]);
    const live = await spec.rows();
    await Promise.all(spec.projectors.map((projector) => projector.stop()));
    await rebuildView(spec.log.url, notesView);
    await rebuildView(spec.log.url, talliesView);
    expect(await spec.rows()).toEqual(live);
  }, 60_000);

  it('lets nobody move the view between the rest and the swap', async () => {
    await ensureViews(spec.log.url, VIEWS);
    await spec.log.append(...mixture(0, 5));
    // A projector in the middle of its batch.
    const session = await spec.log.ownerSession();
    await session.query(`begin; select from checkpoints where consumer = 'view:tallies' for no key update`);
    await session.query(`insert into tallies values ('note.written', 4), ('note.struck', 1)`);
    const rebuilt = rebuildView(spec.log.url, talliesView);
    await new Promise((resolve) => setTimeout(resolve, 300));
    await spec.log.append(...mixture(5, 5));
    await session.query(`update checkpoints set position = 5 where consumer = 'view:tallies'; commit`);
    await rebuilt;
    expect(await spec.checkpoint('tallies')).toEqual({ version: 1, position: 10 });
    expect(await spec.tallied()).toBe(10);
  });

  it('lets a long reader finish, and the live view go on meanwhile', async () => {
    await ensureViews(spec.log.url, [talliesView]);
    await spec.log.append(...mixture(0, 5));
    const reader = await spec.log.ownerSession();
    await reader.query('begin; select from tallies');
    const rebuilt = rebuildView(spec.log.url, talliesView);
    await eventually('the swap waits', async () => {
      const waiting = await spec.log.owner(`select 1 from pg_locks where not granted and relation = 'views.tallies'::regclass`);
      return waiting.length > 0;
    });
    spec.project([talliesView]);
    // Between its tries the live view goes on, each time.
    for (const from of [5, 10, 15]) {
      await spec.log.append(...mixture(from, 5));
      await eventually('the live view goes on', async () => (await spec.checkpoint('tallies'))?.position === from + 5, 1_500);
    }
    await reader.query('commit');
    await rebuilt;
    await spec.log.append(...mixture(20, 5));
    await spec.caughtUp(talliesView);
    expect(await spec.tallied()).toBe(25);
    expect(spec.faults).toEqual([]);
  });

  it('rebuilds a view of another version, and drops the tables that it has no more', async () => {
    await ensureViews(spec.log.url, VIEWS);
    await spec.log.append(...mixture(0, 20));
    const second: Projection = {
      ...notesView,
      version: 2,
      entities: [NoteView],
      on: {
        'note.written': ({ subjectId }: { subjectId: string }) =>
          sql`insert into notes values (${subjectId}, 2, '', '[]') on conflict do nothing`,
      },
    };
    expect(await checkViews(spec.log.pool(), [second, talliesView])).toEqual([
      "The view all-notes is at version 1, this program has 2: run `npm run cli -- migrate` with the database's owner.",
    ]);
    expect(await ensureViews(spec.log.url, [second, talliesView])).toEqual({ built: ['all-notes'], kept: ['tallies'] });
    expect(await spec.checkpoint('all-notes')).toEqual({ version: 2, position: 20 });
    expect(await spec.log.owner(`select tablename from pg_tables where schemaname = 'views' order by 1`)).toEqual([
      { tablename: 'notes' },
      { tablename: 'tallies' },
    ]);
  });

  it('clears away what a build left that was broken off, and leaves the live view as it is when one fails', async () => {
    await ensureViews(spec.log.url, VIEWS);
    await spec.log.append(...mixture(0, 20));
    spec.project();
    await spec.caughtUp();
    const live = await spec.rows();
    await spec.log.owner(`create schema views_next_all_notes; create table views_next_all_notes.notes (id int)`);
    const broken: Projection = { ...notesView, version: 2, on: { 'note.struck': () => sql`update no_such_table set x = 1` } };
    await expect(rebuildView(spec.log.url, broken)).rejects.toThrow('Position 5: relation "no_such_table" does not exist');
    expect(await spec.rows()).toEqual(live);
    expect(await spec.checkpoint('all-notes')).toEqual({ version: 1, position: 20 });
    await rebuildView(spec.log.url, notesView);
    expect(await spec.rows()).toEqual(live);
    expect(await nextSchemas()).toEqual([]);
  });

  it('builds a view once at a time', async () => {
    await spec.log.append(...mixture(0, 200));
    await Promise.all([
      rebuildView(spec.log.url, notesView),
      rebuildView(spec.log.url, notesView),
      rebuildView(spec.log.url, notesView),
    ]);
    expect(await spec.checkpoint('all-notes')).toEqual({ version: 1, position: 200 });
    expect(await spec.log.owner('select 1 from notes')).toHaveLength(7);
  });

  it('refuses names that two claim, and names that are none', async () => {
    await expect(ensureViews(spec.log.url, [talliesView, { ...notesView, name: 'tallies' }])).rejects.toThrow(
      'The projections tallies and tallies both claim the view tallies.',
    );
    await expect(ensureViews(spec.log.url, [talliesView, { ...notesView, entities: [TallyView] }])).rejects.toThrow(
      'The projections tallies and all-notes both claim the table tallies.',
    );
    await expect(ensureViews(spec.log.url, [{ ...notesView, name: 'All_Notes' }])).rejects.toThrow(
      'A view may not be called All_Notes',
    );
    @Entity({ name: 'claims' })
    class ClaimView {
      @PrimaryColumn('text')
      id!: string;
    }
    await expect(ensureViews(spec.log.url, [{ ...notesView, entities: [ClaimView] }])).rejects.toThrow(
      'A view may not have a table claims',
    );
  });
});
