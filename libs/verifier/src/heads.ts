/** Every checkpoint that is known of a log, and how the tree of its entries stands to them. */
import type { Finding, Findings } from './findings.js';
import { messageOf, Unreadable } from './findings.js';
import { parseNote } from '#tlog';
import type { Cosigned, NoteReader, OpenedNote, SignedHead } from './notes.js';
import type { RangeResult } from './range.js';
import type { LogSource, PublishedNote } from './source.js';

/** A checkpoint that somebody kept. */
export interface KeptNote {
  /** The file that it was kept in. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** So many that do not hold are enough to find out what was done. */
const MOST_FAILS = 16;

export class Heads {
  /** The newest and those that were kept, by size. */
  private readonly bySize = new Map<number, SignedHead[]>();
  /** Those that the source publishes, until their size has its turn. */
  private readonly publishedNow = new Map<number, SignedHead[]>();
  /** By witness: the latest that it has cosigned. */
  readonly cosigned = new Map<string, Cosigned>();
  /** Signed checkpoints whose root the entries have not, the smallest first. */
  readonly fails: SignedHead[] = [];
  /** The largest size of a signed checkpoint whose root the entries have, before the first that they have not. */
  holds = 0;
  /** How many sizes hold. */
  count = 0;

  constructor(
    private readonly notes: NoteReader,
    private readonly findings: Findings,
  ) {}

  /** The source's own newest checkpoint; undefined, with a finding, where it cannot be believed. */
  newest(bytes: Uint8Array): SignedHead | undefined {
    const head = this.take(this.notes.open(bytes, 'checkpoint'));
    if (head) this.bySize.set(head.size, [head]);
    return head;
  }

  /** Throws {@link Unreadable} for a file that is no note at all. */
  keep(notes: readonly KeptNote[]): void {
    const newest = Math.max(-1, ...this.bySize.keys());
    for (const { name, bytes } of notes) {
      try {
        parseNote(bytes);
      } catch (error) {
        throw new Unreadable(`${name} is no checkpoint that was kept: ${messageOf(error)}`, { cause: error });
      }
      const head = this.take(this.notes.open(bytes, name));
      if (!head) continue;
      this.requireNoFork(head, this.bySize.get(head.size) ?? []);
      if (newest >= 0 && head.size > newest) this.findings.add(rolledBack(head, newest));
      this.bySize.set(head.size, [...(this.bySize.get(head.size) ?? []), head]);
    }
  }

  /** Reads what the ranges of the log do not: the checkpoint of no entries, and one of more than the newest, which a package cannot have. */
  async readOthers(source: LogSource, newest: SignedHead): Promise<void> {
    const [empty] = await firstOf(source, -1, 0);
    if (empty) this.publish(this.take(this.notes.open(empty.bytes, 'checkpoints/0', 0)));
    if (source.grows) return;
    const [beyond] = await firstOf(source, newest.size, Infinity);
    const head = beyond && this.take(this.notes.open(beyond.bytes, `checkpoints/${beyond.size}`, beyond.size));
    if (head) this.findings.add(rolledBack(head, newest.size));
  }

  /** Sizes within a range, its end included, whose roots are wanted beside the published ones. */
  wanted(first: number, end: number): number[] {
    return [...this.bySize.keys()].filter((size) => size > first && size <= end);
  }

  /** Takes the published checkpoints that a range has read. */
  add({ heads, cosigned }: RangeResult): void {
    // What a thread sends has plain arrays of bytes.
    for (const head of heads) this.publish({ ...head, root: Buffer.from(head.root) });
    this.note(cosigned);
  }

  private publish(head: SignedHead | undefined): void {
    if (!head) return;
    this.requireNoFork(head, this.bySize.get(head.size) ?? []);
    this.publishedNow.set(head.size, [head]);
  }

  /** Holds the checkpoints of a size against the root of its entries; undefined where some are missing. */
  compare(root: Buffer | undefined, size: number): void {
    const heads = [...(this.bySize.get(size) ?? []), ...(this.publishedNow.get(size) ?? [])];
    this.publishedNow.delete(size);
    const fails = heads.filter((head) => !root?.equals(head.root));
    if (heads.length > fails.length) {
      if (this.fails.length === 0) this.holds = size;
      this.count++;
    }
    if (fails.length === 0) return;
    if (this.fails.length === MOST_FAILS) this.fails.pop();
    this.fails.push(fails[0]);
  }

  private take({ head, cosigned, findings }: OpenedNote): SignedHead | undefined {
    this.findings.add(...findings);
    this.note(cosigned);
    return head;
  }

  private note(cosigned: ReadonlyMap<string, Cosigned>): void {
    for (const [witness, when] of cosigned) {
      if (when.size >= (this.cosigned.get(witness)?.size ?? 0)) this.cosigned.set(witness, when);
    }
  }

  private requireNoFork(head: SignedHead, others: readonly SignedHead[]): void {
    const other = others.find(({ root }) => !root.equals(head.root));
    if (other) this.findings.add(forked(head, other));
  }
}

async function firstOf(source: LogSource, after: number, upTo: number): Promise<readonly PublishedNote[]> {
  for await (const some of source.checkpoints(after, upTo)) if (some.length > 0) return some;
  return [];
}

function forked(head: SignedHead, other: SignedHead): Finding {
  const said = [other, head].map(({ name, root }) => `${name} has the root ${root.toString('base64')}`).join(', ');
  return {
    kind: 'forked',
    position: head.size,
    says: `Two checkpoints of ${head.size} were signed: ${said}. These are two logs under one name.`,
  };
}

function rolledBack({ size, name }: SignedHead, newest: number): Finding {
  const says = `A checkpoint of ${size} was signed (${name}), and the newest one that is shown is of ${newest}.`;
  return { kind: 'rolled-back', position: newest + 1, says };
}
