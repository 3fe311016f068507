/** One process of the product in a fault run: the compiled api or worker, with places to die at and ways to its servers that can be cut. */
import type { Failpoint } from '#event-log';
import { freePort, howItEnded, inProject, tailOf } from '#testing';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { get } from 'node:http';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Readable } from 'node:stream';
import { Proxy } from './proxy.js';

const READY_MS = 180_000;

export type App = 'api' | 'worker';

export interface Arm {
  readonly place: Failpoint;
  readonly action: 'kill' | 'stop' | 'throw';
  /** What the place is about must hold this: a stream's name. */
  readonly match?: string;
  readonly times?: number;
}

/** Something that an armed place did to its process. */
export interface Bite {
  readonly place: Failpoint;
  readonly about: string;
  readonly action: Arm['action'];
  readonly at: number;
}

export interface MemberSettings {
  readonly app: App;
  readonly nth: number;
  readonly folder: string;
  readonly postgresPort: number;
  readonly redisPort: number;
  readonly env: Readonly<Record<string, string>>;
  readonly databaseUrl: (port: number) => string;
  readonly onBite: (member: Member, bite: Bite) => void;
}

export class Member {
  readonly bites: Bite[] = [];
  readonly ended: Promise<string>;
  alive = true;
  /** Where it was ready to work, and not stopped since. */
  ready = false;

  private constructor(
    readonly settings: MemberSettings,
    readonly postgres: Proxy,
    readonly redis: Proxy,
    readonly port: number,
    private readonly child: ChildProcess,
    private readonly log: string,
  ) {
    this.ended = once(child, 'exit').then(() => {
      this.alive = false;
      this.ready = false;
      postgres.close();
      redis.close();
      return howItEnded(child);
    });
    createInterface({ input: child.stdio[4] as Readable }).on('line', (line) => {
      const bite = JSON.parse(line) as Bite;
      this.bites.push(bite);
      settings.onBite(this, bite);
    });
  }

  static async start(settings: MemberSettings): Promise<Member> {
    const { app, nth, folder, env } = settings;
    const [postgres, redis, port] = await Promise.all([
      Proxy.to(settings.postgresPort, 'postgres'),
      Proxy.to(settings.redisPort),
      freePort(),
    ]);
    const log = join(folder, `${app}-${nth}.log`);
    const file = openSync(log, 'w', 0o600);
    const loader = ['--import', inProject('test', 'faults', 'armed.mjs')];
    const child = spawn(process.execPath, [...loader, inProject('dist', 'apps', app, 'src', 'main.js')], {
      cwd: inProject(),
      stdio: ['ignore', file, file, 'ipc', 'pipe'],
      env: {
        PATH: process.env['PATH'],
        DATABASE_URL: settings.databaseUrl(postgres.port),
        REDIS_URL: `redis://127.0.0.1:${redis.port}`,
        [app === 'api' ? 'PORT' : 'WORKER_PORT']: String(port),
        LOG_LEVEL: 'error',
        // What was compiled once is not compiled again: a run starts these processes by the hundred.
        NODE_COMPILE_CACHE: inProject('dist', '.compiled'),
        ...env,
      },
    });
    closeSync(file);
    return new Member(settings, postgres, redis, port, child, log);
  }

  get name(): string {
    return `${this.settings.app}-${this.settings.nth}`;
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** False: it has ended before. Throws where it lives and does not come to it. */
  async untilReady(): Promise<boolean> {
    for (const end = Date.now() + READY_MS; Date.now() < end && this.alive; await sleep(40))
      if ((await this.status('/livez')) === 200) {
        this.ready = this.alive;
        return this.alive;
      }
    if (!this.alive) return false;
    this.child.kill('SIGKILL');
    throw new Error(`The ${this.name} was not ready within ${READY_MS / 1000} s. ${tailOf(this.log, 10)}`);
  }

  arm(arm: Arm): void {
    this.tell({ arm });
  }

  disarm(): void {
    this.tell({ disarm: true });
  }

  /** Sets the process's own clock so much ahead of the machine's. */
  clock(ms: number): void {
    this.tell({ clock: ms });
  }

  signal(signal: NodeJS.Signals): void {
    if (signal === 'SIGSTOP' || signal === 'SIGKILL') this.ready = false;
    if (signal === 'SIGCONT') this.ready = this.alive;
    this.child.kill(signal);
  }

  async kill(): Promise<void> {
    this.signal('SIGKILL');
    await this.ended;
  }

  lastWords(): string {
    return tailOf(this.log, 12);
  }

  /** The status that it answers with; 0: none. */
  async status(path: string): Promise<number> {
    return (await this.read(path)).status;
  }

  /** Whether this worker numbers the log. */
  async leads(): Promise<boolean> {
    const { body } = await this.read('/readyz');
    return body.includes('"leader":true');
  }

  read(path: string): Promise<{ status: number; body: string }> {
    return new Promise((resolve) => {
      const none = () => resolve({ status: 0, body: '' });
      const request = get({ host: '127.0.0.1', port: this.port, path, timeout: 1_500, agent: false }, (answer) => {
        let body = '';
        answer.setEncoding('utf8');
        answer.on('data', (chunk: string) => (body += chunk));
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body }));
        answer.on('error', none);
        answer.on('close', none);
      });
      request.on('error', none);
      request.on('timeout', () => request.destroy());
    });
  }

  private tell(message: object): void {
    if (this.child.connected) this.child.send(message, () => undefined);
  }
}
