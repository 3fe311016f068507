/** What each event does to the graph of records, from the directive to the draft. What comes after is in trace-decisions.ts. */
import { type Logged, type LoggedEvent, sql, type Statement } from '#event-log';
import type { ProtocolEvent } from '#protocols';
import type { OversightEvent } from '../oversight-event.js';
import { addDetail, addNode, keyOf, link, moveOn } from './trace-writing.js';

export type TraceHandlers = {
  readonly [Type in OversightEvent['type']]?: (event: Extract<Logged<OversightEvent>, LoggedEvent<Type>>) => readonly Statement[];
};

const to =
  (status: string) =>
  (event: LoggedEvent): readonly Statement[] => [moveOn(event, event.subject, { status })];

export const work: TraceHandlers = {
  'directive.registered': (event) => {
    const { label, number, issuedBy, signedOn, synthetic = false } = event.data;
    const details = { number, issuedBy, signedOn, synthetic };
    return [addNode(event, { key: event.subject, step: 'directive', label, status: 'REGISTERED', details })];
  },
  'directive.activated': to('ACTIVE'),
  'directive.closed': to('CLOSED'),
  'directive.superseded': (event) => [
    moveOn(event, event.subject, { status: 'SUPERSEDED', details: { supersededBy: event.data.byDirectiveId } }),
  ],
  'directive.rescinded': to('RESCINDED'),

  'provision.opened': (event) => {
    const { directiveId, key, verb, addressee, text, partOf, parts, dueOn } = event.data;
    const details = { key, verb, addressee, text, ...(parts ? { parts } : {}), ...(dueOn ? { dueOn } : {}) };
    const status = parts ? 'DIVIDED' : 'OPEN';
    return [
      addNode(event, { key: event.subject, step: 'provision', label: `Provision ${key}`, status, details }),
      ...link(event.subject, `directives/${directiveId}`),
      ...link(event.subject, keyOf('provisions', partOf)),
    ];
  },
  'provision.assigned': (event) => [
    moveOn(event, event.subject),
    sql`update trace_nodes set status = 'ASSIGNED' where key = ${event.subject} and status = 'OPEN'`,
    addDetail(event.subject, 'assignments', { department: event.data.department, assignedAt: event.occurredAt }),
  ],
  'provision.started': to('IN_PROGRESS'),
  'provision.evidence-submitted': to('EVIDENCE_SUBMITTED'),
  'provision.evidence-returned': to('IN_PROGRESS'),
  'provision.verified': to('SATISFIED'),
  'provision.paused': (event) => {
    const { authorityId, scope, releaseCondition } = event.data;
    return [moveOn(event, event.subject, { status: 'LEGAL_HOLD', internal: { hold: { authorityId, scope, releaseCondition } } })];
  },
  'provision.resumed': (event) => {
    const { status, dueOn } = event.data;
    return [moveOn(event, event.subject, { status, details: dueOn ? { dueOn } : {}, internal: { hold: null } })];
  },
  'provision.withdrawn': to('WITHDRAWN'),
  'provision.declined': (event) => [
    moveOn(event, event.subject, {
      status: 'DECLINED',
      details: { boardActionId: event.data.boardActionId, reason: event.data.reason },
    }),
  ],
  'provision.superseded': to('SUPERSEDED'),
  'provision.deadline-extended': (event) => {
    const { dueOn, was, reason, grantedBy } = event.data;
    return [
      moveOn(event, event.subject, { details: { dueOn, overdueSince: null } }),
      addDetail(event.subject, 'movedDeadlines', { was, dueOn, reason, grantedBy, movedAt: event.occurredAt }),
    ];
  },
  'provision.escalated': (event) => {
    const { tells, days, dueOn } = event.data;
    return [
      moveOn(event, event.subject),
      addDetail(event.subject, 'escalations', { tells, days, dueOn, toldAt: event.recordedAt }),
    ];
  },
  'provision.deadline-awaits-status': (event) => {
    const { authorityId, scope, status, days } = event.data;
    return [moveOn(event, event.subject, { details: { awaits: { authorityId, scope, status, days } } })];
  },
  'provision.deadline-started': (event) => {
    const { dueOn, effectiveOn, confirmedBy } = event.data;
    return [
      moveOn(event, event.subject, {
        details: { dueOn, awaits: null, deadlineStarted: { effectiveOn, confirmedBy }, overdueSince: null },
      }),
    ];
  },
  'provision.deadline-recomputed': (event) => {
    const { dueOn, was, reason } = event.data;
    const moved = { was: was.dueOn, dueOn, reason, grantedBy: event.performedBy, movedAt: event.occurredAt };
    return [
      moveOn(event, event.subject, { details: { dueOn, overdueSince: null } }),
      addDetail(event.subject, 'movedDeadlines', moved),
    ];
  },
  'provision.overdue': (event) => [moveOn(event, event.subject, { details: { overdueSince: event.data.dueAt } })],

  'board-report.received': (event) => {
    const { bpcNumber, from, title, reportedOn, about, follows } = event.data;
    const details = { bpcNumber, from, title, reportedOn };
    return [
      addNode(event, { key: event.subject, step: 'board-report', label: `${bpcNumber}: ${title}`, status: 'RECEIVED', details }),
      ...link(event.subject, keyOf('board-reports', follows), 'with'),
      // A report is a vehicle: what it is about has it beside it.
      ...(about ? link(`${about.type}/${about.id}`, event.subject, 'with') : []),
    ];
  },
  'board-report.agendized': (event) => [
    moveOn(event, event.subject, { status: 'AGENDIZED' }),
    addDetail(event.subject, 'items', event.data),
  ],
  'board-report.disposed': (event) => [
    moveOn(event, event.subject, { status: 'DISPOSED' }),
    addDetail(event.subject, 'items', event.data),
  ],

  'request.opened': (event) => {
    const { provisionId, boardReportId, bpcNumber, title, asks } = event.data;
    return [
      addNode(event, { key: event.subject, step: 'request', label: title, status: 'DRAFTED', details: { bpcNumber, asks } }),
      ...link(event.subject, `provisions/${provisionId}`),
      ...link(event.subject, `board-reports/${boardReportId}`, 'with'),
    ];
  },
  'request.agendized': to('AGENDIZED'),
  'request.issued': (event) => [
    moveOn(event, event.subject, {
      status: 'ISSUED',
      details: { issuedAt: event.occurredAt, boardActionId: event.data.boardActionId },
    }),
  ],
  'request.not-adopted': to('NOT_ADOPTED'),
  'request.acknowledged': (event) => [
    moveOn(event, event.subject, { status: 'ACKNOWLEDGED', details: { acknowledgedAt: event.occurredAt } }),
  ],
  'request.response-begun': to('IN_RESPONSE'),
  'request.responded': (event) => [
    moveOn(event, event.subject, { status: 'RESPONDED', details: { respondedAt: event.occurredAt } }),
  ],
  'request.returned': (event) => [
    moveOn(event, event.subject, { status: 'RETURNED', internal: { returnReason: event.data.reason } }),
  ],
  'request.closed': to('CLOSED'),
  'request.withdrawn': (event) => [
    moveOn(event, event.subject, { status: 'WITHDRAWN', internal: { withdrawalReason: event.data.reason } }),
  ],

  'protocol.registered': (event) => {
    const { kind, identifier, title } = event.data;
    const details = { kind, identifier, title };
    return [
      addNode(event, { key: event.subject, step: 'protocol', label: `${identifier} ${title}`, status: 'REGISTERED', details }),
    ];
  },
  'protocol.version-effective': (event) => {
    const { version, effectiveAt, expiresAt, textHash, source, orderId, boardActionId, draftId, change, supersedes } = event.data;
    const key = `${event.subject}#${version}`;
    const details = { version, effectiveAt, expiresAt, textHash, source, change, draftId, supersedes };
    return [
      moveOn(event, event.subject, { status: 'IN_FORCE', details: { versionInForce: version } }),
      addNode(event, { key, step: 'version-in-force', label: `Version ${version}`, status: 'EFFECTIVE', details }),
      sql`update trace_nodes v set label = v.label || ' of ' || p.label from trace_nodes p where p.key = ${event.subject} and v.key = ${key}`,
      ...(supersedes === undefined ? [] : [moveOn(event, `${event.subject}#${supersedes}`, { status: 'SUPERSEDED' })]),
      ...link(key, event.subject, 'with'),
      ...link(key, keyOf('orders', orderId)),
      ...link(key, keyOf('board-actions', boardActionId)),
    ];
  },
  'protocol.version-rescinded': (event) => [
    moveOn(event, event.subject, { status: 'RESCINDED', details: { versionInForce: 0 } }),
    moveOn(event, `${event.subject}#${event.data.version}`, {
      status: 'RESCINDED',
      details: { rescindedBy: event.data.orderId, endedAt: event.data.effectiveAt },
    }),
    ...link(`${event.subject}#${event.data.version}`, keyOf('orders', event.data.orderId)),
    ...link(`${event.subject}#${event.data.version}`, keyOf('board-actions', event.data.boardActionId)),
  ],
  'protocol.version-expired': (event) => [
    moveOn(event, event.subject, { status: 'EXPIRED', details: { versionInForce: 0 } }),
    moveOn(event, `${event.subject}#${event.data.version}`, { status: 'EXPIRED', details: { endedAt: event.data.expiredAt } }),
  ],
  'protocol.paused': (event) => overlaid(event, 'suspensions'),
  'protocol.resumed': (event) => overlaid(event, 'resumptions'),
};

/** An overlay is told with the version that it lies over. */
function overlaid(event: Logged<ProtocolEvent>, list: string): readonly Statement[] {
  const { version, ...overlay } = event.data as { version: number };
  const key = `${event.subject}#${version}`;
  return [moveOn(event, event.subject), moveOn(event, key), addDetail(key, list, overlay)];
}
