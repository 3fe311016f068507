/**
 * RFC 8785 canonical JSON, by the quickest way that is sure.
 *
 * RFC 8785 writes strings and numbers as ECMAScript's JSON.stringify does, and only asks for sorted names besides. So what was parsed from
 * sorted JSON is written by JSON.stringify itself; everything else is left to `canonicalize`.
 */
import canonicalize from 'canonicalize';
import { isUtf8 } from 'node:buffer';
import { isSurelyCanonical } from './canonical-bytes.js';

/** Deeper is nothing that a log holds, and the check recurses. */
const DEEPEST = 1_000;

/** The canonical form of a value that JSON.parse answered. Throws where it has none: half of a surrogate pair, or nesting without end. */
export function canonicalJson(value: unknown): string {
  if (isSorted(value, 0)) {
    const text = JSON.stringify(value);
    // Half of a pair is escaped, and RFC 8785 §3.2.2.2 refuses it; so is what only looks like one, hence the second look.
    if (!text.includes('\\ud')) return text;
  }
  const text = canonicalize(value);
  if (text === undefined) throw new Error('It is no JSON value.');
  return text;
}

/** The value of bytes that are in canonical form. Throws, with the reason, where they are not. */
export function parseCanonical(bytes: Buffer): unknown {
  if (!isUtf8(bytes)) throw new Error('it is not valid UTF-8');
  const text = bytes.toString();
  const value = parseJson(text);
  if (!isSurelyCanonical(bytes) && canonicalJson(value) !== text) throw new Error('it is not in the canonical form of RFC 8785');
  return value;
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new Error(`it is no JSON (${error instanceof Error ? error.message.slice(0, 100) : String(error)})`, { cause: error });
  }
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether all names stand in the order of their UTF-16 code units, as `<` compares. */
function isSorted(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (depth > DEEPEST) throw new Error(`it is nested deeper than ${DEEPEST}`);
  if (Array.isArray(value)) return value.every((item) => isSorted(item, depth + 1));
  let last: string | undefined;
  for (const name of Object.keys(value)) {
    if (last !== undefined && last >= name) return false;
    last = name;
    if (!isSorted((value as Record<string, unknown>)[name], depth + 1)) return false;
  }
  return true;
}
