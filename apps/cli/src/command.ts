import { readFileSync } from 'node:fs';

/** Something that the person at the keyboard can mend; its message is all that is shown. */
export class CliError extends Error {
  override readonly name = 'CliError';
}

export interface CliOptions {
  /** One JSON document for machines in place of tables for people. */
  readonly json: boolean;
  readonly print: (line: string) => void;
  /** Progress, for people: beside what is printed. */
  readonly note: (line: string) => void;
  /** Of a list: what has ended too. */
  readonly all: boolean;
  /** Of a step that is kept in the log: why, and who does it. */
  readonly reason?: string | undefined;
  readonly as?: string | undefined;
  /** Of a log that goes on: its new name. */
  readonly origin?: string | undefined;
  /** Of an import and of a verification: the api; of an import also whether the file is only looked at. */
  readonly url?: string | undefined;
  readonly check: boolean;
  /** Of a verification: a records package, a folder of checkpoints that were kept, and verifier keys of the log and of witnesses. */
  readonly export?: string | undefined;
  readonly checkpoints?: string | undefined;
  readonly key?: readonly string[];
  readonly witness?: readonly string[];
}

/** Answers with the process's exit code. */
export type CliRun = (args: readonly string[], options: CliOptions) => Promise<number>;

export interface CliCommand {
  /** `rebuild [VIEW]`, `log key FILE`: the words before the first in capitals are the command's name. */
  readonly usage: string;
  readonly about: string;
  readonly run: CliRun;
}

/** The words that call a command. */
export const nameOf = ({ usage }: CliCommand): readonly string[] => {
  const words = usage.split(' ');
  const end = words.findIndex((word) => !/^[a-z]+$/.test(word));
  return end < 0 ? words : words.slice(0, end);
};

/** The application's database: DATABASE_URL, else that of the running demo. */
export function databaseUrl(): string {
  return process.env['DATABASE_URL'] ?? runningDemo('databaseUrl') ?? missing('DATABASE_URL');
}

/** The database with its owner's rights: OWNER_DATABASE_URL, else that of the running demo, else DATABASE_URL. */
export function ownerDatabaseUrl(): string {
  return (
    process.env['OWNER_DATABASE_URL'] ??
    process.env['DATABASE_URL'] ??
    runningDemo('ownerDatabaseUrl') ??
    missing('OWNER_DATABASE_URL')
  );
}

function missing(name: string): never {
  throw new CliError(`${name} is not set, and no demo runs here (npm start).`);
}

/** What the demo that runs here says of itself; undefined where none runs. */
export function runningDemo(...path: readonly string[]): string | undefined {
  try {
    const run: unknown = JSON.parse(readFileSync('.promulgate/run.json', 'utf8'));
    const value = path.reduce<unknown>((part, field) => (part as Record<string, unknown> | undefined)?.[field], run);
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}
