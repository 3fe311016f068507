export { CheckpointFolder, type SignedCheckpoint } from './checkpoint-folder.js';
export { CheckpointSigner, SigningRefused } from './checkpoint-signer.js';
export { openContinuation } from './continuation.js';
export { FolderHeld, FolderLock } from './folder-lock.js';
export {
  createKeyFile,
  type KeySource,
  readSigningKeys,
  rotateKeyFile,
  type SigningKey,
  SigningKeyError,
} from './signing-keys.js';
export { SignerState } from './signer-state.js';
export { parseWitnesses, type WitnessAddress, WitnessClient, WitnessFault } from './witness-client.js';
export { Witnesses } from './witnesses.js';
