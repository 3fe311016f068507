/** What is asked of a meeting, what happens in it, and what is known of it: the vocabulary of its lifecycle. */
import type { DomainCommand, DomainEvent, Instant, MeetingKind } from '#kernel';
import type { Board } from './board.js';

export const MEETING_KINDS = ['REGULAR', 'SPECIAL', 'EMERGENCY'] as const satisfies readonly MeetingKind[];
/** The Board votes on ACTION items; it hears INFORMATION. */
export const ITEM_KINDS = ['ACTION', 'INFORMATION'] as const;
export type ItemKind = (typeof ITEM_KINDS)[number];
export const ITEM_SECTIONS = ['CONSENT', 'REGULAR'] as const;
export type ItemSection = (typeof ITEM_SECTIONS)[number];
export const ATTENDANCE_CHANGES = ['ARRIVED', 'DEPARTED'] as const;
export type AttendanceChange = (typeof ATTENDANCE_CHANGES)[number];
export const VOTE_CHOICES = ['AYE', 'NO', 'ABSTAIN'] as const;
export type VoteChoice = (typeof VOTE_CHOICES)[number];
export type ItemOutcome = 'APPROVED' | 'APPROVED_AS_AMENDED' | 'FAILED';

/** An item as it stands on the agenda. `number` (`3`, `3A`) is its key within the meeting. */
export interface AgendaItem {
  readonly number: string;
  readonly title: string;
  readonly kind: ItemKind;
  readonly section: ItemSection;
  /** The draft whose text the Board would adopt, and the SHA-256 of that text (hex). */
  readonly draftId?: string;
  readonly textHash?: string;
  /** The request that the Board would issue. */
  readonly requestId?: string;
  readonly boardReportId?: string;
  readonly reportBackId?: string;
}

/** An item of a posted agenda; `noticedAt` is its posting or its last material change, whichever came later. */
export interface PostedItem extends AgendaItem {
  readonly noticedAt: Instant;
}

/** Where the agenda was posted: that is what a reviewer asks for. */
export interface PostingEvidence {
  readonly url?: string;
  readonly locations: readonly string[];
}

export interface Attendance {
  readonly member: string;
  readonly change: AttendanceChange;
  readonly remote?: boolean;
}

export interface Motion {
  readonly items: readonly string[];
  readonly mover: string;
  readonly seconder?: string;
  readonly wording?: string;
  /** The words of an amendment from the floor: with them the Board may adopt another text than the posted one. */
  readonly amendment?: string;
}

export interface Recusal {
  readonly member: string;
  readonly items: readonly string[];
  /** As it was stated in public. */
  readonly ground: string;
}

export interface RollCallVote {
  readonly member: string;
  readonly vote: VoteChoice;
}

/** What adopted on the day of a vote: kept with it, since a later count goes by the rule of that day. */
export interface VotingRule {
  readonly quorum: number;
  readonly ayesToAdopt: number;
  readonly recusedCountTowardQuorum: boolean;
}

export interface RollCall {
  readonly items: readonly string[];
  readonly votes: readonly RollCallVote[];
  /** Members in attendance at the vote, recused ones included. */
  readonly present: readonly string[];
  readonly rule: VotingRule;
  readonly votedAt: Instant;
}

export interface Tally {
  readonly ayes: number;
  readonly noes: number;
  readonly abstentions: number;
}

/** The count of an item anew, after a recusal that became known too late. */
export interface Recount extends Tally {
  readonly number: string;
  readonly outcome: ItemOutcome;
}

export type ScheduleMeeting = DomainCommand<
  'schedule-meeting',
  { readonly boardId: string; readonly kind: MeetingKind; readonly startsAt: Instant; readonly place: string }
>;
export type PlaceItem = DomainCommand<'place-item', AgendaItem>;
export type ReviseItem = DomainCommand<'revise-item', Pick<AgendaItem, 'number' | 'title' | 'section'>>;
export type PostAgenda = DomainCommand<'post-agenda', { readonly evidence: PostingEvidence }>;
export type ConveneMeeting = DomainCommand<'convene-meeting', object>;
export type RecordAttendance = DomainCommand<'record-attendance', Attendance>;
/** Without `items` the comment covered the whole agenda. */
export type RecordCommentHeard = DomainCommand<
  'record-comment-heard',
  { readonly items?: readonly string[]; readonly speakers: number }
>;
export type RecordRecusal = DomainCommand<'record-recusal', Recusal>;
export type RecordMotion = DomainCommand<'record-motion', Motion>;
/** `textHash` is what the vote adopts, where that is not the posted text. */
export type RecordRollCall = DomainCommand<
  'record-roll-call',
  { readonly items: readonly string[]; readonly votes: readonly RollCallVote[]; readonly textHash?: string }
>;
export type AdjournMeeting = DomainCommand<'adjourn-meeting', object>;

export type MeetingCommand =
  | ScheduleMeeting
  | PlaceItem
  | ReviseItem
  | PostAgenda
  | ConveneMeeting
  | RecordAttendance
  | RecordCommentHeard
  | RecordRecusal
  | RecordMotion
  | RecordRollCall
  | AdjournMeeting;

export type MeetingScheduled = DomainEvent<'meeting.scheduled', ScheduleMeeting['data']>;
export type ItemPlaced = DomainEvent<'meeting.item-placed', AgendaItem>;
/** `posted`: the agenda was posted already, so that the notice of the item runs anew. */
export type ItemRevised = DomainEvent<
  'meeting.item-revised',
  ReviseItem['data'] & { readonly revisedAt: Instant; readonly posted: boolean }
>;
export type AgendaPosted = DomainEvent<
  'meeting.agenda-posted',
  { readonly postedAt: Instant; readonly evidence: PostingEvidence; readonly items: readonly AgendaItem[] }
>;
export type MeetingConvened = DomainEvent<'meeting.convened', { readonly convenedAt: Instant }>;
export type AttendanceRecorded = DomainEvent<'meeting.attendance-recorded', Attendance & { readonly at: Instant }>;
export type CommentHeard = DomainEvent<
  'meeting.comment-heard',
  { readonly items: readonly string[]; readonly speakers: number; readonly heardAt: Instant }
>;
/** `late`: the items were decided already. Then the member's votes on them no longer count, and `recounts` says what remains. */
export type RecusalRecorded = DomainEvent<
  'meeting.recusal-recorded',
  Recusal & { readonly recusedAt: Instant; readonly late: boolean; readonly recounts: readonly Recount[] }
>;
export type MotionMade = DomainEvent<'meeting.motion-made', Motion & { readonly movedAt: Instant }>;
export type RollCallRecorded = DomainEvent<'meeting.roll-call-recorded', RollCall & Tally>;
/** `textHash` is the adopted text; absent where an amendment was adopted whose conformed text is still to come. */
export type ItemDecided = DomainEvent<
  'meeting.item-decided',
  AgendaItem &
    Tally & {
      readonly boardId: string;
      readonly outcome: ItemOutcome;
      readonly recused: readonly string[];
      readonly present: readonly string[];
      readonly decidedAt: Instant;
    }
>;
export type OutcomeChanged = DomainEvent<
  'meeting.outcome-changed',
  Tally & { readonly number: string; readonly was: ItemOutcome; readonly is: ItemOutcome }
>;
/** `quorum`: whether one was present in the end; a meeting that decided nothing and ends without one had none. */
export type MeetingAdjourned = DomainEvent<
  'meeting.adjourned',
  { readonly adjournedAt: Instant; readonly ending: 'ADJOURNED' | 'NO_QUORUM' }
>;

export type MeetingEvent =
  | MeetingScheduled
  | ItemPlaced
  | ItemRevised
  | AgendaPosted
  | MeetingConvened
  | AttendanceRecorded
  | CommentHeard
  | RecusalRecorded
  | MotionMade
  | RollCallRecorded
  | ItemDecided
  | OutcomeChanged
  | MeetingAdjourned;

interface Plan {
  readonly boardId: string;
  readonly kind: MeetingKind;
  readonly startsAt: Instant;
}

export interface ScheduledMeeting extends Plan {
  readonly status: 'SCHEDULED';
  readonly items: readonly AgendaItem[];
}

export interface PostedMeeting extends Plan {
  readonly status: 'POSTED';
  readonly items: readonly PostedItem[];
  readonly recusals: readonly Recusal[];
}

/** Everything that happened in the room, as far as later steps depend on it. */
interface Proceedings extends Omit<PostedMeeting, 'status'> {
  readonly convenedAt: Instant;
  readonly attendance: readonly AttendanceRecorded['data'][];
  readonly comments: readonly CommentHeard['data'][];
  readonly motions: readonly MotionMade['data'][];
  readonly rollCalls: readonly RollCall[];
  readonly outcomes: Readonly<Record<string, ItemOutcome>>;
}

export interface SittingMeeting extends Proceedings {
  readonly status: 'CONVENED';
}

export interface ClosedMeeting extends Proceedings {
  readonly status: 'ADJOURNED' | 'NO_QUORUM';
}

export type Meeting = { readonly status: 'none' } | ScheduledMeeting | PostedMeeting | SittingMeeting | ClosedMeeting;

/** A text that stands before the Board: the one that was transmitted, and how far public comment on it has come. */
export interface TextBeforeTheBoard {
  readonly textHash: string;
  readonly commentTrack: 'NONE' | 'SCHEDULED' | 'OPEN' | 'CLOSED' | 'SUMMARISED';
}

/** What a meeting's decisions need to know from outside it; each command reads what concerns it. */
export interface MeetingFacts {
  /** The board that meets. */
  readonly board?: Board;
  /** By draft id; a draft whose text is not before the Board is missing. */
  readonly texts?: Readonly<Record<string, TextBeforeTheBoard>>;
  /** Where requests stand, by request id; one that does not exist is missing. */
  readonly requests?: Readonly<Record<string, string>>;
  /** Whether the Board report exists that the item names. */
  readonly boardReportExists?: boolean;
}

/** The outcome of an item as it stands, late recusals counted; undefined while it is undecided. */
export function outcomeOfItem(state: Meeting, itemNumber: string): ItemOutcome | undefined {
  return 'outcomes' in state ? state.outcomes[itemNumber] : undefined;
}
