export { append, loadStreams, type LoadedStream, type NewEvent, type Origin, type StreamHead, VersionConflict } from './append.js';
export { applicationPool, type Client, type Pool, type Queryable, transaction } from './database.js';
export { canonicalJson, cloudEventType, dataHash, type Envelope, storedType } from './entry.js';
export { derivedId, newId } from './ids.js';
export {
  accept,
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
