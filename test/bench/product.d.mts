/** The types of `product.mjs`: those of the sources that `dist` was built from. */
export {
  append,
  applicationPool,
  canonicalJson,
  type Client,
  defineProjection,
  ensureViews,
  type LoadedStream,
  loadStreams,
  type LoggedEvent,
  migrate,
  newId,
  type NewEvent,
  type Origin,
  type Pool,
  type Projection,
  ProofTiles,
  readLog,
  readModels,
  rebuildView,
  Sequencer,
  sql,
  TileStore,
  type StreamHead,
  transaction,
  UnitOfWork,
  VersionConflict,
} from '../../libs/event-log/src/index.js';
export {
  decodeBundle,
  ed25519Signer,
  ed25519VerifierKey,
  encodeBundle,
  encodeCheckpoint,
  encodeNote,
  Frontier,
  inclusionProof,
  leafHash,
  parseCheckpoint,
  parseNote,
  signNote,
  tileAt,
  tilePath,
  TILE_WIDTH,
  type TileReader,
  type TreeHead,
  verifyInclusion,
} from '../../libs/tlog/src/index.js';
export { resumeTree } from '../../libs/event-log/src/tree/resume-tree.js';
export { verify } from '../../libs/verifier/src/index.js';
export { canonicalJson as quickCanonicalJson } from '../../libs/verifier/src/canonical.js';
export { default as canonicalize } from 'canonicalize';
export { type Decider, fold } from '../../libs/kernel/src/index.js';
export { pageOf } from '../../libs/feed/src/index.js';
export { WebhookDispatcher } from '../../libs/webhooks/src/index.js';
export { catalog, projections } from '../../libs/commission/src/index.js';
export { Coalescer } from '../../libs/command-queue/src/coalescer.js';
export { leash } from '../../libs/testing/src/processes.js';
export { startRedis } from '../../libs/testing/src/redis.js';
export { freshDatabase, startPostgres } from '../../libs/testing/src/services.js';
export { Trouble } from '../../libs/testing/src/trouble.js';
