/** Ed25519 keys (RFC 8032) between their 32 bytes, which verifier keys carry, and what node:crypto signs with. */
import { createPublicKey, type KeyObject } from 'node:crypto';
import { TlogError } from './tlog-error.js';

export const PUBLIC_KEY_BYTES = 32;
export const SIGNATURE_BYTES = 64;

export function publicKeyOf(bytes: Uint8Array): KeyObject {
  if (bytes.length !== PUBLIC_KEY_BYTES) {
    throw new TlogError('malformed-key', `An Ed25519 key has ${PUBLIC_KEY_BYTES} bytes, not ${bytes.length}.`);
  }
  return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(bytes).toString('base64url') }, format: 'jwk' });
}

/** The 32 bytes of a public key, or of the public half of a private one. */
export function publicKeyBytes(key: KeyObject): Buffer {
  if (key.asymmetricKeyType !== 'ed25519') {
    throw new TlogError('malformed-key', `An Ed25519 key is wanted, not ${key.asymmetricKeyType ?? key.type}.`);
  }
  const half = key.type === 'private' ? createPublicKey(key) : key;
  return Buffer.from(half.export({ format: 'jwk' }).x ?? '', 'base64url');
}
