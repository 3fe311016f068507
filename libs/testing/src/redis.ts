import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './free-port.js';
import { endProcess, howItEnded, leash } from './processes.js';
import { Trouble } from './trouble.js';

const START_MS = 10_000;
/** Eight for each of sixteen processes that run tests at the same time. */
const DATABASES = 128;

export interface TestRedis {
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

/**
 * A Redis of its own on a free loopback port, or on that of one that was stopped; it keeps nothing and evicts nothing, and is gone with
 * this process, however that ends.
 */
export async function startRedis(wantedPort?: number): Promise<TestRedis> {
  const program = redisServer();
  const folder = mkdtempSync(join(tmpdir(), 'promulgate-test-redis-'));
  const pidFile = join(folder, 'pid');
  const letGo = leash(folder, pidFile);
  for (let attempt = 1; ; attempt += 1) {
    const port = wantedPort ?? (await freePort());
    const child = spawn(
      program,
      [
        ...[
          '--port',
          String(port),
          '--bind',
          '127.0.0.1',
          '--dir',
          folder,
          '--pidfile',
          pidFile,
          '--daemonize',
          'no',
          '--loglevel',
          'warning',
        ],
        ...['--save', '', '--appendonly', 'no', '--maxmemory-policy', 'noeviction', '--databases', String(DATABASES)],
      ],
      { cwd: folder, stdio: 'ignore', detached: true },
    );
    child.on('error', () => undefined);
    child.unref();
    const ready = await answers(port, () => !child.pid || child.exitCode !== null || child.signalCode !== null);
    if (!ready && attempt < 4) continue;
    if (!ready || !child.pid) {
      rmSync(folder, { recursive: true, force: true });
      letGo();
      throw new Trouble(`${program} did not start: ${howItEnded(child)}.`, 'Run it by hand to see why.');
    }
    const pid = child.pid;
    const stop = async () => {
      await endProcess(pid, [
        ['SIGTERM', 3_000],
        ['SIGKILL', 1_000],
      ]);
      rmSync(folder, { recursive: true, force: true });
      letGo();
    };
    return { url: `redis://127.0.0.1:${port}`, pid, stop };
  }
}

function redisServer(): string {
  const here = () => spawnSync('redis-server', ['--version'], { stdio: 'ignore' }).status === 0;
  if (!here() && process.getuid?.() === 0 && existsSync('/etc/debian_version')) installByApt();
  if (here()) return 'redis-server';
  throw new Trouble(
    'The tests need redis-server, and it is not on the PATH.',
    'Install it: sudo apt-get install redis-server (Debian, Ubuntu), brew install redis (macOS), sudo dnf install redis (Fedora).',
  );
}

/** On a fresh machine the lists of packages are missing, so the first try may fail. */
function installByApt(): void {
  process.stdout.write('Installing redis-server with apt-get …\n');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (...args: string[]) =>
    execFileSync('apt-get', ['-qq', '-o', 'Dpkg::Use-Pty=0', ...args], { env, stdio: ['ignore', 'ignore', 'pipe'] });
  const install = () => apt('install', '-y', '--no-install-recommends', 'redis-server');
  try {
    install();
  } catch {
    try {
      apt('update');
      install();
    } catch (error) {
      process.stderr.write(String((error as { stderr?: Buffer }).stderr ?? error));
    }
  }
}

async function answers(port: number, given: () => boolean): Promise<boolean> {
  for (const end = Date.now() + START_MS; Date.now() < end && !given(); await sleep(25)) if (await ping(port)) return true;
  return false;
}

function ping(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'));
    const done = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(1_000, () => done(false));
    socket.once('error', () => done(false));
    socket.once('data', (data) => done(String(data).startsWith('+PONG')));
  });
}
