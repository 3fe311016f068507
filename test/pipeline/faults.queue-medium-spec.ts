import { replay } from '#event-log';
import pg from 'pg';
import { openTestbed, type Testbed } from '../support/testbed.js';

/** A command whose decision cannot be made: the state of its stream cannot be read, because an event's data is gone. */
describe('A command that the machine cannot decide', () => {
  let bed: Testbed;

  beforeAll(async () => {
    bed = await openTestbed();
    await bed.startWorker();
  }, 60_000);
  afterAll(() => bed.close(), 30_000);

  const status = (authorityId: string) => ({
    authorityId,
    scope: 'x',
    status: 'IN_FORCE',
    orderedOn: '2026-02-09',
    effectiveOn: '2026-02-09',
    source: 's',
  });

  it('is tried again with a growing pause, is then an incident, holds nobody else up, and is settled by a replay', async () => {
    const broken = await bed.send('register-authority', { citation: 'SB 627', title: 'Facial coverings' });
    const sound = await bed.send('register-authority', { citation: 'SB 805', title: 'Identification' });
    await bed.settled([broken.id, sound.id]);
    const stream = `authorities/${broken.subjectId}`;
    const { ownerUrl } = bed;
    const owner = await ownerOf(ownerUrl);
    const { rows: data } = await owner.query('delete from promulgate.event_data where stream = $1 returning *', [stream]);

    const stuck = await bed.send('record-legal-status', status(broken.subjectId));
    const other = await bed.send('record-legal-status', status(sound.subjectId));
    expect((await bed.settled([other.id], 5_000))[0]?.status).toBe('succeeded');

    await firstFault(bed, stuck.id);
    const { rows } = await bed.pool.query<{ attempts: number; fault: string; waits: boolean }>(
      'select attempts, fault, due_at > accepted_at as waits from commands where id = $1',
      [stuck.id],
    );
    expect(rows[0]).toMatchObject({ attempts: 1, waits: true, fault: expect.stringContaining('missing') });

    await bed.pool.query('update commands set attempts = 4, due_at = now(), rung_at = null where id = $1', [stuck.id]);
    expect((await bed.settled([stuck.id]))[0]).toMatchObject({ status: 'failed', attempts: 5 });

    const [row] = data as { stream: string; version: number; data: string; salt: Buffer }[];
    await owner.query('insert into promulgate.event_data (stream, version, data, salt) values ($1, $2, $3, $4)', [
      row?.stream,
      row?.version,
      row?.data,
      row?.salt,
    ]);
    await owner.end();
    expect(await replay(bed.pool, stuck.id)).toBe(true);
    expect((await bed.settled([stuck.id]))[0]?.status).toBe('succeeded');
    expect(await replay(bed.pool, stuck.id)).toBe(false);
  }, 60_000);
});

async function ownerOf(url: string): Promise<pg.Client> {
  const owner = new pg.Client({ connectionString: url });
  await owner.connect();
  return owner;
}

async function firstFault(bed: Testbed, id: string): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    const { rows } = await bed.pool.query<{ attempts: number }>('select attempts from commands where id = $1', [id]);
    if (rows[0]?.attempts) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('No fault was noted.');
}
