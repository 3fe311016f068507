/** What the events of meetings and of the Board's actions do to the graph of records. */
import { type LoggedEvent, sql, type Statement } from '#event-log';
import { type AgendaItem, itemsNoticed } from '#meetings';
import { ordering } from './trace-orders.js';
import type { TraceHandlers } from './trace-records.js';
import { addDetail, addNode, keyOf, link, moveOn, ON_A_REPORT_BACK, ON_A_REQUEST } from './trace-writing.js';

/** An item of an agenda is a part of its meeting: where the Board votes on a record, or hears of it. */
const itemOf = (meeting: string, number: string): string => `${meeting}#${number}`;

function rankOn(of: 'item' | 'action', on: { requestId?: string; reportBackId?: string }): { rank?: number } {
  if (on.requestId !== undefined) return { rank: ON_A_REQUEST[of] };
  return on.reportBackId === undefined ? {} : { rank: ON_A_REPORT_BACK[of] };
}

function placed(event: LoggedEvent, item: AgendaItem & { readonly fromTheFloor?: true }): Statement[] {
  const { number, title, kind, section, draftId, textHash, requestId, boardReportId, reportBackId, continues, reconsiders } =
    item;
  const key = itemOf(event.subject, number);
  const step = kind === 'ACTION' ? 'vote' : 'hearing';
  const details = { item: number, kind, section, ...(textHash ? { textHash } : {}) };
  return [
    addNode(event, {
      ...{ key, step, label: `Item ${number}: ${title}`, status: 'PLACED', isPublic: item.fromTheFloor ?? false, details },
      ...rankOn('item', item),
    }),
    sql`update trace_nodes i set details = i.details || jsonb_build_object('meeting', m.details)
        from trace_nodes m where m.key = ${event.subject} and i.key = ${key}`,
    ...link(key, event.subject, 'with'),
    ...link(key, keyOf('drafts', draftId)),
    ...link(key, keyOf('requests', requestId)),
    ...link(key, keyOf('report-backs', reportBackId)),
    ...link(key, keyOf('board-reports', boardReportId), 'with'),
    ...[continues, reconsiders].flatMap((earlier) =>
      earlier ? link(key, itemOf(`meetings/${earlier.meetingId}`, earlier.itemNumber), 'with') : [],
    ),
  ];
}

const each = (event: LoggedEvent, numbers: readonly string[], then: (key: string) => readonly Statement[]): Statement[] =>
  numbers.flatMap((number) => then(itemOf(event.subject, number)));

const meetings: TraceHandlers = {
  'meeting.scheduled': (event) => {
    const { boardId, kind, startsAt, place } = event.data;
    const label = `${kind.charAt(0)}${kind.slice(1).toLowerCase()} meeting`;
    const details = { boardId, kind, startsAt, place };
    return [addNode(event, { key: event.subject, step: 'meeting', label, status: 'SCHEDULED', details })];
  },
  'meeting.item-placed': (event) => [moveOn(event, event.subject), ...placed(event, event.data)],
  'meeting.item-revised': (event) => {
    const { number, title, section, revisedAt, posted } = event.data;
    const key = itemOf(event.subject, number);
    return [
      moveOn(event, event.subject),
      moveOn(event, key, { details: { section, ...(posted ? { revisedAt } : {}) } }),
      sql`update trace_nodes set label = ${`Item ${number}: ${title}`} where key = ${key}`,
    ];
  },
  'meeting.agenda-posted': (event) => {
    const { postedAt, evidence } = event.data;
    const posting = { postedAt, ...evidence };
    const numbers = itemsNoticed(event.data).map(({ number }) => number);
    return [
      moveOn(event, event.subject, { status: 'POSTED', details: { posting } }),
      ...each(event, numbers, (key) => [moveOn(event, key, { status: 'POSTED', isPublic: true, details: { posting } })]),
    ];
  },
  'meeting.item-withdrawn': (event) => {
    const { number, reason, withdrawnAt } = event.data;
    const key = itemOf(event.subject, number);
    return [
      moveOn(event, event.subject),
      moveOn(event, key, { status: 'WITHDRAWN', details: { withdrawnAt, withdrawn: reason } }),
    ];
  },
  'meeting.cancelled': (event) => [moveOn(event, event.subject, { status: 'CANCELLED', details: { ...event.data } })],
  'meeting.convened': (event) => [
    moveOn(event, event.subject, { status: 'CONVENED', details: { convenedAt: event.data.convenedAt } }),
  ],
  'meeting.attendance-recorded': (event) => [moveOn(event, event.subject), addDetail(event.subject, 'attendance', event.data)],
  'meeting.item-pulled': (event) => {
    const { number, pulledAt, pulledBy } = event.data;
    const pulled = { pulledAt, ...(pulledBy === undefined ? {} : { pulledBy }) };
    return [
      moveOn(event, event.subject),
      moveOn(event, itemOf(event.subject, number), { details: { section: 'REGULAR', pulled } }),
    ];
  },
  'meeting.item-called': (event) => [
    moveOn(event, event.subject),
    ...each(event, event.data.items, (key) => [
      moveOn(event, key, { status: 'CALLED', details: { calledAt: event.data.calledAt } }),
    ]),
  ],
  'meeting.comment-heard': (event) => {
    const { items, speakers, heardAt } = event.data;
    return [
      moveOn(event, event.subject),
      ...each(event, items, (key) => [moveOn(event, key), addDetail(key, 'commentHeard', { speakers, heardAt })]),
    ];
  },
  'meeting.recusal-recorded': (event) => {
    const { member, items, ground, late, recusedAt, recounts } = event.data;
    return [
      moveOn(event, event.subject),
      ...each(event, items, (key) => [moveOn(event, key), addDetail(key, 'recusals', { member, ground, late, recusedAt })]),
      ...recounts.map(({ number, ayes, noes, abstentions }) =>
        moveOn(event, itemOf(event.subject, number), { details: { tally: { ayes, noes, abstentions } } }),
      ),
    ];
  },
  'meeting.notice-exception-recorded': (event) => {
    const { items, ...exception } = event.data;
    return [
      moveOn(event, event.subject),
      ...each(event, items, (key) => [moveOn(event, key), addDetail(key, 'noticeExceptions', exception)]),
    ];
  },
  'meeting.motion-made': (event) => {
    const { items, ...motion } = event.data;
    const status = motion.seconder === undefined ? 'MOVED' : 'SECONDED';
    return [moveOn(event, event.subject), ...each(event, items, (key) => [moveOn(event, key, { status, details: { motion } })])];
  },
  'meeting.motion-seconded': (event) => {
    const { items, ...second } = event.data;
    return [
      moveOn(event, event.subject),
      ...each(event, items, (key) => [moveOn(event, key, { status: 'SECONDED', details: { second } })]),
    ];
  },
  'meeting.roll-call-recorded': (event) => {
    const { items, votes, present, votedAt, ayes, noes, abstentions } = event.data;
    const details = { votes, present, votedAt, tally: { ayes, noes, abstentions } };
    return [moveOn(event, event.subject), ...each(event, items, (key) => [moveOn(event, key, { details })])];
  },
  'meeting.motion-failed': (event) => {
    const { stand, ...failed } = event.data;
    return [
      moveOn(event, event.subject),
      ...stand.flatMap(({ number, status }) => {
        const key = itemOf(event.subject, number);
        return [moveOn(event, key, { status }), addDetail(key, 'failedMotions', failed)];
      }),
    ];
  },
  'meeting.item-disposed': (event) => {
    const { number, disposition, by, disposedAt, continuedTo, continuedUntil, referredTo } = event.data;
    const disposal = { disposition, by, disposedAt, continuedTo, continuedUntil, referredTo };
    return [
      moveOn(event, event.subject),
      moveOn(event, itemOf(event.subject, number), { status: disposition, isPublic: true, details: { disposal } }),
    ];
  },
  'meeting.item-decided': (event) => {
    const { number, outcome, recused, present, decidedAt, textHash, ayes, noes, abstentions, unanimous, exception } = event.data;
    const tally = { ayes, noes, abstentions, unanimous };
    const details = {
      recused,
      present,
      decidedAt,
      tally,
      ...(textHash ? { textHash } : {}),
      ...(exception ? { exception } : {}),
    };
    return [
      moveOn(event, event.subject),
      moveOn(event, itemOf(event.subject, number), { status: outcome, isPublic: true, details }),
    ];
  },
  'meeting.outcome-changed': (event) => {
    const { number, was, is, ayes, noes, abstentions } = event.data;
    const key = itemOf(event.subject, number);
    return [
      moveOn(event, event.subject),
      moveOn(event, key, { status: is, details: { outcomeWas: was, tally: { ayes, noes, abstentions } } }),
      sql`update trace_nodes set details = details || ${JSON.stringify({ outcomeChangedAt: is === 'FAILED' ? event.occurredAt : null })}::jsonb
          where key in (select child from trace_edges where parent = ${key}) and step = 'board-action'`,
    ];
  },
  'meeting.action-noted': (event) => [moveOn(event, event.subject)],
  'meeting.vote-corrected': (event) => {
    const { items, member, was, is, recounts } = event.data;
    return [
      moveOn(event, event.subject),
      ...each(event, items, (key) => [moveOn(event, key), addDetail(key, 'votesCorrected', { member, was, is })]),
      ...recounts.map(({ number, ayes, noes, abstentions }) =>
        moveOn(event, itemOf(event.subject, number), { details: { tally: { ayes, noes, abstentions } } }),
      ),
    ];
  },
  'meeting.adjourned': (event) => [
    moveOn(event, event.subject, { status: event.data.ending, details: { adjournedAt: event.data.adjournedAt } }),
  ],
  'meeting.minutes-drafted': (event) => [moveOn(event, event.subject, { details: { minutes: 'DRAFTED' } })],
  'meeting.minutes-approved': (event) => {
    const { approvedAt, approvedBy } = event.data;
    const details = {
      minutes: 'APPROVED',
      minutesApprovedAt: approvedAt,
      ...(approvedBy ? { minutesApprovedBy: approvedBy } : {}),
    };
    return [moveOn(event, event.subject, { details })];
  },
  'meeting.approval-failed': (event) => [
    moveOn(event, event.subject, { details: { minutes: 'DRAFTED', minutesApprovedAt: null, minutesApprovedBy: null } }),
  ],
};

const actions: TraceHandlers = {
  'board-action.adopted': (event) => {
    const { meetingId, itemNumber, title, textHash, ayes, noes, abstentions, unanimous, recused, amended, adoptedAt } =
      event.data;
    const tally = { ayes, noes, abstentions, unanimous };
    const details = { meetingId, item: itemNumber, tally, recused, amended, adoptedAt, ...(textHash ? { textHash } : {}) };
    return [
      addNode(event, {
        ...{ key: event.subject, step: 'board-action', label: title, status: 'ADOPTED', details },
        ...rankOn('action', event.data),
      }),
      ...link(event.subject, itemOf(`meetings/${meetingId}`, itemNumber)),
    ];
  },
  'board-action.attestation-signed': (event) => [
    moveOn(event, event.subject),
    addDetail(event.subject, 'signatures', { ...event.data, at: event.occurredAt }),
  ],
  'board-action.attested': (event) => [moveOn(event, event.subject, { details: { attestedAt: event.data.attestedAt } })],
  'board-action.council-review-opened': (event) => [moveOn(event, event.subject, { details: { councilReview: 'PENDING' } })],
  'board-action.council-days-counted': (event) => {
    const { counted, of, passedAt } = event.data;
    const details = { councilDays: { counted, of }, ...(passedAt ? { finalFrom: passedAt } : {}) };
    return [moveOn(event, event.subject, { details })];
  },
  'board-action.council-days-recounted': (event) => {
    const { counted, of, passedAt, struck, reason } = event.data;
    return [
      moveOn(event, event.subject, { details: { councilDays: { counted, of } } }),
      addDetail(event.subject, 'councilDaysStruck', { struck, reason }),
      // What the Council did, or the end of the review, tells otherwise from when on it is final.
      sql`update trace_nodes set details = details || ${JSON.stringify({ finalFrom: passedAt ?? null })}::jsonb
          where key = ${event.subject} and details ->> 'councilReview' = 'PENDING'`,
    ];
  },
  'board-action.council-review-nears-its-end': (event) => [moveOn(event, event.subject)],
  'board-action.council-review-waived': (event) => {
    const { by, citation, waivedAt } = event.data;
    const details = { councilReview: 'WAIVED', waiver: { by, citation }, finalFrom: waivedAt };
    return [moveOn(event, event.subject, { details })];
  },
  'board-action.jurisdiction-asserted': (event) => {
    const { ayes, noes, councilFile, assertedAt, vetoBy } = event.data;
    const assertion = { ayes, noes, councilFile, assertedAt, vetoBy };
    return [moveOn(event, event.subject, { details: { councilReview: 'JURISDICTION_ASSERTED', assertion, finalFrom: null } })];
  },
  'board-action.veto-period-escalated': (event) => {
    const { tells, days, dueOn } = event.data;
    return [
      moveOn(event, event.subject),
      addDetail(event.subject, 'escalations', { tells, days, dueOn, toldAt: event.recordedAt }),
    ];
  },
  'board-action.final': (event) => [
    moveOn(event, event.subject, { details: { councilReview: 'FINAL', finalFrom: event.data.finalAt } }),
  ],
  'board-action.finality-withdrawn': (event) => {
    const { finalWas, passedAt, orders } = event.data;
    return [
      moveOn(event, event.subject, { details: { councilReview: 'PENDING', finalFrom: passedAt ?? null } }),
      ...[event.subject, ...orders.map((orderId) => `orders/${orderId}`)].map((key) =>
        addDetail(key, 'finalityWithdrawn', { finalWas, at: event.occurredAt }),
      ),
    ];
  },
  'board-action.rescission-required': (event) => [moveOn(event, event.subject, { status: 'RESCISSION_REQUIRED' })],
  'board-action.stands-again': (event) => [moveOn(event, event.subject, { status: 'ADOPTED' })],
  'board-action.rescinded': (event) => [
    moveOn(event, event.subject, { status: 'RESCINDED', details: { rescindedBy: event.data.byActionId } }),
  ],
  'board-action.vetoed': (event) => {
    const { ayes, noes, councilFile, vetoedAt } = event.data;
    const details = { councilReview: 'VETOED', veto: { ayes, noes, councilFile, vetoedAt }, finalFrom: null };
    return [moveOn(event, event.subject, { status: 'VETOED', details })];
  },
  'board-action.remanded': (event) => [
    moveOn(event, event.subject, { status: 'REMANDED', details: { councilReview: 'REMANDED', remandedAt: event.occurredAt } }),
  ],
  'board-action.cure-demand-received': (event) => {
    const { demand, reference, alleges, receivedAt, answerBy } = event.data;
    return [
      moveOn(event, event.subject, { internal: { [`cureDemand${demand}`]: { reference, alleges, receivedAt, answerBy } } }),
    ];
  },
  'board-action.cure-demand-recomputed': (event) => {
    const { demand, receivedAt, answerBy, was, reason } = event.data;
    return [
      moveOn(event, event.subject, { internal: { [`cureDemand${demand}Recomputed`]: { receivedAt, answerBy, was, reason } } }),
    ];
  },
  'board-action.cure-demand-escalated': (event) => [moveOn(event, event.subject)],
  'board-action.cured': (event) => cureAnswered(event, event.data.demand, 'CURED', event.data.answer),
  'board-action.cure-refused': (event) => cureAnswered(event, event.data.demand, 'REFUSED', event.data.answer),
  'board-action.cure-deemed-refused': (event) => cureAnswered(event, event.data.demand, 'DEEMED_REFUSED'),
  'board-action.condition-set': (event) => {
    const { condition, text, dueOn } = event.data;
    return [moveOn(event, event.subject), addDetail(event.subject, 'conditions', { condition, text, dueOn })];
  },
  'board-action.condition-met': (event) => {
    const { condition, how, by } = event.data;
    return [
      moveOn(event, event.subject),
      addDetail(event.subject, 'conditionsMet', { condition, how, by, at: event.occurredAt }),
    ];
  },
  'board-action.order-signed': (event) => [moveOn(event, event.subject)],
  'board-action.privilege-waived': (event) => [
    moveOn(event, event.subject),
    addDetail(event.subject, 'privilegeWaived', { ...event.data, at: event.occurredAt }),
  ],
  'board-action.provision-declined': (event) => [
    moveOn(event, event.subject),
    addDetail(event.subject, 'declined', { ...event.data, at: event.occurredAt }),
    ...link(event.subject, keyOf('provisions', event.data.provisionId)),
  ],
};

/** An irregular act shows beside the record that it is about; of a meeting, beside the item too. */
const irregular: TraceHandlers = {
  'irregular-act.reviewed': (event) => {
    const { data } = event;
    if (data.outcome !== 'STANDS') return [];
    const { recordType, recordId, itemNumber, rule, act, source, reviewedAt, cureBy } = data;
    const key = `${recordType}/${recordId}`;
    const shown = { irregularActId: event.subjectId, rule, act, source, reviewedAt, cureBy };
    return [key, ...(itemNumber ? [itemOf(key, itemNumber)] : [])].map((about) => addDetail(about, 'irregular', shown));
  },
  'irregular-act.cured': (event) => irregularEnded(event, { cured: event.data.how }),
  'irregular-act.uncured': (event) => irregularEnded(event, { uncured: true }),
};

function irregularEnded(event: LoggedEvent, said: object): Statement[] {
  const of = JSON.stringify([{ irregularActId: event.subjectId }]);
  return [
    sql`update trace_nodes
        set details = jsonb_set(details, '{irregular}', (
              select jsonb_agg(case when one ->> 'irregularActId' = ${event.subjectId} then one || ${JSON.stringify(said)}::jsonb else one end)
              from jsonb_array_elements(details -> 'irregular') one))
        where details -> 'irregular' @> ${of}::jsonb`,
  ];
}

function cureAnswered(event: LoggedEvent, demand: number, status: string, answer?: string): Statement[] {
  return [
    moveOn(event, event.subject),
    addDetail(event.subject, 'cureAnswers', { demand, status, answer, at: event.occurredAt }),
  ];
}

export const decisions: TraceHandlers = { ...meetings, ...actions, ...irregular, ...ordering };
