/** The command as it is run: in a process with threads of its own, on packages. It needs no PostgreSQL, but what `npm test` has built. */
import { inProject } from '#testing';
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkpointOf, LOG_KEY, packageOf, seal, specEvents, writeFiles } from '../../libs/verifier/src/spec-log.js';
import { withEntries } from '../../libs/verifier/src/spec-verdict.js';

const CLI = inProject('dist/apps/cli/src/main.js');
const events = specEvents(3_000);
const entries = seal(events);

interface Ended {
  readonly code: number;
  readonly said: string;
  readonly noted: string;
}

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'verify-'));
  writeFiles(join(folder, 'whole'), packageOf(events, [1_000]));
  writeFiles(join(folder, 'edited'), withEntries(packageOf(events), entries.with(2_000, entries[1_999])));
  const forked = packageOf(events.with(2_500, { ...events[2_500], actor: 'somebody else' }));
  writeFiles(join(folder, 'forked'), forked.set('checkpoints/3000', checkpointOf(entries)));
  writeFiles(join(folder, 'kept/earlier'), new Map([['2000', checkpointOf(entries.slice(0, 2_000))]]));
  mkdirSync(join(folder, 'empty'));
  writeFileSync(join(folder, 'cut.zip'), 'PK');
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const run = (args: readonly string[], node: readonly string[] = []): Promise<Ended> =>
  new Promise((resolve) => {
    execFile(process.execPath, [...node, CLI, 'verify', ...args], (error, said, noted) => {
      resolve({ code: error ? Number(error.code) : 0, said, noted });
    });
  });
const of = (name: string): string => join(folder, name);

it('verifies with threads, and ends with 0', async () => {
  const { code, said } = await run(['--export', of('whole'), '--checkpoints', of('kept'), '--key', LOG_KEY]);
  expect(code).toBe(0);
  expect(said).toContain('Checkpoints that the entries agree with: 3.');
  expect(said.trimEnd().split('\n').at(-1)).toBe('Verified 3000 entries up to the checkpoint of 3000 of records.example/log.');
});

it('answers one object for machines', async () => {
  const { code, said, noted } = await run(['--export', of('whole'), '--json']);
  expect([code, noted]).toEqual([0, '']);
  expect(JSON.parse(said)).toMatchObject({ verified: true, entries: 3_000, keys: { from: 'log', used: [LOG_KEY] } });
});

it('names what was done, and ends with 3', async () => {
  const { code, said } = await run(['--export', of('edited'), '--key', LOG_KEY]);
  expect([code, said]).toEqual([3, expect.stringContaining('Not what was signed. Position 2001:')]);
});

it('names both roots where a thread has read the second checkpoint', async () => {
  const { code, said } = await run(['--export', of('forked'), '--key', LOG_KEY]);
  expect([code, said]).toEqual([3, expect.stringContaining('Two checkpoints of 3000 were signed')]);
  expect(said).toContain(checkpointOf(entries).toString().split('\n')[2]);
});

it('ends with 2 where it cannot read, and with 1 where it was asked wrongly', async () => {
  for (const name of ['cut.zip', 'empty', 'nowhere']) {
    const { code, noted } = await run(['--export', of(name)]);
    expect([name, code, noted]).toEqual([name, 2, expect.stringContaining('Nothing can be said about the log')]);
  }
  expect((await run([])).code).toBe(1);
  expect((await run(['--url', 'records.example'])).code).toBe(1);
  expect((await run(['--export', of('whole'), '--checkpoints', of('nowhere')])).code).toBe(1);
}, 120_000);

it('says nothing about the log where a thread dies', async () => {
  // Ends each thread, and not the process, when it has its first task.
  const killer = join(folder, 'killer.mjs');
  writeFileSync(
    killer,
    "import { isMainThread, parentPort } from 'node:worker_threads';\nif (!isMainThread) parentPort.on('message', () => process.exit(9));\n",
  );
  const { code, said, noted } = await run(['--export', of('whole')], ['--import', killer]);
  expect([code, said]).toEqual([1, '']);
  expect(noted).toContain('A thread of the verification ended');
});
