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
  type Calendar,
  type Context,
  type MeetingKind,
  peopleBehind,
  type Profile,
  refusedOwnWork,
  type Role,
  ROLES,
  type Strictness,
} from './context.js';
export { refusedState, type Transition, type Transitions } from './transitions.js';
export { elapsedMs, HOUR_MS, type Instant, type PlainDate, toInstant } from './time.js';
