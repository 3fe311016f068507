import { execFile, execFileSync } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { OsUser } from './postgres-binaries.js';
import { commandLineOf, endProcess, isAlive } from './processes.js';
import { Trouble } from './trouble.js';

export const SUPERUSER = 'postgres';
/** Fast shutdown, immediate shutdown (recovers at the next start), the end: each with its milliseconds. */
export const STOP_STEPS = [
  ['SIGINT', 5_000],
  ['SIGQUIT', 2_000],
  ['SIGKILL', 1_000],
] as const;

export interface Cluster {
  /** The folder with `bin`, `lib` and `share`. */
  readonly native: string;
  /** The cluster's folder, in one that `user` can enter. */
  readonly data: string;
  readonly user: OsUser | undefined;
  /** Of the superuser. */
  readonly password: string;
  /** False spares a cluster that is soon thrown away the flushing to disk while it is made. */
  readonly flush?: boolean;
}

/** Makes the cluster where there is none: beside its place, and then moved there, so that what is there is whole. */
export async function initialise({ data, native, user, password, flush = true }: Cluster): Promise<void> {
  if (existsSync(join(data, 'PG_VERSION'))) return checkVersion(data, native);
  if (existsSync(data) && readdirSync(data).length > 0)
    throw new Trouble(
      `${data} is damaged: it is not empty, and PG_VERSION is missing.`,
      `Put back a copy of it or, where nothing in it is needed, remove it (rm -rf ${data}) and start again.`,
    );
  const unfinished = `${data}.unfinished`;
  const passwordFile = `${data}.password`;
  try {
    for (const path of [unfinished, passwordFile]) rmSync(path, { recursive: true, force: true });
    mkdirSync(unfinished, { recursive: true, mode: 0o700 });
    writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
    if (user) for (const path of [unfinished, passwordFile]) chownSync(path, user.uid, user.gid);
    const access = [`--pgdata=${unfinished}`, `--username=${SUPERUSER}`, `--pwfile=${passwordFile}`, '--auth=scram-sha-256'];
    // The same order of text on every machine, whatever locales it has.
    const text = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
    await promisify(execFile)(
      join(native, 'bin', 'initdb'),
      [...access, ...text, '--data-checksums', ...(flush ? [] : ['--no-sync'])],
      { cwd: '/', ...user },
    );
    rmSync(data, { recursive: true, force: true });
    renameSync(unfinished, data);
  } catch (cause) {
    rmSync(unfinished, { recursive: true, force: true });
    const said = /error: .*/.exec((cause as { stderr?: string }).stderr ?? '')?.[0] ?? (cause as Error).message.split('\n')[0];
    throw new Trouble(
      `PostgreSQL cannot make its data folder ${data}: ${said}`,
      `See that the disk has 100 MB left and that you may write to ${dirname(data)}, then start again.`,
      { cause },
    );
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

function checkVersion(data: string, native: string): void {
  const found = readFileSync(join(data, 'PG_VERSION'), 'utf8').trim();
  const ours = /(\d+)[.\w]*\s*$/.exec(execFileSync(join(native, 'bin', 'postgres'), ['--version'], { encoding: 'utf8' }))?.[1];
  if (found === ours) return;
  throw new Trouble(
    /^\d+$/.test(found)
      ? `The data in ${data} was written by PostgreSQL ${found}, and this one is ${ours}.`
      : `${data} is damaged: its PG_VERSION names no version.`,
    `Move it with pg_dump and the other version, put back a copy or, where nothing in it is needed, remove it (rm -rf ${data}) and start again.`,
  );
}

/**
 * A parent that was killed leaves its server running on the data; two must never run on it. Only a process that
 * PostgreSQL's own pid file names and whose command line names this folder is stopped; a file left by nobody is cleared away.
 */
export async function stopOrphan(data: string): Promise<void> {
  const file = join(data, 'postmaster.pid');
  if (!existsSync(file)) return;
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0]);
  if (!Number.isInteger(pid) || pid < 2 || !isAlive(pid)) return;
  const line = commandLineOf(pid);
  if (line?.includes(data)) await endProcess(pid, STOP_STEPS);
  else if (line !== undefined) rmSync(file, { force: true });
}
