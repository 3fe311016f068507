export { type Acceptance, accept, acceptAll, acceptRefused } from './acceptance.js';
export { append, appendAll, headAfter, type NewEvent, type Origin, seal, type StreamHead, VersionConflict } from './append.js';
export {
  applicationPool,
  type Client,
  ERASER_ROLE,
  type Pool,
  type PoolOptions,
  type Queryable,
  Sessions,
  transaction,
} from './database.js';
export { isDatabaseAway, isDatabaseBusy } from './database-faults.js';
export { canonicalJson, cloudEventType, dataHash, type Envelope, storedType } from './entry.js';
export { ERASURE_ORDERED, erasuresOf, nameErased } from './erasures.js';
export { type Failpoint, failpoint } from './failpoint.js';
export { faultText, isSessionLost } from './faults.js';
export { derivedId, newId } from './ids.js';
export {
  closeIncident,
  type CommandIncident,
  countOpenIncidents,
  type EventIncident,
  findIncident,
  type Incident,
  INCIDENT_KINDS,
  INCIDENT_STATES,
  type IncidentFilter,
  type IncidentKind,
  type IncidentState,
  type ListedIncident,
  listIncidents,
  replayIncident,
  resolving,
  skipIncident,
} from './incidents.js';
export { Leadership, type LeadershipOptions } from './leadership.js';
export {
  COMMAND_STATUSES,
  type CommandReport,
  type CommandStatus,
  type IncomingCommand,
  type LedgerCommand,
  noteUnrung,
  type RecordedRejection,
  replay,
  reportsOf,
  ringAgain,
} from './ledger.js';
export type { Logged, LoggedEvent, Visibility } from './logged-event.js';
export { defineProjection, type Projection, sql, type Statement } from './projection.js';
export { IndigestibleEvent, type LogFilter, readLog } from './projector/log-reader.js';
export { consumerOf, ViewProjector, type ViewProjectorOptions, type ViewStatus, ViewStopped } from './projector/projector.js';
export { inOneState, readModels, type ReadModelsOptions } from './projector/read-models.js';
export { checkViews, ensureViews, type RebuildOptions, rebuildView } from './projector/views.js';
export { checkDatabase } from './sequencer/checks.js';
export { Sequencer, type SequencerOptions, type SequencerStatus } from './sequencer/sequencer.js';
export { type BundleBytes, readBundle } from './tree/bundle-reader.js';
export {
  addCosignature,
  addLogKey,
  checkpointAt,
  latestCheckpoint,
  listCheckpoints,
  logKeys,
  type LogKey,
  publishCheckpoint,
  type PublishedCheckpoint,
} from './tree/checkpoint-store.js';
export { spreadCheckpoints } from './tree/checkpoint-spread.js';
export { ProofTiles } from './tree/proof-tiles.js';
export { TreeDamaged } from './tree/resume-tree.js';
export { readEntries, TileStore, treeSize } from './tree/tile-store.js';
export { DEFAULT_STOPS, type StopSettings, Stops } from './stops.js';
export { migrate, pendingMigrations } from './migrate.js';
export {
  countAttempt,
  fail,
  headOf,
  type LockedWork,
  lockUnsettled,
  lockWork,
  type PendingCommand,
  pendingOf,
  postpone,
  settleAll,
  takeAttemptBack,
} from './settling.js';
export { type Folding, type LoadedStream, loadStreams, ReadsChanged, type StoredEvent, Streams, UnitOfWork } from './streams.js';
