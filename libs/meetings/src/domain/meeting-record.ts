/** What is asked of a meeting, what happens in it, and what is known of it: the vocabulary of its lifecycle. */
import type { DomainCommand, DomainEvent, Instant, MeetingKind, PlainDate, Profile } from '#kernel';
import type { AgendaItem, Disposal, Disposition, ItemOutcome, ItemRef, StandingItem } from './agenda-item.js';
import { isOutcome } from './agenda-item.js';
import type { Board } from './board.js';

import type {
  BoardActionNoted,
  NoteBoardAction,
  NoteVoteCorrected,
  OutcomeChanged,
  Recount,
  RollCallVote,
  Tally,
  VoteCorrected,
} from './vote-record.js';

export type { AgendaItem, ItemOutcome } from './agenda-item.js';
export {
  type BoardActionNoted,
  type NoteBoardAction,
  type NoteVoteCorrected,
  type OutcomeChanged,
  type Recount,
  type RollCallVote,
  type Tally,
  VOTE_CHOICES,
  type VoteChoice,
  type VoteCorrected,
} from './vote-record.js';

export const MEETING_KINDS = ['REGULAR', 'SPECIAL', 'EMERGENCY'] as const satisfies readonly MeetingKind[];
export const ATTENDANCE_CHANGES = ['ARRIVED', 'DEPARTED'] as const;
export type AttendanceChange = (typeof ATTENDANCE_CHANGES)[number];
/** Why the Board may act on an item whose notice was short. */
export const EXCEPTION_GROUNDS = ['EMERGENCY', 'SUBSEQUENT_NEED', 'CONTINUED_WITHIN_5_DAYS'] as const;
export type ExceptionGround = (typeof EXCEPTION_GROUNDS)[number];

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
  /** What the motion would do with the items, where it is not to approve them. */
  readonly proposes?: Disposal;
}

export interface Recusal {
  readonly member: string;
  readonly items: readonly string[];
  /** As it was stated in public. */
  readonly ground: string;
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
  /** By item number, of items that go by another rule: that of the request behind them. */
  readonly rules?: Readonly<Record<string, VotingRule>>;
  readonly votedAt: Instant;
}

export type ScheduleMeeting = DomainCommand<
  'schedule-meeting',
  { readonly boardId: string; readonly kind: MeetingKind; readonly startsAt: Instant; readonly place: string }
>;
export type PlaceItem = DomainCommand<'place-item', AgendaItem>;
export type ReviseItem = DomainCommand<'revise-item', Pick<AgendaItem, 'number' | 'title' | 'section'>>;
export type PostAgenda = DomainCommand<'post-agenda', { readonly evidence: PostingEvidence }>;
export type WithdrawItem = DomainCommand<'withdraw-item', { readonly number: string; readonly reason: string }>;
export type CancelMeeting = DomainCommand<'cancel-meeting', { readonly reason: string }>;
export type ConveneMeeting = DomainCommand<'convene-meeting', object>;
export type RecordAttendance = DomainCommand<'record-attendance', Attendance>;
/** `pulledBy`: the member who asked for it, where it was one. */
export type PullItem = DomainCommand<'pull-item', { readonly number: string; readonly pulledBy?: string }>;
export type CallItem = DomainCommand<'call-item', { readonly items: readonly string[] }>;
/** Without `items` the comment covered the whole agenda. */
export type RecordCommentHeard = DomainCommand<
  'record-comment-heard',
  { readonly items?: readonly string[]; readonly speakers: number }
>;
export type RecordRecusal = DomainCommand<'record-recusal', Recusal>;
/** `votes`: of a determination that the members vote on; none where the law asks for no vote. */
export type RecordNoticeException = DomainCommand<
  'record-notice-exception',
  {
    readonly items: readonly string[];
    readonly ground: ExceptionGround;
    readonly finding: string;
    readonly votes?: readonly RollCallVote[];
  }
>;
export type RecordMotion = DomainCommand<'record-motion', Motion>;
export type SecondMotion = DomainCommand<'second-motion', { readonly items: readonly string[]; readonly seconder: string }>;
/** `textHash` is what the vote adopts, where that is not the posted text. */
export type RecordRollCall = DomainCommand<
  'record-roll-call',
  { readonly items: readonly string[]; readonly votes: readonly RollCallVote[]; readonly textHash?: string }
>;
/**
 * What became of an item in a meeting of the past whose motion and votes are not on record; the count where it is known. `textHash` as in
 * a roll call.
 */
export type RecordOutcome = DomainCommand<
  'record-outcome',
  Partial<Tally> & {
    readonly number: string;
    readonly outcome: ItemOutcome;
    /** It is known that nobody voted otherwise, by however many votes. */
    readonly unanimous?: boolean;
    readonly amendment?: string;
    readonly textHash?: string;
  }
>;
export type DisposeItem = DomainCommand<'dispose-item', { readonly items: readonly string[]; readonly disposal: Disposal }>;
export type AdjournMeeting = DomainCommand<'adjourn-meeting', object>;
export type DraftMinutes = DomainCommand<'draft-minutes', { readonly remarks?: string }>;
/** `approvedBy`: the item of a later meeting by which the Board approved them. */
export type ApproveMinutes = DomainCommand<'approve-minutes', { readonly approvedBy?: ItemRef; readonly corrections?: string }>;
/** Follows from a change of the outcome of that item: its vote turns out to have failed. */
export type NoteApprovalFailed = DomainCommand<'note-approval-failed', { readonly approvedBy: ItemRef }>;

export type MeetingCommand =
  | ScheduleMeeting
  | PlaceItem
  | ReviseItem
  | PostAgenda
  | WithdrawItem
  | CancelMeeting
  | ConveneMeeting
  | RecordAttendance
  | PullItem
  | CallItem
  | RecordCommentHeard
  | RecordRecusal
  | RecordNoticeException
  | RecordMotion
  | SecondMotion
  | RecordRollCall
  | RecordOutcome
  | NoteBoardAction
  | NoteVoteCorrected
  | DisposeItem
  | AdjournMeeting
  | DraftMinutes
  | ApproveMinutes
  | NoteApprovalFailed;

export type MeetingScheduled = DomainEvent<'meeting.scheduled', ScheduleMeeting['data']>;
/** `fromTheFloor`: it was raised while the Board sat, so that no posted agenda names it. */
export type ItemPlaced = DomainEvent<'meeting.item-placed', AgendaItem & { readonly fromTheFloor?: true }>;
/** `posted`: the agenda was posted already, so that the notice of the item runs anew. */
export type ItemRevised = DomainEvent<
  'meeting.item-revised',
  ReviseItem['data'] & { readonly revisedAt: Instant; readonly posted: boolean }
>;
/** `changed`: of an amended agenda, the items whose notice runs anew; absent where the agenda is posted for the first time. */
export type AgendaPosted = DomainEvent<
  'meeting.agenda-posted',
  {
    readonly postedAt: Instant;
    readonly evidence: PostingEvidence;
    readonly items: readonly AgendaItem[];
    readonly changed?: readonly string[];
  }
>;
export type ItemWithdrawn = DomainEvent<
  'meeting.item-withdrawn',
  AgendaItem & { readonly boardId: string; readonly reason: string; readonly withdrawnAt: Instant; readonly posted: boolean }
>;
export type MeetingCancelled = DomainEvent<'meeting.cancelled', { readonly reason: string; readonly cancelledAt: Instant }>;
export type MeetingConvened = DomainEvent<'meeting.convened', { readonly convenedAt: Instant }>;
export type AttendanceRecorded = DomainEvent<'meeting.attendance-recorded', Attendance & { readonly at: Instant }>;
export type ItemPulled = DomainEvent<'meeting.item-pulled', PullItem['data'] & { readonly pulledAt: Instant }>;
export type ItemCalled = DomainEvent<'meeting.item-called', CallItem['data'] & { readonly calledAt: Instant }>;
export type CommentHeard = DomainEvent<
  'meeting.comment-heard',
  { readonly items: readonly string[]; readonly speakers: number; readonly heardAt: Instant }
>;
/** `late`: the items were decided already. Then the member's votes on them no longer count, and `recounts` says what remains. */
export type RecusalRecorded = DomainEvent<
  'meeting.recusal-recorded',
  Recusal & { readonly recusedAt: Instant; readonly late: boolean; readonly recounts: readonly Recount[] }
>;
/** `holds`: the determination was carried. `actBy`: the last day on which the exception lets the Board act. */
export type NoticeExceptionRecorded = DomainEvent<
  'meeting.notice-exception-recorded',
  RecordNoticeException['data'] & {
    readonly foundAt: Instant;
    readonly holds: boolean;
    readonly present: readonly string[];
    /** Ayes that the determination needed. */
    readonly ayesNeeded?: number;
    readonly actBy?: PlainDate;
  }
>;
export type MotionMade = DomainEvent<'meeting.motion-made', Motion & { readonly movedAt: Instant }>;
export type MotionSeconded = DomainEvent<'meeting.motion-seconded', SecondMotion['data'] & { readonly secondedAt: Instant }>;
export type RollCallRecorded = DomainEvent<'meeting.roll-call-recorded', RollCall & Tally>;
/** A motion to dispose of items fell short: they stand as they did before it. */
export type MotionFailed = DomainEvent<
  'meeting.motion-failed',
  Tally & {
    readonly items: readonly string[];
    readonly movedAt: Instant;
    readonly proposed: Disposition;
    readonly failedAt: Instant;
    /** Where the items stand now: under the motion before it, or called. */
    readonly stand: readonly { readonly number: string; readonly status: 'CALLED' | 'MOVED' | 'SECONDED' }[];
  }
>;
/** `textHash` is the adopted text; absent where an amendment was adopted whose conformed text is still to come. */
export type ItemDecided = DomainEvent<
  'meeting.item-decided',
  AgendaItem &
    // The count of a vote of the past may be unknown.
    Partial<Tally> & {
      readonly boardId: string;
      readonly outcome: ItemOutcome;
      readonly unanimous?: true;
      readonly recused: readonly string[];
      readonly present: readonly string[];
      readonly decidedAt: Instant;
      /** The words of the amendment that the motion captured. */
      readonly amendment?: string;
      /** The exception to notice under which the Board acted. */
      readonly exception?: ExceptionGround;
    }
>;
export type ItemDisposed = DomainEvent<
  'meeting.item-disposed',
  AgendaItem & Disposal & { readonly boardId: string; readonly by: 'CHAIR' | 'MOTION'; readonly disposedAt: Instant }
>;
/** `quorum`: whether one was present in the end; a meeting that decided nothing and ends without one had none. */
export type MeetingAdjourned = DomainEvent<
  'meeting.adjourned',
  { readonly adjournedAt: Instant; readonly ending: 'ADJOURNED' | 'NO_QUORUM' }
>;
export type MinutesDrafted = DomainEvent<
  'meeting.minutes-drafted',
  DraftMinutes['data'] & { readonly draftedAt: Instant; readonly drafters: readonly string[] }
>;
export type MinutesApproved = DomainEvent<
  'meeting.minutes-approved',
  ApproveMinutes['data'] & { readonly approvedAt: Instant; readonly remarks?: string }
>;
/** The minutes are a draft again, for the Board to approve. */
export type ApprovalFailed = DomainEvent<'meeting.approval-failed', NoteApprovalFailed['data']>;

export type MeetingEvent =
  | MeetingScheduled
  | ItemPlaced
  | ItemRevised
  | AgendaPosted
  | ItemWithdrawn
  | MeetingCancelled
  | MeetingConvened
  | AttendanceRecorded
  | ItemPulled
  | ItemCalled
  | CommentHeard
  | RecusalRecorded
  | NoticeExceptionRecorded
  | MotionMade
  | MotionSeconded
  | RollCallRecorded
  | MotionFailed
  | ItemDecided
  | ItemDisposed
  | OutcomeChanged
  | BoardActionNoted
  | VoteCorrected
  | MeetingAdjourned
  | MinutesDrafted
  | MinutesApproved
  | ApprovalFailed;

interface Plan {
  readonly boardId: string;
  readonly kind: MeetingKind;
  readonly startsAt: Instant;
  readonly items: readonly StandingItem[];
}

export interface ScheduledMeeting extends Plan {
  readonly status: 'SCHEDULED';
}

export interface PostedMeeting extends Plan {
  readonly status: 'POSTED';
  readonly recusals: readonly Recusal[];
}

export interface CancelledMeeting extends Plan {
  readonly status: 'CANCELLED';
}

/** A motion as it was made and, where it was seconded afterwards, since when. */
export type StandingMotion = MotionMade['data'] & { readonly secondedAt?: Instant };

/** Everything that happened in the room, as far as later steps depend on it. */
interface Proceedings extends Omit<PostedMeeting, 'status'> {
  readonly convenedAt: Instant;
  readonly attendance: readonly AttendanceRecorded['data'][];
  readonly comments: readonly CommentHeard['data'][];
  readonly exceptions: readonly NoticeExceptionRecorded['data'][];
  readonly motions: readonly StandingMotion[];
  readonly rollCalls: readonly RollCall[];
}

export interface SittingMeeting extends Proceedings {
  readonly status: 'CONVENED';
}

export type MinutesStatus = 'NONE' | 'DRAFTED' | 'APPROVED';

export interface ClosedMeeting extends Proceedings {
  readonly status: 'ADJOURNED' | 'NO_QUORUM';
  readonly minutes: {
    readonly status: MinutesStatus;
    readonly drafters: readonly string[];
    readonly remarks?: string;
    readonly approvedBy?: ItemRef;
  };
}

export type Meeting =
  { readonly status: 'none' } | ScheduledMeeting | PostedMeeting | CancelledMeeting | SittingMeeting | ClosedMeeting;

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
  /** Records that the item names and that do not exist. */
  readonly missing?: readonly string[];
  /** By item number: the rules of its request, or of the request that its draft answers, where those are not the present ones. */
  readonly rules?: Readonly<Record<string, Profile>>;
  /** By item number: the actions of the Board that items became. */
  readonly actions?: Readonly<Record<string, string>>;
  /** Other meetings that the command or its items name, by id. */
  readonly meetings?: Readonly<Record<string, Meeting>>;
}

/** An item of a meeting as it stands; undefined where the meeting has none of that number. */
export function itemOfMeeting(state: Meeting | undefined, itemNumber: string): StandingItem | undefined {
  return state === undefined || state.status === 'none' ? undefined : state.items.find(({ number }) => number === itemNumber);
}

/** The outcome of an item as it stands, late recusals counted; undefined while it is undecided. */
export function outcomeOfItem(state: Meeting, itemNumber: string): ItemOutcome | undefined {
  const status = itemOfMeeting(state, itemNumber)?.status;
  return status !== undefined && isOutcome(status) ? status : undefined;
}

/** The items of which a posting gives notice: all of the first one, of an amended agenda what was added or revised. */
export function itemsNoticed({ items, changed }: AgendaPosted['data']): readonly AgendaItem[] {
  return changed === undefined ? items : items.filter(({ number }) => changed.includes(number));
}
