/**
 * A meeting, from its date to its end, with the items on its agenda.
 *
 *   none ──schedule-meeting──▶ SCHEDULED ──post-agenda──▶ POSTED ──convene-meeting──▶ CONVENED ──adjourn-meeting──▶ ADJOURNED
 *                                  │                        │                            │                     └──▶ NO_QUORUM
 *                     place-item, revise-item   revise-item, record-recusal              │                          (nothing decided,
 *                                                                                        │                           too few members)
 *            record-attendance, record-comment-heard, record-motion, record-roll-call, record-recusal
 *
 *   an item: PLACED ──post-agenda──▶ POSTED ──record-motion──▶ MOVED ──record-roll-call──▶ APPROVED | APPROVED_AS_AMENDED | FAILED
 *
 * record-recusal stays possible after the meeting: a late one is flagged, and the member's vote no longer counts.
 * Votes are taken in a room and entered by the secretary, so every rule judges by the instant at which a thing happened.
 */
import { type Context, type Decider, type Instant, NO_SUCH_RECORD, notNow, Rejection, unreachable } from '#kernel';
import { decidePlaceItem, decidePostAgenda, decideReviseItem, decideSchedule } from './agenda.js';
import type {
  AgendaItem,
  ClosedMeeting,
  ItemRevised,
  Meeting,
  MeetingCommand,
  MeetingEvent,
  MeetingFacts,
  PostedItem,
  PostedMeeting,
  RecusalRecorded,
  ScheduledMeeting,
  SittingMeeting,
} from './meeting-record.js';
import { decideRecusal } from './recusal.js';
import { decideRollCall } from './roll-call.js';
import { decideAdjourn, decideAttendance, decideCommentHeard, decideConvene, decideMotion } from './sitting.js';

type Answer = readonly MeetingEvent[] | Rejection;

function decide(command: MeetingCommand, state: Meeting, context: Context, facts: MeetingFacts = {}): Answer {
  if (command.name === 'schedule-meeting') return decideSchedule(command, state, facts);
  if (state.status === 'none') return new Rejection(NO_SUCH_RECORD, 'There is no such meeting.');
  if (isInTheRoom(command))
    return state.status === 'CONVENED'
      ? decideInTheRoom(command, state, context, facts)
      : notNow(command.name, state.status, ['CONVENED']);
  switch (command.name) {
    case 'place-item':
      return state.status === 'SCHEDULED'
        ? decidePlaceItem(command, state, facts)
        : notNow(command.name, state.status, ['SCHEDULED']);
    case 'post-agenda':
      return state.status === 'SCHEDULED'
        ? decidePostAgenda(command, state, context)
        : notNow(command.name, state.status, ['SCHEDULED']);
    case 'revise-item':
      return state.status === 'SCHEDULED' || state.status === 'POSTED'
        ? decideReviseItem(command, state, context)
        : notNow(command.name, state.status, ['SCHEDULED', 'POSTED']);
    case 'convene-meeting':
      return state.status === 'POSTED' ? decideConvene(state, context) : notNow(command.name, state.status, ['POSTED']);
    case 'record-recusal':
      return state.status === 'SCHEDULED'
        ? notNow(command.name, state.status, ['POSTED', 'CONVENED', 'ADJOURNED', 'NO_QUORUM'])
        : decideRecusal(command, state, context, facts);
    default:
      return unreachable(command);
  }
}

/** What is recorded of a meeting while it is open. */
const IN_THE_ROOM = [
  'record-attendance',
  'record-comment-heard',
  'record-motion',
  'record-roll-call',
  'adjourn-meeting',
] as const;
type InTheRoom = Extract<MeetingCommand, { name: (typeof IN_THE_ROOM)[number] }>;

function isInTheRoom(command: MeetingCommand): command is InTheRoom {
  return IN_THE_ROOM.some((name) => name === command.name);
}

function decideInTheRoom(command: InTheRoom, state: SittingMeeting, context: Context, facts: MeetingFacts): Answer {
  switch (command.name) {
    case 'record-attendance':
      return decideAttendance(command, state, context, facts);
    case 'record-comment-heard':
      return decideCommentHeard(command, state, context, facts);
    case 'record-motion':
      return decideMotion(command, state, context, facts);
    case 'record-roll-call':
      return decideRollCall(command, state, context, facts);
    case 'adjourn-meeting':
      return decideAdjourn(state, context, facts);
    default:
      return unreachable(command);
  }
}

function evolve(state: Meeting, event: MeetingEvent): Meeting {
  if (happenedInTheRoom(event)) return state.status === 'CONVENED' ? evolveInTheRoom(state, event) : state;
  switch (event.type) {
    case 'meeting.scheduled': {
      const { boardId, kind, startsAt } = event.data;
      return { status: 'SCHEDULED', boardId, kind, startsAt, items: [] };
    }
    case 'meeting.item-placed':
      return state.status === 'SCHEDULED' ? { ...state, items: [...state.items, event.data] } : state;
    case 'meeting.item-revised':
      return state.status === 'SCHEDULED' || state.status === 'POSTED' ? revised(state, event) : state;
    case 'meeting.agenda-posted': {
      if (state.status !== 'SCHEDULED') return state;
      const items = state.items.map((item) => ({ ...item, noticedAt: event.data.postedAt }));
      return { ...state, status: 'POSTED', items, recusals: [] };
    }
    case 'meeting.convened': {
      const opened = { attendance: [], comments: [], motions: [], rollCalls: [], outcomes: {} };
      return state.status === 'POSTED' ? { ...state, ...opened, status: 'CONVENED', convenedAt: event.data.convenedAt } : state;
    }
    case 'meeting.recusal-recorded':
      return 'recusals' in state ? withRecusal(state, event) : state;
    case 'meeting.outcome-changed':
      return 'outcomes' in state ? { ...state, outcomes: { ...state.outcomes, [event.data.number]: event.data.is } } : state;
    case 'meeting.adjourned':
      return state.status === 'CONVENED' ? { ...state, status: event.data.ending } : state;
    default:
      return unreachable(event);
  }
}

function revised(state: ScheduledMeeting | PostedMeeting, { data }: ItemRevised): Meeting {
  const { number, title, section, revisedAt } = data;
  const isIt = (item: AgendaItem): boolean => item.number === number;
  if (state.status === 'SCHEDULED')
    return { ...state, items: state.items.map((item) => (isIt(item) ? { ...item, title, section } : item)) };
  // A revision that is entered late may have happened before the posting.
  const later = (noticedAt: Instant): Instant => (revisedAt > noticedAt ? revisedAt : noticedAt);
  const revise = (item: PostedItem): PostedItem => ({ ...item, title, section, noticedAt: later(item.noticedAt) });
  return { ...state, items: state.items.map((item) => (isIt(item) ? revise(item) : item)) };
}

function withRecusal(state: PostedMeeting | SittingMeeting | ClosedMeeting, { data }: RecusalRecorded): Meeting {
  const { member, items, ground } = data;
  return { ...state, recusals: [...state.recusals, { member, items, ground }] };
}

const HAPPENED_IN_THE_ROOM = [
  'meeting.attendance-recorded',
  'meeting.comment-heard',
  'meeting.motion-made',
  'meeting.roll-call-recorded',
  'meeting.item-decided',
] as const;
type HappenedInTheRoom = Extract<MeetingEvent, { type: (typeof HAPPENED_IN_THE_ROOM)[number] }>;

function happenedInTheRoom(event: MeetingEvent): event is HappenedInTheRoom {
  return HAPPENED_IN_THE_ROOM.some((type) => type === event.type);
}

function evolveInTheRoom(state: SittingMeeting, event: HappenedInTheRoom): Meeting {
  switch (event.type) {
    case 'meeting.attendance-recorded':
      return { ...state, attendance: [...state.attendance, event.data] };
    case 'meeting.comment-heard':
      return { ...state, comments: [...state.comments, event.data] };
    case 'meeting.motion-made':
      return { ...state, motions: [...state.motions, event.data] };
    case 'meeting.roll-call-recorded': {
      const { items, votes, present, rule, votedAt } = event.data;
      return { ...state, rollCalls: [...state.rollCalls, { items, votes, present, rule, votedAt }] };
    }
    case 'meeting.item-decided':
      return { ...state, outcomes: { ...state.outcomes, [event.data.number]: event.data.outcome } };
    default:
      return unreachable(event);
  }
}

export const meeting: Decider<MeetingCommand, Meeting, MeetingEvent, MeetingFacts | undefined> = {
  streamType: 'meetings',
  initial: { status: 'none' },
  decide,
  evolve,
};
