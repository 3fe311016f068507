/** A package of some entries: each with its exact bytes and the proof that it stands in the tree of the checkpoint. */
import { decodeBase64, leafHash, verifyInclusion } from '#tlog';
import { canonicalJson, isObject, parseJson } from './canonical.js';
import { hasOneReading, judgeData } from './data.js';
import { parseEntry } from './envelope.js';
import { type Finding, messageOf } from './findings.js';
import type { DataCounts } from './range-data.js';

export interface FilteredTask {
  readonly kind: 'filtered';
  readonly size: number;
  readonly root: Uint8Array;
  readonly lines: readonly string[];
}

export interface FilteredResult {
  /** Of the lines in their order; 0 where a line names none. */
  readonly positions: readonly number[];
  readonly findings: readonly Finding[];
  readonly data: DataCounts;
  /** Claims that data was erased, and orders that it be: matched over all lines. */
  readonly claims: readonly { readonly position: number; readonly by: number }[];
  readonly orders: readonly { readonly position: number; readonly by: number }[];
}

export function verifyFiltered({ size, root, lines }: FilteredTask): FilteredResult {
  const findings: Finding[] = [];
  const withheld = new Map<string, number>();
  const claims: { position: number; by: number }[] = [];
  const orders: { position: number; by: number }[] = [];
  let verified = 0;
  const positions = lines.map((line) => {
    const fields = fieldsOf(line);
    const position = Number.isSafeInteger(fields['position']) ? Number(fields['position']) : 0;
    const found = (kind: Finding['kind'], says: string): void =>
      void findings.push({ kind, ...(position > 0 ? { position } : {}), says: `Position ${position}: ${says}.` });
    const entry = typeof fields['entry'] === 'string' ? Buffer.from(fields['entry']) : undefined;
    if (!entry) {
      found('malformed', 'a line of entries.jsonl has no entry');
      return position;
    }
    try {
      verifyInclusion(leafHash(entry), position - 1, { size, root }, proofIn(fields['proof']));
    } catch (error) {
      found('proof', `its entry is not one of the checkpoint of ${size}: ${messageOf(error)}`);
      return position;
    }
    try {
      const verdict = judgeData(parseEntry(entry), { position, fields });
      if (verdict.kind === 'changed' || verdict.kind === 'missing') found(`data-${verdict.kind}`, verdict.says);
      else if (!hasOneReading(line, fields, undefined)) found('data-changed', 'its line is not written in canonical form');
      else if (verdict.kind === 'verified') {
        verified++;
        orders.push(...verdict.erases.map((erased) => ({ position: erased, by: position })));
      } else if (verdict.kind === 'erased') claims.push({ position, by: verdict.by ?? 0 });
      else withheld.set(verdict.exemption, (withheld.get(verdict.exemption) ?? 0) + 1);
    } catch (error) {
      found('malformed', `no entry of a log: ${messageOf(error)}`);
    }
    return position;
  });
  return { positions, findings, data: { verified, erased: claims.length, withheld }, claims, orders };
}

function fieldsOf(line: string): Record<string, unknown> {
  try {
    const fields = parseJson(line);
    canonicalJson(fields);
    return isObject(fields) ? fields : {};
  } catch {
    return {};
  }
}

function proofIn(proof: unknown): Buffer[] {
  if (!Array.isArray(proof)) throw new Error('it has no proof');
  return proof.map((hash) => decodeBase64(String(hash), 'A hash of its proof'));
}
