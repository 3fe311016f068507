/** What a verification can say against a log. */

/** Each kind, in the order of what it means for everything else: what stands further up explains what stands further down. */
export const KINDS = [
  /** Two signed checkpoints of one size name different roots: two logs under one name. */
  'forked',
  /** A note that is malformed, or not signed by a key that signed checkpoints of its size. */
  'signature',
  /** A checkpoint of more entries was signed before: the log lost its tail. */
  'rolled-back',
  /** The entry at the position is another one than was signed. */
  'edited',
  /** The entry of the position is gone; those behind it moved up. */
  'deleted',
  /** The entry at the position was never signed there; those behind it moved down. */
  'inserted',
  /** The entry at the position and another one changed places. */
  'swapped',
  /** More than two entries changed places, the first of them at the position. */
  'resequenced',
  /** Entries that the checkpoint counts are not there, from the position on. */
  'truncated',
  /** Entries and tree agree with each other and not with what was signed, from somewhere in the range on. */
  'rewritten',
  /** An entry that was signed so, and is no canonical envelope of an event. */
  'malformed',
  /** A stream whose versions or hashes do not follow from each other, though they were signed so. */
  'chain',
  /** Data that is not what was sealed with its entry. */
  'data-changed',
  /** Data that is not delivered, and no erasure and no exemption accounts for it. */
  'data-missing',
  /** A hash tile that is not that of the entries, which are what was signed. */
  'tile',
  /** An entry whose proof does not lead to the checkpoint. */
  'proof',
  /** A witness that was named has cosigned nothing, or its cosignature does not hold. */
  'witness',
] as const;

export type Kind = (typeof KINDS)[number];

export interface Finding {
  readonly kind: Kind;
  /** From 1: the first position that it is about. Absent where it is about no position. */
  readonly position?: number;
  /** Where the first position lies somewhere in a range: the last one that it can be. */
  readonly upTo?: number;
  /** A sentence. */
  readonly says: string;
}

/** Of each kind the first few are kept, and all are counted. */
const KEPT = 10;

/** Takes findings in any order and answers them with the first position first. */
export class Findings {
  private readonly kept = new Map<Kind, Finding[]>();
  private readonly counts = new Map<Kind, number>();

  add(...findings: readonly Finding[]): void {
    for (const finding of findings) {
      const same = this.kept.get(finding.kind) ?? [];
      same.push(finding);
      if (same.length >= 2 * KEPT) same.sort(byPosition).splice(KEPT);
      this.kept.set(finding.kind, same);
      this.counts.set(finding.kind, (this.counts.get(finding.kind) ?? 0) + 1);
    }
  }

  /** How many there were of a kind. */
  count(kind: Kind): number {
    return this.counts.get(kind) ?? 0;
  }

  /** The first positions at which an entry is none, or does not follow from the one before on its stream. */
  breaks(): number[] {
    return [...(this.kept.get('malformed') ?? []), ...(this.kept.get('chain') ?? [])].map(({ position = 0 }) => position);
  }

  /** Adds what explains what was found from its position on: entries that are not what was signed have chains and data that do not fit. */
  explain(cause: Finding): void {
    for (const [kind, same] of this.kept) {
      if (!SYMPTOMS.includes(kind)) continue;
      this.kept.set(
        kind,
        same.filter(({ position = 0 }) => position < (cause.position ?? 0)),
      );
    }
    this.add(cause);
  }

  /** Those without a position first: they are about the log as a whole. */
  all(): Finding[] {
    return [...this.kept.values()]
      .flatMap((same) => same.sort(byPosition).slice(0, KEPT))
      .sort((one, two) => byPosition(one, two) || KINDS.indexOf(one.kind) - KINDS.indexOf(two.kind));
  }
}

const SYMPTOMS: readonly Kind[] = ['malformed', 'chain', 'data-changed', 'data-missing', 'tile'];

const byPosition = (one: Finding, two: Finding): number => (one.position ?? 0) - (two.position ?? 0);

/** The source could not be read, or is no log: nothing is said about the log. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable';
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
