import type { ContinuationEvent } from '#continuations';
import type { WorkEvent } from '#corrections';
import type { DelegationEvent } from '#delegations';
import type { IncidentEvent } from '#incidents';
import type { DomainEvent } from '#kernel';
import type { ErasureEvent, PreservationHoldEvent } from '#preservation';
import type { ReadingEvent } from '#readings';
import type { WebhookEvent } from '#webhooks';

/** A refusal, as the machinery records it on a stream of its own; its subject is the record that the command was about. */
export type CommandRefused = DomainEvent<
  'command.refused',
  {
    readonly command: string;
    readonly outcome: 'refused';
    readonly rule: { readonly code: string; readonly title: string; readonly detail: string; readonly number?: number };
  }
>;

/** Whatever the log can hold. */
export type OversightEvent =
  | WorkEvent
  | ReadingEvent
  | DelegationEvent
  | IncidentEvent
  | WebhookEvent
  | PreservationHoldEvent
  | ErasureEvent
  | ContinuationEvent
  | CommandRefused;
