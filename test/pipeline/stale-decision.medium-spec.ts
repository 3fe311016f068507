import { catalog, jurisdictionOf } from '#commission';
import { losAngeles } from '#jurisdiction';
import { Decisions } from '#command-queue';
import {
  append,
  type Client,
  headOf,
  loadStreams,
  lockWork,
  reportsOf,
  settleAll,
  UnitOfWork,
  VersionConflict,
} from '#event-log';
import { openTestbed, type Testbed } from '../support/testbed.js';

/**
 * Two decisions on one stream at the same time. The second waits for the first one's lock; what it then sees of the stream decides
 * whether a stale decision can get through.
 */
describe('A decision that had to wait', () => {
  let bed: Testbed;
  let first: Client;
  let second: Client;
  const decisions = new Decisions(catalog, jurisdictionOf({ profile: losAngeles, source: 'urn:promulgate:test' }));

  beforeAll(async () => {
    bed = await openTestbed();
    await bed.startWorker();
  }, 60_000);
  afterAll(() => bed.close(), 30_000);
  beforeEach(async () => {
    [first, second] = [await bed.pool.connect(), await bed.pool.connect()];
  });
  afterEach(() => {
    first.release(true);
    second.release(true);
  });

  async function registered(): Promise<{ stream: string; authorityId: string }> {
    const { id, subjectId } = await bed.send('register-authority', { citation: 'SB 627', title: 'Facial coverings' });
    await bed.settled([id]);
    return { stream: `authorities/${subjectId}`, authorityId: subjectId };
  }

  const origin = (subject: string) => ({
    source: 'urn:promulgate:test',
    subject,
    occurredAt: '2026-02-10T20:00:00.000Z',
    actor: 'tester',
    actorRole: 'city-attorney' as const,
    performedBy: 'tester',
    commandId: '01990000-0000-7000-8000-000000000001',
    correlationId: '01990000-0000-7000-8000-000000000001',
    causationId: '01990000-0000-7000-8000-000000000001',
    traceparent: undefined,
  });
  const event = {
    type: 'authority.status-recorded',
    schemaVersion: 1,
    visibility: 'PUBLIC' as const,
    data: { scope: 'a scope' },
  };

  async function waiting(client: Client): Promise<void> {
    const pid = (client as unknown as { processID: number }).processID;
    for (let tries = 0; tries < 100; tries++) {
      const { rows } = await bed.pool.query<{ waits: boolean }>('select cardinality(pg_blocking_pids($1)) > 0 as waits', [pid]);
      if (rows[0]?.waits) return;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    throw new Error('It does not wait.');
  }

  it('would be stale with fence and load in one statement: it sees the stream as it was before it waited', async () => {
    const { stream } = await registered();
    await first.query('begin');
    await first.query('select fence($1, $2)', [[stream], []]);
    await second.query('begin');
    const oneStatement = second.query<{ version: number }>(
      `with fenced as materialized (select fence(array[$1], '{}')) select version from events, fenced where stream = $1 order by version desc limit 1`,
      [stream],
    );
    await waiting(second);
    const head = (await loadStreams(first, [stream])).get(stream);
    if (!head) throw new Error('There is no such stream.');
    await append(first, head, [event], origin(stream));
    await first.query('commit');
    expect((await oneStatement).rows[0]?.version).toBe(1);
  });

  it('sees what the first one committed, since its load is a later statement than its fence', async () => {
    const { stream } = await registered();
    await first.query('begin');
    await first.query('select fence($1, $2)', [[stream], []]);
    await second.query('begin');
    const fenced = second.query('select fence($1, $2)', [[stream], []]);
    await waiting(second);
    const head = (await loadStreams(first, [stream])).get(stream);
    if (!head) throw new Error('There is no such stream.');
    await append(first, head, [event], origin(stream));
    await first.query('commit');
    await fenced;
    expect((await loadStreams(second, [stream])).get(stream)?.version).toBe(2);
    await second.query('commit');
  });

  it.each([
    ['one event', [event]],
    ['several events', [event, event]],
  ])('that was made on an old version after all cannot be appended, and leaves nothing: %s', async (_what, events) => {
    const { stream } = await registered();
    const stale = (await loadStreams(first, [stream])).get(stream);
    if (!stale) throw new Error('There is no such stream.');
    await append(first, stale, events, origin(stream));
    await expect(append(second, stale, events, origin(stream))).rejects.toThrow(VersionConflict);
    await expect(append(second, { ...stale, version: 0, lastEntryHash: undefined }, events, origin(stream))).rejects.toThrow(
      VersionConflict,
    );
    expect((await loadStreams(bed.pool, [stream])).get(stream)?.events).toHaveLength(1 + events.length);
  });

  it('is made once for a command: what is settled stays as it was settled', async () => {
    const { authorityId, stream } = await registered();
    const body = { authorityId, scope: 'x', status: 'IN_FORCE', orderedOn: '2026-02-09', effectiveOn: '2026-02-09', source: 's' };
    // Not rung, and taken before the reconciler looks.
    const { id } = await bed.send('record-legal-status', body, { ring: false });
    expect((await headOf(bed.pool, stream))?.id).toBe(id);
    const settleIn = async (client: Client): Promise<void> => {
      await client.query('begin');
      const { commands, at } = await lockWork(client, [stream], [], 1);
      const unit = new UnitOfWork(client, new Set([stream]));
      unit.recordedAt = at;
      for (const each of commands) await decisions.settle(unit, each);
      await unit.write();
      await client.query('commit');
    };
    await Promise.all([settleIn(first), settleIn(second)]);
    await bed.settled([id]);
    const { rows } = await bed.pool.query('select 1 from events where command_id = $1', [id]);
    expect(rows).toHaveLength(1);
    await expect(settleAll(bed.pool, [{ id, rejection: undefined }])).rejects.toThrow('settled already');
    expect((await reportsOf(bed.pool, [id]))[0]?.status).toBe('succeeded');
  });
});
