/** Plain Ed25519 signatures of notes, type 0x01: c2sp.org/signed-note, "Ed25519 signatures". A log signs its checkpoints so. */
import { type KeyObject, sign, verify } from 'node:crypto';
import { publicKeyBytes, publicKeyOf, SIGNATURE_BYTES } from './ed25519.js';
import { encodeVerifierKey, keyIdOf, type NoteAlgorithm, type NoteSigner } from './note-key.js';

const TYPE = 0x01;

export const ed25519Note: NoteAlgorithm = {
  type: TYPE,
  verifier(name, publicKey) {
    const key = publicKeyOf(publicKey);
    return {
      name,
      keyId: keyIdOf(name, TYPE, publicKey),
      verifies: (text, signature) => signature.length === SIGNATURE_BYTES && verify(null, Buffer.from(text), key, signature),
    };
  },
};

export function ed25519Signer(name: string, privateKey: KeyObject): NoteSigner {
  return {
    name,
    keyId: keyIdOf(name, TYPE, publicKeyBytes(privateKey)),
    sign: (text) => sign(null, Buffer.from(text), privateKey),
  };
}

/** What others verify with, of a public key or a private one. */
export const ed25519VerifierKey = (name: string, key: KeyObject): string => encodeVerifierKey(name, TYPE, publicKeyBytes(key));
