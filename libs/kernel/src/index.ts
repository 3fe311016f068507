export {
  ASSERTED_IS_FOR_THE_PAST,
  type Assertion,
  type AssertionRecorded,
  firstDayOf,
  lastDayOf,
  type PartialDate,
  UNKNOWN_PERSON,
  wanting,
} from './asserting.js';
export { type Decider, type DomainCommand, type DomainEvent, fold, unreachable } from './decider.js';
export {
  NO_SUCH_RECORD,
  NOT_IN_THIS_STATE,
  notNow,
  OWN_WORK,
  REFUSALS,
  type RefusalNumber,
  Rejection,
  type Rule,
  STALE_VERSION,
  TIME_IN_THE_FUTURE,
} from './rejection.js';
export {
  ANONYMOUS,
  type Calendar,
  type Context,
  type Escalation,
  keptVersion,
  type MeetingKind,
  peopleBehind,
  type Profile,
  type ProfileVersion,
  type RecordSeries,
  refusedOwnWork,
  type ReviewedTrack,
  type Role,
  ROLES,
  sourceOf,
  TOLD,
  type Strictness,
} from './context.js';
export {
  NO_SUCH_SECTION,
  NOT_SUSPENDED,
  resume,
  RESUMING,
  suspend,
  SUSPENDED_ALREADY,
  SUSPENDED_BY_A_STATUS,
  SUSPENDING,
  type Suspension,
  SUSPENSION_OUT_OF_ORDER,
  SUSPENSION_OUTLIVES_ITS_ORDER,
  type SuspensionAsked,
  type SuspensionBegun,
  type SuspensionEnded,
  type SuspensionFacts,
  withoutSuspension,
  withSuspension,
} from './suspension.js';
export { type EscalationStep, stepsOf, stepsToTell, type ToldStep } from './escalation.js';
export { refusedState, type Transition, type Transitions } from './transitions.js';
export { elapsedMs, HOUR_MS, type Instant, type PlainDate, toInstant } from './time.js';
