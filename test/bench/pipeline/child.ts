/** The processes that are measured, and the one that loads them: started, asked and ended by the harness. */
import { freePort } from '#testing';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** The clone: this file runs from dist. */
export const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
const PROBE = `${ROOT}test/bench/pipeline/probe.mjs`;
const READY_MS = 30_000;
const FAREWELL_MS = 5_000;

export interface Child {
  readonly name: string;
  readonly pid: number;
  /** Where it listens; it is told by the variable `portAs`. */
  readonly url: string;
  readonly process: ChildProcess;
  /** `collect`: after a garbage collection. */
  usage(collect?: boolean): Promise<Usage>;
  end(): Promise<void>;
}

export interface Usage {
  readonly heapBytes: number;
  /** Processor time since its start, user and system. */
  readonly cpuSeconds: number;
}

export interface ChildSettings {
  readonly name: string;
  /** Below `dist`. */
  readonly script: string;
  readonly env: Readonly<Record<string, string>>;
  /** The variable that tells its port; such a process is ready when it answers `/livez`. Without it: when it says `ready`. */
  readonly portAs?: string;
}

/** Starts a process of the compiled tree. With BENCH_CPU_PROF set to a folder, each writes its profile there when it ends. */
export async function startChild({ name, script, env, portAs }: ChildSettings): Promise<Child> {
  const port = await freePort();
  const profiles = process.env['BENCH_CPU_PROF'];
  const profiling = profiles ? ['--cpu-prof', '--cpu-prof-dir', profiles, '--cpu-prof-name', `${name}-${Date.now()}.cpuprofile`] : [];
  const child = spawn(process.execPath, ['--expose-gc', ...profiling, '--import', PROBE, `${ROOT}dist/${script}`], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: { PATH: process.env['PATH'], NODE_ENV: 'production', ...env, ...(portAs ? { [portAs]: String(port) } : {}) },
  });
  let stderr = '';
  child.stderr?.on('data', (chunk: Buffer) => (stderr = (stderr + chunk.toString()).slice(-4_000)));
  const ended = once(child, 'exit');
  const url = `http://127.0.0.1:${port}`;
  if (portAs) await answering(url, child, () => `${name} does not start: ${stderr}`);
  else await Promise.race([said(child, 'ready'), ended.then(() => Promise.reject(new Error(`${name} ended: ${stderr}`)))]);
  return {
    name,
    pid: child.pid ?? 0,
    url,
    process: child,
    usage: async (collect = false) => {
      child.send(collect ? 'collected usage' : 'usage');
      for (;;) {
        const [message] = (await once(child, 'message')) as [{ usage?: { heapBytes: number; cpuMicros: NodeJS.CpuUsage } }];
        if (!message.usage) continue;
        const { heapBytes, cpuMicros } = message.usage;
        return { heapBytes, cpuSeconds: (cpuMicros.user + cpuMicros.system) / 1e6 };
      }
    },
    end: async () => {
      if (child.connected) child.send('end');
      await Promise.race([ended, sleep(FAREWELL_MS, undefined, { ref: false })]);
      child.kill('SIGKILL');
      await ended;
    },
  };
}

async function said(child: ChildProcess, word: string): Promise<void> {
  for (;;) {
    const [message] = (await once(child, 'message')) as [unknown];
    if (message === word) return;
  }
}

async function answering(url: string, child: ChildProcess, why: () => string): Promise<void> {
  for (const end = Date.now() + READY_MS; Date.now() < end; await sleep(50)) {
    if (child.exitCode !== null || child.signalCode !== null) break;
    const answer = await fetch(`${url}/livez`).catch(() => undefined);
    if (answer?.ok) return;
  }
  throw new Error(why());
}
