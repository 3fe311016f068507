/** What a verification says. */

export type Kind =
  /** The checkpoint's note is malformed, or not signed by the key. */
  | 'signature'
  /** Two signed checkpoints of one size name different roots. */
  | 'forked'
  /** A checkpoint of more entries was signed before: the log lost its tail. */
  | 'rolled-back'
  /** Entries that the checkpoint counts are not there, from the position on. */
  | 'truncated'
  /** The entry at the position is another one than was signed. */
  | 'edited'
  /** The entry of the position is gone; those behind it moved up. */
  | 'deleted'
  /** The entry at the position was never signed; those behind it moved down. */
  | 'inserted'
  /** The entry at the position and another one changed places. */
  | 'swapped'
  /** More than two entries changed places, the first of them at the position. */
  | 'resequenced'
  /** Entries and tree agree with each other and not with what was signed, from somewhere between the positions on. */
  | 'rewritten'
  /** A hash tile is another one than the entries give; the entries are what was signed. */
  | 'tile'
  /** Something that has to be served is not, or not as the texts ask. */
  | 'unserved'
  /** An entry that is no canonical JSON, or no envelope of an event. */
  | 'entry'
  /** A stream that is no chain. */
  | 'chain'
  /** A proof that proves nothing. */
  | 'proof'
  /** An event that was delivered with another envelope or other data than its entry says. */
  | 'delivered'
  /** An event came as erased, and no entry orders that its data go. */
  | 'erased'
  /** A witness that is trusted has not cosigned, or its cosignature is wrong. */
  | 'witness';

export interface Finding {
  readonly kind: Kind;
  /** From 1: the first position that it is about. */
  readonly position?: number;
  /** Where the first position lies somewhere in a range: the last one that it can be. */
  readonly upTo?: number;
  readonly says: string;
}

/** Keeps the first few of each kind, and counts. */
export class Findings {
  private readonly kept: Finding[] = [];
  private readonly counts = new Map<Kind, number>();

  add(finding: Finding): void {
    const count = (this.counts.get(finding.kind) ?? 0) + 1;
    this.counts.set(finding.kind, count);
    if (count <= 10) this.kept.push(finding);
  }

  all(): readonly Finding[] {
    return this.kept;
  }
}

export const words = (fault: unknown): string => (fault instanceof Error ? fault.message : String(fault));
