import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Somebody else signs with this folder. */
export class FolderHeld extends Error {
  override readonly name = 'FolderHeld';
}

const BUSY = 5;

/**
 * The right to sign with a folder, for one process at a time. The lock is the kernel's, on the file `lock`, and ends with the process
 * however that ends; it holds between containers that share the folder too, where process ids mean nothing. Node has no call for such a
 * lock, but brings SQLite, whose exclusive transaction is one; nothing is kept in that file.
 */
export class FolderLock {
  private constructor(private readonly file: DatabaseSync) {}

  /** Throws {@link FolderHeld}. */
  static take(folder: string): FolderLock {
    mkdirSync(folder, { recursive: true });
    const file = new DatabaseSync(join(folder, 'lock'), { timeout: 0 });
    try {
      file.exec('begin exclusive');
      return new FolderLock(file);
    } catch (error) {
      file.close();
      if ((error as { errcode?: number }).errcode !== BUSY) throw error;
      throw new FolderHeld(
        `Another process signs with ${folder}; two would fork the log. Only one worker leads: stop the other.`,
      );
    }
  }

  free(): void {
    this.file.close();
  }
}
