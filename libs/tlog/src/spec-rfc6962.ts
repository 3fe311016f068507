/** RFC 6962 §2.1 as it is written, by recursion over all leaves: what the specs compare with. It shares nothing with what it judges. */
import { createHash } from 'node:crypto';
import type { TlogErrorCode } from './tlog-error.js';

const sha256 = (...parts: Uint8Array[]): Buffer => parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();

/** The largest power of two smaller than n. */
const k = (n: number): number => 2 ** (Math.ceil(Math.log2(n)) - 1);

export function mth(d: readonly Uint8Array[]): Buffer {
  const [only] = d;
  if (!only) return sha256();
  if (d.length === 1) return sha256(Buffer.of(0), only);
  const split = k(d.length);
  return sha256(Buffer.of(1), mth(d.slice(0, split)), mth(d.slice(split)));
}

export function path(m: number, d: readonly Uint8Array[]): Buffer[] {
  if (d.length <= 1) return [];
  const split = k(d.length);
  if (m < split) return [...path(m, d.slice(0, split)), mth(d.slice(split))];
  return [...path(m - split, d.slice(split)), mth(d.slice(0, split))];
}

export const proof = (m: number, d: readonly Uint8Array[]): Buffer[] => subproof(m, d, true);

function subproof(m: number, d: readonly Uint8Array[], complete: boolean): Buffer[] {
  if (m === d.length) return complete ? [] : [mth(d)];
  const split = k(d.length);
  if (m <= split) return [...subproof(m, d.slice(0, split), complete), mth(d.slice(split))];
  return [...subproof(m - split, d.slice(split), false), mth(d.slice(0, split))];
}

/** Entries that differ, n of them. */
export const entries = (n: number): Buffer[] => Array.from({ length: n }, (_, at) => Buffer.from(`entry ${at}`));

/** For `toThrow`: an error of this code, whatever its sentence. */
export const refused = (code: TlogErrorCode): Error => expect.objectContaining({ name: 'TlogError', code }) as Error;
