import { createHash } from 'node:crypto';
import { existsSync, lstatSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  copyBinaries,
  enterableTemp,
  type OsUser,
  postgresUser,
  shippedBinaries,
  Trouble,
  whatBars,
  whatBarsBinaries,
} from '#testing';
import type { Home } from './home.js';

export interface Place {
  readonly native: string;
  readonly data: string;
  readonly user: OsUser | undefined;
}

/**
 * Where the embedded PostgreSQL runs: in the project's folder, unless we are root and the user `postgres` cannot get there.
 * Then its programs and data lie in a folder of their own below /var/tmp, which outlives a reboot, and is found again.
 */
export function placeOfPostgres(home: Home, installation: string, say: (line: string) => void): Place {
  const user = postgresUser();
  const shipped = shippedBinaries();
  const here = home.path('postgres');
  const barred = user && (whatBars(home.folder, user) ?? whatBarsBinaries(shipped, user));
  const remembered = home.memory().postgresAt;
  if (remembered && !existsSync(remembered)) say(`! The data in ${remembered} is gone; a new log is begun.`);
  const away = remembered && existsSync(remembered) ? remembered : undefined;
  if (!barred && !away) return { native: shipped, data: here, user };
  if (barred && !away && existsSync(join(here, 'PG_VERSION')))
    throw new Trouble(
      `The data in ${here} cannot be reached by the user postgres any more: ${barred} bars the way.`,
      `Let other users walk through it (chmod o+x ${barred}) and start again.`,
    );
  const folder = away ?? awayFolder(home, installation, user);
  say(
    `  PostgreSQL does not run as root, and ${barred ?? 'the folder at its first start'} bars the user postgres: it runs from ${folder}`,
  );
  home.remember({ postgresAt: folder });
  return { native: barred ? copyBinaries(shipped, folder) : shipped, data: join(folder, 'data'), user };
}

/** Nobody else can have made it: its name holds what only our keys file knows. */
function awayFolder(home: Home, installation: string, user: OsUser | undefined): string {
  const name = createHash('sha256').update(`${home.project}\n${installation}`).digest('hex').slice(0, 16);
  const folder = join(enterableTemp(user, ['/var/tmp', tmpdir(), '/tmp']), `promulgate-${name}`);
  const found = lstatSync(folder, { throwIfNoEntry: false });
  if (!found) mkdirSync(folder, { mode: 0o711 });
  else if (!found.isDirectory() || found.uid !== process.getuid?.())
    throw new Trouble(`${folder} belongs to somebody else.`, 'Remove it and start again.');
  return folder;
}
