import type { AuthorityEvent } from '#authorities';
import type { AssertionEvent, CorrectionEvent } from '#corrections';
import type { DelegationEvent } from '#delegations';
import type { DirectiveEvent, ProvisionEvent } from '#directives';
import type { DirectionEvent, ExternalStepEvent, RecommendationEvent, UndertakingEvent } from '#follow-ups';
import type { IncidentEvent } from '#incidents';
import type { DomainEvent } from '#kernel';
import type { BoardActionEvent, BoardEvent, CouncilDaysEvent, IrregularActEvent, MeetingEvent } from '#meetings';
import type { OrderEvent } from '#orders';
import type { DraftEvent, ProtocolEvent, ReviewCommentEvent } from '#protocols';
import type { ReadingEvent } from '#readings';
import type { ReportBackEvent } from '#report-backs';
import type { BoardReportEvent, RequestEvent } from '#requests';

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
  | AuthorityEvent
  | DirectiveEvent
  | ProvisionEvent
  | BoardReportEvent
  | RequestEvent
  | ProtocolEvent
  | DraftEvent
  | ReviewCommentEvent
  | BoardEvent
  | MeetingEvent
  | BoardActionEvent
  | CouncilDaysEvent
  | IrregularActEvent
  | OrderEvent
  | ReportBackEvent
  | RecommendationEvent
  | DirectionEvent
  | UndertakingEvent
  | ExternalStepEvent
  | ReadingEvent
  | CorrectionEvent
  | AssertionEvent
  | DelegationEvent
  | IncidentEvent
  | CommandRefused;
