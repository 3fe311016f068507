import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createKeyFile } from '#audit';
import { isAlive, type IssuerKeys, newIssuerKeys, type Person, PERSONS, Trouble } from '#testing';

/** The demo's secrets, made once and kept beside its data (mode 0600). */
export interface Keys {
  /** Sets this clone's data apart from that of another one that stood in the same place. */
  readonly installation: string;
  /** Hex, 32 bytes. */
  readonly fingerprintKey: string;
  /** Hex, 32 bytes: the secrets of webhooks follow from it. */
  readonly webhookKey: string;
  /** Passwords of the embedded server's roles. */
  readonly postgres: { readonly superuser: string; readonly owner: string; readonly app: string };
  readonly issuer: IssuerKeys;
}

/** What is remembered from one start to the next, and is no secret. */
export interface Memory {
  readonly issuerPort?: number;
  /** Where the embedded server's data lies, if not in the project's folder. */
  readonly postgresAt?: string;
  /** Whether the case was entered to its end. */
  readonly story?: 'entering' | 'entered';
}

/** How the command line and `npm run token` find the running demo (mode 0600, for the URLs hold passwords); gone when it stops. */
export interface Run {
  readonly pid: number;
  readonly url?: string;
  readonly issuer?: string;
  readonly databaseUrl?: string;
  readonly ownerDatabaseUrl?: string;
  readonly signing?: LogHome;
  readonly persons: readonly Pick<Person, 'id' | 'roles'>[];
}

/** Where the log's key, the signer's state and the checkpoints are. */
export interface LogHome {
  readonly keyFile: string;
  readonly stateDir: string;
  readonly checkpointsDir: string;
}

/** `.promulgate` in the project's folder: everything that the demo keeps. */
export class Home {
  readonly folder: string;
  readonly logs: string;

  constructor(readonly project: string) {
    this.folder = join(project, '.promulgate');
    this.logs = join(this.folder, 'logs');
    this.writing(() => {
      mkdirSync(this.logs, { recursive: true });
      // As root, PostgreSQL is another user: it must be able to walk through, and no more.
      chmodSync(this.folder, process.getuid?.() === 0 ? 0o711 : 0o700);
      chmodSync(this.logs, 0o700);
    });
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  /** Takes the demo for this process; two on one folder would spoil each other's data. */
  claim(): void {
    const file = this.path('run.json');
    const run: Run = { pid: process.pid, persons: [] };
    for (const attempt of [1, 2]) {
      try {
        this.writing(() => writeFileSync(file, JSON.stringify(run), { mode: 0o600, flag: 'wx' }));
        return;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || attempt === 2) throw error;
        const other = this.read<Run>('run.json');
        if (other && other.pid !== process.pid && isAlive(other.pid)) throw alreadyRunning(other);
        rmSync(file, { force: true });
      }
    }
  }

  announce(run: Run): void {
    this.write('run.json', run);
  }

  release(): void {
    if (this.read<Run>('run.json')?.pid === process.pid) rmSync(this.path('run.json'), { force: true });
  }

  keys(): Keys {
    const secret = () => randomBytes(24).toString('base64url');
    const kept = this.read<Keys>('keys.json');
    if (existsSync(this.path('keys.json')) && !kept?.issuer?.signing)
      throw new Trouble(
        `${this.path('keys.json')} is damaged.`,
        `Put back a copy of it or, where nothing in the demo is needed, remove ${this.folder} and start again.`,
      );
    const fresh: Keys = {
      installation: secret(),
      fingerprintKey: randomBytes(32).toString('hex'),
      webhookKey: randomBytes(32).toString('hex'),
      postgres: { superuser: secret(), owner: secret(), app: secret() },
      issuer: newIssuerKeys(PERSONS),
    };
    // What a later version brings, persons too, gets its secret then.
    const keys = kept
      ? { ...fresh, ...kept, issuer: { ...kept.issuer, secrets: { ...fresh.issuer.secrets, ...kept.issuer.secrets } } }
      : fresh;
    this.write('keys.json', keys);
    return keys;
  }

  /**
   * For the log of one database: another one, or a new one in the place of one that was removed, is another log, and is signed with a key
   * of its own.
   */
  async logHome(database: string): Promise<LogHome> {
    const folder = this.path(join('log', database));
    this.writing(() => mkdirSync(folder, { recursive: true, mode: 0o700 }));
    const keyFile = join(folder, 'key.json');
    if (!existsSync(keyFile)) await createKeyFile(keyFile);
    return { keyFile, stateDir: join(folder, 'state'), checkpointsDir: join(folder, 'checkpoints') };
  }

  memory(): Memory {
    return this.read<Memory>('memory.json') ?? {};
  }

  remember(change: Memory): void {
    this.write('memory.json', { ...this.memory(), ...change });
  }

  private read<Content>(name: string): Content | undefined {
    try {
      return JSON.parse(readFileSync(this.path(name), 'utf8')) as Content;
    } catch (error) {
      if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw this.noRight(error as NodeJS.ErrnoException);
    }
  }

  /** Whole or not at all. */
  private write(name: string, content: unknown): void {
    this.writing(() => {
      writeFileSync(this.path(`${name}.new`), `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
      renameSync(this.path(`${name}.new`), this.path(name));
    });
  }

  private writing(act: () => void): void {
    try {
      act();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST' && existsSync(this.folder)) throw error;
      throw this.noRight(error as NodeJS.ErrnoException);
    }
  }

  private noRight(error: NodeJS.ErrnoException): Trouble {
    const full = error.code === 'ENOSPC';
    const barrier = existsSync(this.folder) ? this.folder : this.project;
    return new Trouble(
      `The demo cannot keep its data in ${this.folder}: ${full ? 'the disk is full' : `no right to it, or it is in the way (${error.code})`}.`,
      full
        ? 'Make 200 MB of room and start again.'
        : `Start as the user that it belongs to, or give it to yourself: sudo chown -R "$(id -un)" ${barrier}`,
      { cause: error },
    );
  }
}

function alreadyRunning({ pid, url }: Run): Trouble {
  return new Trouble(
    `The demo of this folder is already running${url ? ` at ${url}` : ''} (process ${pid}).`,
    `Use it, or stop it with Ctrl-C in its terminal (or: kill ${pid}), and start again.`,
  );
}
