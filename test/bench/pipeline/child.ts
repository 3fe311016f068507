/** The processes that are measured, and the one that loads them: started, asked and ended by the harness. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from './product.mjs';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const PROBE = `${ROOT}test/bench/pipeline/probe.mjs`;
/** DBOS makes its tables at its first start, by over a hundred migrations. */
const READY_MS = 600_000;
const FAREWELL_MS = 5_000;

export interface Usage {
  heapBytes: number;
  /** What the process holds of the machine's memory. */
  residentBytes: number;
  /** Processor time since its start, user and system. */
  cpuSeconds: number;
}

export interface ChildSettings {
  name: string;
  /** Below the clone's root. */
  script: string;
  env: Readonly<Record<string, string>>;
  /** The variable that tells its port; such a process is ready when it answers `/livez`. Without it: when it says `ready`. */
  portAs?: string;
}

/** A process on the Node that runs this one. With BENCH_CPU_PROF set to a folder, it writes its profile there when it ends. */
export class Child {
  readonly name: string;
  /** Where it listens, if it does. */
  readonly url: string;
  private readonly process: ChildProcess;
  private readonly gone: Promise<never>;
  private lastWords = '';

  private constructor(settings: ChildSettings, port: number) {
    const { name, script, env, portAs } = settings;
    this.name = name;
    this.url = `http://127.0.0.1:${port}`;
    const profiles = process.env['BENCH_CPU_PROF'];
    const file = `${name}-${Date.now()}.cpuprofile`;
    const profiling = profiles ? ['--cpu-prof', '--cpu-prof-dir', profiles, '--cpu-prof-name', file] : [];
    this.process = spawn(process.execPath, ['--expose-gc', ...profiling, '--import', PROBE, `${ROOT}${script}`], {
      cwd: ROOT,
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      env: { PATH: process.env['PATH'], NODE_ENV: 'production', ...env, ...(portAs ? { [portAs]: String(port) } : {}) },
    });
    this.process.stderr?.on('data', (chunk: Buffer) => (this.lastWords = (this.lastWords + chunk.toString()).slice(-4_000)));
    this.gone = once(this.process, 'exit').then(() => {
      throw new Error(`The process ${name} ended. ${this.lastWords}`);
    });
    this.gone.catch(() => undefined);
  }

  static async start(settings: ChildSettings): Promise<Child> {
    const child = new Child(settings, await freePort());
    const until = AbortSignal.timeout(READY_MS);
    try {
      await Promise.race([settings.portAs ? child.answers(until) : child.hears('ready', until), child.gone]);
    } catch (cause) {
      child.process.kill('SIGKILL');
      throw new Error(`The process ${settings.name} did not start. ${child.lastWords}`, { cause });
    }
    return child;
  }

  tell(message: string): void {
    this.process.send(message);
  }

  /** Sends a message and answers with what comes back under `key`. Rejects where the process ends instead. */
  async ask<Answer>(message: string | object, key: string): Promise<Answer> {
    const answer = this.hears(key);
    this.process.send(message);
    return (await Promise.race([answer, this.gone])) as Answer;
  }

  /** `collect`: after a garbage collection. */
  async usage(collect = false): Promise<Usage> {
    const message = collect ? 'collected usage' : 'usage';
    const { cpuMicros, ...memory } = await this.ask<Omit<Usage, 'cpuSeconds'> & { cpuMicros: NodeJS.CpuUsage }>(message, 'usage');
    return { ...memory, cpuSeconds: (cpuMicros.user + cpuMicros.system) / 1e6 };
  }

  async end(): Promise<void> {
    if (this.process.connected) this.process.send('end');
    const over = this.gone.catch(() => undefined);
    await Promise.race([over, sleep(FAREWELL_MS, undefined, { ref: false })]);
    this.process.kill('SIGKILL');
    await over;
  }

  private async hears(key: string, signal?: AbortSignal): Promise<unknown> {
    for (;;) {
      const [message] = (await once(this.process, 'message', { signal })) as [Record<string, unknown>];
      if (key in message) return message[key];
    }
  }

  private async answers(signal: AbortSignal): Promise<void> {
    for (; this.process.exitCode === null && this.process.signalCode === null; await sleep(50, undefined, { signal })) {
      const answer = await fetch(`${this.url}/livez`).catch(() => undefined);
      if (answer?.ok) return;
    }
  }
}
