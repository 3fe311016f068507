/**
 * What the witness has seen of one log: the largest tree that it ever answered for. This file is what it signs by: a witness that has
 * lost it, or is given an older one, would vouch for a second history. So it is on disk before anything is signed, carries its own
 * checksum, and is never assumed to be empty because it is missing or cannot be read.
 */
import { ONLY_OWNER, replaceFile } from '#durable-files';
import { type Checkpoint, encodeNote, type Note, parseCheckpoint, parseNote } from '#tlog';
import { hash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Refusal, words } from './refusal.js';

export interface Head {
  readonly checkpoint: Checkpoint;
  /** As the log signed it: its text with the signatures of keys that we trusted then. */
  readonly note: Buffer;
}

/** How the file is written; `note` is null until the log has sent its first checkpoint. */
interface Written {
  readonly origin: string;
  /** When the tree last became larger, or we were told of the log. */
  readonly grewAt: string;
  readonly note: string | null;
  readonly sha256: string;
}

/** By which its files, and the path of its checkpoint, are known: SHA-256 of the origin, in hex. */
export const originHash = (origin: string): string => hash('sha256', origin);

export class LogRecord {
  private constructor(
    readonly origin: string,
    private readonly recordPath: string,
    private readonly cosignedPath: string,
    private written: Written,
    private current: Head | undefined,
  ) {}

  /** Reads the record, or begins one where `isNew`. A {@link Refusal} where it is not there or is not as it was written. */
  static async open(stateFolder: string, origin: string, isNew: boolean): Promise<LogRecord> {
    const path = recordPathOf(stateFolder, origin);
    if (isNew && !existsSync(path)) await replaceFile(path, encode(origin, new Date().toISOString(), null), ONLY_OWNER);
    const { written, head } = readRecord(path, origin);
    return new LogRecord(origin, path, join(stateFolder, 'cosigned', originHash(origin)), written, head);
  }

  /** Undefined until the first checkpoint. */
  get head(): Head | undefined {
    return this.current;
  }

  get grewAt(): Date {
    return new Date(this.written.grewAt);
  }

  /** Makes this the head, on disk first: from then on no other tree of its size, and no smaller one, is signed. */
  async advance(note: Note): Promise<void> {
    const head = headOf(encodeNote(note));
    const bytes = encode(this.origin, new Date().toISOString(), head.note.toString());
    await replaceFile(this.recordPath, bytes, ONLY_OWNER);
    this.written = JSON.parse(bytes) as Written;
    this.current = head;
  }

  /** Keeps for monitors what was answered: the log's note with our cosignature. */
  async keepCosigned(note: Note): Promise<void> {
    await replaceFile(this.cosignedPath, encodeNote(note), ONLY_OWNER);
  }

  cosigned(): Buffer | undefined {
    return existsSync(this.cosignedPath) ? readFileSync(this.cosignedPath) : undefined;
  }
}

const recordPathOf = (stateFolder: string, origin: string): string => join(stateFolder, 'logs', `${originHash(origin)}.json`);

const headOf = (note: Buffer): Head => ({ note, checkpoint: parseCheckpoint(parseNote(note).text) });

const sumOf = (origin: string, grewAt: string, note: string | null): string =>
  hash('sha256', JSON.stringify([origin, grewAt, note]));

const encode = (origin: string, grewAt: string, note: string | null): string =>
  `${JSON.stringify({ origin, grewAt, note, sha256: sumOf(origin, grewAt, note) } satisfies Written)}\n`;

function readRecord(path: string, origin: string): { written: Written; head: Head | undefined } {
  try {
    const written = JSON.parse(readFileSync(path, 'utf8')) as Written;
    if (written.sha256 !== sumOf(written.origin, written.grewAt, written.note)) throw new Error('its checksum is another');
    if (written.origin !== origin) throw new Error(`it is that of ${written.origin}`);
    return { written, head: written.note === null ? undefined : headOf(Buffer.from(written.note)) };
  } catch (fault) {
    throw new Refusal(
      `The record of ${origin} is missing or damaged (${path}): ${words(fault)}.`,
      'Nothing is signed without it: what was cosigned before could be contradicted. Bring back the newest copy that is certain to be the ' +
        'last one, or end this witness and begin another under another name and key.',
    );
  }
}
