/** What every entry promises by itself: the bytes are the RFC 8785 form of an event's CloudEvents envelope, without data and position. */
import { isObject, parseCanonical } from './canonical.js';

/** What verification needs of an envelope. */
export interface Envelope {
  readonly type: string;
  readonly stream: string;
  /** From 1 on each stream. */
  readonly streamversion: number;
  /** SHA-256 of the stream's previous entry in hex; zeros for its first. */
  readonly streamprev: string;
  /** SHA-256(salt ‖ canonical data) in hex. */
  readonly datahash: string;
  readonly visibility: string;
}

const HASH = /^[0-9a-f]{64}$/;
/** What is added on delivery, and never sealed into an entry. */
const DELIVERED = ['position', 'data', 'datasalt', 'withheld', 'erased'];

/** Throws, with the reason, where the bytes are no entry of a log. */
export function parseEntry(bytes: Buffer): Envelope {
  const value = parseCanonical(bytes);
  if (!isObject(value)) throw new Error('it is no JSON object');
  const { specversion, type, stream, streamversion, streamprev, datahash, visibility } = value;
  if (specversion !== '1.0') throw new Error('it is no CloudEvent 1.0: specversion');
  if (typeof type !== 'string' || type === '') throw new Error('it has no type');
  if (typeof stream !== 'string' || stream === '') throw new Error('it has no stream');
  if (!Number.isSafeInteger(streamversion) || Number(streamversion) < 1)
    throw new Error('its streamversion is no whole number from 1 on');
  if (typeof streamprev !== 'string' || !HASH.test(streamprev)) throw new Error('its streamprev is no SHA-256 in hex');
  if (typeof datahash !== 'string' || !HASH.test(datahash)) throw new Error('its datahash is no SHA-256 in hex');
  if (typeof visibility !== 'string') throw new Error('it has no visibility');
  const sealed = DELIVERED.find((name) => name in value);
  if (sealed !== undefined) throw new Error(`it has ${sealed}, which is added on delivery only`);
  return { type, stream, streamversion: Number(streamversion), streamprev, datahash, visibility };
}
