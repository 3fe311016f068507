/** What boards, meetings, their items and minutes, the actions of the Board and irregular acts wait for. */
import type { BoardActionView, IrregularActView, MeetingItemView, MeetingView } from '#meetings';
import { type Awaited, type Due, ENDED, isOnNoAgenda, type Machine, type Waiting } from './waiting.js';

/** The last instant at which an agenda is posted in time. */
const NOTICE: Due = {
  at: ({ noticeHours }) => {
    const hours = Object.entries(noticeHours).map(([kind, each]) => `when '${kind}' then ${each}`);
    return `r.starts_at - make_interval(hours => case r.kind ${hours.join(' ')} end)`;
  },
  rule: ({ sources }) =>
    `Elapsed hours between the posting of an agenda and the start of the meeting (${sources['noticeHours']?.source ?? ''}).`,
};
const START: Due = { at: () => 'r.starts_at', rule: () => 'A meeting is convened at the start that its notice names.' };

const TO_POST = `exists (select from meeting_items i where i.meeting_id = r.id and (i.status = 'PLACED' or i.revised))`;
const meetings: Waiting<MeetingView['status']> = {
  SCHEDULED: [
    { command: 'place-item', roles: ['commission-staff'], if: `not (${TO_POST})`, due: NOTICE },
    { command: 'post-agenda', if: TO_POST, due: NOTICE },
  ],
  POSTED: [
    { command: 'post-agenda', if: TO_POST, due: NOTICE },
    { command: 'convene-meeting', due: START },
  ],
  CONVENED: [{ command: 'adjourn-meeting' }],
  ADJOURNED: 'Its minutes are a matter of their own.',
  NO_QUORUM: 'Its minutes are a matter of their own.',
  CANCELLED: ENDED,
};

const IN_THE_ROOM = { roles: ['board-secretary'], while: ['CONVENED'] } as const;
const CALL: Awaited = { ...IN_THE_ROOM, command: 'call-item' };
const items: Waiting<MeetingItemView['status']> = {
  PLACED: [CALL],
  // What stands on the consent calendar is moved without a call.
  POSTED: [{ ...CALL, or: ['record-motion', 'dispose-item'] }],
  CALLED: [
    { ...IN_THE_ROOM, command: 'record-motion', or: ['dispose-item'], if: `p.kind = 'ACTION'` },
    { ...IN_THE_ROOM, command: 'dispose-item', if: `p.kind <> 'ACTION'` },
  ],
  MOVED: [
    { ...IN_THE_ROOM, command: 'second-motion', ifRules: ({ board }) => board.secondRequired },
    { ...IN_THE_ROOM, command: 'record-roll-call', ifRules: ({ board }) => !board.secondRequired },
  ],
  SECONDED: [{ ...IN_THE_ROOM, command: 'record-roll-call' }],
  APPROVED: ENDED,
  APPROVED_AS_AMENDED: ENDED,
  FAILED: ENDED,
  HEARD: ENDED,
  RECEIVED_AND_FILED: ENDED,
  CONTINUED: 'It comes back on the agenda of a later meeting.',
  REFERRED: ENDED,
  WITHDRAWN: ENDED,
};

const minutes: Waiting<MeetingView['minutesStatus']> = {
  NONE: [{ command: 'draft-minutes' }],
  DRAFTED: [
    {
      command: 'place-item',
      on: 'meetings',
      roles: ['commission-staff'],
      notedBy: 'approve-minutes',
      if: isOnNoAgenda('minutes_of'),
      ifRules: ({ minutesApprovedBy }) => minutesApprovedBy === 'BOARD',
    },
    { command: 'approve-minutes', ifRules: ({ minutesApprovedBy }) => minutesApprovedBy === 'SECRETARY' },
  ],
  APPROVED: ENDED,
};

const CARRIES = 'r.outcome_changed_at is null';
const SIGNED = (as: string): string => `jsonb_path_exists(r.signatures, '$[*] ? (@.as == "${as}")')`;
/** Who holds a seat of the board and has not signed; what the President, the Vice-President or two members sign is complete on their side. */
const MEMBERS_TO_SIGN = `(select array_agg(term ->> 'holder') from boards b, jsonb_array_elements(b.seats) term
    where b.id = r.board_id and (term ->> 'from')::date <= asked.today and coalesce((term ->> 'until')::date, 'infinity') >= asked.today
      and not jsonb_path_exists(r.signatures, '$[*] ? (@.by == $holder)', jsonb_build_object('holder', term ->> 'holder')))`;
const MEMBERS_HAVE_SIGNED = `(${SIGNED('PRESIDENT')} or ${SIGNED('VICE_PRESIDENT')}
    or jsonb_array_length(jsonb_path_query_array(r.signatures, '$[*] ? (@.as == "MEMBER")')) >= 2)`;

const attestation: Waiting<'OPEN' | 'COMPLETE'> = {
  OPEN: [
    { command: 'attest-action', roles: ['board-secretary'], if: `${CARRIES} and not ${SIGNED('SECRETARY')}` },
    {
      command: 'attest-action',
      roles: ['commissioner'],
      onlyBy: MEMBERS_TO_SIGN,
      if: `${CARRIES} and not ${MEMBERS_HAVE_SIGNED}`,
    },
  ],
  COMPLETE: ENDED,
};

const standing: Waiting<BoardActionView['standing']> = {
  STANDS: 'Its vote carries.',
  RESCISSION_REQUIRED: [{ command: 'record-action-rescinded' }],
  RESCINDED: ENDED,
};

const council: Waiting<BoardActionView['councilReview']> = {
  NOT_SUBJECT: 'The Council does not review it.',
  PENDING: 'The regular days of the Council pass; each is entered as it convenes.',
  JURISDICTION_ASSERTED: 'The Council vetoes it, or lets the time for a veto pass; its act is entered as it happens.',
  FINAL: ENDED,
  WAIVED: ENDED,
  VETOED: 'The Council may remand it; its act is entered as it happens.',
  REMANDED: ENDED,
};

const cure: Waiting<BoardActionView['cureDemands'][number]['status']> = {
  RECEIVED: [{ command: 'record-cure', or: ['refuse-cure-demand'], due: { clock: `'cure-demand-' || (p.each ->> 'demand')` } }],
  CURED: ENDED,
  REFUSED: ENDED,
  DEEMED_REFUSED: ENDED,
};

const condition: Waiting<BoardActionView['conditions'][number]['status']> = {
  OPEN: [
    {
      command: 'record-adoption-condition-met',
      due: {
        at: () => `((p.each ->> 'dueOn')::date + 1)::timestamp at time zone asked.zone - interval '1 millisecond'`,
        rule: () => 'The end of the local day that the Board set with its condition.',
      },
    },
  ],
  MET: ENDED,
};

const irregular: Waiting<IrregularActView['status']> = {
  RECORDED: [{ command: 'review-irregular-act' }],
  STANDS: [{ command: 'record-irregular-act-cured', due: { clock: `'irregular-act-cure'` } }],
  NOT_IRREGULAR: ENDED,
  CURED: ENDED,
  UNCURED: 'The time for a cure has passed.',
};

const MEETING = `initcap(r.kind) || ' meeting of ' || (r.starts_at at time zone asked.zone)::date`;
const action = (part: string, about: Pick<Machine, 'state' | 'waiting'> & Partial<Machine>): Machine => ({
  ...{ record: 'board-actions', part, from: 'board_actions r', label: 'r.title', recordState: 'r.status' },
  ...about,
});
const listed = (list: 'cure_demands' | 'conditions'): string =>
  `board_actions r cross join lateral jsonb_array_elements(r.${list}) as p (each)`;

export const MACHINES_OF_MEETINGS: readonly Machine[] = [
  {
    record: 'boards',
    from: 'boards r',
    state: `'CONSTITUTED'`,
    label: 'r.name',
    waiting: { CONSTITUTED: 'Its seats are filled and vacated as it happens.' },
  },
  { record: 'meetings', from: 'meetings r', state: 'r.status', label: MEETING, waiting: meetings },
  {
    record: 'meetings',
    part: 'AgendaItem',
    from: 'meetings r join meeting_items p on p.meeting_id = r.id',
    state: 'p.status',
    recordState: 'r.status',
    label: `p.title || ', ' || ${MEETING}`,
    number: 'p.number',
    waiting: items,
  },
  {
    record: 'meetings',
    part: 'Minutes',
    from: 'meetings r',
    state: 'r.minutes_status',
    recordState: 'r.status',
    label: MEETING,
    waiting: minutes,
  },
  {
    record: 'board-actions',
    from: 'board_actions r',
    state: 'r.status',
    label: 'r.title',
    waiting: { ADOPTED: 'Its attestation, its review and its conditions run beside it.' } satisfies Waiting<
      BoardActionView['status']
    >,
  },
  action('Attestation', { state: `case when r.attested_at is null then 'OPEN' else 'COMPLETE' end`, waiting: attestation }),
  action('Standing', { state: 'r.standing', waiting: standing }),
  action('CouncilReview', { state: 'r.council_review', waiting: council }),
  action('CureDemand', {
    from: listed('cure_demands'),
    state: `p.each ->> 'status'`,
    number: `p.each ->> 'demand'`,
    waiting: cure,
  }),
  action('Condition', {
    from: listed('conditions'),
    state: `p.each ->> 'status'`,
    number: `p.each ->> 'condition'`,
    waiting: condition,
  }),
  {
    record: 'council-days',
    from: 'council_days r',
    state: `'KEPT'`,
    label: `'Regular days of the Council'`,
    waiting: { KEPT: 'A day is entered when the Council has convened.' },
  },
  { record: 'irregular-acts', from: 'irregular_acts r', state: 'r.status', label: 'r.act', waiting: irregular },
];
