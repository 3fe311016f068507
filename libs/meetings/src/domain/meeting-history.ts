/** What each thing that happened to a meeting left behind. */
import { type Instant, unreachable } from '#kernel';
import { changed, type StandingItem } from './agenda-item.js';
import type {
  AgendaPosted,
  ClosedMeeting,
  ItemRevised,
  Meeting,
  MeetingConvened,
  MeetingEvent,
  MotionFailed,
  MotionSeconded,
  PostedMeeting,
  ScheduledMeeting,
  SittingMeeting,
  StandingMotion,
} from './meeting-record.js';
import { withVote } from './recount.js';

export function evolve(state: Meeting, event: MeetingEvent): Meeting {
  if (event.type === 'meeting.scheduled') {
    const { boardId, kind, startsAt } = event.data;
    return { status: 'SCHEDULED', boardId, kind, startsAt, items: [] };
  }
  if (state.status === 'none') return state;
  if (happenedInTheRoom(event)) return state.status === 'CONVENED' ? evolveInTheRoom(state, event) : state;
  if (cameAfterwards(event)) return 'minutes' in state ? evolveAfterwards(state, event) : state;
  switch (event.type) {
    case 'meeting.item-placed': {
      const { fromTheFloor: _floor, ...item } = event.data;
      return { ...state, items: [...state.items, { ...item, status: 'PLACED', revised: false }] };
    }
    case 'meeting.item-revised':
      return { ...state, items: revised(state.items, event) };
    case 'meeting.item-withdrawn':
      return { ...state, items: changed(state.items, [event.data.number], () => ({ status: 'WITHDRAWN' })) };
    case 'meeting.item-pulled':
      return pulled(state, event.data.number);
    case 'meeting.agenda-posted':
      return state.status === 'SCHEDULED' || state.status === 'POSTED' ? posted(state, event) : state;
    case 'meeting.cancelled': {
      const { boardId, kind, startsAt, items } = state;
      return { status: 'CANCELLED', boardId, kind, startsAt, items };
    }
    case 'meeting.convened':
      return opened(state, event);
    case 'meeting.recusal-recorded':
      return recused(state, event.data);
    case 'meeting.outcome-changed':
      return { ...state, items: changed(state.items, [event.data.number], () => ({ status: event.data.is })) };
    case 'meeting.action-noted': {
      const { number, boardActionId } = event.data;
      return { ...state, items: changed(state.items, [number], () => ({ boardActionId })) };
    }
    case 'meeting.vote-corrected':
      return votedAnew(state, event.data);
    default:
      return unreachable(event);
  }
}

type Known = Exclude<Meeting, { status: 'none' }>;
type DataOf<Type extends MeetingEvent['type']> = Extract<MeetingEvent, { type: Type }>['data'];

function recused(state: Known, { member, items, ground }: DataOf<'meeting.recusal-recorded'>): Meeting {
  return 'recusals' in state ? { ...state, recusals: [...state.recusals, { member, items, ground }] } : state;
}

function votedAnew(state: Known, { items, votedAt, member, is: vote }: DataOf<'meeting.vote-corrected'>): Meeting {
  return 'rollCalls' in state ? { ...state, rollCalls: withVote(state.rollCalls, { items, votedAt, member, vote }) } : state;
}

function revised(items: readonly StandingItem[], { data }: ItemRevised): readonly StandingItem[] {
  const { number, title, section, revisedAt, posted } = data;
  return changed(items, [number], ({ noticedAt }) => ({ title, section, revised: posted, ...laterNotice(noticedAt, revisedAt) }));
}

/** A revision that is entered late may have happened before the posting; before the first posting there is no notice to run anew. */
function laterNotice(noticedAt: Instant | undefined, at: Instant): Pick<StandingItem, 'noticedAt'> {
  return noticedAt === undefined ? {} : { noticedAt: at > noticedAt ? at : noticedAt };
}

function posted(state: ScheduledMeeting | PostedMeeting, { data }: AgendaPosted): PostedMeeting {
  const { postedAt } = data;
  const given = data.changed ?? data.items.map(({ number }) => number);
  const items = changed(state.items, given, ({ noticedAt }) => ({
    status: 'POSTED',
    revised: false,
    ...(noticedAt === undefined ? { noticedAt: postedAt } : laterNotice(noticedAt, postedAt)),
  }));
  return { ...state, status: 'POSTED', items, recusals: state.status === 'POSTED' ? state.recusals : [] };
}

/** Of the past a meeting may be known whose agenda is not. */
function opened(state: Meeting, { data: { convenedAt } }: MeetingConvened): Meeting {
  if (state.status !== 'SCHEDULED' && state.status !== 'POSTED') return state;
  const proceedings = { attendance: [], comments: [], exceptions: [], motions: [], rollCalls: [] };
  const recusals = state.status === 'POSTED' ? state.recusals : [];
  return { ...state, recusals, ...proceedings, status: 'CONVENED', convenedAt };
}

/** An item that leaves the consent calendar leaves the motion on it as well. */
function pulled<State extends Exclude<Meeting, { status: 'none' }>>(state: State, number: string): State {
  const items = changed(state.items, [number], ({ status }) => ({
    section: 'REGULAR',
    status: status === 'MOVED' || status === 'SECONDED' ? 'CALLED' : status,
  }));
  return 'motions' in state ? { ...state, items, motions: without([number], state.motions) } : { ...state, items };
}

function without(numbers: readonly string[], motions: readonly StandingMotion[]): readonly StandingMotion[] {
  return motions.map((motion) => ({ ...motion, items: motion.items.filter((number) => !numbers.includes(number)) }));
}

const IN_THE_ROOM = [
  'meeting.attendance-recorded',
  'meeting.item-called',
  'meeting.comment-heard',
  'meeting.notice-exception-recorded',
  'meeting.motion-made',
  'meeting.motion-seconded',
  'meeting.roll-call-recorded',
  'meeting.motion-failed',
  'meeting.item-decided',
  'meeting.item-disposed',
  'meeting.adjourned',
] as const;
type InTheRoom = Extract<MeetingEvent, { type: (typeof IN_THE_ROOM)[number] }>;

const happenedInTheRoom = (event: MeetingEvent): event is InTheRoom => IN_THE_ROOM.some((type) => type === event.type);

function evolveInTheRoom(state: SittingMeeting, event: InTheRoom): Meeting {
  switch (event.type) {
    case 'meeting.attendance-recorded':
      return { ...state, attendance: [...state.attendance, event.data] };
    case 'meeting.item-called':
      return { ...state, items: changed(state.items, event.data.items, () => ({ status: 'CALLED' })) };
    case 'meeting.comment-heard':
      return { ...state, comments: [...state.comments, event.data] };
    case 'meeting.notice-exception-recorded':
      return { ...state, exceptions: [...state.exceptions, event.data] };
    case 'meeting.motion-made': {
      const items = changed(state.items, event.data.items, () => ({
        status: event.data.seconder === undefined ? 'MOVED' : 'SECONDED',
      }));
      return { ...state, items, motions: [...state.motions, event.data] };
    }
    case 'meeting.motion-seconded':
      return seconded(state, event);
    case 'meeting.roll-call-recorded': {
      const { items, votes, present, rule, rules, votedAt } = event.data;
      const rollCall = { items, votes, present, rule, ...(rules && { rules }), votedAt };
      return { ...state, rollCalls: [...state.rollCalls, rollCall] };
    }
    case 'meeting.motion-failed':
      return fallenShort(state, event);
    case 'meeting.item-decided':
      return { ...state, items: changed(state.items, [event.data.number], () => decidedAs(event.data)) };
    case 'meeting.item-disposed': {
      const { number, disposition: status, continuedTo, continuedUntil } = event.data;
      const where = {
        ...(continuedTo === undefined ? {} : { continuedTo }),
        ...(continuedUntil === undefined ? {} : { continuedUntil }),
      };
      return { ...state, items: changed(state.items, [number], () => ({ status, ...where })) };
    }
    case 'meeting.adjourned':
      return { ...state, status: event.data.ending, minutes: { status: 'NONE', drafters: [] } };
    default:
      return unreachable(event);
  }
}

function decidedAs({ outcome: status, amendment, textHash }: DataOf<'meeting.item-decided'>): Partial<StandingItem> {
  return { status, ...(amendment === undefined || textHash === undefined ? {} : { conformedHash: textHash }) };
}

function seconded(state: SittingMeeting, { data: { items, seconder, secondedAt } }: MotionSeconded): SittingMeeting {
  const motion = state.motions.findLast((made) => items.every((number) => made.items.includes(number)));
  return {
    ...state,
    items: changed(state.items, items, () => ({ status: 'SECONDED' })),
    motions: state.motions.map((made) => (made === motion ? { ...made, seconder, secondedAt } : made)),
  };
}

/** A motion to dispose of items that fell short is over; they stand under the motion before it, or are called. */
function fallenShort(state: SittingMeeting, { data }: MotionFailed): SittingMeeting {
  const stand = (number: string) => data.stand.filter((item) => item.number === number).map(({ status }) => ({ status }))[0];
  const items = changed(state.items, data.items, ({ number }) => stand(number) ?? {});
  return { ...state, items, motions: withoutFailed(state.motions, data) };
}

/** The motions that stand once one to dispose of items fell short. */
export function withoutFailed(
  motions: readonly StandingMotion[],
  { items, movedAt }: Pick<MotionFailed['data'], 'items' | 'movedAt'>,
): readonly StandingMotion[] {
  const over = (made: StandingMotion): boolean => made.proposes !== undefined && made.movedAt === movedAt;
  return motions.flatMap((made) => (over(made) ? without(items, [made]) : [made]));
}

const AFTERWARDS = ['meeting.minutes-drafted', 'meeting.minutes-approved', 'meeting.approval-failed'] as const;
type Afterwards = Extract<MeetingEvent, { type: (typeof AFTERWARDS)[number] }>;

const cameAfterwards = (event: MeetingEvent): event is Afterwards => AFTERWARDS.some((type) => type === event.type);

function evolveAfterwards(state: ClosedMeeting, event: Afterwards): ClosedMeeting {
  const { approvedBy: _before, ...minutes } = state.minutes;
  switch (event.type) {
    case 'meeting.minutes-approved': {
      const { approvedBy } = event.data;
      return { ...state, minutes: { ...minutes, status: 'APPROVED', ...(approvedBy === undefined ? {} : { approvedBy }) } };
    }
    case 'meeting.approval-failed':
      return { ...state, minutes: { ...minutes, status: 'DRAFTED' } };
    case 'meeting.minutes-drafted': {
      const { remarks, drafters } = event.data;
      const known = [...new Set([...minutes.drafters, ...drafters])];
      return { ...state, minutes: { status: 'DRAFTED', drafters: known, ...(remarks === undefined ? {} : { remarks }) } };
    }
    default:
      return unreachable(event);
  }
}
