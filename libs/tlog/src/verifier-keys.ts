import { cosignatureV1 } from './cosignature.js';
import { ed25519Note } from './note-ed25519.js';
import { type NoteVerifier, parseKey } from './note-key.js';

/** A key that signs a log's checkpoints: Ed25519 (0x01). */
export const parseLogKey = (verifierKey: string): NoteVerifier => parseKey(verifierKey, [ed25519Note]);

/** A key of a witness: Ed25519 cosignatures (0x04). A plain signature would not say when. */
export const parseWitnessKey = (verifierKey: string): NoteVerifier => parseKey(verifierKey, [cosignatureV1]);
