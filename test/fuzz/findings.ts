/** What went wrong, by kind, each with the smallest request that shows it. */
import type { Fault } from './judge.js';
import { isStream, type Probe } from './probe.js';
import { bytesOf } from './wire.js';

export interface Finding {
  readonly fault: Fault;
  readonly category: string;
  readonly operation: string;
  readonly what: string;
  /** Undefined where the fault is not one of an answer. */
  probe: Probe | undefined;
  seen: string;
  size: number;
  count: number;
}

const SHOWN_BYTES = 700;

export class Findings {
  private readonly byKind = new Map<string, Finding>();

  get all(): readonly Finding[] {
    return [...this.byKind.values()];
  }

  get count(): number {
    return this.all.reduce((sum, { count }) => sum + count, 0);
  }

  add(category: string, fault: Fault, probe?: Probe): void {
    const kind = [category, fault.rule, probe?.what.replace(/\d+/g, 'N') ?? fault.seen.split(' ', 1)[0]].join('|');
    const size = probe ? sizeOf(probe) : fault.seen.length;
    const known = this.byKind.get(kind);
    if (!known) {
      const { operation = '', what = '' } = probe ?? {};
      this.byKind.set(kind, { fault, category, operation, what, probe, seen: fault.seen, size, count: 1 });
      return;
    }
    known.count++;
    if (size < known.size) Object.assign(known, { probe, seen: fault.seen, size });
  }
}

export const sizeOf = ({ sent }: Probe): number =>
  isStream(sent) ? sent.pieces.reduce((sum, piece) => sum + piece.length, 0) : bytesOf(sent).length;

/** The request as it was sent, tokens left out, bytes that cannot be printed escaped. */
export function shown({ sent }: Probe): string {
  const bytes = isStream(sent) ? Buffer.concat([...sent.pieces]) : bytesOf(sent);
  const text = JSON.stringify(
    bytes
      .subarray(0, SHOWN_BYTES * 3)
      .toString('latin1')
      .replace(/(Bearer )[\w.-]{20,}/gi, '$1…'),
  );
  return `${text.slice(0, SHOWN_BYTES)}${text.length > SHOWN_BYTES ? `… (${bytes.length} bytes)` : ''}`;
}
