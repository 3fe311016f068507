/** SIGTERM in the middle of work: api and worker end with code 0 within ten seconds, and nothing that was accepted is lost. */
import { type Issuer, startIssuer } from '#testing';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Running, startProcess } from '../support/processes.js';
import { openTestbed, type Testbed } from '../support/testbed.js';

let bed: Testbed;
let issuer: Issuer;

beforeAll(async () => {
  bed = await openTestbed();
  issuer = await startIssuer();
}, 240_000);
afterAll(async () => {
  await issuer?.close();
  await bed?.close();
}, 60_000);

/** Sends commands, some of which wait for their decision, until the api is gone. Answers the ids of those that were accepted. */
async function loadOn(api: Running, token: string, accepted: Set<string>, answered: number[]): Promise<void> {
  const one = async (at: number): Promise<void> => {
    for (let nth = 0; ; nth++) {
      const response = await fetch(`${api.url}/v1/commands/register-authority`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': 'application/json',
          ...(at % 2 ? { prefer: 'wait=20' } : {}),
        },
        body: JSON.stringify({ citation: `No. ${at}.${nth}`, title: 'Sent until the end' }),
      }).catch(() => undefined);
      // Refused or reset: the api is gone, or took nothing of this one.
      if (!response) return;
      answered.push(response.status);
      const body = (await response.json()) as { id?: string };
      if (response.status < 300 && body.id) accepted.add(body.id);
    }
  };
  await Promise.all(Array.from({ length: 8 }, (_each, at) => one(at)));
}

async function terminated(process: Running): Promise<{ code: string; ms: number }> {
  const began = performance.now();
  await process.kill('SIGTERM');
  return { code: await process.ended, ms: performance.now() - began };
}

it('under load worker and api drain, and what was accepted is settled by the next worker', async () => {
  const settings = { ...bed.settings, issuer: issuer.issuer };
  const [api, worker] = await Promise.all([startProcess('api', settings), startProcess('worker', settings)]);
  const accepted = new Set<string>();
  const answered: number[] = [];
  const load = loadOn(api, await issuer.tokenFor('city-attorney'), accepted, answered);
  for (const end = Date.now() + 30_000; accepted.size < 50 && Date.now() < end;) await sleep(20);

  const ofWorker = await terminated(worker);
  expect(ofWorker.code).toBe('0');
  expect(ofWorker.ms).toBeLessThan(10_000);
  // Nobody settles now: those that wait do so until the api ends, which lets them go with a 202.
  await sleep(300);
  const ofApi = await terminated(api);
  expect(ofApi.code).toBe('0');
  expect(ofApi.ms).toBeLessThan(10_000);
  await load;
  // A machine that is busy with other tests may turn some away; none may be answered otherwise.
  expect(answered.filter((status) => ![200, 202, 503].includes(status))).toEqual([]);

  await bed.startWorker();
  const reports = await bed.settled([...accepted], 60_000);
  expect(reports.every(({ status }) => status === 'succeeded')).toBe(true);
  const { rows } = await bed.pool.query<{ events: number; commands: number; positions: number; head: number }>(
    `select count(*)::int as events, count(distinct command_id)::int as commands, count(position)::int as positions, max(position)::int as head
     from events left join log using (global_position)`,
  );
  // Each command once, and the log has no gap where one leader left and the next came.
  expect(rows[0]?.events).toBe(rows[0]?.commands);
  expect(rows[0]?.head).toBe(rows[0]?.positions);
}, 240_000);
