import { inProject } from '#testing';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
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

  it('is tried again with a growing pause, is then an incident, holds nobody else up, and is settled by a replay from the command line', async () => {
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
    await takenUp(bed, stuck.id);
  }, 120_000);
});

/** An operator finds the incident with the cli, is told what is missing, and has it replayed. */
async function takenUp(bed: Testbed, commandId: string): Promise<void> {
  const { incidents } = JSON.parse((await cli(bed, 'incidents', '--json')).stdout) as { incidents: Record<string, unknown>[] };
  expect(incidents).toMatchObject([{ kind: 'COMMAND', state: 'OPEN', commandId, command: 'record-legal-status', tries: 5 }]);
  const id = String(incidents[0]?.['id']);
  expect((await cli(bed, 'incidents')).stdout).toContain(id);

  const why = ['--reason', 'the data was restored'];
  expect(await cli(bed, 'replay', id, ...why)).toMatchObject({ code: 1, stderr: expect.stringContaining('--as NAME') });
  expect(await cli(bed, 'replay', id, '--as', 'ada')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('--reason TEXT'),
  });
  const skipped = await cli(bed, 'skip', id, '--as', 'ada', ...why);
  expect(skipped).toMatchObject({ code: 1, stderr: 'Refused: record-legal-status failed, which is no event.\n' });
  expect(await cli(bed, 'replay', id, '--as', 'ada', ...why)).toMatchObject({
    code: 0,
    stdout: 'It is tried again within seconds.\n',
  });
  expect((await bed.settled([commandId]))[0]?.status).toBe('succeeded');
  expect(await cli(bed, 'close', id, '--as', 'ada', ...why)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('REPLAYED'),
  });
  expect((await cli(bed, 'incidents')).stdout).toBe('No open incidents.\n');

  const { rows } = await bed.pool.query('select type, actor from events where subject = $1 order by global_position', [
    `incidents/${id}`,
  ]);
  const actor = 'cli:ada';
  expect(rows).toEqual(['command.refused', 'incident.replayed', 'command.refused'].map((type) => ({ type, actor })));
}

const MAIN = inProject('dist/apps/cli/src/main.js');

async function cli(bed: Testbed, ...args: string[]): Promise<{ code: unknown; stdout: string; stderr: string }> {
  const env = { PATH: process.env['PATH'], DATABASE_URL: bed.settings.databaseUrl };
  const run = promisify(execFile)(process.execPath, [MAIN, ...args], { env });
  return run.then(
    (output) => ({ code: 0, ...output }),
    (error: unknown) => error as { code: unknown; stdout: string; stderr: string },
  );
}

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
