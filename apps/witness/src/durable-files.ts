/** Files that are there, whole, once the promise has settled: also after the power went out. */
import { open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Puts the bytes in the file's place: whoever reads it, now or after a crash, finds the old bytes or the new ones. */
export async function replaceFile(path: string, bytes: string | Uint8Array): Promise<void> {
  const beside = `${path}.new`;
  const file = await open(beside, 'w', 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(beside, path);
  await syncFolder(dirname(path));
}

/** One write at the file's end, so that lines of two processes do not mix. */
export async function appendLine(path: string, line: string): Promise<void> {
  const file = await open(path, 'a', 0o600);
  try {
    await file.appendFile(`${line}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Makes names durable that were added to the folder, or renamed in it. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
