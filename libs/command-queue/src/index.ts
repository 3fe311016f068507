export { CommandBody } from './command-body.js';
export { DateField, Flag, InstantField, OneOf, Part, Parts, RecordId, RecordIds, Shaped, Text, Texts, Whole } from './fields.js';
export {
  type Claim,
  type ClockChange,
  type CommandSpec,
  defineLifecycle,
  type EventSpec,
  type FactReader,
  type Lifecycle,
  type RecordedEntry,
} from './lifecycle.js';
export { defineReaction, type FollowingCommand, type Reaction } from './reaction.js';
export { commandHandlersFor } from './command-handlers.js';
