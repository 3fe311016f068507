/**
 * Cosignatures of witnesses, type 0x04: c2sp.org/tlog-cosignature, "Ed25519 signed message". The signature of a note is
 *
 *   timestamp: uint64, big-endian, POSIX seconds ‖ Ed25519 of "cosignature/v1\ntime <timestamp>\n" ‖ the checkpoint's text
 *
 * and says: at this time, this was the largest consistent tree of this log that the cosigner had seen.
 */
import { type KeyObject, sign, verify } from 'node:crypto';
import { parseCheckpoint } from './checkpoint.js';
import { publicKeyBytes, publicKeyOf, SIGNATURE_BYTES } from './ed25519.js';
import { encodeVerifierKey, keyIdOf, type NoteAlgorithm, type NoteSigner } from './note-key.js';
import { requireCount, TlogError } from './tlog-error.js';

const TYPE = 0x04;
const TIMESTAMP_BYTES = 8;
const LAST_TIMESTAMP = 2n ** 63n - 1n;

export const cosignatureV1: NoteAlgorithm = {
  type: TYPE,
  verifier(name, publicKey) {
    const key = publicKeyOf(publicKey);
    return {
      name,
      keyId: keyIdOf(name, TYPE, publicKey),
      verifies(text, signature) {
        if (signature.length !== TIMESTAMP_BYTES + SIGNATURE_BYTES) return false;
        const timestamp = timestampOf(signature);
        return (
          timestamp <= LAST_TIMESTAMP && verify(null, signedMessage(text, timestamp), key, signature.subarray(TIMESTAMP_BYTES))
        );
      },
    };
  },
};

/** `now` answers POSIX seconds. What is no checkpoint is not signed. A key signs under one name only: the message does not tell it. */
export function cosigner(name: string, privateKey: KeyObject, now: () => number): NoteSigner {
  return {
    name,
    keyId: keyIdOf(name, TYPE, publicKeyBytes(privateKey)),
    sign(text) {
      parseCheckpoint(text);
      const seconds = now();
      requireCount(seconds, 'The time of a cosignature');
      const timestamp = Buffer.alloc(TIMESTAMP_BYTES);
      timestamp.writeBigUInt64BE(BigInt(seconds));
      return Buffer.concat([timestamp, sign(null, signedMessage(text, BigInt(seconds)), privateKey)]);
    },
  };
}

export const cosignerKey = (name: string, key: KeyObject): string => encodeVerifierKey(name, TYPE, publicKeyBytes(key));

/** When a cosignature was given, in POSIX seconds. Of a signature that verified. */
export function cosignedAt(signature: Uint8Array): number {
  if (signature.length !== TIMESTAMP_BYTES + SIGNATURE_BYTES) {
    throw new TlogError(
      'malformed-note',
      `A cosignature has ${TIMESTAMP_BYTES + SIGNATURE_BYTES} bytes, not ${signature.length}.`,
    );
  }
  return Number(timestampOf(signature));
}

const timestampOf = (signature: Uint8Array): bigint =>
  Buffer.from(signature.buffer, signature.byteOffset, signature.byteLength).readBigUInt64BE();

const signedMessage = (text: string, timestamp: bigint): Buffer => Buffer.from(`cosignature/v1\ntime ${timestamp}\n${text}`);
