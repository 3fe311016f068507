/**
 * What a correction may change of each kind of entry. What is not listed stands as it was entered: texts and their hashes, votes other than
 * by a recount, who acted, and whatever a rule, a clock or a claim rested on. A new field is fixed until somebody lists it here.
 */
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
import type { WorkEvent } from './work-event.js';

/** The fields of every form that the data can have. */
type FieldOf<Data> = Data extends unknown ? keyof Data & string : never;
/** A field with all that is in it, or a path below it, in which `*` is any place in a list. */
type Place<Data> = FieldOf<Data> | `${FieldOf<Data>}/${string}`;

type Correctable<Event extends WorkEvent> = {
  readonly [Type in Event['type']]: readonly Place<Extract<Event, { type: Type }>['data']>[];
};

/** Nothing of it: it says who did what, when, to which record. */
const NOTHING = [] as const;

const ofDirectives: Correctable<AuthorityEvent | DirectiveEvent | ProvisionEvent | BoardReportEvent | RequestEvent> = {
  'authority.registered': ['citation', 'title'],
  'authority.status-recorded': ['source'],
  'directive.registered': ['number', 'label', 'issuedBy'],
  'directive.activated': NOTHING,
  'directive.closed': NOTHING,
  'directive.superseded': ['reason'],
  'directive.rescinded': ['reason'],
  // The words are the Mayor's: an entry that copied them wrongly is put right, the directive itself never changes.
  'provision.opened': ['addressee', 'text', 'elements'],
  'provision.assigned': NOTHING,
  'provision.started': NOTHING,
  'provision.evidence-submitted': ['links/*/title', 'note'],
  'provision.verified': NOTHING,
  'provision.evidence-returned': ['reason'],
  'provision.paused': ['releaseCondition'],
  'provision.resumed': NOTHING,
  'provision.withdrawn': ['reason'],
  'provision.declined': ['reason'],
  'provision.superseded': ['reason'],
  'provision.deadline-extended': ['reason'],
  'provision.deadline-recomputed': NOTHING,
  'provision.deadline-awaits-status': NOTHING,
  'provision.deadline-started': NOTHING,
  'provision.overdue': NOTHING,
  'provision.escalated': NOTHING,
  'board-report.received': ['title'],
  'board-report.agendized': NOTHING,
  'board-report.disposed': NOTHING,
  'request.opened': ['title'],
  'request.agendized': NOTHING,
  'request.issued': NOTHING,
  'request.not-adopted': NOTHING,
  'request.acknowledged': NOTHING,
  'request.response-begun': NOTHING,
  'request.responded': NOTHING,
  'request.returned': ['reason'],
  'request.closed': NOTHING,
  'request.withdrawn': ['reason'],
  'request.obligation-opened': NOTHING,
  'request.obligation-met': NOTHING,
};

const ofProtocols: Correctable<ProtocolEvent | DraftEvent | ReviewCommentEvent> = {
  'protocol.registered': ['title'],
  // The text in force is told by these instants as they were put right.
  'protocol.version-effective': ['source', 'effectiveAt', 'expiresAt'],
  'protocol.version-rescinded': ['source', 'effectiveAt'],
  'protocol.version-expired': NOTHING,
  'protocol.paused': ['suspendedAt'],
  'protocol.resumed': ['resumedAt'],
  'draft.opened': ['title'],
  'draft.version-saved': ['changeSummary', 'rationale'],
  'draft.submitted': NOTHING,
  'draft.changes-requested': ['reason'],
  'draft.approved': NOTHING,
  'draft.transmitted': NOTHING,
  'draft.posted': NOTHING,
  'draft.adopted': NOTHING,
  'draft.adopted-as-amended': NOTHING,
  'draft.not-adopted': NOTHING,
  'draft.conformed-text-attached': ['changeSummary'],
  'draft.conformed-text-certified': NOTHING,
  'draft.withdrawn': ['reason'],
  // A city attorney concurred in the reason.
  'draft.chief-issued': NOTHING,
  'draft.returned': ['reason'],
  'draft.review-recorded': NOTHING,
  'draft.review-note-recorded': NOTHING,
  'draft.review-progressed': NOTHING,
  'draft.review-reopened': ['reason'],
  'draft.review-paused': ['reason'],
  'draft.review-resumed': NOTHING,
  'draft.review-extended': ['reason'],
  'draft.review-recomputed': NOTHING,
  'draft.review-overdue': NOTHING,
  'draft.review-escalated': NOTHING,
  'draft.early-action-recorded': NOTHING,
  'draft.comment-scheduled': NOTHING,
  'draft.comment-opened': NOTHING,
  'draft.comment-closed': NOTHING,
  // The Board voted with it before its eyes.
  'draft.comment-summarised': NOTHING,
  'comment.received': ['name'],
  'comment.answered': ['reason'],
};

const ofMeetings: Correctable<MeetingEvent | BoardEvent> = {
  'board.constituted': ['name'],
  'board.seat-filled': ['name'],
  'board.seat-vacated': NOTHING,
  'board.officer-elected': NOTHING,
  'meeting.scheduled': ['place'],
  // What the public was told is revised by its own step, and noticed anew.
  'meeting.item-placed': NOTHING,
  'meeting.item-revised': NOTHING,
  'meeting.agenda-posted': ['evidence'],
  'meeting.item-withdrawn': ['reason'],
  'meeting.cancelled': ['reason'],
  'meeting.convened': NOTHING,
  'meeting.attendance-recorded': ['remote'],
  'meeting.item-pulled': ['pulledBy'],
  'meeting.item-called': NOTHING,
  'meeting.comment-heard': ['speakers'],
  'meeting.recusal-recorded': ['ground'],
  'meeting.notice-exception-recorded': NOTHING,
  'meeting.motion-made': NOTHING,
  'meeting.motion-seconded': NOTHING,
  // Counted anew by the meeting.
  'meeting.roll-call-recorded': ['votes/*/vote'],
  'meeting.motion-failed': NOTHING,
  'meeting.item-decided': NOTHING,
  'meeting.item-disposed': ['referredTo'],
  'meeting.outcome-changed': NOTHING,
  'meeting.action-noted': NOTHING,
  'meeting.vote-corrected': NOTHING,
  'meeting.adjourned': NOTHING,
  'meeting.minutes-drafted': ['remarks'],
  'meeting.minutes-approved': NOTHING,
  'meeting.approval-failed': NOTHING,
};

const ofActions: Correctable<BoardActionEvent | CouncilDaysEvent | IrregularActEvent> = {
  'board-action.adopted': NOTHING,
  'board-action.attestation-signed': NOTHING,
  'board-action.attested': NOTHING,
  'board-action.rescission-required': NOTHING,
  'board-action.stands-again': NOTHING,
  'board-action.rescinded': NOTHING,
  'board-action.council-review-opened': NOTHING,
  'board-action.council-days-counted': NOTHING,
  'board-action.council-days-recounted': NOTHING,
  'board-action.council-review-nears-its-end': NOTHING,
  'board-action.council-review-waived': ['citation', 'class'],
  'board-action.jurisdiction-asserted': ['councilFile'],
  'board-action.final': NOTHING,
  'board-action.finality-withdrawn': NOTHING,
  'board-action.vetoed': ['councilFile'],
  'board-action.remanded': ['councilFile'],
  'board-action.veto-period-escalated': NOTHING,
  'board-action.cure-demand-received': ['reference', 'alleges'],
  'board-action.cure-demand-recomputed': NOTHING,
  'board-action.cure-demand-escalated': NOTHING,
  'board-action.cured': ['answer'],
  'board-action.cure-refused': ['answer'],
  'board-action.cure-deemed-refused': NOTHING,
  'board-action.condition-set': NOTHING,
  'board-action.condition-met': ['how'],
  'board-action.order-signed': NOTHING,
  'board-action.privilege-waived': NOTHING,
  'board-action.provision-declined': ['reason'],
  // What is wrong with a day is struck by its own step, and every action counts anew.
  'council-days.recorded': NOTHING,
  'council-days.struck': NOTHING,
  'council-days.review-begun': NOTHING,
  // A city attorney concurred in the words.
  'irregular-act.recorded': ['source'],
  'irregular-act.reviewed': ['reason'],
  'irregular-act.cured': ['how'],
  'irregular-act.uncured': NOTHING,
};

const ofOrders: Correctable<OrderEvent | ReportBackEvent | CorrectionEvent | AssertionEvent> = {
  'order.number-reserved': ['subject'],
  // A notice is known by its office, its date and its subject.
  'order.opened': NOTHING,
  'order.number-voided': ['reason'],
  'order.approval-reviewed': NOTHING,
  'order.signed': ['fileCode', 'effectiveAt'],
  'order.effective': NOTHING,
  'order.milestone-recorded': ['on', 'uri'],
  'order.supersession-recorded': ['source'],
  'order.superseded': NOTHING,
  'order.rescinded': ['reason', 'rescindedAt'],
  'order.rescission-required': NOTHING,
  'order.paused': NOTHING,
  'order.resumed': NOTHING,
  'order.erratum-annotated': ['passage', 'shouldRead', 'reason', 'source'],
  'report-back.scheduled': ['subject'],
  'report-back.overdue': NOTHING,
  'report-back.submitted': ['figures', 'summary'],
  'report-back.agendized': NOTHING,
  'report-back.accepted': NOTHING,
  'report-back.returned': ['reason'],
  'report-back.extended': ['reason'],
  'report-back.deadline-recomputed': NOTHING,
  'report-back.waived': ['reason'],
  'report-back.ended': ['reason'],
  'report-back.outcome-unknown': ['source'],
  'correction.proposed': NOTHING,
  'correction.confirmed': NOTHING,
  'correction.declined': ['reason'],
  'correction.vote-corrected': NOTHING,
  'assertion.recorded': NOTHING,
  'assertion.confirmed': NOTHING,
  'assertion.declined': ['reason'],
};

const ofFollowUps: Correctable<RecommendationEvent | DirectionEvent | UndertakingEvent | ExternalStepEvent> = {
  'recommendation.recorded': ['number'],
  'recommendation.answered': ['reason'],
  'recommendation.implementation-reported': ['what', 'evidence/*/title'],
  'recommendation.verified': NOTHING,
  'recommendation.implementation-returned': ['reason'],
  'recommendation.withdrawn': ['reason'],
  'direction.recorded': ['of', 'text'],
  'direction.followed': ['what'],
  'direction.set-aside': ['reason'],
  'undertaking.recorded': ['text'],
  'undertaking.extended': ['reason'],
  'undertaking.kept': ['how', 'evidence/*/title'],
  'undertaking.released': ['reason'],
  'undertaking.overdue': NOTHING,
  // Another person verified what it says.
  'external-step.recorded': ['source'],
  'external-step.evidence-added': ['evidence/*/title'],
  'external-step.verified': ['how'],
  'external-step.withdrawn': ['reason'],
};

/** By the type of an entry, the places in its data that a correction may change; a type that is not here has none. */
export const CORRECTABLE: Readonly<Record<string, readonly string[]>> = {
  ...ofDirectives,
  ...ofProtocols,
  ...ofMeetings,
  ...ofActions,
  ...ofOrders,
  ...ofFollowUps,
};
