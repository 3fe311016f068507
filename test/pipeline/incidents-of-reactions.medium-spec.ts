/** An event that a reaction cannot digest: an incident, which holds up no other reaction, and ends by somebody's word. */
import { ReactionRunner } from '#command-queue';
import { DONE, IncidentStage, STOPS } from '../support/incident-stage.js';
import { notebooks, program, whenANoteIsAddedIndexIt } from '../support/notebooks.js';
import { eventually } from '../support/workshop.js';

let stage: IncidentStage;

beforeAll(async () => {
  stage = await IncidentStage.open();
}, 60_000);
beforeEach(async () => {
  await stage.clear();
});
afterAll(() => stage.close(), 30_000);

describe('An event that a reaction cannot digest', () => {
  let runners: ReactionRunner[];
  /** The last command before a test. */
  let mark: number;

  beforeEach(async () => {
    runners = [];
    const atTheEnd = 'insert into checkpoints (consumer, version, position) values ($1, 1, $2) on conflict do nothing';
    await stage.owner.query(atTheEnd, [consumer, stage.start]);
    mark = await stage.whole('select coalesce(max(seq), 0) as whole from commands');
  });
  afterEach(() => Promise.all(runners.map((runner) => runner.stop())), 30_000);

  const breaking: typeof whenANoteIsAddedIndexIt = {
    ...whenANoteIsAddedIndexIt,
    name: 'when-a-note-is-added-break-on-it',
    then: (event) => {
      if (program.broken && (event as { data: { text: string } }).data.text === stage.poison) throw new TypeError('No.');
      return whenANoteIsAddedIndexIt.then(event);
    },
  };
  const consumer = `reaction:${breaking.name}`;

  function react(reactions = [breaking, whenANoteIsAddedIndexIt]): void {
    const runner = new ReactionRunner(stage.workshop.pool, notebooks, reactions, stage.workshop.doorbell, () => undefined, STOPS);
    runners.push(runner);
    runner.start();
  }

  const issuedBy = async (name: string): Promise<string[]> => {
    const { rows } = await stage.workshop.pool.query<{ text: string }>(
      `select body ->> 'text' as text from commands where actor = $1 and seq > $2 order by seq`,
      [`reaction:${name}`, mark],
    );
    return rows.map(({ text }) => text);
  };
  const issues = (name: string, texts: readonly string[]): Promise<true> =>
    eventually(async () => ((await issuedBy(name)).join() === texts.join() ? true : undefined));

  it('is an incident, once; what came before is done, the other reactions go on, and a replay issues the rest', async () => {
    react();
    const [, position] = await stage.addNotes('before', stage.poison, 'after');
    await stage.incidentOf('REACTION');
    for (let nth = 0; nth < 2; nth++) react();
    const incident = await stage.triedBy(2, 'REACTION');
    expect(incident).toMatchObject({ consumer, position, eventType: 'notebook.note-added', fault: 'TypeError: No.' });
    await issues(whenANoteIsAddedIndexIt.name, ['before', stage.poison, 'after']);
    expect(await issuedBy(breaking.name)).toEqual(['before']);
    program.broken = false;
    expect(await stage.step('replay-incident', incident)).toEqual(DONE);
    await issues(breaking.name, ['before', stage.poison, 'after']);
    expect(await stage.incidents({})).toMatchObject([{ id: incident.id, state: 'REPLAYED' }]);
  }, 60_000);

  it('is skipped for a reason, and what would have followed from it does not', async () => {
    react();
    await stage.addNotes(stage.poison, 'after');
    const incident = await stage.incidentOf('REACTION');
    expect(await stage.step('skip-event', incident)).toEqual(DONE);
    await issues(breaking.name, ['after']);
    expect(await stage.entriesOf(incident)).toMatchObject([
      { type: 'incident.skipped', data: { matter: { kind: 'REACTION', consumer } } },
    ]);
  }, 60_000);

  it('that another worker was at when it died is done by this one, though nothing else happens', async () => {
    program.broken = false;
    const other = await stage.workshop.pool.connect();
    await other.query('begin');
    await other.query('select from checkpoints where consumer = $1 for no key update', [consumer]);
    react([breaking]);
    await stage.addNotes('left behind');
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(await issuedBy(breaking.name)).toEqual([]);
    await other.query('rollback');
    other.release();
    await issues(breaking.name, ['left behind']);
  }, 60_000);
});
