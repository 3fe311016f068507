export { decodeBase64, encodeBase64 } from './base64.js';
export { type Checkpoint, encodeCheckpoint, parseCheckpoint } from './checkpoint.js';
export { cosignedAt, cosigner, cosignerKey } from './cosignature.js';
export { decodeBundle, encodeBundle, MAX_ENTRY_BYTES, requireBundleable } from './entry-bundle.js';
export { Frontier } from './frontier.js';
export { EMPTY_ROOT, HASH_BYTES, leafHash, nodeHash, perfectRoot } from './hashing.js';
export { KeptTiles } from './kept-tiles.js';
export { ed25519Signer, ed25519VerifierKey } from './note-ed25519.js';
export type { NoteKey, NoteSigner, NoteVerifier } from './note-key.js';
export {
  encodeNote,
  encodeSignature,
  MAX_NOTE_BYTES,
  type Note,
  type NoteSignature,
  parseNote,
  parseSignatureLines,
  signNote,
  verifyNote,
} from './signed-note.js';
export { grow, type TileGrowth } from './tile-growth.js';
export { consistencyProof, inclusionProof, readFrontier, type TileReader } from './tile-proofs.js';
export {
  hashesAtLevel,
  newTiles,
  parseTilePath,
  splitHashes,
  TILE_WIDTH,
  tileAt,
  type TileCoordinates,
  tileHashes,
  tilePath,
} from './tiles.js';
export { TlogError, type TlogErrorCode } from './tlog-error.js';
export { parseLogKey, parseWitnessKey } from './verifier-keys.js';
export { MAX_PROOF_HASHES, type Proof, type TreeHead, verifyConsistency, verifyInclusion } from './verify-proofs.js';
