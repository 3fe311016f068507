/** Data beside an entry: SHA-256(salt ‖ canonical data) is the entry's `datahash`, or something accounts for it that there is none. */
import { hash } from 'node:crypto';
import { canonicalJson, isObject, parseJson } from './canonical.js';
import { SALT_BYTES } from './data-line.js';
import type { Envelope } from './envelope.js';
import { messageOf } from './findings.js';
import { Room } from './room.js';
import type { Delivered, DeliveredFields } from './source.js';

/** What the feed says in place of an exemption where it does not name the entry of the erasure. */
const ERASED = 'erased';
const ERASURE = /^gov\.commission\.erasure\.ordered\.v[1-9]\d*$/;

export type DataVerdict =
  | { readonly kind: 'verified'; /** Positions whose data this entry orders to be erased. */ readonly erases: readonly number[] }
  | { readonly kind: 'withheld'; readonly exemption: string }
  /** Erased, by the entry at `by` where that is said. Whether that entry is an erasure of this position is seen at the end. */
  | { readonly kind: 'erased'; readonly by: number | undefined }
  | { readonly kind: 'changed'; readonly says: string }
  | { readonly kind: 'missing'; readonly says: string };

const changed = (says: string): DataVerdict => ({ kind: 'changed', says });
const missing = (says: string): DataVerdict => ({ kind: 'missing', says });

/** Judges what was delivered of one position by its entry. */
export function judgeData(envelope: Envelope, delivered: Delivered): DataVerdict {
  if ('salt' in delivered) return judgeHash(envelope, delivered.salt, delivered.data);
  const { fields, line } = delivered;
  const { data, datasalt, withheld, erased } = fields;
  if ([data, withheld, erased].filter((field) => field !== undefined).length > 1)
    return changed('more than one of data, withheld and erased');
  try {
    if (data !== undefined) return judgeSealed(envelope, data, datasalt, fields, line);
  } catch (error) {
    return changed(`its data has no canonical form: ${messageOf(error)}`);
  }
  if (datasalt !== undefined) return changed('a salt without data');
  if (erased !== undefined) {
    return Number.isSafeInteger(erased) && Number(erased) > 0
      ? { kind: 'erased', by: Number(erased) }
      : changed('erased names no position');
  }
  if (withheld === ERASED) return { kind: 'erased', by: undefined };
  if (typeof withheld !== 'string' || withheld === '') return missing('no data, no exemption and no erasure');
  if (envelope.visibility === 'PUBLIC') return missing(`data that is public is withheld (${withheld})`);
  return { kind: 'withheld', exemption: withheld };
}

function judgeSealed(
  envelope: Envelope,
  data: unknown,
  salt: unknown,
  fields: DeliveredFields['fields'],
  line: string | undefined,
): DataVerdict {
  if (typeof salt !== 'string') return changed('data without their salt');
  const saltBytes = Buffer.from(salt, 'base64');
  if (saltBytes.length !== SALT_BYTES || saltBytes.toString('base64') !== salt)
    return changed(`a salt that is not ${SALT_BYTES} bytes in base64`);
  const text = canonicalJson(data);
  const verdict = judgeHash(envelope, saltBytes, Buffer.from(text));
  // Where a name came twice, others may read the other one.
  if (verdict.kind === 'verified' && line !== undefined && !hasOneReading(line, fields, text))
    return changed('its data is not written in canonical form');
  return verdict;
}

/** Filled anew by each call, and hashing does not wait. */
const hashed = new Room();

function judgeHash(envelope: Envelope, salt: Buffer, canonicalData: Buffer): DataVerdict {
  const bytes = hashed.of(salt.length + canonicalData.length);
  salt.copy(bytes);
  canonicalData.copy(bytes, salt.length);
  if (hash('sha256', bytes, 'hex') !== envelope.datahash) return changed('its data is not what was sealed');
  return { kind: 'verified', erases: ERASURE.test(envelope.type) ? positionsIn(canonicalData) : [] };
}

/** Whether a line is compact and its values canonical: then it is the one text of these fields. */
export function hasOneReading(line: string, fields: DeliveredFields['fields'], canonicalData: string | undefined): boolean {
  const members = Object.entries(fields).map(
    ([name, value]) =>
      `${JSON.stringify(name)}:${name === 'data' && canonicalData !== undefined ? canonicalData : canonicalJson(value)}`,
  );
  return `{${members.join(',')}}` === line;
}

function positionsIn(canonicalData: Buffer): number[] {
  const data = parseJson(canonicalData.toString());
  const positions = isObject(data) ? data['positions'] : undefined;
  return Array.isArray(positions) ? positions.filter((position): position is number => Number.isSafeInteger(position)) : [];
}
