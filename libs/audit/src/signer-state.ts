/**
 * What was signed last, for each origin, outside PostgreSQL: a database that is restored to an earlier point, or changed, cannot take it
 * back. `{origin}.state` is the text of a checkpoint; it is on the disk before that is signed. `{origin}.continued` names the origin
 * that goes on in its place, which only `log continue` writes.
 */
import { createFile, makeFolder, replaceFile, whereThere } from '#durable-files';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { encodeCheckpoint, parseCheckpoint, type TreeHead } from '#tlog';

/** A file of the state says something else than it should; the message says what to do. */
export class StateDamaged extends Error {
  override readonly name = 'StateDamaged';
}

/** An origin as the name of a file. */
export const fileNameOf = (origin: string): string => encodeURIComponent(origin);

export class SignerState {
  constructor(readonly folder: string) {}

  /** The tree that was signed last under this origin, or was to be when the process died; undefined where none was. */
  async read(origin: string): Promise<TreeHead | undefined> {
    const path = this.path(origin, 'state');
    const text = await whereThere(readFile(path, 'utf8'));
    if (text === undefined) return undefined;
    try {
      const { origin: written, size, root } = parseCheckpoint(text);
      if (written !== origin) throw new Error(`it is of the origin ${written}`);
      return { size, root };
    } catch (error) {
      throw new StateDamaged(
        `${path} is damaged (${(error as Error).message}), so that nobody can tell what was signed last. Put back a copy of it, or remove it: then the checkpoints in CHECKPOINTS_DIR count.`,
        { cause: error },
      );
    }
  }

  async write(origin: string, { size, root }: TreeHead): Promise<void> {
    await makeFolder(this.folder);
    await replaceFile(this.path(origin, 'state'), encodeCheckpoint({ origin, size, root: Buffer.from(root), extensions: [] }));
  }

  /** The origin that is signed under now: the given one, or the last of those that continue it. */
  async currentOrigin(first: string): Promise<string> {
    const seen = new Set<string>();
    for (let origin = first; ;) {
      if (seen.has(origin)) throw new StateDamaged(`${this.path(origin, 'continued')} leads in a circle.`);
      seen.add(origin);
      const next = await whereThere(readFile(this.path(origin, 'continued'), 'utf8'));
      if (next === undefined) return origin;
      origin = next.trimEnd();
    }
  }

  /** From now on the origin `to` is signed in the place of `from`, beginning with a tree that grew from this one. */
  async continueAs(from: string, to: string, head: TreeHead): Promise<void> {
    await this.write(to, head);
    if (!(await createFile(this.path(from, 'continued'), `${to}\n`)))
      throw new StateDamaged(`${from} is continued already, as ${await this.currentOrigin(from)}.`);
  }

  private path(origin: string, kind: 'state' | 'continued'): string {
    return join(this.folder, `${fileNameOf(origin)}.${kind}`);
  }
}
