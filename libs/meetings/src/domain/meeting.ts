/**
 * A meeting, from its date to its approved minutes, with the items on its agenda (their own diagram: agenda-item.ts).
 *
 *   none ──schedule-meeting──▶ SCHEDULED ──post-agenda──▶ POSTED ──convene-meeting──▶ CONVENED ──adjourn-meeting──▶ ADJOURNED
 *                                  │                        │                                             └──▶ NO_QUORUM
 *                                  └──cancel-meeting──▶ CANCELLED ◀──┘                                    (nothing decided, too few members)
 *
 *   before it       place-item, revise-item, withdraw-item; once POSTED also record-recusal, pull-item, and post-agenda for an amended agenda
 *   in the room     record-attendance, call-item, pull-item, record-comment-heard, record-recusal, record-notice-exception, record-motion,
 *                   second-motion, record-roll-call, dispose-item, withdraw-item; record-outcome of the past; place-item for what arose since the posting
 *   after the vote  note-board-action, note-vote-corrected: follow from the action of the Board, and from the correction of a vote
 *   after it        record-recusal; draft-minutes, approve-minutes:   minutes NONE ──▶ DRAFTED ──▶ APPROVED
 *                   note-approval-failed, where the item that approved them failed after all:  DRAFTED ◀── APPROVED
 *
 * A late recusal is flagged, and the member's vote no longer counts.
 * Votes are taken in a room and entered by the secretary, so every rule judges by the instant at which a thing happened.
 */
import { type Context, type Decider, refusedState, type Rejection, type Transitions, unreachable } from '#kernel';
import {
  decideCancel,
  decidePlaceItem,
  decidePostAgenda,
  decideReviseItem,
  decideSchedule,
  decideWithdrawItem,
} from './agenda.js';
import { evolve } from './meeting-history.js';
import type {
  ClosedMeeting,
  Meeting,
  MeetingCommand,
  MeetingEvent,
  MeetingFacts,
  PostedMeeting,
  ScheduledMeeting,
  SittingMeeting,
} from './meeting-record.js';
import { decideApproveMinutes, decideDraftMinutes, noteApprovalFailed } from './minutes.js';
import { decideDispose, decideMotion, decideSecond } from './motion.js';
import { decideNoticeException } from './notice.js';
import { decideOutcome } from './outcome.js';
import { noteBoardAction, noteVoteCorrected } from './recount.js';
import { decideRecusal } from './recusal.js';
import { decideRollCall } from './roll-call.js';
import { decideAdjourn, decideAttendance, decideCall, decideCommentHeard, decideConvene, decidePull } from './sitting.js';

const BEFORE = ['SCHEDULED', 'POSTED'] as const;
const OPEN = [...BEFORE, 'CONVENED'] as const;
const IN_THE_ROOM = { from: ['CONVENED'], to: ['CONVENED'] } as const;
const CLOSED = { from: ['ADJOURNED', 'NO_QUORUM'], to: ['ADJOURNED', 'NO_QUORUM'] } as const;
const ONCE_CONVENED = ['CONVENED', 'ADJOURNED', 'NO_QUORUM'] as const;
const ONCE_POSTED = ['POSTED', ...ONCE_CONVENED] as const;

export const MEETING_TRANSITIONS = {
  'schedule-meeting': { from: ['none'], to: ['SCHEDULED'] },
  'place-item': { from: OPEN, to: OPEN },
  'revise-item': { from: BEFORE, to: BEFORE },
  'post-agenda': { from: BEFORE, to: ['POSTED'] },
  'withdraw-item': { from: OPEN, to: OPEN },
  'cancel-meeting': { from: BEFORE, to: ['CANCELLED'] },
  'convene-meeting': { from: BEFORE, to: ['CONVENED'] },
  'record-attendance': IN_THE_ROOM,
  'pull-item': { from: ['POSTED', 'CONVENED'], to: ['POSTED', 'CONVENED'] },
  'call-item': IN_THE_ROOM,
  'record-comment-heard': IN_THE_ROOM,
  'record-recusal': { from: ONCE_POSTED, to: ONCE_POSTED },
  'record-notice-exception': IN_THE_ROOM,
  'record-motion': IN_THE_ROOM,
  'second-motion': IN_THE_ROOM,
  'record-roll-call': IN_THE_ROOM,
  'record-outcome': IN_THE_ROOM,
  'note-board-action': { from: ['CONVENED', 'ADJOURNED'], to: ['CONVENED', 'ADJOURNED'] },
  'note-vote-corrected': { from: ONCE_CONVENED, to: ONCE_CONVENED },
  'dispose-item': IN_THE_ROOM,
  'adjourn-meeting': { from: ['CONVENED'], to: ['ADJOURNED', 'NO_QUORUM'] },
  'draft-minutes': CLOSED,
  'approve-minutes': CLOSED,
  'note-approval-failed': CLOSED,
} as const satisfies Transitions<MeetingCommand, Meeting['status']>;

type Answer = readonly MeetingEvent[] | Rejection;
/** A command with the state that the table has it in. */
type In<State> = { readonly state: State; readonly context: Context; readonly facts: MeetingFacts };
type Named<Name extends MeetingCommand['name']> = Extract<MeetingCommand, { name: Name }>;

const BEFORE_IT = ['place-item', 'revise-item', 'post-agenda', 'withdraw-item', 'cancel-meeting'] as const;
const AFTER_IT = ['draft-minutes', 'approve-minutes', 'note-approval-failed'] as const;
type BeforeIt = Named<(typeof BEFORE_IT)[number]>;
type AfterIt = Named<(typeof AFTER_IT)[number]>;
type OnceThere = Exclude<MeetingCommand, BeforeIt | AfterIt | Named<'schedule-meeting'>>;

const isBefore = (command: MeetingCommand): command is BeforeIt => BEFORE_IT.some((name) => name === command.name);
const isAfter = (command: MeetingCommand): command is AfterIt => AFTER_IT.some((name) => name === command.name);

function decide(command: MeetingCommand, state: Meeting, context: Context, facts: MeetingFacts = {}): Answer {
  const refused = refusedState(MEETING_TRANSITIONS, command.name, state.status);
  if (refused) return refused;
  if (command.name === 'schedule-meeting') return decideSchedule(command, facts);
  // The table has let the command through: the state is one of those that it lists.
  if (isBefore(command)) return decideBefore(command, { state: state as ScheduledMeeting | PostedMeeting, context, facts });
  if (isAfter(command)) return decideAfter(command, { state: state as ClosedMeeting, context, facts });
  return decideOnceThere(command, { state: state as SittingMeeting, context, facts });
}

function decideBefore(command: BeforeIt, { state, context, facts }: In<ScheduledMeeting | PostedMeeting>): Answer {
  switch (command.name) {
    case 'place-item':
      return decidePlaceItem(command, state, facts);
    case 'revise-item':
      return decideReviseItem(command, state, context);
    case 'post-agenda':
      return decidePostAgenda(command, state, context);
    case 'withdraw-item':
      return decideWithdrawItem(command, state, context);
    case 'cancel-meeting':
      return decideCancel(command, context);
    default:
      return unreachable(command);
  }
}

function decideAfter(command: AfterIt, { state, context, facts }: In<ClosedMeeting>): Answer {
  switch (command.name) {
    case 'draft-minutes':
      return decideDraftMinutes(command, state, context);
    case 'approve-minutes':
      return decideApproveMinutes(command, state, context, facts);
    case 'note-approval-failed':
      return noteApprovalFailed(command, state);
    default:
      return unreachable(command);
  }
}

function decideOnceThere(command: OnceThere, { state, context, facts }: In<SittingMeeting>): Answer {
  switch (command.name) {
    case 'convene-meeting':
      return decideConvene(state, context);
    case 'record-attendance':
      return decideAttendance(command, state, context, facts);
    case 'pull-item':
      return decidePull(command, state, context, facts);
    case 'call-item':
      return decideCall(command, state, context, facts);
    case 'record-comment-heard':
      return decideCommentHeard(command, state, context, facts);
    case 'record-recusal':
      return decideRecusal(command, state, context, facts);
    case 'record-notice-exception':
      return decideNoticeException(command, state, context, facts);
    case 'record-motion':
      return decideMotion(command, state, context, facts);
    case 'second-motion':
      return decideSecond(command, state, context, facts);
    case 'record-roll-call':
      return decideRollCall(command, state, context, facts);
    case 'record-outcome':
      return decideOutcome(command, state, context, facts);
    case 'note-board-action':
      return noteBoardAction(command, state);
    case 'note-vote-corrected':
      return noteVoteCorrected(command, state, facts);
    case 'dispose-item':
      return decideDispose(command, state, context, facts);
    case 'adjourn-meeting':
      return decideAdjourn(state, context, facts);
    default:
      return unreachable(command);
  }
}

export const meeting: Decider<MeetingCommand, Meeting, MeetingEvent, MeetingFacts | undefined> = {
  streamType: 'meetings',
  initial: { status: 'none' },
  decide,
  evolve,
};
