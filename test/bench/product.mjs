/** Promulgate as it is built: the benchmarks measure the code that runs in production, not a copy of it. */
export {
  append,
  applicationPool,
  canonicalJson,
  defineProjection,
  ensureViews,
  loadStreams,
  migrate,
  newId,
  ProofTiles,
  readLog,
  readModels,
  rebuildView,
  Sequencer,
  sql,
  TileStore,
  transaction,
  UnitOfWork,
  VersionConflict,
} from '../../dist/libs/event-log/src/index.js';
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
  verifyInclusion,
} from '../../dist/libs/tlog/src/index.js';
export { resumeTree } from '../../dist/libs/event-log/src/tree/resume-tree.js';
export { verify } from '../../dist/libs/verifier/src/index.js';
export { canonicalJson as quickCanonicalJson } from '../../dist/libs/verifier/src/canonical.js';
export { default as canonicalize } from '../../node_modules/canonicalize/lib/canonicalize.js';
export { fold } from '../../dist/libs/kernel/src/index.js';
export { pageOf } from '../../dist/libs/feed/src/index.js';
export { WebhookDispatcher } from '../../dist/libs/webhooks/src/index.js';
export { catalog, projections } from '../../dist/libs/commission/src/index.js';
export { Coalescer } from '../../dist/libs/command-queue/src/coalescer.js';
export { leash } from '../../dist/libs/testing/src/processes.js';
export { startRedis } from '../../dist/libs/testing/src/redis.js';
export { freshDatabase, startPostgres } from '../../dist/libs/testing/src/services.js';
export { Trouble } from '../../dist/libs/testing/src/trouble.js';
