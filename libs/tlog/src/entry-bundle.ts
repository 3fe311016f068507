/** Entry bundles of c2sp.org/tlog-tiles: each entry behind its length, a big-endian uint16. */
import { TlogError } from './tlog-error.js';

/**
 * What a uint16 can count. A longer entry could be hashed into the tree and then never be served, so whoever appends refuses it
 * before it is committed: a log cannot take an entry back.
 */
export const MAX_ENTRY_BYTES = 0xffff;

const PREFIX_BYTES = 2;

/** Throws `entry-too-large`. */
export function requireBundleable(entry: Uint8Array): void {
  if (entry.length > MAX_ENTRY_BYTES) {
    throw new TlogError('entry-too-large', `An entry of ${entry.length} bytes; a bundle holds none over ${MAX_ENTRY_BYTES}.`);
  }
}

export function encodeBundle(entries: readonly Uint8Array[]): Buffer {
  entries.forEach(requireBundleable);
  const bundle = Buffer.alloc(entries.reduce((sum, { length }) => sum + PREFIX_BYTES + length, 0));
  let at = 0;
  for (const entry of entries) {
    at = bundle.writeUInt16BE(entry.length, at);
    bundle.set(entry, at);
    at += entry.length;
  }
  return bundle;
}

/** The entries of a bundle of this width, as views of its bytes. Refuses one that has fewer or more. */
export function decodeBundle(bytes: Uint8Array, width: number): Buffer[] {
  const bundle = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries: Buffer[] = [];
  let at = 0;
  while (at < bundle.length) {
    if (entries.length === width)
      throw new TlogError('malformed-bundle', `${bundle.length - at} bytes follow the last of ${width} entries.`);
    const start = at + PREFIX_BYTES;
    const end = start + (start <= bundle.length ? bundle.readUInt16BE(at) : 0);
    if (start > bundle.length || end > bundle.length)
      throw new TlogError('malformed-bundle', `The bundle ends within entry ${entries.length}.`);
    entries.push(bundle.subarray(start, end));
    at = end;
  }
  if (entries.length < width)
    throw new TlogError('malformed-bundle', `The bundle ends after ${entries.length} of ${width} entries.`);
  return entries;
}
