/**
 * The published checkpoints outside PostgreSQL: `{origin}/{size}` is the signed note, byte for byte, `{size}.{witness}.cosignature` the
 * line that a witness put beneath it. Nothing in there is ever changed.
 */
import { createFile, makeFolder, whereThere } from '#durable-files';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Checkpoint, parseCheckpoint, parseNote } from '#tlog';
import { fileNameOf } from './signer-state.js';

const COSIGNATURE = '.cosignature';
const SIZE = /^(0|[1-9]\d{0,15})$/;

/** A checkpoint with the note that says so. */
export interface SignedCheckpoint extends Checkpoint {
  readonly note: Buffer;
}

export class CheckpointFolder {
  constructor(readonly folder: string) {}

  /** The sizes of the checkpoints of an origin, the smallest first. */
  async sizes(origin: string): Promise<number[]> {
    const names = (await whereThere(readdir(this.path(origin)))) ?? [];
    return names
      .filter((name) => SIZE.test(name))
      .map(Number)
      .sort((a, b) => a - b);
  }

  /** Throws a `TlogError` where the file is no note of a checkpoint. Who signed it is not looked at. */
  async read(origin: string, size: number): Promise<SignedCheckpoint | undefined> {
    const note = await whereThere(readFile(this.path(origin, String(size))));
    return note && checkpointOf(note);
  }

  /** The checkpoint of the largest size. */
  async newest(origin: string): Promise<SignedCheckpoint | undefined> {
    const size = (await this.sizes(origin)).at(-1);
    return size === undefined ? undefined : this.read(origin, size);
  }

  /** False where there is one of this size: that stays. */
  async add(origin: string, size: number, note: Uint8Array): Promise<boolean> {
    await makeFolder(this.path(origin));
    return createFile(this.path(origin, String(size)), note);
  }

  /** A witness cosigns a checkpoint once: a second line of it is let go. */
  async addCosignature(origin: string, size: number, witness: string, line: string): Promise<void> {
    await createFile(this.path(origin, `${size}.${fileNameOf(witness)}${COSIGNATURE}`), `${line}\n`);
  }

  /** The lines of witnesses beneath a checkpoint. */
  async cosignatures(origin: string, size: number): Promise<{ readonly witness: string; readonly line: string }[]> {
    const names = (await whereThere(readdir(this.path(origin)))) ?? [];
    const own = names.filter((name) => name.startsWith(`${size}.`) && name.endsWith(COSIGNATURE)).sort();
    return Promise.all(
      own.map(async (name) => ({
        witness: decodeURIComponent(name.slice(`${size}.`.length, -COSIGNATURE.length)),
        line: (await readFile(this.path(origin, name), 'utf8')).trimEnd(),
      })),
    );
  }

  private path(origin: string, ...names: string[]): string {
    return join(this.folder, fileNameOf(origin), ...names);
  }
}

export function checkpointOf(note: Buffer): SignedCheckpoint {
  return { ...parseCheckpoint(parseNote(note).text), note };
}
