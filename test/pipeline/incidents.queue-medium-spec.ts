/** What the machine cannot do becomes an incident, holds up nothing else, and ends by somebody's word, which is an entry of the log. */
import { ReactionRunner } from '#command-queue';
import {
  defineProjection,
  ensureViews,
  type Incident,
  type IncidentFilter,
  listIncidents,
  type Projection,
  rebuildView,
  sql,
  type StopSettings,
  ViewProjector,
} from '#event-log';
import { elapsedMs } from '#kernel';
import pg from 'pg';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { type NotebookEvent, notebooks, program, UNREADABLE, whenANoteIsAddedIndexIt } from '../support/notebooks.js';
import { eventually, openWorkshop, type Workshop } from '../support/workshop.js';

const SETTINGS = { attempts: 3, backoffMs: 700 };
/** Few tries, and then none for as long as a test takes: what heals here was replayed, skipped or is another process. */
const STOPS: StopSettings = { tries: 3, firstMs: 20, slowMs: 600_000 };

@Entity({ name: 'first_notes' })
class FirstNoteView {
  @PrimaryColumn('int')
  position!: number;

  @Column('text')
  text!: string;
}

@Entity({ name: 'second_notes' })
class SecondNoteView {
  @PrimaryColumn('int')
  position!: number;

  @Column('text')
  text!: string;
}

/** It breaks on what the program cannot read. */
const first = defineProjection<NotebookEvent>({
  name: 'first-notes',
  version: 1,
  entities: [FirstNoteView],
  on: {
    'notebook.note-added': ({ position, data }) => {
      if (program.broken && data.text === poison) throw new TypeError('The view cannot read {"text": "poison"}.');
      return sql`insert into first_notes (position, text) values (${position}, ${data.text})`;
    },
  },
});
/** It reads everything. */
const second = defineProjection<NotebookEvent>({
  name: 'second-notes',
  version: 1,
  entities: [SecondNoteView],
  on: {
    'notebook.note-added': ({ position, data }) =>
      sql`insert into second_notes (position, text) values (${position}, ${data.text})`,
  },
});

/** What the first view, and the breaking reaction, cannot digest while the program is broken: another text in each test. */
let poison = '';
/** The end of the log before a test. */
let start = 0;

let workshop: Workshop;

async function openIncidents(filter: IncidentFilter = { state: 'OPEN' }): Promise<Incident[]> {
  return (await listIncidents(workshop.pool, filter, 100)).map(({ incident }) => incident);
}

/** The open incident of its kind, once there is one. */
const incidentOf = (kind: Incident['kind']): Promise<Incident> =>
  eventually(async () => (await openIncidents({ state: 'OPEN', kind }))[0]);

/** The open incident of its kind, once so many more workers have met it, each of which waits from then on. */
const triedBy = (more: number, kind: Incident['kind']): Promise<Incident> =>
  eventually(async () => (await openIncidents({ state: 'OPEN', kind })).find(({ tries }) => tries === STOPS.tries + more));

/** An administrator's step on an incident; answers what became of it. */
async function step(name: string, { id }: Incident): Promise<{ status: string; code: string | undefined }> {
  const sender = { actor: 'administrator-1', performedBy: 'administrator-1' };
  const row = await workshop.put(name, { incidentId: id, reason: 'it was mended' }, sender);
  await workshop.settler().answer(row.stream, undefined);
  const [report] = await workshop.settled([row.id]);
  return { status: report?.status ?? 'none', code: report?.rejection?.code };
}
const DONE = { status: 'succeeded', code: undefined };
const refusedBy = (code: string) => ({ status: 'rejected', code });

/** The entries on an incident, with who made them. */
async function entriesOf({ id }: Incident): Promise<unknown[]> {
  const { rows } = await workshop.pool.query<{ type: string; actor: string; data: string }>(
    `select e.type, e.actor, d.data from log l join events e using (global_position) join event_data d using (stream, version)
     where e.stream = $1 order by l.position`,
    [`incidents/${id}`],
  );
  return rows.map(({ type, actor, data }) => ({ type, actor, data: JSON.parse(data) as unknown }));
}

/** Notes, each the next entry of a notebook of its own; answers their positions. */
async function addNotes(...texts: string[]): Promise<number[]> {
  const positions = [];
  for (const text of texts) {
    const notebookId = await workshop.notebook();
    const { id } = await workshop.perform('add-note', { notebookId, text });
    const [report] = await workshop.settled([id]);
    positions.push(report?.events[0]?.position ?? 0);
  }
  return positions;
}

let owner: pg.Client;

beforeAll(async () => {
  workshop = await openWorkshop();
  await ensureViews(workshop.ownerUrl, [first, second]);
  owner = new pg.Client({ connectionString: workshop.ownerUrl, options: '-c search_path=promulgate,views' });
  await owner.connect();
}, 60_000);
/** Nothing has happened that anybody here has not seen. */
beforeEach(async () => {
  program.broken = true;
  const { rows } = await owner.query<{ head: number }>('select coalesce(max(position), 0) as head from log');
  start = rows[0]?.head ?? 0;
  poison = `poison behind ${start}`;
  await owner.query(`delete from incidents; delete from skipped_positions; truncate first_notes, second_notes;
    update checkpoints set position = (select coalesce(max(position), 0) from log) where consumer ~ '-notes$|-break-on-it$|-index-it$'`);
});
afterAll(async () => {
  program.broken = true;
  await owner.end();
  await workshop.close();
}, 30_000);

describe('A command that the program breaks on', () => {
  const faults: { readonly id: string; readonly attempts: number; readonly at: number }[] = [];

  beforeAll(async () => {
    const settler = workshop.settler(SETTINGS, ({ id, attempts }) => faults.push({ id, attempts, at: Date.now() }));
    await workshop.answerWith(settler);
  }, 30_000);

  const ring = (commandId: string, stream: string) => workshop.doorbell.ring([{ commandId, stream }]);

  it('is tried again later and later, then becomes an incident; other streams do not wait, its own does; a replay settles it', async () => {
    const notebookId = await workshop.notebook();
    const broken = await workshop.put('add-note', { notebookId, text: UNREADABLE });
    const behind = await workshop.put('add-note', { notebookId, text: 'behind it' });
    const elsewhere = await workshop.put('add-note', { notebookId: await workshop.notebook(), text: 'elsewhere' });
    await ring(broken.id, broken.stream);
    await ring(elsewhere.id, elsewhere.stream);

    const [other] = await workshop.settled([elsewhere.id], 5_000);
    const [failed, after] = await workshop.settled([broken.id, behind.id]);
    expect(other?.status).toBe('succeeded');
    expect(failed).toMatchObject({ status: 'failed', attempts: SETTINGS.attempts, events: [] });
    expect(after?.status).toBe('succeeded');
    expect(String(other?.settledAt) < String(failed?.settledAt)).toBe(true);
    expect(String(failed?.settledAt) < String(after?.settledAt)).toBe(true);
    // At once, not when the reconciler finds its ring too old.
    expect(elapsedMs(String(failed?.settledAt), String(after?.settledAt))).toBeLessThan(5_000);

    expect(faults.map(({ id, attempts }) => [id, attempts])).toEqual([1, 2, 3].map((attempts) => [broken.id, attempts]));
    const waits = faults.slice(1).map(({ at }, index) => at - (faults[index]?.at ?? 0));
    expect(waits[0]).toBeGreaterThanOrEqual(SETTINGS.backoffMs);
    expect(waits[1]).toBeGreaterThanOrEqual(SETTINGS.backoffMs * 2);

    const [incident, ...more] = await openIncidents();
    if (!incident || more.length > 0) throw new Error('There is not one incident.');
    const matter = { kind: 'COMMAND', commandId: broken.id, command: 'add-note', stream: broken.stream };
    const ofIt = { tries: 3, fault: 'TypeError: The note cannot be read.', lastTriedAt: failed?.settledAt, endedAt: null };
    expect(incident).toMatchObject({ ...matter, ...ofIt });
    expect(elapsedMs(incident.beganAt, incident.lastTriedAt)).toBeGreaterThanOrEqual(SETTINGS.backoffMs * 3);

    expect(await step('skip-event', incident)).toEqual(refusedBy('only-events-are-skipped'));
    program.broken = false;
    expect(await step('replay-incident', incident)).toEqual(DONE);
    const [settled] = await workshop.settled([broken.id]);
    expect(settled).toMatchObject({ status: 'succeeded', events: [{ type: 'notebook.note-added' }] });
    expect(await entriesOf(incident)).toEqual([
      { type: 'incident.replayed', actor: 'administrator-1', data: { matter, reason: 'it was mended' } },
    ]);
    expect(await openIncidents({})).toMatchObject([{ id: incident.id, state: 'REPLAYED' }]);
    for (const name of ['replay-incident', 'close-incident'])
      expect(await step(name, incident)).toEqual(refusedBy('not-in-this-state'));
  }, 60_000);

  it('and breaks on again after a replay is another incident; closed, it stays failed', async () => {
    const notebookId = await workshop.notebook();
    const broken = await workshop.put('add-note', { notebookId, text: UNREADABLE });
    await workshop.pool.query('update commands set attempts = 2 where id = $1', [broken.id]);
    await ring(broken.id, broken.stream);
    const first = await incidentOf('COMMAND');
    expect(await step('replay-incident', first)).toEqual(DONE);
    await workshop.pool.query('update commands set attempts = 2 where id = $1', [broken.id]);
    const second = await incidentOf('COMMAND');
    expect(second.id).not.toBe(first.id);

    expect(await step('close-incident', second)).toEqual(DONE);
    expect(await step('replay-incident', second)).toEqual(refusedBy('not-in-this-state'));
    expect((await openIncidents({})).map(({ id, state }) => [id, state])).toEqual([
      [first.id, 'REPLAYED'],
      [second.id, 'CLOSED'],
    ]);
    expect((await workshop.settled([broken.id]))[0]?.status).toBe('failed');
  }, 60_000);
});

it('An incident that nobody knows cannot be replayed', async () => {
  const unknown = { id: '019a0000-0000-7000-8000-000000000000' } as Incident;
  expect(await step('replay-incident', unknown)).toEqual(refusedBy('no-such-record'));
  expect(await entriesOf(unknown)).toEqual([]);
});

describe('An event that a view cannot digest', () => {
  let projectors: ViewProjector[];

  beforeEach(() => {
    projectors = [];
  });
  afterEach(() => Promise.all(projectors.map((projector) => projector.stop())), 30_000);

  function project(stops: StopSettings = STOPS, projections: readonly Projection[] = [first, second]): ViewProjector {
    const projector = new ViewProjector({ pool: workshop.pool, projections, stops });
    projectors.push(projector);
    projector.start();
    return projector;
  }

  const textsIn = async (table: string): Promise<string[]> =>
    (
      await workshop.pool.query<{ text: string }>(`select text from ${table} where position > $1 order by position`, [start])
    ).rows.map(({ text }) => text);

  const hold = (table: string, texts: readonly string[]): Promise<true> =>
    eventually(async () => ((await textsIn(table)).join() === texts.join() ? true : undefined));

  it('is an incident, once, however many workers meet it; the other views go on, and a replay heals it', async () => {
    project();
    const [, position] = await addNotes('before', poison, 'after');
    await incidentOf('VIEW');
    for (let nth = 0; nth < 2; nth++) project();
    const incident = await triedBy(2, 'VIEW');
    expect(incident).toMatchObject({
      ...{
        kind: 'VIEW',
        state: 'OPEN',
        consumer: 'view:first-notes',
        position,
        eventType: 'notebook.note-added',
        standing: true,
      },
      fault: 'TypeError: The view cannot read …',
    });
    await hold('second_notes', ['before', poison, 'after']);
    expect(await textsIn('first_notes')).toEqual(['before']);
    expect(await step('close-incident', incident)).toEqual(refusedBy('still-standing'));

    program.broken = false;
    expect(await textsIn('first_notes')).toEqual(['before']);
    expect(await step('replay-incident', incident)).toEqual(DONE);
    await hold('first_notes', ['before', poison, 'after']);
    const rows = async () =>
      (await workshop.pool.query('select * from first_notes where position > $1 order by position', [start])).rows as unknown[];
    const live = await rows();
    await rebuildView(workshop.ownerUrl, first);
    expect(await rows()).toEqual(live);
    expect(await openIncidents({})).toMatchObject([{ id: incident.id, state: 'REPLAYED' }]);
  }, 60_000);

  it('is another incident when a replay did not help', async () => {
    project();
    await addNotes(poison);
    const incident = await incidentOf('VIEW');
    expect(await step('replay-incident', incident)).toEqual(DONE);
    const again = await incidentOf('VIEW');
    expect(again).toMatchObject({ position: (incident as { position?: number }).position, tries: STOPS.tries });
    expect(again.id).not.toBe(incident.id);
  }, 60_000);

  it('is tried again slowly, and resolves itself when its cause was mended', async () => {
    project({ ...STOPS, slowMs: 50 });
    await addNotes(poison, 'after');
    const incident = await incidentOf('VIEW');
    await eventually(async () => ((await openIncidents())[0]?.tries ?? 0) > incident.tries || undefined);
    program.broken = false;
    await hold('first_notes', [poison, 'after']);
    expect(await openIncidents({})).toMatchObject([{ id: incident.id, state: 'RESOLVED', endedAt: expect.any(String) }]);
    expect(await step('skip-event', incident)).toEqual(refusedBy('not-in-this-state'));
  }, 60_000);

  it('resolves itself in a process that was started with a mended program', async () => {
    const broken = project();
    await addNotes(poison);
    await incidentOf('VIEW');
    await broken.stop();
    program.broken = false;
    project();
    await hold('first_notes', [poison]);
    expect(await openIncidents({})).toMatchObject([{ state: 'RESOLVED' }]);
  }, 60_000);

  it('is skipped for a reason, the view lacks it and says so, and a rebuild meets it again or has it', async () => {
    project();
    const [position] = await addNotes(poison, 'after');
    const incident = await incidentOf('VIEW');
    expect(await step('skip-event', incident)).toEqual(DONE);
    await hold('first_notes', ['after']);
    const matter = { kind: 'VIEW', consumer: 'view:first-notes', position, eventType: 'notebook.note-added' };
    expect(await entriesOf(incident)).toEqual([
      { type: 'incident.skipped', actor: 'administrator-1', data: { matter, reason: 'it was mended' } },
    ]);
    const lacks = () => workshop.pool.query('select consumer, position, incident_id from skipped_positions');
    expect((await lacks()).rows).toEqual([{ consumer: 'view:first-notes', position, incident_id: incident.id }]);

    await expect(rebuildView(workshop.ownerUrl, first)).rejects.toThrow(`Position ${String(position)}`);
    expect((await lacks()).rowCount).toBe(1);
    program.broken = false;
    await rebuildView(workshop.ownerUrl, first);
    expect(await textsIn('first_notes')).toEqual([poison, 'after']);
    expect((await lacks()).rowCount).toBe(0);
    expect(await openIncidents({})).toMatchObject([{ id: incident.id, state: 'SKIPPED' }]);
  }, 60_000);

  it('is skipped once by two who skip it at the same moment', async () => {
    project();
    const poisons = await addNotes(poison, poison, 'after');
    const incident = await incidentOf('VIEW');
    const both = await Promise.all([step('skip-event', incident), step('skip-event', incident)]);
    expect(both).toContainEqual(DONE);
    expect(both).toContainEqual(refusedBy('not-in-this-state'));
    expect(await entriesOf(incident)).toHaveLength(1);
    // The next one is another event, and was not skipped with it.
    expect(await incidentOf('VIEW')).toMatchObject({ position: poisons[1] });
  }, 60_000);

  it('that only waited for a lock is none', async () => {
    const reader = await workshop.pool.connect();
    await reader.query('begin; lock table first_notes in exclusive mode; set local idle_in_transaction_session_timeout to 0');
    const projector = project({ ...STOPS, tries: 1 });
    await addNotes('waits');
    await eventually(() => Promise.resolve(projector.status()[0]?.fault));
    await reader.query('commit');
    reader.release();
    await hold('first_notes', ['waits']);
    expect(await openIncidents({})).toEqual([]);
  }, 60_000);
});

describe('An event that a reaction cannot digest', () => {
  let runners: ReactionRunner[];

  let mark: number;

  beforeEach(async () => {
    runners = [];
    await owner.query(
      'insert into checkpoints (consumer, version, position) select $1, 1, max(position) from log on conflict do nothing',
      [consumer],
    );
    const { rows } = await owner.query<{ mark: number }>('select coalesce(max(seq), 0) as mark from commands');
    mark = rows[0]?.mark ?? 0;
  });
  afterEach(() => Promise.all(runners.map((runner) => runner.stop())), 30_000);

  const breaking: typeof whenANoteIsAddedIndexIt = {
    ...whenANoteIsAddedIndexIt,
    name: 'when-a-note-is-added-break-on-it',
    then: (event) => {
      if (program.broken && (event as { data: { text: string } }).data.text === poison) throw new TypeError('No.');
      return whenANoteIsAddedIndexIt.then(event);
    },
  };
  const consumer = `reaction:${breaking.name}`;

  function react(reactions = [breaking, whenANoteIsAddedIndexIt]): void {
    const runner = new ReactionRunner(workshop.pool, notebooks, reactions, workshop.doorbell, () => undefined, STOPS);
    runners.push(runner);
    runner.start();
  }

  const issuedBy = async (name: string): Promise<string[]> => {
    const { rows } = await workshop.pool.query<{ text: string }>(
      `select body ->> 'text' as text from commands where actor = $1 and seq > $2 order by seq`,
      [`reaction:${name}`, mark],
    );
    return rows.map(({ text }) => text);
  };
  const issues = (name: string, texts: readonly string[]): Promise<true> =>
    eventually(async () => ((await issuedBy(name)).join() === texts.join() ? true : undefined));

  it('is an incident, once; what came before is done, the other reactions go on, and a replay issues the rest', async () => {
    react();
    const [, position] = await addNotes('before', poison, 'after');
    await incidentOf('REACTION');
    for (let nth = 0; nth < 2; nth++) react();
    const incident = await triedBy(2, 'REACTION');
    expect(incident).toMatchObject({ consumer, position, eventType: 'notebook.note-added', fault: 'TypeError: No.' });
    await issues(whenANoteIsAddedIndexIt.name, ['before', poison, 'after']);
    expect(await issuedBy(breaking.name)).toEqual(['before']);
    program.broken = false;
    expect(await step('replay-incident', incident)).toEqual(DONE);
    await issues(breaking.name, ['before', poison, 'after']);
    expect(await openIncidents({})).toMatchObject([{ id: incident.id, state: 'REPLAYED' }]);
  }, 60_000);

  it('is skipped for a reason, and what would have followed from it does not', async () => {
    react();
    await addNotes(poison, 'after');
    const incident = await incidentOf('REACTION');
    expect(await step('skip-event', incident)).toEqual(DONE);
    await issues(breaking.name, ['after']);
    expect(await entriesOf(incident)).toMatchObject([
      { type: 'incident.skipped', data: { matter: { kind: 'REACTION', consumer } } },
    ]);
  }, 60_000);

  it('that another worker was at when it died is done by this one, though nothing else happens', async () => {
    program.broken = false;
    const other = await workshop.pool.connect();
    await other.query('begin');
    await other.query('select from checkpoints where consumer = $1 for no key update', [consumer]);
    react([breaking]);
    await addNotes('left behind');
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(await issuedBy(breaking.name)).toEqual([]);
    await other.query('rollback');
    other.release();
    await issues(breaking.name, ['left behind']);
  }, 60_000);
});
