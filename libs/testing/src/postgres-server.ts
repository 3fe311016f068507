import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './free-port.js';
import type { OsUser } from './postgres-binaries.js';
import { type Cluster, initialise, STOP_STEPS, stopOrphan, SUPERUSER } from './postgres-cluster.js';
import { endProcess, howItEnded, tailOf } from './processes.js';
import { Trouble } from './trouble.js';

const START_MS = 60_000;
const ATTEMPTS = 4;

export interface ServerSettings extends Cluster {
  /** Written anew at each start. */
  readonly logFile: string;
  /** Where an earlier run listened, for a start on the same port; without it any free one. */
  readonly port?: number;
  /** For postgresql.conf. */
  readonly settings?: Readonly<Record<string, string>>;
}

export interface PostgresServer {
  readonly pid: number;
  /** A connection URL; of the superuser unless told otherwise. */
  url(database: string, user?: string, password?: string): string;
  /** Settles when the server has ended, wanted or not, with the word for how. */
  readonly ended: Promise<string>;
  stop(): Promise<void>;
}

/**
 * Starts PostgreSQL on a free loopback port, in a process group of its own, so that Ctrl-C in a terminal reaches us and
 * not the server. Makes the cluster where there is none. Throws {@link Trouble} for data that it cannot run on.
 */
export async function startServer(asked: ServerSettings): Promise<PostgresServer> {
  const settings = { ...asked, user: ownerOf(asked.data) ?? asked.user };
  await initialise(settings);
  await stopOrphan(settings.data);
  for (let attempt = 1; ; attempt += 1) {
    const port = settings.port ?? (await freePort());
    const url: PostgresServer['url'] = (database, name = SUPERUSER, password = settings.password) =>
      `postgres://${name}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;
    const child = launch(settings, port);
    const ended = new Promise<string>((resolve) => child.once('exit', () => resolve(howItEnded(child))));
    const stop = () => (child.pid && !hasEnded(child) ? endProcess(child.pid, STOP_STEPS) : Promise.resolve());
    try {
      await untilReady(child, url('postgres'), settings);
      return { pid: child.pid ?? 0, url, ended, stop };
    } catch (error) {
      await stop();
      // Somebody was faster with the port.
      if (attempt < ATTEMPTS && /could not bind|could not create any TCP/.test(tailOf(settings.logFile, 8))) continue;
      throw error;
    }
  }
}

/** As root, a cluster is run by whoever owns it: an ordinary user may have made it. */
function ownerOf(data: string): OsUser | undefined {
  if (process.getuid?.() !== 0 || !existsSync(data)) return undefined;
  const { uid, gid } = statSync(data);
  return uid === 0 ? undefined : { uid, gid };
}

function launch({ native, data, user, logFile, settings }: ServerSettings, port: number): ChildProcess {
  const all = { port: String(port), listen_addresses: '127.0.0.1', unix_socket_directories: '', ...settings };
  const args = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const log = openSync(logFile, 'w', 0o600);
  const child = spawn(join(native, 'bin', 'postgres'), ['-D', data, ...args], {
    cwd: '/',
    ...user,
    stdio: ['ignore', log, log],
    detached: true,
  });
  child.on('error', () => undefined);
  child.unref();
  closeSync(log);
  return child;
}

const hasEnded = (child: ChildProcess) => child.exitCode !== null || child.signalCode !== null;

async function untilReady(child: ChildProcess, url: string, { data, logFile }: ServerSettings): Promise<void> {
  const { default: pg } = await import('pg');
  for (const end = Date.now() + START_MS; Date.now() < end; await sleep(50)) {
    if (!child.pid || hasEnded(child)) throw whyNot(data, logFile);
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.query('select 1');
      return;
    } catch (error) {
      if ((error as { code?: string }).code === '28P01') throw wrongPassword(data);
    } finally {
      await client.end().catch(() => undefined);
    }
  }
  throw whyNot(data, logFile);
}

function wrongPassword(data: string): Trouble {
  return new Trouble(
    `The password for the data in ${data} is not the one kept beside it.`,
    `Put back the keys file that belongs to the data or, where nothing in it is needed, remove it (rm -rf ${data}) and start again.`,
  );
}

function whyNot(data: string, logFile: string): Trouble {
  const log = tailOf(logFile, 40);
  const said = log.match(/(?:FATAL|PANIC): .*/g)?.at(-1) ?? `its last words are ${JSON.stringify(log.split('\n').at(-1))}`;
  const rights = /permission|ownership/i.test(said);
  return new Trouble(
    rights
      ? `PostgreSQL may not use its data folder ${data}: ${said}`
      : `PostgreSQL does not start on the data in ${data}, which may be damaged: ${said}`,
    rights
      ? `Let the folder belong to whoever starts this, with mode 700 (chmod 700 ${data}), and start again. Its log is ${logFile}`
      : `Put back a copy of it or, where nothing in it is needed, remove it (rm -rf ${data}) and start again. Its log is ${logFile}`,
  );
}
