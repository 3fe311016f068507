/** What is delivered beside the entries of a range: for each position its data, or what accounts for it that there is none. */
import { leafHash } from '#tlog';
import { judgeData } from './data.js';
import type { Envelope } from './envelope.js';
import { claimErased, orderErasure } from './erasures.js';
import type { Finding } from './findings.js';
import type { Partitions } from './partitions.js';
import type { Delivered } from './source.js';

export interface DataCounts {
  readonly verified: number;
  readonly erased: number;
  /** By exemption. */
  readonly withheld: ReadonlyMap<string, number>;
}

/** An entry as what is delivered beside it is held against it. */
export interface Looked {
  /** Undefined where the entry is none: that is found already, and nothing follows about its data. */
  readonly envelope: Envelope | undefined;
  readonly leaf: Buffer | undefined;
}

/** Takes what is delivered in the order in which it comes. */
export class RangeData {
  readonly findings: Finding[] = [];
  private readonly withheld = new Map<string, number>();
  private verified = 0;
  private erased = 0;
  /** The position whose turn it is. */
  private expected: number;
  private readonly last: number;

  constructor(
    { first, count }: { readonly first: number; readonly count: number },
    private readonly erasures: Partitions,
  ) {
    this.expected = first + 1;
    this.last = first + count;
  }

  /** The position that this is delivered of, whose entry is wanted; undefined where it has no place in the range any more. */
  placeOf({ position = this.expected }: Delivered): number | undefined {
    return position >= this.expected && position <= this.last ? position : undefined;
  }

  /** `position` is its place, and `looked` the entry there. */
  take(delivered: Delivered, position: number, looked: Looked): void {
    if (position > this.expected) this.missing(this.expected, position - 1);
    if (delivered.position === undefined) this.changed(position, 'what was delivered names no position');
    else this.judge(delivered, position, looked);
    this.expected = position + 1;
  }

  misplaced({ position = this.expected }: Delivered): void {
    this.changed(Math.min(this.expected, this.last), `a line names position ${position}, which is not its place`);
  }

  /** Nothing more is delivered. */
  end(): void {
    if (this.expected <= this.last) this.missing(this.expected, this.last);
  }

  counts(): DataCounts {
    const { verified, erased, withheld } = this;
    return { verified, erased, withheld };
  }

  private judge(delivered: Delivered, position: number, { envelope, leaf }: Looked): void {
    if (!envelope) return;
    if ('fields' in delivered && delivered.envelope !== undefined && !leaf?.equals(leafHash(Buffer.from(delivered.envelope))))
      this.changed(position, 'the event that was delivered has another envelope than its entry');
    const verdict = judgeData(envelope, delivered);
    switch (verdict.kind) {
      case 'verified':
        this.verified++;
        for (const erased of verdict.erases) orderErasure(this.erasures, erased, position);
        break;
      case 'withheld':
        this.withheld.set(verdict.exemption, (this.withheld.get(verdict.exemption) ?? 0) + 1);
        break;
      case 'erased':
        this.erased++;
        claimErased(this.erasures, position, verdict.by ?? 0);
        break;
      case 'changed':
        this.changed(position, verdict.says);
        break;
      case 'missing':
        this.findings.push({ kind: 'data-missing', position, says: `Position ${position}: ${verdict.says}.` });
        break;
    }
  }

  private changed(position: number, says: string): void {
    this.findings.push({ kind: 'data-changed', position, says: `Position ${position}: ${says}.` });
  }

  private missing(from: number, to: number): void {
    const where = from === to ? `Position ${from}: nothing was delivered` : `Positions ${from} to ${to}: nothing was delivered`;
    this.findings.push({
      kind: 'data-missing',
      position: from,
      says: `${where} in place of its data, and no erasure is named.`,
    });
  }
}
