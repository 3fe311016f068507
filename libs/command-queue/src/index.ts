export { ASSERTED, assertedIn, assertionOf } from './assertion.js';
export { Catalog, type CatalogCommand } from './catalog.js';
export { Coalescer, type CoalescerSettings } from './coalescer.js';
export { ClockKeeper, clocksProjection, ClockView } from './clocks.js';
export { CommandBody } from './command-body.js';
export { commandHandlersFor } from './command-handlers.js';
export {
  Decisions,
  DELEGATION_NOT_IN_FORCE,
  type Jurisdiction,
  recordedRejection,
  recordRefusal,
  REFUSED,
  refusedTime,
} from './decision.js';
export { KEY_REUSED, refuseAtDoor, type RefusedCommand, ROLE_NOT_ALLOWED } from './door-refusal.js';
export { Doorbell, DoorbellAnswerer, type DoorbellSettings, migrateDoorbell, type Ring } from './doorbell.js';
export { dryRun } from './dry-run.js';
export { acceptFollowUp, followUpOf } from './follow-up.js';
export { Eraser } from './eraser.js';
export {
  DateField,
  Flag,
  InstantField,
  OneOf,
  Part,
  PartialDateField,
  Parts,
  RecordId,
  RecordIds,
  Shaped,
  ShapedTexts,
  ShapedList,
  Subset,
  Text,
  Texts,
  Whole,
  Wholes,
} from './fields.js';
export {
  type Claim,
  type ClockChange,
  type CommandSpec,
  defineLifecycle,
  type EventSpec,
  type FactReader,
  type Lifecycle,
  type RecordedEntry,
  type Acting,
} from './lifecycle.js';
export { Loop } from './loop.js';
export { defineReaction, type FollowingCommand, type Reaction } from './reaction.js';
export { type PreparedDatabase, prepareDatabase } from './prepare-database.js';
export { profileMissing } from './rule-book.js';
export { ReactionRunner } from './reaction-runner.js';
export { Reconciler } from './reconciler.js';
export { DEFAULT_SETTLER, type SettlerSettings, StreamSettler } from './settler.js';
export { checkHandlers, checkReactions } from './start-checks.js';
