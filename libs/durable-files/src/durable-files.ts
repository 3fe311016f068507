/** Files that survive a loss of power: once these functions have resolved, the content is on the disk, under its name. */
import { randomBytes } from 'node:crypto';
import { link, mkdir, open, rename, unlink } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

/** Modes of files: for everybody to read, and for their owner alone. */
const PUBLIC = 0o644;
export const ONLY_OWNER = 0o600;

/** Whole or not at all: whoever reads finds the old content or the new one. */
export async function replaceFile(path: string, content: string | Uint8Array, mode = PUBLIC): Promise<void> {
  const written = await writeBeside(path, content, mode);
  try {
    await rename(written, path);
  } catch (error) {
    await unlink(written);
    throw error;
  }
  await syncFolder(dirname(path));
}

/**
 * Creates a file, whole or not at all, and never in the place of another: false where there is one of this name, which stays as it is.
 * A link does what `wx` does, without a moment in which the file is there and empty.
 */
export async function createFile(path: string, content: string | Uint8Array, mode = PUBLIC): Promise<boolean> {
  const written = await writeBeside(path, content, mode);
  try {
    await link(written, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return false;
  } finally {
    await unlink(written);
  }
  await syncFolder(dirname(path));
  return true;
}

/** Makes a folder where there is none, with those above it. */
export async function makeFolder(path: string): Promise<void> {
  const highest = await mkdir(path, { recursive: true });
  if (highest === undefined) return;
  for (let made = resolve(path); made.length >= resolve(highest).length; made = dirname(made)) await syncFolder(dirname(made));
}

/** Undefined where there is none. */
export async function whereThere<Content>(read: Promise<Content>): Promise<Content | undefined> {
  try {
    return await read;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return undefined;
  }
}

/** One write at the file's end, so that lines of two processes do not mix. */
export async function appendLine(path: string, line: string, mode: number): Promise<void> {
  const file = await open(path, 'a', mode);
  try {
    await file.appendFile(`${line}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Leaves nothing where it fails: whoever tries again while the disk is full would fill it up himself. */
async function writeBeside(path: string, content: string | Uint8Array, mode: number): Promise<string> {
  const beside = `${path}.${randomBytes(6).toString('hex')}.new`;
  const file = await open(beside, 'wx', mode);
  try {
    await file.writeFile(content);
    await file.sync();
  } catch (error) {
    await unlink(beside);
    throw error;
  } finally {
    await file.close();
  }
  return beside;
}

/** Names that were added to a folder, or renamed in it, are on the disk once the folder is. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
