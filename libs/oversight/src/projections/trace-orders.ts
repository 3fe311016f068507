/** What the events of orders and report-backs do to the graph of records. */
import type { TraceHandlers } from './trace-records.js';
import { addDetail, addNode, keyOf, link, moveOn } from './trace-writing.js';

/** `Special Order`, of `SPECIAL_ORDER`: entries from before the designation was kept with them lack it. */
const nameOf = (orderType: string): string =>
  orderType
    .split('_')
    .map((word) => word.charAt(0) + word.slice(1).toLowerCase())
    .join(' ');

const orders: TraceHandlers = {
  'order.number-reserved': (event) => {
    const { orderType, office, year, number, subject, designation } = event.data;
    const label = `${designation ?? `${nameOf(orderType)} No. ${number} of ${year}`}, ${office}: ${subject}`;
    const details = { orderType, office, year, number, subject };
    return [addNode(event, { key: event.subject, step: 'order', label, status: 'NUMBER_RESERVED', isPublic: false, details })];
  },
  'order.opened': (event) => {
    const { orderType, office, subject } = event.data;
    const label = `${nameOf(orderType)}, ${office}: ${subject}`;
    return [addNode(event, { key: event.subject, step: 'order', label, status: 'OPENED', isPublic: false, details: event.data })];
  },
  'order.approval-reviewed': (event) => [moveOn(event, event.subject, { internal: { concurrence: event.data.reason } })],
  'order.number-voided': (event) => [
    moveOn(event, event.subject, { status: 'NUMBER_VOIDED', internal: { voidReason: event.data.reason } }),
  ],
  'order.signed': (event) => {
    const {
      fileCode,
      signer,
      signedAt,
      effectiveAt,
      boardApproval,
      approvalReason,
      boardActionId,
      attestationWarning,
      finalityWarning,
    } = event.data;
    const { changes, supersedes = [] } = event.data;
    const signed = {
      fileCode,
      signer,
      signedAt,
      effectiveAt,
      boardApproval,
      approvalReason,
      attestationWarning,
      finalityWarning,
      changes: changes.map(({ text: _text, ...change }) => change),
    };
    return [
      moveOn(event, event.subject, { status: 'SIGNED', isPublic: true, details: signed }),
      ...link(event.subject, keyOf('board-actions', boardActionId)),
      ...changes.flatMap((change) => [
        ...link(event.subject, keyOf('drafts', change.draftId)),
        ...link(event.subject, keyOf('board-actions', change.boardActionId)),
        ...link(event.subject, `protocols/${change.protocolId}`, 'with'),
      ]),
      ...supersedes.flatMap((id) => link(event.subject, `orders/${id}`, 'with')),
    ];
  },
  'order.effective': (event) => [moveOn(event, event.subject, { status: 'EFFECTIVE' })],
  'order.milestone-recorded': (event) => [moveOn(event, event.subject), addDetail(event.subject, 'milestones', event.data)],
  'order.supersession-recorded': (event) => [
    moveOn(event, event.subject),
    ...link(event.subject, `orders/${event.data.supersedes}`, 'with'),
  ],
  'order.superseded': (event) => {
    const { byOrderId, effectiveAt } = event.data;
    return [moveOn(event, event.subject, { status: 'SUPERSEDED', details: { supersededBy: byOrderId, endedAt: effectiveAt } })];
  },
  'order.rescinded': (event) => {
    const { rescindedAt, reason, boardActionId } = event.data;
    return [
      moveOn(event, event.subject, { status: 'RESCINDED', details: { endedAt: rescindedAt, rescissionReason: reason } }),
      ...link(event.subject, keyOf('board-actions', boardActionId)),
    ];
  },
  'order.rescission-required': (event) => [
    moveOn(event, event.subject),
    addDetail(event.subject, 'rescissionRequiredBy', event.data),
  ],
  'order.paused': (event) => [moveOn(event, event.subject), addDetail(event.subject, 'suspensions', event.data)],
  'order.resumed': (event) => [moveOn(event, event.subject), addDetail(event.subject, 'resumptions', event.data)],
  'order.erratum-annotated': (event) => [moveOn(event, event.subject), addDetail(event.subject, 'errata', event.data)],
};

const reportBacks: TraceHandlers = {
  'report-back.scheduled': (event) => {
    const { source, provisionId, subject, recurs, dueOn, dueAt, ordinal, follows } = event.data;
    const label = recurs === 'NONE' ? subject : `${subject} (${ordinal})`;
    const details = { subject, recurs, ordinal, dueOn, dueAt };
    return [
      addNode(event, { key: event.subject, step: 'report-back', label, status: 'SCHEDULED', details }),
      ...link(event.subject, `${source.type}/${source.id}`),
      ...link(event.subject, keyOf('provisions', provisionId)),
      ...link(event.subject, keyOf('report-backs', follows), 'with'),
    ];
  },
  'report-back.overdue': (event) => [moveOn(event, event.subject, { details: { overdueAnnouncedAt: event.occurredAt } })],
  'report-back.submitted': (event) => {
    const { boardReportId, periodFrom, periodTo, nothingToReport, figures = [], summary, late } = event.data;
    const details = { submittedAt: event.occurredAt, periodFrom, periodTo, nothingToReport, figures, summary, late };
    return [
      moveOn(event, event.subject, { status: 'SUBMITTED', details }),
      ...link(event.subject, keyOf('board-reports', boardReportId), 'with'),
    ];
  },
  'report-back.agendized': (event) => [moveOn(event, event.subject, { status: 'AGENDIZED' })],
  'report-back.accepted': (event) => [
    moveOn(event, event.subject, { status: 'ACCEPTED', details: { acceptedAt: event.occurredAt } }),
  ],
  'report-back.extended': (event) => {
    const { dueOn, dueAt, was, reason, grantedBy } = event.data;
    return [
      moveOn(event, event.subject, { details: { dueOn, dueAt, overdueAnnouncedAt: null } }),
      addDetail(event.subject, 'movedDeadlines', { was, dueOn, reason, grantedBy, movedAt: event.occurredAt }),
    ];
  },
  'report-back.deadline-recomputed': (event) => {
    const { dueOn, dueAt, was, reason } = event.data;
    const moved = { was: was.dueOn, dueOn, reason, grantedBy: event.performedBy, movedAt: event.occurredAt };
    return [
      moveOn(event, event.subject, { details: { dueOn, dueAt, overdueAnnouncedAt: null } }),
      addDetail(event.subject, 'movedDeadlines', moved),
    ];
  },
  'report-back.waived': (event) => [moveOn(event, event.subject, { status: 'WAIVED' })],
  'report-back.ended': (event) => [moveOn(event, event.subject, { status: 'ENDED' })],
  'report-back.outcome-unknown': (event) => [moveOn(event, event.subject, { status: 'OUTCOME_UNKNOWN' })],
  'report-back.returned': (event) => [
    moveOn(event, event.subject, { status: 'RETURNED', details: { returnReason: event.data.reason } }),
  ],
};

export const ordering: TraceHandlers = { ...orders, ...reportBacks };
