import { defineProjection, sql } from '../projection.js';
import { eventually } from './spec-log.js';
import { count, mixture, type NoteEvent, notesView, struck, talliesView, VIEWS, written, withNotes } from './spec-notes.js';
import { ensureViews } from './views.js';

const spec = withNotes();

describe('the projector', () => {
  it('keeps the views up with the log, and says where they are', async () => {
    await ensureViews(spec.log.url, VIEWS);
    const projector = spec.project(VIEWS, 10);
    await spec.log.append(...mixture(0, 35));
    await spec.caughtUp();
    await spec.log.append(...mixture(35, 3));
    await spec.caughtUp();
    expect(await spec.tallied()).toBe(38);
    await eventually('it knows', () => projector.status().every(({ position }) => position === 38));
    expect(projector.status()).toEqual([
      { name: 'all-notes', version: 1, position: 38, lag: 0 },
      { name: 'tallies', version: 1, position: 38, lag: 0 },
    ]);
    expect(spec.faults).toEqual([]);
  });

  it('hands a handler null in place of erased data', async () => {
    await ensureViews(spec.log.url, VIEWS);
    await spec.log.append(written(1, 'text'), struck(1, 'private'));
    await spec.log.owner('delete from event_data where version = 2');
    spec.project();
    await spec.caughtUp();
    expect(await spec.log.owner('select version, text, history from notes')).toEqual([
      { version: 2, text: '', history: ['text', null] },
    ]);
  });

  it('counts each event once although several run, and does the work once', async () => {
    let digested = 0;
    const watched = defineProjection<NoteEvent>({
      ...talliesView,
      on: {
        'note.written': (event) => {
          digested++;
          return count(event);
        },
      },
    });
    await ensureViews(spec.log.url, [notesView, watched]);
    for (let each = 0; each < 3; each++) spec.project([notesView, watched], 7);
    for (let from = 0; from < 600; from += 20) await spec.log.append(...mixture(from, 20));
    await spec.caughtUp();
    expect(await spec.tallied()).toBe(480);
    const live = await spec.rows();
    expect(live.words).toHaveLength(480 * 4);
    expect(spec.faults).toEqual([]);
    // Whoever does not get the lock goes on without a batch.
    expect(digested).toBe(480);
  });

  it('does not wait for a view that somebody else is moving', async () => {
    await ensureViews(spec.log.url, VIEWS);
    const other = await spec.log.ownerSession();
    await other.query(`begin; select from checkpoints where consumer = 'view:tallies' for update`);
    spec.project();
    await spec.log.append(...mixture(0, 5));
    await eventually('the other view moves', async () => (await spec.checkpoint('all-notes'))?.position === 5, 900);
    expect(await spec.checkpoint('tallies')).toEqual({ version: 1, position: 0 });
    await other.query('rollback');
    await spec.caughtUp();
    expect(spec.faults).toEqual([]);
  });

  it('moves a view and its checkpoint together: a fault in the middle leaves both as they were', async () => {
    await ensureViews(spec.log.url, VIEWS);
    // Refuses the checkpoint after the view's statements have run.
    await spec.log.owner('alter table checkpoints add constraint jammed check (position < 3)');
    spec.project();
    await spec.log.append(...mixture(0, 3));
    await eventually('both meet the fault', () => new Set(spec.faults.map(({ view }) => view)).size === 2);
    expect(await spec.tallied()).toBe(0);
    expect(await spec.checkpoint('tallies')).toEqual({ version: 1, position: 0 });
    await spec.log.owner('alter table checkpoints drop constraint jammed');
    await spec.caughtUp();
    expect(await spec.tallied()).toBe(3);
  });

  it.each(['position', 'version'])(
    'takes everything back where the %s of the checkpoint was changed under it',
    async (column) => {
      // As somebody would who does not ask for the lock; once, for a sequence is not rolled back.
      const change = {
        text: `update checkpoints set ${column} = ${column} + 1 where consumer = 'view:tallies' and nextval('views.once') = 1`,
        values: [],
      };
      const moving = defineProjection<NoteEvent>({ ...talliesView, on: { 'note.written': (event) => [count(event), change] } });
      await ensureViews(spec.log.url, [moving]);
      await spec.log.owner('create sequence views.once; grant usage on sequence views.once to promulgate_app');
      spec.project([moving]);
      await spec.log.append(written(1, 'a'));
      await spec.caughtUp(moving);
      expect(await spec.tallied()).toBe(1);
      expect(await spec.log.owner('select last_value from views.once')).toEqual([{ last_value: 2 }]);
      expect(spec.faults).toEqual([]);
    },
  );

  it.each([
    [
      'throws',
      () => {
        throw new Error('no such word');
      },
      'no such word',
    ],
    [
      'asks for what PostgreSQL refuses',
      () => sql`insert into tallies (type, count) values ('x', ${'many'})`,
      'invalid input syntax',
    ],
  ])(
    'stops only the view whose handler %s, at that event',
    async (_how, poisoned: () => never | ReturnType<typeof count>, why) => {
      const tallies = defineProjection<NoteEvent>({ ...talliesView, on: { ...talliesView.on, 'note.struck': poisoned } });
      await ensureViews(spec.log.url, [notesView, tallies]);
      const projector = spec.project([notesView, tallies]);
      await spec.log.append(...mixture(0, 9));
      await spec.caughtUp(notesView);
      await eventually('it stopped more than once', () => spec.faults.length > 1);
      for (const fault of spec.faults) {
        expect(fault).toMatchObject({ name: 'ViewStopped', view: 'tallies', position: 5 });
        expect(fault.message).toMatch(new RegExp(`^The view tallies stopped at position 5: .*${why}`));
      }
      expect(await spec.checkpoint('tallies')).toEqual({ version: 1, position: 4 });
      expect(await spec.tallied()).toBe(4);
      expect(projector.status()[1]).toMatchObject({ position: 4, lag: 5, fault: { position: 5 } });
      const before = spec.faults.length;
      await spec.log.append(written(1, 'later'));
      await spec.caughtUp(notesView);
      await new Promise((resolve) => setTimeout(resolve, 300));
      // Ever more slowly: without its backoff it would have met the event a hundred times.
      expect(spec.faults.length - before).toBeLessThan(4);

      await projector.stop();
      spec.project([notesView, talliesView]);
      await spec.caughtUp();
      expect(await spec.tallied()).toBe(10);
    },
  );

  it('stops only the views that read an unreadable event', async () => {
    const writtenOnly = defineProjection<NoteEvent>({ ...talliesView, on: { 'note.written': count } });
    await ensureViews(spec.log.url, [notesView, writtenOnly]);
    await spec.log.append(written(1, 'a'), struck(1), written(1, 'b'));
    await spec.log.owner(`update event_data set data = '{"rea' where version = 2`);
    spec.project([notesView, writtenOnly]);
    await spec.caughtUp(writtenOnly);
    await eventually('the other stops', () => spec.faults.length > 0);
    expect(spec.faults[0]).toMatchObject({ name: 'ViewStopped', view: 'all-notes', position: 2 });
    expect(await spec.checkpoint('all-notes')).toEqual({ version: 1, position: 1 });
  });

  it('leaves a view alone that is of another version, and says what to do', async () => {
    await ensureViews(spec.log.url, VIEWS);
    const projector = spec.project([notesView, { ...talliesView, version: 2 }]);
    await spec.log.append(...mixture(0, 3));
    await spec.caughtUp(notesView);
    await eventually('it says so', () => spec.faults.length > 0);
    expect(spec.faults[0]?.message).toBe(
      'The view tallies stopped: it is at version 1, this program has 2: run `npm run cli -- migrate`.',
    );
    expect(await spec.checkpoint('tallies')).toEqual({ version: 1, position: 0 });
    await ensureViews(spec.log.url, [{ ...talliesView, version: 2 }]);
    await eventually('the fault is gone', () => projector.status().every(({ fault }) => fault === undefined));
    await spec.log.append(...mixture(3, 3));
    await spec.caughtUp();
  });

  it('takes up a view once it is built', async () => {
    await ensureViews(spec.log.url, [notesView]);
    const projector = spec.project();
    await eventually('it misses one', () => spec.faults.length > 0);
    expect(spec.faults[0]?.message).toBe('The view tallies stopped: it has not been built: run `npm run cli -- migrate`.');
    await ensureViews(spec.log.url, VIEWS);
    await eventually('the fault is gone', () => projector.status().every(({ fault }) => fault === undefined));
    await spec.log.append(...mixture(0, 3));
    await spec.caughtUp();
    expect(await spec.tallied()).toBe(3);
  });

  it('goes on after its sessions were cut', async () => {
    await ensureViews(spec.log.url, VIEWS);
    spec.project();
    for (let from = 0; from < 200; from += 20) {
      await spec.log.append(...mixture(from, 20));
      await spec.log.owner(
        `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'promulgate-projector-spec'`,
      );
    }
    await spec.caughtUp();
    expect(await spec.tallied()).toBe(200);
    // That was no fault of an event.
    expect(spec.faults.filter(({ name }) => name === 'ViewStopped')).toEqual([]);
  });

  it('is cut short in its wait', async () => {
    await ensureViews(spec.log.url, VIEWS);
    const projector = spec.project(VIEWS, 500, { first: 60_000, most: 60_000 });
    await new Promise((resolve) => setTimeout(resolve, 200));
    await spec.log.append(...mixture(0, 5));
    projector.wake();
    await spec.caughtUp();
  });
});
