/** What the events of recommendations, directions, undertakings and steps of other bodies do to the graph of records. */
import { sql, type Statement } from '#event-log';
import type { TraceHandlers } from './trace-records.js';
import { addDetail, addInternal, addNode, keyOf, link, moveOn, ON_A_DRAFT } from './trace-writing.js';

const MADE_TO = { DEPARTMENT: 'to the Department', BOARD: 'to the Board' };

const recommendations: TraceHandlers = {
  'recommendation.recorded': (event) => {
    const { to: addressee, text, number, boardReportId, draftId, provisionId } = event.data;
    const label = `Recommendation ${number === undefined ? '' : `${number} `}${MADE_TO[addressee]}`;
    return [
      addNode(event, {
        ...{ key: event.subject, step: 'recommendation', label, status: 'OPEN', details: { to: addressee, text, number } },
        ...(draftId === undefined ? {} : { rank: ON_A_DRAFT.recommendation }),
      }),
      ...link(event.subject, keyOf('drafts', draftId)),
      ...link(event.subject, keyOf('provisions', provisionId)),
      ...link(event.subject, keyOf('board-reports', boardReportId), 'with'),
    ];
  },
  'recommendation.answered': (event) => {
    const { answer, reason } = event.data;
    return [
      moveOn(event, event.subject, { status: answer === 'REJECTED' ? 'REJECTED' : 'ACCEPTED' }),
      addDetail(event.subject, 'answers', { answer, reason, at: event.occurredAt, by: event.performedBy }),
    ];
  },
  'recommendation.implementation-reported': (event) => {
    const { what, evidence } = event.data;
    return [
      moveOn(event, event.subject, { status: 'IMPLEMENTED' }),
      addInternal(event.subject, 'implementation', { what, evidence, at: event.occurredAt, by: event.performedBy }),
    ];
  },
  'recommendation.implementation-returned': (event) => [
    moveOn(event, event.subject, { status: 'ACCEPTED' }),
    addInternal(event.subject, 'returned', { reason: event.data.reason, at: event.occurredAt }),
  ],
  'recommendation.verified': (event) => [
    moveOn(event, event.subject, { status: 'VERIFIED', details: { finding: event.data.finding, verifiedAt: event.occurredAt } }),
  ],
  'recommendation.withdrawn': (event) => [
    moveOn(event, event.subject, { status: 'WITHDRAWN', details: { withdrawalReason: event.data.reason } }),
  ],
};

/** What is said on an item comes right after it; with no item, it is said in the meeting and belongs to no matter on its agenda. */
function saidIn(key: string, meetingId: string | undefined, itemNumber: string | undefined): Statement[] {
  const meeting = keyOf('meetings', meetingId);
  if (meeting === undefined) return [];
  const item = itemNumber === undefined ? undefined : `${meeting}#${itemNumber}`;
  return [
    sql`update trace_nodes said set details = said.details || jsonb_build_object('meeting', m.details - 'attendance')
        from trace_nodes m where m.key = ${meeting} and said.key = ${key}`,
    ...(item === undefined ? link(key, meeting, 'with') : [rightAfter(key, item), ...link(key, item)]),
  ];
}

const rightAfter = (key: string, about: string): Statement => sql`
  update trace_nodes n set rank = a.rank + 1 from trace_nodes a where a.key = ${about} and n.key = ${key}`;

const directions: TraceHandlers = {
  'direction.recorded': (event) => {
    const { meetingId, itemNumber, member, of, text } = event.data;
    const details = { item: itemNumber, member, of, text };
    return [
      addNode(event, { key: event.subject, step: 'direction', label: `Direction of ${member}`, status: 'OPEN', details }),
      ...saidIn(event.subject, meetingId, itemNumber),
    ];
  },
  'direction.followed': (event) => {
    const { what, boardReportId } = event.data;
    return [
      moveOn(event, event.subject, { status: 'FOLLOWED', details: { outcome: what, endedAt: event.occurredAt } }),
      ...link(event.subject, keyOf('board-reports', boardReportId), 'with'),
    ];
  },
  'direction.set-aside': (event) => [
    moveOn(event, event.subject, { status: 'SET_ASIDE', details: { outcome: event.data.reason, endedAt: event.occurredAt } }),
  ],
};

const undertakings: TraceHandlers = {
  'undertaking.recorded': (event) => {
    const { givenBy, text, meetingId, itemNumber, dueOn } = event.data;
    const details = { item: itemNumber, givenBy, text, dueOn };
    return [
      addNode(event, { key: event.subject, step: 'undertaking', label: `Undertaking of ${givenBy}`, status: 'OPEN', details }),
      ...saidIn(event.subject, meetingId, itemNumber),
    ];
  },
  'undertaking.extended': (event) => {
    const { was, dueOn, reason, grantedBy } = event.data;
    return [
      moveOn(event, event.subject, { details: { dueOn, overdueAnnouncedAt: null } }),
      addDetail(event.subject, 'movedDeadlines', { was, dueOn, reason, grantedBy, movedAt: event.occurredAt }),
    ];
  },
  'undertaking.overdue': (event) => [moveOn(event, event.subject, { details: { overdueAnnouncedAt: event.occurredAt } })],
  'undertaking.kept': (event) => {
    const { how, evidence } = event.data;
    const details = { outcome: how, endedAt: event.occurredAt };
    return [moveOn(event, event.subject, { status: 'KEPT', details, internal: evidence ? { evidence } : {} })];
  },
  'undertaking.released': (event) => [
    moveOn(event, event.subject, { status: 'RELEASED', details: { outcome: event.data.reason, endedAt: event.occurredAt } }),
  ],
};

const externalSteps: TraceHandlers = {
  // Until it is verified it is hearsay, and for those inside.
  'external-step.recorded': (event) => {
    const { about, evidence, body, act, on, tally, source } = event.data;
    const key = event.subject;
    const details = { body, act, on, tally, source, about, evidence };
    return [
      addNode(event, { key, step: 'external-step', label: `${body}, ${on}`, status: 'UNVERIFIED', isPublic: false, details }),
      ...(about ? [rightAfter(key, `${about.type}/${about.id}`)] : []),
      // What many matters share has it beside it.
      ...(about ? link(key, `${about.type}/${about.id}`, about.type === 'protocols' ? 'with' : 'of') : []),
    ];
  },
  'external-step.evidence-added': (event) => [
    moveOn(event, event.subject),
    ...event.data.evidence.map((one) => addDetail(event.subject, 'evidence', one)),
  ],
  'external-step.verified': (event) => [
    moveOn(event, event.subject, { status: 'VERIFIED', isPublic: true, details: { verifiedHow: event.data.how } }),
  ],
  // What is not to be relied on is not told to everybody any longer.
  'external-step.withdrawn': (event) => [
    moveOn(event, event.subject, { status: 'WITHDRAWN', internal: { withdrawalReason: event.data.reason } }),
    sql`update trace_nodes set is_public = false where key = ${event.subject}`,
  ],
};

export const followingUp: TraceHandlers = { ...recommendations, ...directions, ...undertakings, ...externalSteps };
