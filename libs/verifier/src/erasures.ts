/**
 * Data that is gone is accounted for by an erasure: an entry whose own data names the positions. Claims ("this was erased, by that entry") and
 * orders ("this entry erases that") come from all over the log; they are put aside and matched at the end.
 */
import type { Finding } from './findings.js';
import type { Partitions } from './partitions.js';

const NUMBER_BYTES = 6;
const AT = { kind: 0, position: 1, by: 7 };
export const ERASURE_BYTES = AT.by + NUMBER_BYTES;
const CLAIM = 0;
const ORDER = 1;

function put(partitions: Partitions, kind: number, position: number, by: number): void {
  const record = Buffer.allocUnsafe(ERASURE_BYTES);
  record.writeUInt8(kind, AT.kind);
  record.writeUIntBE(position, AT.position, NUMBER_BYTES);
  record.writeUIntBE(by, AT.by, NUMBER_BYTES);
  partitions.add(position, record);
}

/** `by` is 0 where the claim names no entry. */
export const claimErased = (partitions: Partitions, position: number, by: number): void => put(partitions, CLAIM, position, by);

/** The entry at `by` orders this position's data to be erased; positions that no log has are passed over. */
export function orderErasure(partitions: Partitions, position: number, by: number): void {
  if (position > 0 && position < by) put(partitions, ORDER, position, by);
}

/** The claims of one part that no order stands behind. */
export function matchErasures(records: Buffer): Finding[] {
  const orders = new Set<string>();
  const claims: { position: number; by: number }[] = [];
  for (let at = 0; at < records.length; at += ERASURE_BYTES) {
    const position = records.readUIntBE(at + AT.position, NUMBER_BYTES);
    const by = records.readUIntBE(at + AT.by, NUMBER_BYTES);
    if (records.readUInt8(at) === CLAIM) claims.push({ position, by });
    else {
      orders.add(`${position} ${by}`);
      orders.add(`${position} 0`);
    }
  }
  return claims.filter(({ position, by }) => !orders.has(`${position} ${by}`)).map(unordered);
}

export function unordered({ position, by }: { position: number; by: number }): Finding {
  const why = by === 0 ? 'no entry of the log orders its erasure' : `the entry at position ${by} is no erasure of it`;
  return { kind: 'data-missing', position, says: `Position ${position}: its data is said to be erased, and ${why}.` };
}
