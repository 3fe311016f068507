/** What the events of drafts do to the graph of records: the draft with its versions, and beside it what reviewers said. */
import { type LoggedEvent, sql, type Statement } from '#event-log';
import type { TraceHandlers } from './trace-records.js';
import { addInternal, addNode, keyOf, link, moveOn } from './trace-writing.js';

const reviewsOf = (draft: string): string => `${draft}#reviews`;

/** A step of the draft that its versions' readers are told. */
const to =
  (status: string) =>
  (event: LoggedEvent): readonly Statement[] => [moveOn(event, event.subject, { status })];

/** A version becomes public, and with it that there is the draft. */
function publish(event: LoggedEvent, version: number, status?: string, details = {}): Statement[] {
  return [
    moveOn(event, event.subject, { isPublic: true, ...(status === undefined ? {} : { status }), details }),
    sql`update trace_nodes
        set details = jsonb_set(details, '{versions}', coalesce(details -> 'versions', '{}')
              || jsonb_build_object(${String(version)}::text, internal -> 'versions' -> ${String(version)}::text))
        where key = ${event.subject}`,
    sql`update trace_nodes set is_public = true where key = ${reviewsOf(event.subject)}`,
  ];
}

/** What stands in the comment track, public from its opening on. */
function commentStep(event: LoggedEvent, status: string, shown: object): Statement {
  return sql`
    update trace_nodes
    set status = ${status}, position = ${event.position}, occurred_at = ${event.occurredAt}, actor = ${event.actor},
        actor_role = ${event.actorRole},
        details = jsonb_set(details, '{publicComment}',
                            coalesce(details -> 'publicComment', '{}') || ${JSON.stringify({ status, ...shown })}::jsonb),
        internal = internal - 'publicComment'
    where key = ${reviewsOf(event.subject)}`;
}

interface NewText {
  readonly number: number;
  readonly textHash: string;
  readonly baseVersion: number;
  readonly changeSummary: string;
  readonly author: string;
}

function newText(event: LoggedEvent, data: NewText, status: string): readonly Statement[] {
  const { number, textHash, baseVersion, changeSummary, author } = data;
  const version = { number, textHash, baseVersion, changeSummary, author, savedAt: event.occurredAt };
  return [
    moveOn(event, event.subject, { status }),
    sql`update trace_nodes
        set internal = jsonb_set(internal, array['versions', ${String(number)}::text], ${JSON.stringify(version)}::jsonb)
        where key = ${event.subject}`,
    // A legal review is of the text that it saw.
    sql`update trace_nodes
        set internal = jsonb_set(jsonb_set(internal, '{legal,status}', '"STALE"'), '{status}', '"STALE"')
        where key = ${reviewsOf(event.subject)} and internal #>> '{legal,status}' <> 'OPEN'`,
  ];
}

export const drafting: TraceHandlers = {
  'draft.opened': (event) => {
    const { protocolId, requestId, origin, title } = event.data;
    const { subject } = event;
    const reviews = reviewsOf(subject);
    return [
      addNode(event, {
        ...{ key: subject, step: 'draft', label: title, status: 'AUTHORING', isPublic: false },
        ...{ details: { origin, protocolId }, internal: { versions: {} } },
      }),
      addNode(event, {
        ...{ key: reviews, step: 'clearances', label: `Reviews of ${title}`, status: 'NONE', isPublic: false },
        ...{ internal: { status: 'OPEN', legal: { status: 'OPEN' }, oig: { status: 'OPEN' } } },
      }),
      ...link(reviews, subject),
      ...link(subject, keyOf('requests', requestId)),
      ...link(subject, `protocols/${protocolId}`, 'with'),
    ];
  },
  'draft.version-saved': (event) => newText(event, event.data, 'AUTHORING'),
  'draft.conformed-text-attached': (event) => newText(event, event.data, 'TRANSMITTED'),
  'draft.submitted': to('IN_REVIEW'),
  'draft.review-recorded': (event) => {
    const { data, subject, occurredAt: at, performedBy: by } = event;
    const { version, textHash, outcome: status } = data;
    const seen = { status, version, textHash, at, by };
    const internal =
      data.track === 'LEGAL'
        ? { status, legal: { ...seen, outcome: status, ...(data.conditions ? { conditions: data.conditions } : {}) } }
        : data.track === 'OIG'
          ? { oig: { ...seen, ...(data.comment === undefined ? {} : { comment: data.comment }) } }
          : { accessibility: seen };
    return [moveOn(event, reviewsOf(subject), { internal })];
  },
  'draft.review-progressed': (event) => {
    const { data, subject, occurredAt: at, performedBy: by } = event;
    const reviews = reviewsOf(subject);
    if (data.track === 'LABOR') {
      const { track: _track, screenedBy: _people, ...step } = { screenedBy: [], ...data };
      return [moveOn(event, reviews, { internal: { labor: { ...step, at, by } } })];
    }
    if (data.step !== 'NON_SUBSTANTIVE') return [moveOn(event, reviews)];
    return [
      moveOn(event, reviews),
      sql`update trace_nodes
          set internal = jsonb_set(jsonb_set(internal, '{legal,status}', internal #> '{legal,outcome}'), '{status}',
                                   internal #> '{legal,outcome}')
          where key = ${reviews} and internal #>> '{legal,status}' = 'STALE'`,
    ];
  },
  'draft.review-reopened': (event) => {
    const { track, version, reason } = event.data;
    return [
      moveOn(event, reviewsOf(event.subject), { internal: { reopened: { track, version, reason, at: event.occurredAt } } }),
    ];
  },
  'draft.review-paused': (event) => {
    const { track, reason, pausedAt, daysLeft } = event.data;
    return [
      moveOn(event, reviewsOf(event.subject)),
      addInternal(reviewsOf(event.subject), 'pausedReviews', { track, reason, pausedAt, daysLeft }),
    ];
  },
  'draft.review-resumed': (event) => [moveOn(event, reviewsOf(event.subject))],
  'draft.review-extended': (event) => {
    const { track, was, dueOn, reason, grantedBy } = event.data;
    return [
      moveOn(event, reviewsOf(event.subject)),
      addInternal(reviewsOf(event.subject), 'movedDeadlines', {
        track,
        was,
        dueOn,
        reason,
        grantedBy,
        movedAt: event.occurredAt,
      }),
    ];
  },
  'draft.review-recomputed': (event) => {
    const { track, was, dueOn, reason } = event.data;
    const moved = { track, was: was.dueOn, dueOn, reason, grantedBy: event.performedBy, movedAt: event.occurredAt };
    return [moveOn(event, reviewsOf(event.subject)), addInternal(reviewsOf(event.subject), 'movedDeadlines', moved)];
  },
  'draft.review-overdue': (event) => [moveOn(event, reviewsOf(event.subject))],
  'draft.review-escalated': (event) => [moveOn(event, reviewsOf(event.subject))],
  'draft.early-action-recorded': (event) => [
    moveOn(event, reviewsOf(event.subject), { internal: { earlyAction: { ...event.data, at: event.occurredAt } } }),
  ],
  // That there is a note is in the envelope; what it says is in no view.
  'draft.review-note-recorded': (event) => [moveOn(event, reviewsOf(event.subject))],
  'draft.changes-requested': (event) => {
    const { version, reason } = event.data;
    return [moveOn(event, event.subject, { status: 'CHANGES_REQUESTED', internal: { changesRequested: { version, reason } } })];
  },
  'draft.comment-scheduled': (event) => {
    const { version, opensAt, closesAt } = event.data;
    const publicComment = { status: 'SCHEDULED', version, opensAt, closesAt };
    return [moveOn(event, reviewsOf(event.subject), { internal: { publicComment } })];
  },
  'draft.comment-opened': (event) => {
    const { version, opensAt, closesAt } = event.data;
    return [...publish(event, version), commentStep(event, 'OPEN', { version, opensAt, closesAt })];
  },
  'draft.comment-closed': (event) => [commentStep(event, 'CLOSED', {})],
  'draft.comment-summarised': (event) => {
    const { received, summary } = event.data;
    return [commentStep(event, 'SUMMARISED', { received, summary })];
  },
  'draft.approved': to('READY'),
  'draft.transmitted': (event) => {
    const { version, textHash } = event.data;
    const transmitted = { version, textHash, at: event.occurredAt };
    return [moveOn(event, event.subject, { status: 'TRANSMITTED', internal: { transmitted } })];
  },
  'draft.posted': (event) => publish(event, event.data.version),
  'draft.adopted': (event) => {
    const { version, textHash, boardActionId } = event.data;
    return publish(event, version, 'ADOPTED', { adopted: { version, textHash, boardActionId } });
  },
  'draft.adopted-as-amended': (event) => {
    const { version, textHash, boardActionId } = event.data;
    return [
      moveOn(event, event.subject, {
        status: 'TRANSMITTED',
        details: { adoptedAsAmended: { version, textHash, boardActionId } },
      }),
    ];
  },
  'draft.conformed-text-certified': (event) => [moveOn(event, event.subject)],
  'draft.chief-issued': to('CHIEF_ISSUED'),
  'draft.returned': to('RETURNED'),
  'draft.not-adopted': to('NOT_ADOPTED'),
  'draft.withdrawn': (event) => [
    moveOn(event, event.subject, { status: 'WITHDRAWN', internal: { withdrawalReason: event.data.reason } }),
  ],
};
