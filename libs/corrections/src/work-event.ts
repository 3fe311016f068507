import type { AuthorityEvent } from '#authorities';
import type { DirectiveEvent, ProvisionEvent } from '#directives';
import type { DirectionEvent, ExternalStepEvent, RecommendationEvent, UndertakingEvent } from '#follow-ups';
import type { BoardActionEvent, BoardEvent, CouncilDaysEvent, IrregularActEvent, MeetingEvent } from '#meetings';
import type { OrderEvent } from '#orders';
import type { DraftEvent, ProtocolEvent, ReviewCommentEvent } from '#protocols';
import type { ReportBackEvent } from '#report-backs';
import type { BoardReportEvent, RequestEvent } from '#requests';
import type { AssertionEvent } from './domain/assertion.js';
import type { CorrectionEvent } from './domain/correction.js';

/** The entries of the commission's work. Delegations are revoked and granted anew, and what administrators entered is not corrected. */
export type WorkEvent =
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
  | CorrectionEvent
  | AssertionEvent;
