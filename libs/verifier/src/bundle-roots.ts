import { Frontier, HASH_BYTES, TILE_WIDTH } from '#tlog';
import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** The roots of all bundles, as their entries give them, put aside on disk; the hashes of the levels above follow from them. */
export class BundleRoots {
  private readonly file: number;

  constructor(folder: string) {
    this.file = openSync(join(folder, 'roots'), 'wx+');
  }

  /** `first` is the index of the first of these bundles. */
  write(first: number, roots: Uint8Array): void {
    writeSync(this.file, roots, 0, roots.length, first * HASH_BYTES);
  }

  /** The hash that entries give a level of tiles, from 1 on; zeros, or a hash of these, where entries are missing. */
  hashAt(level: number, index: number): Buffer {
    if (level === 1) return this.read(index, 1);
    const below = Array.from({ length: TILE_WIDTH }, (_, at) => this.hashAt(level - 1, index * TILE_WIDTH + at));
    return Frontier.EMPTY.append(below).root();
  }

  private read(index: number, count: number): Buffer {
    const hashes = Buffer.alloc(count * HASH_BYTES);
    readSync(this.file, hashes, 0, hashes.length, index * HASH_BYTES);
    return hashes;
  }

  close(): void {
    closeSync(this.file);
  }
}
