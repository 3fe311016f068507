/** The folder that is the witness's memory: begun once, claimed by one process at a time, and never begun anew by accident. */
import { syncFolder } from '#durable-files';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Journal } from './journal.js';
import { LogRecord } from './log-record.js';
import { Refusal, words } from './refusal.js';

const PARTS = ['logs', 'cosigned', 'evidence'];

/** Held here for as long as the process lives: a database that nobody holds is closed, and its lock gone. */
const claims: DatabaseSync[] = [];

export const journalOf = (folder: string): Journal => new Journal(join(folder, 'journal.jsonl'));

/** Begins a memory that knows nothing. Refuses where one was begun. */
export async function beginState(folder: string): Promise<void> {
  const journal = journalOf(folder);
  if (existsSync(journal.path))
    throw new Refusal(`${folder} is the state of a witness already.`, 'It is begun once. Nothing was changed.');
  for (const part of ['', ...PARTS]) mkdirSync(join(folder, part), { recursive: true, mode: 0o700 });
  await journal.add({ entry: 'begun', at: new Date().toISOString() });
  await syncFolder(folder);
}

/** Refuses a folder where none was begun: a volume that was not mounted must not pass for a witness that has seen nothing. */
export function requireState(folder: string): Journal {
  const journal = journalOf(folder);
  if (!existsSync(journal.path))
    throw new Refusal(
      `${folder} is not the state of a witness.`,
      'If this is a new witness: npm run -s witness -- init FILE. If it is not, its state has been lost or is not mounted: bring it back.',
    );
  journal.entries();
  return journal;
}

/**
 * Makes this process the only one that signs by the folder, until it ends. Node has no lock on files; that of SQLite on its database
 * goes with the process that holds it, whatever ends it.
 */
export function claimState(folder: string): void {
  const path = join(folder, 'lock');
  try {
    const database = new DatabaseSync(path);
    claims.push(database);
    database.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
  } catch (fault) {
    throw new Refusal(
      `${folder} could not be claimed (${path}): ${words(fault)}.`,
      'Two processes of one witness would each vouch for another history: end the other one first.',
    );
  }
}

/** The records of these logs. One that the journal does not know is begun. */
export async function openRecords(folder: string, journal: Journal, origins: readonly string[]): Promise<LogRecord[]> {
  const known = new Set(journal.entries().flatMap((each) => (each.entry === 'log-added' ? [each.origin] : [])));
  const records: LogRecord[] = [];
  for (const origin of origins) {
    records.push(await LogRecord.open(folder, origin, !known.has(origin)));
    if (!known.has(origin)) await journal.add({ entry: 'log-added', at: new Date().toISOString(), origin });
  }
  return records;
}
