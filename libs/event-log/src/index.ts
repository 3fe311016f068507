export {
  append,
  loadStreams,
  type LoadedStream,
  type NewEvent,
  type Origin,
  type StreamHead,
  VersionConflict,
} from './append.js';
export { applicationPool, type Client, type Pool, type Queryable, transaction } from './database.js';
export { canonicalJson, cloudEventType, dataHash, type Envelope, storedType } from './entry.js';
export { type Failpoint, failpoint } from './failpoint.js';
export { derivedId, newId } from './ids.js';
export {
  accept,
  acceptRefused,
  type Acceptance,
  COMMAND_STATUSES,
  type CommandReport,
  type CommandStatus,
  countAttempt,
  fail,
  headOf,
  type Incident,
  incidents,
  type IncomingCommand,
  type LedgerCommand,
  lockUnsettled,
  postpone,
  type RecordedRejection,
  replay,
  reportsOf,
  ringAgain,
  settle,
} from './ledger.js';
export type { Logged, LoggedEvent, Visibility } from './logged-event.js';
export { defineProjection, type Projection, sql, type Statement } from './projection.js';
export { type LogFilter, readLog } from './projector/log-reader.js';
export { consumerOf, ViewProjector, type ViewProjectorOptions, type ViewStatus, ViewStopped } from './projector/projector.js';
export { readModels, type ReadModelsOptions } from './projector/read-models.js';
export { checkViews, ensureViews, type RebuildOptions, rebuildView } from './projector/views.js';
export { checkDatabase } from './sequencer/checks.js';
export { Sequencer, type SequencerOptions, type SequencerStatus } from './sequencer/sequencer.js';
export { migrate, pendingMigrations } from './migrate.js';
