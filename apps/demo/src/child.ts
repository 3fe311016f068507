import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { endProcess, howItEnded, tailOf, Trouble } from '#testing';
import type { Home } from './home.js';

const READY_MS = 60_000;
const TAIL_LINES = 15;
const STOP_STEPS = [
  ['SIGTERM', 6_000],
  ['SIGKILL', 1_000],
] as const;

/** One of our own programs, running. */
export interface Child {
  readonly name: string;
  readonly pid: number | undefined;
  readonly log: string;
  /** Settles when it has ended, wanted or not: with its code, and a word for how. */
  readonly ended: Promise<{ readonly code: number | null; readonly how: string }>;
  stop(): Promise<void>;
}

/** Starts `dist/apps/{name}/src/main.js` in a process group of its own, so that Ctrl-C reaches us and we end all in order. */
export function startChild(home: Home, name: string, args: readonly string[], env: NodeJS.ProcessEnv): Child {
  const apps = join(home.project, 'dist', 'apps');
  const log = join(home.logs, `${[name, ...args].join('-')}.log`);
  const file = openSync(log, 'w', 0o600);
  const options = ['--enable-source-maps', '--import', join(apps, 'demo', 'src', 'leash.js')];
  const child = spawn(process.execPath, [...options, join(apps, name, 'src', 'main.js'), ...args], {
    cwd: home.project,
    env,
    stdio: ['ignore', file, file, 'ipc'],
    detached: true,
  });
  closeSync(file);
  const ended = new Promise<{ code: number | null; how: string }>((resolve) => {
    child.once('error', (error) => resolve({ code: 1, how: error.message }));
    child.once('exit', (code) => resolve({ code, how: howItEnded(child) }));
  });
  const stop = async () => {
    if (child.pid && child.exitCode === null && child.signalCode === null) await endProcess(child.pid, STOP_STEPS);
  };
  return { name, pid: child.pid, log, ended, stop };
}

/** Waits until the child says at `url` that it is ready; a {@link Trouble} where it ends or does not come to it. */
export async function untilReady(child: Child, url: string, stopping: AbortSignal): Promise<void> {
  let over = false;
  void child.ended.then(() => (over = true));
  let last = 'no answer';
  for (const end = Date.now() + READY_MS; Date.now() < end; await sleep(100)) {
    if (stopping.aborted) return;
    if (over) throw deadChild(child, (await child.ended).how);
    try {
      const answer = await fetch(url, { signal: AbortSignal.timeout(2_000) });
      if (answer.status === 200) return;
      last = `${answer.status} ${(await answer.text()).slice(0, 300)}`;
    } catch {
      // Not listening yet.
    }
  }
  throw new Trouble(
    `The ${child.name} was not ready within ${READY_MS / 1000} s (${url}: ${last}). ${lastLines(child)}`,
    'Start again; if it stays so, the log tells why.',
  );
}

export function deadChild(child: Child, how: string): Trouble {
  return new Trouble(
    `The ${child.name} ended by itself (${how}). ${lastLines(child)}`,
    'What was accepted is kept: start again with npm start, and it goes on. If it ends again, the last lines tell why.',
  );
}

function lastLines({ log }: Child): string {
  return `The last lines of ${log}:\n${tailOf(log, TAIL_LINES).replace(/^/gm, '  | ')}`;
}
