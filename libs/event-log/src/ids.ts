import { createHash } from 'node:crypto';
import { v7 } from 'uuid';

/** A new UUIDv7: ordered by time, unique without asking anybody. */
export const newId = (): string => v7();

/**
 * A UUIDv8 that is always the same for the same parts: what follows from an event has its identity from that event,
 * so doing it twice is doing it once.
 */
export function derivedId(...parts: readonly (string | number)[]): string {
  const bytes = createHash('sha256').update(JSON.stringify(parts)).digest().subarray(0, 16);
  bytes[6] = (bytes.readUInt8(6) & 0x0f) | 0x80;
  bytes[8] = (bytes.readUInt8(8) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
