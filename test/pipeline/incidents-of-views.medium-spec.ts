/** An event that a view cannot digest: an incident, which holds up no other view, and ends by somebody's word or a mended program. */
import { defineProjection, ensureViews, type Projection, rebuildView, sql, type StopSettings, ViewProjector } from '#event-log';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { DONE, IncidentStage, refusedBy, STOPS } from '../support/incident-stage.js';
import { type NotebookEvent, program } from '../support/notebooks.js';
import { eventually } from '../support/workshop.js';

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
      if (program.broken && data.text === stage.poison) throw new TypeError('The view cannot read {"text": "stage.poison"}.');
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

let stage: IncidentStage;

beforeAll(async () => {
  stage = await IncidentStage.open();
  await ensureViews(stage.workshop.ownerUrl, [first, second]);
}, 60_000);
beforeEach(async () => {
  await stage.clear();
  await stage.owner.query('truncate first_notes, second_notes');
});
afterAll(() => stage.close(), 30_000);

describe('An event that a view cannot digest', () => {
  let projectors: ViewProjector[];

  beforeEach(() => {
    projectors = [];
  });
  afterEach(() => Promise.all(projectors.map((projector) => projector.stop())), 30_000);

  function project(stops: StopSettings = STOPS, projections: readonly Projection[] = [first, second]): ViewProjector {
    const projector = new ViewProjector({ pool: stage.workshop.pool, projections, stops });
    projectors.push(projector);
    projector.start();
    return projector;
  }

  const textsIn = async (table: string): Promise<string[]> =>
    (
      await stage.workshop.pool.query<{ text: string }>(`select text from ${table} where position > $1 order by position`, [
        stage.start,
      ])
    ).rows.map(({ text }) => text);

  const hold = (table: string, texts: readonly string[]): Promise<true> =>
    eventually(async () => ((await textsIn(table)).join() === texts.join() ? true : undefined));

  it('is an incident, once, however many workers meet it; the other views go on, and a replay heals it', async () => {
    project();
    const [, position] = await stage.addNotes('before', stage.poison, 'after');
    await stage.incidentOf('VIEW');
    for (let nth = 0; nth < 2; nth++) project();
    const incident = await stage.triedBy(2, 'VIEW');
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
    await hold('second_notes', ['before', stage.poison, 'after']);
    expect(await textsIn('first_notes')).toEqual(['before']);
    expect(await stage.step('close-incident', incident)).toEqual(refusedBy('still-standing'));

    program.broken = false;
    expect(await textsIn('first_notes')).toEqual(['before']);
    expect(await stage.step('replay-incident', incident)).toEqual(DONE);
    await hold('first_notes', ['before', stage.poison, 'after']);
    const rows = async () =>
      (await stage.workshop.pool.query('select * from first_notes where position > $1 order by position', [stage.start]))
        .rows as unknown[];
    const live = await rows();
    await rebuildView(stage.workshop.ownerUrl, first);
    expect(await rows()).toEqual(live);
    expect(await stage.incidents({})).toMatchObject([{ id: incident.id, state: 'REPLAYED' }]);
  }, 60_000);

  it('is another incident when a replay did not help', async () => {
    project();
    await stage.addNotes(stage.poison);
    const incident = await stage.incidentOf('VIEW');
    expect(await stage.step('replay-incident', incident)).toEqual(DONE);
    const again = await stage.incidentOf('VIEW');
    expect(again).toMatchObject({ position: (incident as { position?: number }).position, tries: STOPS.tries });
    expect(again.id).not.toBe(incident.id);
  }, 60_000);

  it('is tried again slowly, and resolves itself when its cause was mended', async () => {
    project({ ...STOPS, slowMs: 50 });
    await stage.addNotes(stage.poison, 'after');
    const incident = await stage.incidentOf('VIEW');
    await eventually(async () => ((await stage.incidents())[0]?.tries ?? 0) > incident.tries || undefined);
    program.broken = false;
    await hold('first_notes', [stage.poison, 'after']);
    expect(await stage.incidents({})).toMatchObject([{ id: incident.id, state: 'RESOLVED', endedAt: expect.any(String) }]);
    expect(await stage.step('skip-event', incident)).toEqual(refusedBy('not-in-this-state'));
  }, 60_000);

  it('resolves itself in a process that was started with a mended program', async () => {
    const broken = project();
    await stage.addNotes(stage.poison);
    await stage.incidentOf('VIEW');
    await broken.stop();
    program.broken = false;
    project();
    await hold('first_notes', [stage.poison]);
    expect(await stage.incidents({})).toMatchObject([{ state: 'RESOLVED' }]);
  }, 60_000);

  it('is skipped for a reason, the view lacks it and says so, and a rebuild meets it again or has it', async () => {
    project();
    const [position] = await stage.addNotes(stage.poison, 'after');
    const incident = await stage.incidentOf('VIEW');
    expect(await stage.step('skip-event', incident)).toEqual(DONE);
    await hold('first_notes', ['after']);
    const matter = { kind: 'VIEW', consumer: 'view:first-notes', position, eventType: 'notebook.note-added' };
    expect(await stage.entriesOf(incident)).toEqual([
      { type: 'incident.skipped', actor: 'administrator-1', data: { matter, reason: 'it was mended' } },
    ]);
    const lacks = () => stage.workshop.pool.query('select consumer, position, incident_id from skipped_positions');
    expect((await lacks()).rows).toEqual([{ consumer: 'view:first-notes', position, incident_id: incident.id }]);

    await expect(rebuildView(stage.workshop.ownerUrl, first)).rejects.toThrow(`Position ${String(position)}`);
    expect((await lacks()).rowCount).toBe(1);
    program.broken = false;
    await rebuildView(stage.workshop.ownerUrl, first);
    expect(await textsIn('first_notes')).toEqual([stage.poison, 'after']);
    expect((await lacks()).rowCount).toBe(0);
    expect(await stage.incidents({})).toMatchObject([{ id: incident.id, state: 'SKIPPED' }]);
  }, 60_000);

  it('is skipped once by two who skip it at the same moment', async () => {
    project();
    const poisons = await stage.addNotes(stage.poison, stage.poison, 'after');
    const incident = await stage.incidentOf('VIEW');
    const both = await Promise.all([stage.step('skip-event', incident), stage.step('skip-event', incident)]);
    expect(both).toContainEqual(DONE);
    expect(both).toContainEqual(refusedBy('not-in-this-state'));
    expect(await stage.entriesOf(incident)).toHaveLength(1);
    // The next one is another event, and was not skipped with it.
    expect(await stage.incidentOf('VIEW')).toMatchObject({ position: poisons[1] });
  }, 60_000);

  it('that only waited for a lock is none', async () => {
    const reader = await stage.workshop.pool.connect();
    await reader.query('begin; lock table first_notes in exclusive mode; set local idle_in_transaction_session_timeout to 0');
    const projector = project({ ...STOPS, tries: 1 });
    await stage.addNotes('waits');
    await eventually(() => Promise.resolve(projector.status()[0]?.fault));
    await reader.query('commit');
    reader.release();
    await hold('first_notes', ['waits']);
    expect(await stage.incidents({})).toEqual([]);
  }, 60_000);
});
