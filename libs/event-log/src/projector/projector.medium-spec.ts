import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { DomainEvent } from '#kernel';
import { defineProjection, type Projection, sql } from '../projection.js';
import { LOGGED, readLog } from './log-reader.js';
import { ViewProjector, type ViewStopped } from './projector.js';
import { readModels } from './read-models.js';
import { eventually, type Happening, RECORDED_AT, specLog, type SpecLog } from './spec-log.js';
import { checkViews, ensureViews, rebuildView } from './views.js';

type NoteEvent = DomainEvent<'note.written', { text: string }> | DomainEvent<'note.struck', { reason: string } | null>;

@Entity({ name: 'notes' })
class NoteView {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('int')
  version!: number;

  @Index()
  @Column('text')
  text!: string;

  @Column('jsonb')
  history!: (string | null)[];
}

@Entity({ name: 'note_words' })
class NoteWordView {
  @PrimaryColumn('uuid', { name: 'note_id' })
  noteId!: string;

  @PrimaryColumn('int')
  place!: number;

  @Column('text')
  word!: string;
}

const notesView = defineProjection<NoteEvent>({
  name: 'all-notes',
  version: 1,
  entities: [NoteView, NoteWordView],
  on: {
    'note.written': ({ subjectId, version, position, data }) => [
      // Not idempotent, so that an event counted twice shows.
      sql`insert into notes (id, version, text, history) values (${subjectId}, ${version}, ${data.text}, jsonb_build_array(${data.text}::text))
          on conflict (id) do update set version = excluded.version, text = excluded.text, history = notes.history || excluded.history`,
      ...data.text
        .split(' ')
        .map(
          (word, place) =>
            sql`insert into note_words (note_id, place, word) values (${subjectId}, ${position * 100 + place}, ${word})`,
        ),
    ],
    'note.struck': ({ subjectId, version, data }) =>
      sql`update notes set version = ${version}, text = '', history = history || jsonb_build_array(${data?.reason ?? null}::text) where id = ${subjectId}`,
  },
});

@Entity({ name: 'tallies' })
class TallyView {
  @PrimaryColumn('text')
  type!: string;

  @Column('int')
  count!: number;
}

const count = ({ type }: { type: string }) =>
  sql`insert into tallies (type, count) values (${type}, 1) on conflict (type) do update set count = tallies.count + 1`;
const talliesView = defineProjection<NoteEvent>({
  name: 'tallies',
  version: 1,
  entities: [TallyView],
  on: { 'note.written': count, 'note.struck': count },
});

const VIEWS = [notesView, talliesView];

const noteId = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
const written = (number: number, text: string): Happening => ({
  type: 'note.written',
  subject: `notes/${noteId(number)}`,
  data: { text },
});
const struck = (number: number, reason = 'error'): Happening => ({
  type: 'note.struck',
  subject: `notes/${noteId(number)}`,
  data: { reason },
});
/** The same mixture each time: a few notes, written again and again, now and then struck. */
const mixture = (from: number, count: number, notes = 7): Happening[] =>
  Array.from({ length: count }, (_, index) => {
    const n = from + index;
    return n % 5 === 4 ? struck(n % notes, `reason ${n}`) : written(n % notes, `text ${n} of many`);
  });

let log: SpecLog;
let projectors: ViewProjector[];
let faults: ViewStopped[];

beforeEach(async () => {
  log = await specLog();
  projectors = [];
  faults = [];
});
afterEach(async () => {
  await Promise.all(projectors.map((projector) => projector.stop()));
  await log.close();
});

function project(projections: readonly Projection[] = VIEWS, batch = 500, idleMs = { first: 5, most: 50 }): ViewProjector {
  const projector = new ViewProjector({
    pool: log.pool(),
    projections,
    batch,
    idleMs,
    onFault: (fault) => faults.push(fault as ViewStopped),
  });
  projectors.push(projector);
  projector.start();
  return projector;
}
const head = async () => (await log.owner<{ head: number }>('select coalesce(max(position), 0) as head from log'))[0]?.head ?? 0;
const checkpoint = async (view: string) =>
  (
    await log.owner<{ version: number; position: number }>('select version, position from checkpoints where consumer = $1', [
      `view:${view}`,
    ])
  )[0];
const caughtUp = (...views: Projection[]) =>
  eventually(
    'the views are at the end of the log',
    async () => {
      const end = await head();
      const places = await Promise.all((views.length > 0 ? views : VIEWS).map(({ name }) => checkpoint(name)));
      return places.every((place) => place?.position === end);
    },
    15_000,
  );
const rows = async (schema = 'views') => ({
  notes: await log.owner(`select * from ${schema}.notes order by id`),
  words: await log.owner(`select * from ${schema}.note_words order by note_id, place`),
  tallies: await log.owner(`select * from ${schema}.tallies order by type`),
});
const tallied = async () => (await log.owner<{ sum: number }>('select coalesce(sum(count), 0)::int as sum from tallies'))[0]?.sum;
const schemas = () => log.owner(`select nspname from pg_namespace where nspname like 'views_next%'`);

describe('reading the log', () => {
  it('gives events in the order of their positions, with what their entries say', async () => {
    await log.append(written(1, 'first'), { ...struck(1, 'typo'), occurredAt: '2026-03-01T08:00:00.000Z' });
    const events = await readLog(log.pool(), 0, 10);
    expect(events.map(({ position, type, version, data }) => [position, type, version, data])).toEqual([
      [1, 'note.written', 1, { text: 'first' }],
      [2, 'note.struck', 2, { reason: 'typo' }],
    ]);
    const [row] = await log.owner<Record<string, string>>('select id, command_id, correlation_id from events where version = 2');
    expect(events[1]).toEqual({
      position: 2,
      id: row?.['id'],
      type: 'note.struck',
      schemaVersion: 1,
      stream: `notes/${noteId(1)}`,
      version: 2,
      subject: `notes/${noteId(1)}`,
      subjectId: noteId(1),
      occurredAt: '2026-03-01T08:00:00.000Z',
      recordedAt: RECORDED_AT,
      actor: 'secretary',
      actorRole: 'board-secretary',
      performedBy: 'chair',
      commandId: row?.['command_id'],
      correlationId: row?.['correlation_id'],
      causationId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
      visibility: 'PUBLIC',
      data: { reason: 'typo' },
    });
  });

  it('resumes behind a position and stops at a limit', async () => {
    await log.append(...mixture(0, 9));
    const places = async (...args: [number, number, object?]) =>
      (await readLog(log.pool(), ...args)).map(({ position }) => position);
    expect(await places(0, 3)).toEqual([1, 2, 3]);
    expect(await places(3, 3)).toEqual([4, 5, 6]);
    expect(await places(9, 3)).toEqual([]);
    expect(await places(0, 100, { upTo: 4 })).toEqual([1, 2, 3, 4]);
  });

  it('lets through what meets all that is asked', async () => {
    const correlationId = noteId(99);
    await log.append(
      { ...written(1, 'a'), actor: 'author', occurredAt: '2026-03-01T00:00:00.000Z' },
      { ...written(2, 'b'), correlationId, occurredAt: '2026-03-02T00:00:00.000Z' },
      { ...struck(1), occurredAt: '2026-03-03T00:00:00.000Z' },
    );
    const places = async (filter: object) => (await readLog(log.pool(), 0, 10, filter)).map(({ position }) => position);
    expect(await places({ types: ['note.struck', 'note.unknown'] })).toEqual([3]);
    expect(await places({ types: [] })).toEqual([]);
    expect(await places({ subject: `notes/${noteId(1)}` })).toEqual([1, 3]);
    expect(await places({ actor: 'author' })).toEqual([1]);
    expect(await places({ correlationId })).toEqual([2]);
    expect(await places({ from: '2026-03-02T00:00:00.000Z' })).toEqual([2, 3]);
    expect(await places({ before: '2026-03-02T00:00:00.000Z' })).toEqual([1]);
    expect(await places({ subject: `notes/${noteId(1)}`, types: ['note.written'] })).toEqual([1]);
  });

  it('says the same in columns as event by event', async () => {
    await log.append(...mixture(0, 12), { ...written(1, 'other'), type: 'note.other' });
    const columns = await log.owner(LOGGED, [10, ['note.written', 'note.struck']]);
    const events = await readLog(log.pool(), 0, 100, { types: ['note.written', 'note.struck'], upTo: 10 });
    expect(columns).toEqual(
      events.map((event) => ({
        ...{ position: event.position, id: event.id, type: event.type, schema_version: event.schemaVersion },
        ...{ stream: event.stream, version: event.version, subject: event.subject, subject_id: event.subjectId },
        ...{ occurred_at: event.occurredAt, recorded_at: event.recordedAt, actor: event.actor },
        ...{ command_id: event.commandId, correlation_id: event.correlationId, visibility: event.visibility, data: event.data },
      })),
    );
    expect(columns).toHaveLength(10);
  });

  it('gives null for data that was erased', async () => {
    await log.append(written(1, 'private'), struck(1));
    await log.owner('delete from event_data where version = 1');
    expect((await readLog(log.pool(), 0, 10)).map(({ data }) => data)).toEqual([null, { reason: 'error' }]);
  });
});

describe('the projector', () => {
  it('keeps the views up with the log, and says where they are', async () => {
    await ensureViews(log.url, VIEWS);
    const projector = project(VIEWS, 10);
    await log.append(...mixture(0, 35));
    await caughtUp();
    await log.append(...mixture(35, 3));
    await caughtUp();
    expect(await tallied()).toBe(38);
    await eventually('it knows', () => projector.status().every(({ position }) => position === 38));
    expect(projector.status()).toEqual([
      { name: 'all-notes', version: 1, position: 38, lag: 0 },
      { name: 'tallies', version: 1, position: 38, lag: 0 },
    ]);
    expect(faults).toEqual([]);
  });

  it('hands a handler null in place of erased data', async () => {
    await ensureViews(log.url, VIEWS);
    await log.append(written(1, 'text'), struck(1, 'private'));
    await log.owner('delete from event_data where version = 2');
    project();
    await caughtUp();
    expect(await log.owner('select version, text, history from notes')).toEqual([
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
    await ensureViews(log.url, [notesView, watched]);
    for (let each = 0; each < 3; each++) project([notesView, watched], 7);
    for (let from = 0; from < 600; from += 20) await log.append(...mixture(from, 20));
    await caughtUp();
    expect(await tallied()).toBe(480);
    const live = await rows();
    expect(live.words).toHaveLength(480 * 4);
    expect(faults).toEqual([]);
    // Whoever does not get the lock goes on without a batch.
    expect(digested).toBe(480);
  });

  it('does not wait for a view that somebody else is moving', async () => {
    await ensureViews(log.url, VIEWS);
    const other = await log.ownerSession();
    await other.query(`begin; select from checkpoints where consumer = 'view:tallies' for update`);
    project();
    await log.append(...mixture(0, 5));
    await eventually('the other view moves', async () => (await checkpoint('all-notes'))?.position === 5, 900);
    expect(await checkpoint('tallies')).toEqual({ version: 1, position: 0 });
    await other.query('rollback');
    await caughtUp();
    expect(faults).toEqual([]);
  });

  it('moves a view and its checkpoint together: a fault in the middle leaves both as they were', async () => {
    await ensureViews(log.url, VIEWS);
    // Refuses the checkpoint after the view's statements have run.
    await log.owner('alter table checkpoints add constraint jammed check (position < 3)');
    project();
    await log.append(...mixture(0, 3));
    await eventually('both meet the fault', () => new Set(faults.map(({ view }) => view)).size === 2);
    expect(await tallied()).toBe(0);
    expect(await checkpoint('tallies')).toEqual({ version: 1, position: 0 });
    await log.owner('alter table checkpoints drop constraint jammed');
    await caughtUp();
    expect(await tallied()).toBe(3);
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
      await ensureViews(log.url, [moving]);
      await log.owner('create sequence views.once; grant usage on sequence views.once to promulgate_app');
      project([moving]);
      await log.append(written(1, 'a'));
      await caughtUp(moving);
      expect(await tallied()).toBe(1);
      expect(await log.owner('select last_value from views.once')).toEqual([{ last_value: 2 }]);
      expect(faults).toEqual([]);
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
      await ensureViews(log.url, [notesView, tallies]);
      const projector = project([notesView, tallies]);
      await log.append(...mixture(0, 9));
      await caughtUp(notesView);
      await eventually('it stopped more than once', () => faults.length > 1);
      for (const fault of faults) {
        expect(fault).toMatchObject({ name: 'ViewStopped', view: 'tallies', position: 5 });
        expect(fault.message).toMatch(new RegExp(`^The view tallies stopped at position 5: .*${why}`));
      }
      expect(await checkpoint('tallies')).toEqual({ version: 1, position: 4 });
      expect(await tallied()).toBe(4);
      expect(projector.status()[1]).toMatchObject({ position: 4, lag: 5, fault: { position: 5 } });
      const before = faults.length;
      await log.append(written(1, 'later'));
      await caughtUp(notesView);
      await new Promise((resolve) => setTimeout(resolve, 300));
      // Ever more slowly: without its backoff it would have met the event a hundred times.
      expect(faults.length - before).toBeLessThan(4);

      await projector.stop();
      project([notesView, talliesView]);
      await caughtUp();
      expect(await tallied()).toBe(10);
    },
  );

  it('stops only the views that read an unreadable event', async () => {
    const writtenOnly = defineProjection<NoteEvent>({ ...talliesView, on: { 'note.written': count } });
    await ensureViews(log.url, [notesView, writtenOnly]);
    await log.append(written(1, 'a'), struck(1), written(1, 'b'));
    await log.owner(`update event_data set data = '{"rea' where version = 2`);
    project([notesView, writtenOnly]);
    await caughtUp(writtenOnly);
    await eventually('the other stops', () => faults.length > 0);
    expect(faults[0]).toMatchObject({ name: 'ViewStopped', view: 'all-notes', position: 2 });
    expect(await checkpoint('all-notes')).toEqual({ version: 1, position: 1 });
  });

  it('leaves a view alone that is of another version, and says what to do', async () => {
    await ensureViews(log.url, VIEWS);
    const projector = project([notesView, { ...talliesView, version: 2 }]);
    await log.append(...mixture(0, 3));
    await caughtUp(notesView);
    await eventually('it says so', () => faults.length > 0);
    expect(faults[0]?.message).toBe(
      'The view tallies stopped: it is at version 1, this program has 2: run `npm run cli -- migrate`.',
    );
    expect(await checkpoint('tallies')).toEqual({ version: 1, position: 0 });
    await ensureViews(log.url, [{ ...talliesView, version: 2 }]);
    await eventually('the fault is gone', () => projector.status().every(({ fault }) => fault === undefined));
    await log.append(...mixture(3, 3));
    await caughtUp();
  });

  it('takes up a view once it is built', async () => {
    await ensureViews(log.url, [notesView]);
    const projector = project();
    await eventually('it misses one', () => faults.length > 0);
    expect(faults[0]?.message).toBe('The view tallies stopped: it has not been built: run `npm run cli -- migrate`.');
    await ensureViews(log.url, VIEWS);
    await eventually('the fault is gone', () => projector.status().every(({ fault }) => fault === undefined));
    await log.append(...mixture(0, 3));
    await caughtUp();
    expect(await tallied()).toBe(3);
  });

  it('goes on after its sessions were cut', async () => {
    await ensureViews(log.url, VIEWS);
    project();
    for (let from = 0; from < 200; from += 20) {
      await log.append(...mixture(from, 20));
      await log.owner(
        `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'promulgate-projector-spec'`,
      );
    }
    await caughtUp();
    expect(await tallied()).toBe(200);
    // That was no fault of an event.
    expect(faults.filter(({ name }) => name === 'ViewStopped')).toEqual([]);
  });

  it('is cut short in its wait', async () => {
    await ensureViews(log.url, VIEWS);
    const projector = project(VIEWS, 500, { first: 60_000, most: 60_000 });
    await new Promise((resolve) => setTimeout(resolve, 200));
    await log.append(...mixture(0, 5));
    projector.wake();
    await caughtUp();
  });
});

describe('building views', () => {
  it('makes the tables of the entities, for the application to write and no one to alter', async () => {
    await log.append(...mixture(0, 12));
    expect(await checkViews(log.pool(), VIEWS)).toEqual([
      "The view all-notes has not been built: run `npm run cli -- migrate` with the database's owner.",
      "The view tallies has not been built: run `npm run cli -- migrate` with the database's owner.",
    ]);
    expect(await ensureViews(log.url, VIEWS)).toEqual({ built: ['all-notes', 'tallies'], kept: [] });
    expect(await checkViews(log.pool(), VIEWS)).toEqual([]);
    expect(await ensureViews(log.url, VIEWS)).toEqual({ built: [], kept: ['all-notes', 'tallies'] });
    expect(await checkpoint('tallies')).toEqual({ version: 1, position: 12 });
    expect(await tallied()).toBe(12);
    expect(await schemas()).toEqual([]);
    const indexes = await log.owner(`select indexdef from pg_indexes where schemaname = 'views' and tablename = 'notes'`);
    expect(indexes).toHaveLength(2);
    await expect(log.pool().query('alter table notes add column x int')).rejects.toThrow('must be owner');
    project();
    await log.append(...mixture(12, 5));
    await caughtUp();
    expect(await tallied()).toBe(17);
  });

  it('builds views that are the same, row by row, after they were dropped', async () => {
    await ensureViews(log.url, VIEWS);
    const projector = project(VIEWS, 10);
    await log.append(...mixture(0, 300));
    await caughtUp();
    await projector.stop();
    const live = await rows();
    expect(live.notes).toHaveLength(7);
    await log.owner('drop table notes; drop table tallies');
    expect(await checkViews(log.pool(), VIEWS)).toEqual([
      "The view all-notes has lost its table notes: run `npm run cli -- migrate` with the database's owner.",
      "The view tallies has lost its table tallies: run `npm run cli -- migrate` with the database's owner.",
    ]);
    expect((await ensureViews(log.url, VIEWS)).built).toEqual(['all-notes', 'tallies']);
    expect(await rows()).toEqual(live);
  });

  it('fills a view from the log by its own statement, and goes on with its handlers', async () => {
    await ensureViews(log.url, VIEWS);
    await log.append(...mixture(0, 50));
    let handled = 0;
    const counted: typeof count = (event) => {
      handled += 1;
      return count(event);
    };
    const filled = defineProjection<NoteEvent>({
      ...{ name: 'tallies', version: 2, entities: [TallyView], on: { 'note.written': counted, 'note.struck': counted } },
      fill: 'insert into tallies (type, count) select type, count(*) from logged group by type',
    });
    await rebuildView(log.url, filled);
    expect(handled).toBe(0);
    expect(await tallied()).toBe(50);
    expect(await checkpoint('tallies')).toEqual({ version: 2, position: 50 });
    await log.append(...mixture(50, 7));
    project([filled]);
    await eventually('the view has what came later', async () => (await tallied()) === 57);
    expect(handled).toBe(7);
  });

  it('rebuilds beside the live views while events keep arriving and projectors run', async () => {
    await ensureViews(log.url, VIEWS);
    await log.append(...mixture(0, 2_500, 97));
    project(VIEWS, 50);
    project(VIEWS, 50);
    let writing = true;
    let next = 2_500;
    const writer = (async () => {
      while (writing) {
        await log.append(...mixture(next, 5, 97));
        next += 5;
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    })();
    const reached: number[] = [];
    for (let each = 0; each < 2; each++) {
      await rebuildView(log.url, notesView, { onProgress: (position) => reached.push(position) });
      await rebuildView(log.url, talliesView);
      // A reader never finds a view missing or behind what it was.
      expect((await log.owner('select 1 from notes')).length).toBe(97);
    }
    writing = false;
    await writer;
    await caughtUp();
    expect(reached[0]).toBe(2_000);
    expect(await tallied()).toBe(next);
    expect(faults).toEqual([]);
    const live = await rows();
    await Promise.all(projectors.map((projector) => projector.stop()));
    await rebuildView(log.url, notesView);
    await rebuildView(log.url, talliesView);
    expect(await rows()).toEqual(live);
  }, 60_000);

  it('lets nobody move the view between the rest and the swap', async () => {
    await ensureViews(log.url, VIEWS);
    await log.append(...mixture(0, 5));
    // A projector in the middle of its batch.
    const session = await log.ownerSession();
    await session.query(`begin; select from checkpoints where consumer = 'view:tallies' for no key update`);
    await session.query(`insert into tallies values ('note.written', 4), ('note.struck', 1)`);
    const rebuilt = rebuildView(log.url, talliesView);
    await new Promise((resolve) => setTimeout(resolve, 300));
    await log.append(...mixture(5, 5));
    await session.query(`update checkpoints set position = 5 where consumer = 'view:tallies'; commit`);
    await rebuilt;
    expect(await checkpoint('tallies')).toEqual({ version: 1, position: 10 });
    expect(await tallied()).toBe(10);
  });

  it('lets a long reader finish, and the live view go on meanwhile', async () => {
    await ensureViews(log.url, [talliesView]);
    await log.append(...mixture(0, 5));
    const reader = await log.ownerSession();
    await reader.query('begin; select from tallies');
    const rebuilt = rebuildView(log.url, talliesView);
    await eventually('the swap waits', async () => {
      const waiting = await log.owner(`select 1 from pg_locks where not granted and relation = 'views.tallies'::regclass`);
      return waiting.length > 0;
    });
    project([talliesView]);
    // Between its tries the live view goes on, each time.
    for (const from of [5, 10, 15]) {
      await log.append(...mixture(from, 5));
      await eventually('the live view goes on', async () => (await checkpoint('tallies'))?.position === from + 5, 1_500);
    }
    await reader.query('commit');
    await rebuilt;
    await log.append(...mixture(20, 5));
    await caughtUp(talliesView);
    expect(await tallied()).toBe(25);
    expect(faults).toEqual([]);
  });

  it('rebuilds a view of another version, and drops the tables that it has no more', async () => {
    await ensureViews(log.url, VIEWS);
    await log.append(...mixture(0, 20));
    const second: Projection = {
      ...notesView,
      version: 2,
      entities: [NoteView],
      on: {
        'note.written': ({ subjectId }: { subjectId: string }) =>
          sql`insert into notes values (${subjectId}, 2, '', '[]') on conflict do nothing`,
      },
    };
    expect(await checkViews(log.pool(), [second, talliesView])).toEqual([
      "The view all-notes is at version 1, this program has 2: run `npm run cli -- migrate` with the database's owner.",
    ]);
    expect(await ensureViews(log.url, [second, talliesView])).toEqual({ built: ['all-notes'], kept: ['tallies'] });
    expect(await checkpoint('all-notes')).toEqual({ version: 2, position: 20 });
    expect(await log.owner(`select tablename from pg_tables where schemaname = 'views' order by 1`)).toEqual([
      { tablename: 'notes' },
      { tablename: 'tallies' },
    ]);
  });

  it('clears away what a build left that was broken off, and leaves the live view as it is when one fails', async () => {
    await ensureViews(log.url, VIEWS);
    await log.append(...mixture(0, 20));
    project();
    await caughtUp();
    const live = await rows();
    await log.owner(`create schema views_next_all_notes; create table views_next_all_notes.notes (id int)`);
    const broken: Projection = { ...notesView, version: 2, on: { 'note.struck': () => sql`update no_such_table set x = 1` } };
    await expect(rebuildView(log.url, broken)).rejects.toThrow('Position 5: relation "no_such_table" does not exist');
    expect(await rows()).toEqual(live);
    expect(await checkpoint('all-notes')).toEqual({ version: 1, position: 20 });
    await rebuildView(log.url, notesView);
    expect(await rows()).toEqual(live);
    expect(await schemas()).toEqual([]);
  });

  it('builds a view once at a time', async () => {
    await log.append(...mixture(0, 200));
    await Promise.all([rebuildView(log.url, notesView), rebuildView(log.url, notesView), rebuildView(log.url, notesView)]);
    expect(await checkpoint('all-notes')).toEqual({ version: 1, position: 200 });
    expect(await log.owner('select 1 from notes')).toHaveLength(7);
  });

  it('refuses names that two claim, and names that are none', async () => {
    await expect(ensureViews(log.url, [talliesView, { ...notesView, name: 'tallies' }])).rejects.toThrow(
      'The projections tallies and tallies both claim the view tallies.',
    );
    await expect(ensureViews(log.url, [talliesView, { ...notesView, entities: [TallyView] }])).rejects.toThrow(
      'The projections tallies and all-notes both claim the table tallies.',
    );
    await expect(ensureViews(log.url, [{ ...notesView, name: 'All_Notes' }])).rejects.toThrow(
      'A view may not be called All_Notes',
    );
    @Entity({ name: 'claims' })
    class ClaimView {
      @PrimaryColumn('text')
      id!: string;
    }
    await expect(ensureViews(log.url, [{ ...notesView, entities: [ClaimView] }])).rejects.toThrow(
      'A view may not have a table claims',
    );
  });
});

describe('the read models', () => {
  it('answer queries from the views, and cannot write', async () => {
    await log.append(written(1, 'hello there'));
    await ensureViews(log.url, VIEWS);
    const models = await readModels(log.url, VIEWS).initialize();
    try {
      expect(await models.getRepository(NoteView).find()).toEqual([
        { id: noteId(1), version: 1, text: 'hello there', history: ['hello there'] },
      ]);
      expect(await models.getRepository(NoteWordView).count()).toBe(2);
      expect(await models.query('select current_user as role')).toEqual([{ role: 'promulgate_app' }]);
      await expect(models.getRepository(NoteView).clear()).rejects.toThrow();
      await expect(models.query(`update notes set text = ''`)).rejects.toThrow('read-only transaction');
    } finally {
      await models.destroy();
    }
  });
});
