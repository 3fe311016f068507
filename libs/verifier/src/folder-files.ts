import { closeSync, fstatSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Unreadable } from './findings.js';
import type { Files } from './package-source.js';
import { Room } from './room.js';

const PIECE_BYTES = 1024 * 1024;
const ABSENT = ['ENOENT', 'ENOTDIR'];

/**
 * An unpacked package. It is read synchronously: a thread has nothing else to do until it has what it asked for, and by way of libuv's pool
 * the opening, reading and closing of three files for each bundle took a sixth of a verification.
 */
export class FolderFiles implements Files {
  /** What pieces are read into, between one file and the next. */
  private readonly rooms: Room[] = [];

  constructor(readonly name: string) {}

  has(path: string): Promise<boolean> {
    return answer(() => this.isThere(path));
  }

  names(folder: string): Promise<readonly string[]> {
    return answer(() => unlessAbsent(() => readdirSync(join(this.name, folder))) ?? []);
  }

  read(path: string, mostBytes: number, room = new Room()): Promise<Buffer | undefined> {
    return answer(() => unlessAbsent(() => readWhole(join(this.name, path), path, mostBytes, room)));
  }

  pieces(path: string): Promise<Iterable<Buffer> | undefined> {
    return answer(() => (this.isThere(path) ? this.piecesOf(path) : undefined));
  }

  private *piecesOf(path: string): Generator<Buffer> {
    const file = readable(() => openSync(join(this.name, path), 'r'));
    const room = this.rooms.pop() ?? new Room();
    try {
      const length = Math.min(PIECE_BYTES, fstatSync(file).size);
      for (let piece: Buffer; (piece = readable(() => readInto(file, room.of(length)))).length > 0;) yield piece;
    } finally {
      closeSync(file);
      this.rooms.push(room);
    }
  }

  private isThere(path: string): boolean {
    return unlessAbsent(() => statSync(join(this.name, path))) !== undefined;
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

function readWhole(path: string, name: string, mostBytes: number, room: Room): Buffer {
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    if (size > mostBytes) throw new Unreadable(`${name} is larger than ${mostBytes} bytes.`);
    return readInto(file, room.of(size));
  } finally {
    closeSync(file);
  }
}

/** As much of `bytes` as the file fills. */
function readInto(file: number, bytes: Buffer): Buffer {
  let filled = 0;
  for (let read = -1; read !== 0 && filled < bytes.length; filled += read)
    read = readSync(file, bytes, filled, bytes.length - filled, null);
  return bytes.subarray(0, filled);
}

const answer = <T>(ask: () => T): Promise<T> => new Promise((resolve) => resolve(ask()));

function unlessAbsent<T>(ask: () => T): T | undefined {
  return readable(() => {
    try {
      return ask();
    } catch (error) {
      if (ABSENT.includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
      throw error;
    }
  });
}

function readable<T>(ask: () => T): T {
  try {
    return ask();
  } catch (error) {
    if (error instanceof Unreadable) throw error;
    throw new Unreadable((error as Error).message, { cause: error });
  }
}
