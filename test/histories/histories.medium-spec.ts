import { catalog, projections } from '#commission';
import { append, ensureViews, loadStreams, migrate, type NewEvent, newId, type Origin, Sequencer } from '#event-log';
import { freshDatabase, inProject } from '#testing';
import { readdirSync, readFileSync } from 'node:fs';
import pg from 'pg';
import { eventually } from '../support/workshop.js';

/** An event of a log as an earlier version of this program stored it. */
interface Kept extends NewEvent {
  readonly stream: string;
  readonly version: number;
  readonly subject: string;
  readonly occurredAt: string;
  readonly actor: string;
  readonly actorRole: Origin['actorRole'];
  readonly performedBy: string;
}

/** A line an event, in the order of the log; beside it the status that each record had in the end. */
const releases = readdirSync(inProject('test/histories')).flatMap((file) => /^(.+)\.jsonl$/.exec(file)?.[1] ?? []);
const read = (file: string): string => readFileSync(inProject('test/histories', file), 'utf8');

/** Stored events are promised for ever: the log of each release is replayed by every later one. */
describe.each(releases)('The log of version %s', (release) => {
  const kept = read(`${release}.jsonl`)
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Kept);
  const states: unknown = JSON.parse(read(`${release}.states.json`));
  const streams = [...new Set(kept.map(({ stream }) => stream))].filter((stream) => !stream.startsWith('commands/'));
  let owner: pg.Pool;
  let url: string;

  beforeAll(async () => {
    url = (await freshDatabase(process.env['TEST_POSTGRES_URL'] ?? '')).url;
    await migrate(url);
    owner = new pg.Pool({ connectionString: url, max: 2, options: '-c search_path=promulgate,views -c timezone=UTC' });
    owner.on('error', () => undefined);
    for (const event of kept) await entered(owner, event);
    const sequencer = new Sequencer({ url, onAdvance: () => undefined, onFault: () => undefined });
    sequencer.start();
    await eventually(async () => {
      const { rows } = await owner.query<{ head: number }>('select coalesce(max(position), 0)::int as head from log');
      return rows[0]?.head === kept.length ? true : undefined;
    });
    await sequencer.stop();
  }, 120_000);
  afterAll(() => owner.end());

  it('folds to the states that its records had', async () => {
    const loaded = await loadStreams(owner, streams);
    const found = streams.map((stream) => {
      const { status } = catalog.stateOf<{ readonly status: string }>(lifecycleOf(stream).decider as never, loaded.get(stream));
      return [stream, status];
    });
    expect(Object.fromEntries(found)).toEqual(states);
  });

  it('is digested by every view', async () => {
    await ensureViews(url, projections);
    const { rows } = await owner.query<{ consumer: string; position: number }>(
      `select consumer, position::int from checkpoints where consumer like 'view:%' order by consumer`,
    );
    expect(rows).toEqual(projections.map(({ name }) => ({ consumer: `view:${name}`, position: kept.length })).sort(byConsumer));
  });
});

const byConsumer = (a: { consumer: string }, b: { consumer: string }): number => (a.consumer < b.consumer ? -1 : 1);

function lifecycleOf(stream: string) {
  const type = stream.slice(0, stream.indexOf('/'));
  const found = catalog.lifecycles.find(({ decider }) => decider.streamType === type);
  if (!found) throw new Error(`No lifecycle writes streams of type ${type} any more.`);
  return found;
}

async function entered(owner: pg.Pool, { stream, version, subject, occurredAt, actor, actorRole, performedBy, ...event }: Kept) {
  const { rows } = await owner.query<{ last: Buffer }>('select last_entry_hash as last from streams where id = $1', [stream]);
  const head = { id: stream, version: version - 1, lastEntryHash: rows[0]?.last };
  const id = newId();
  await append(owner, head, [event], {
    ...{ source: 'urn:promulgate:test', subject, occurredAt, actor, actorRole, performedBy, traceparent: undefined },
    ...{ commandId: id, correlationId: id, causationId: id },
  });
}
