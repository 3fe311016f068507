import { createReadStream } from 'node:fs';
import { open, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Unreadable } from './findings.js';
import type { Files } from './package-source.js';

const PIECE_BYTES = 1024 * 1024;
const ABSENT = ['ENOENT', 'ENOTDIR'];

/** An unpacked package. */
export class FolderFiles implements Files {
  constructor(readonly name: string) {}

  async has(path: string): Promise<boolean> {
    return (await absentOr(stat(join(this.name, path)))) !== undefined;
  }

  async names(folder: string): Promise<readonly string[]> {
    return (await absentOr(readdir(join(this.name, folder)))) ?? [];
  }

  async read(path: string, mostBytes: number): Promise<Buffer | undefined> {
    const bytes = await absentOr(readAtMost(join(this.name, path), mostBytes));
    if (bytes === 'too large') throw new Unreadable(`${path} is larger than ${mostBytes} bytes.`);
    return bytes;
  }

  async pieces(path: string): Promise<AsyncIterable<Buffer> | undefined> {
    if (!(await this.has(path))) return undefined;
    return createReadStream(join(this.name, path), { highWaterMark: PIECE_BYTES }) as AsyncIterable<Buffer>;
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

async function readAtMost(path: string, mostBytes: number): Promise<Buffer | 'too large'> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    return size > mostBytes ? 'too large' : await readFile(file);
  } finally {
    await file.close();
  }
}

async function absentOr<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (ABSENT.includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw new Unreadable((error as Error).message, { cause: error });
  }
}
