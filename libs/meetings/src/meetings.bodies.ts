/** The bodies of a meeting's commands. */
import {
  CommandBody,
  DateField,
  Flag,
  InstantField,
  OneOf,
  Part,
  Parts,
  RecordId,
  Shaped,
  Text,
  Texts,
  Whole,
} from '#command-queue';
import type { MeetingKind } from '#kernel';
import {
  type Disposition,
  DISPOSITIONS,
  ITEM_KINDS,
  ITEM_OUTCOMES,
  ITEM_SECTIONS,
  type ItemKind,
  type ItemOutcome,
  type ItemSection,
} from './domain/agenda-item.js';
import {
  ATTENDANCE_CHANGES,
  type AttendanceChange,
  EXCEPTION_GROUNDS,
  type ExceptionGround,
  MEETING_KINDS,
  VOTE_CHOICES,
  type VoteChoice,
} from './domain/meeting-record.js';

const ITEM_NUMBER = /^[1-9]\d{0,2}[A-Z]?$/;
const SHA_256 = /^[0-9a-f]{64}$/;
const A_SHA_256 = 'a'.repeat(64);
const A_URL = /^https?:\/\/\S+$/;

export class ScheduleMeetingBody extends CommandBody {
  @RecordId({ about: 'The board that meets.' })
  boardId!: string;

  @OneOf(MEETING_KINDS)
  kind!: MeetingKind;

  @InstantField({ about: 'The time that the public is told; hours of notice count back from it.' })
  startsAt!: string;

  @Text(300)
  place!: string;
}

abstract class OfAMeeting extends CommandBody {
  @RecordId()
  meetingId!: string;
}

class ItemRefBody {
  @RecordId()
  meetingId!: string;

  @Shaped(ITEM_NUMBER, '3A')
  itemNumber!: string;
}

export class PlaceItemBody extends OfAMeeting {
  @Shaped(ITEM_NUMBER, '3A', { about: 'The number on the agenda; it names the item within the meeting.' })
  number!: string;

  @Text(1_000)
  title!: string;

  @OneOf(ITEM_KINDS)
  kind!: ItemKind;

  @OneOf(ITEM_SECTIONS)
  section!: ItemSection;

  @RecordId({ optional: true, about: 'The draft whose transmitted text the Board would adopt; together with textHash.' })
  draftId?: string;

  @Shaped(SHA_256, A_SHA_256, { optional: true, about: 'SHA-256 of the transmitted text, in hex.' })
  textHash?: string;

  @RecordId({ optional: true, about: 'The request that the Board would issue.' })
  requestId?: string;

  @RecordId({ optional: true, about: 'The report to the Board that the item takes up.' })
  boardReportId?: string;

  @RecordId({ optional: true, about: 'The report-back that the item takes up.' })
  reportBackId?: string;

  @Part(() => ItemRefBody, {
    optional: true,
    about: 'The item of an earlier meeting that was continued, and comes back as this one.',
  })
  continues?: ItemRefBody;

  @Part(() => ItemRefBody, {
    optional: true,
    about: 'The decided item of an earlier meeting that the Board is asked to reconsider.',
  })
  reconsiders?: ItemRefBody;

  @RecordId({ optional: true, about: 'The meeting whose minutes the Board would approve.' })
  minutesOf?: string;
}

export class ReviseItemBody extends OfAMeeting {
  @Shaped(ITEM_NUMBER, '3A')
  number!: string;

  @Text(1_000)
  title!: string;

  @OneOf(ITEM_SECTIONS)
  section!: ItemSection;
}

class PostingEvidenceBody {
  @Shaped(A_URL, 'https://example.org/agenda.pdf', { optional: true })
  url?: string;

  @Texts(300, { atMost: 20, about: 'Where it hangs, freely accessible to the public.' })
  locations!: string[];
}

export class PostAgendaBody extends OfAMeeting {
  @Part(() => PostingEvidenceBody)
  evidence!: PostingEvidenceBody;
}

export class WithdrawItemBody extends OfAMeeting {
  @Shaped(ITEM_NUMBER, '3A')
  number!: string;

  @Text(2_000)
  reason!: string;
}

export class CancelMeetingBody extends OfAMeeting {
  @Text(2_000, { about: 'As the public is told.' })
  reason!: string;
}

export class ConveneMeetingBody extends OfAMeeting {}

export class RecordAttendanceBody extends OfAMeeting {
  @Text(200, { about: "The member's id." })
  member!: string;

  @OneOf(ATTENDANCE_CHANGES)
  change!: AttendanceChange;

  @Flag({ optional: true, about: 'Attends by teleconference.' })
  remote?: boolean;
}

export class PullItemBody extends OfAMeeting {
  @Shaped(ITEM_NUMBER, '3A')
  number!: string;

  @Text(200, { optional: true, about: 'The id of the member who asked for it; left out where somebody else did.' })
  pulledBy?: string;
}

export class CallItemBody extends OfAMeeting {
  @Texts(4, { about: 'The numbers of the items that are called together.' })
  items!: string[];
}

export class RecordCommentHeardBody extends OfAMeeting {
  @Texts(4, { optional: true, about: 'The numbers of the items that it covers; the whole agenda where absent.' })
  items?: string[];

  @Whole(0, 100_000, { about: 'How many spoke; zero counts as heard.' })
  speakers!: number;
}

export class RecordRecusalBody extends OfAMeeting {
  @Text(200, { about: "The member's id; a commissioner enters only the own recusal." })
  member!: string;

  @Texts(4, { about: 'The numbers of the items.' })
  items!: string[];

  @Text(1_000, { about: 'The ground as it was stated in public.' })
  ground!: string;
}

class DisposalBody {
  @OneOf(DISPOSITIONS)
  disposition!: Disposition;

  @RecordId({ optional: true, about: 'CONTINUED: the later meeting, where the items stand again under their numbers.' })
  continuedTo?: string;

  @DateField({ optional: true, about: 'CONTINUED: the day, where no meeting is named.' })
  continuedUntil?: string;

  @Text(300, { optional: true, about: 'REFERRED: the committee, office or department.' })
  referredTo?: string;
}

export class DisposeItemBody extends OfAMeeting {
  @Texts(4, { about: 'The numbers of the items.' })
  items!: string[];

  @Part(() => DisposalBody, { about: 'How the chair disposes of them.' })
  disposal!: DisposalBody;
}

export class RecordMotionBody extends OfAMeeting {
  @Texts(4, { about: 'The numbers of the items that it covers.' })
  items!: string[];

  @Text(200, { about: "The member's id." })
  mover!: string;

  @Text(200, { optional: true, about: "Another member's id; required where the profile says so." })
  seconder?: string;

  @Text(10_000, { optional: true })
  wording?: string;

  @Text(50_000, { optional: true, about: 'The words of an amendment from the floor, as they were spoken.' })
  amendment?: string;

  @Part(() => DisposalBody, {
    optional: true,
    about: 'What the motion would do with the items; left out where it is to approve them.',
  })
  proposes?: DisposalBody;
}

export class SecondMotionBody extends OfAMeeting {
  @Texts(4, { about: 'The numbers of the items of the motion.' })
  items!: string[];

  @Text(200, { about: "Another member's id." })
  seconder!: string;
}

class VoteBody {
  @Text(200, { about: "The member's id." })
  member!: string;

  @OneOf(VOTE_CHOICES)
  vote!: VoteChoice;
}

export class RecordRollCallBody extends OfAMeeting {
  @Texts(4, { about: 'The numbers of the items that are voted on together, all of one motion.' })
  items!: string[];

  @Parts(() => VoteBody, { atMost: 50 })
  votes!: VoteBody[];

  @Shaped(SHA_256, A_SHA_256, {
    optional: true,
    about: 'The text that is adopted, where the motion captured an amendment; else the posted one.',
  })
  textHash?: string;
}

export class NoteBoardActionBody extends OfAMeeting {
  @Text(4, { about: 'The number of the item.' })
  number!: string;

  @RecordId()
  boardActionId!: string;
}

export class NoteVoteCorrectedBody extends OfAMeeting {
  @Texts(4, { about: 'The items of the roll call.' })
  items!: string[];

  @InstantField({ about: 'When it was taken.' })
  votedAt!: string;

  @Text(200)
  member!: string;

  @OneOf(VOTE_CHOICES)
  vote!: VoteChoice;
}

export class RecordOutcomeBody extends OfAMeeting {
  @Text(4, { about: 'The number of the item.' })
  number!: string;

  @OneOf(ITEM_OUTCOMES)
  outcome!: ItemOutcome;

  @Flag({ optional: true, about: 'It is known that nobody voted otherwise, by however many votes.' })
  unanimous?: boolean;

  @Whole(0, 100, { optional: true })
  ayes?: number;

  @Whole(0, 100, { optional: true })
  noes?: number;

  @Whole(0, 100, { optional: true })
  abstentions?: number;

  @Text(20_000, { optional: true, about: 'The words of the amendment, where they are known.' })
  amendment?: string;

  @Shaped(SHA_256, A_SHA_256, { optional: true, about: 'The text that was adopted as amended, where it is known.' })
  textHash?: string;
}

export class RecordNoticeExceptionBody extends OfAMeeting {
  @Texts(4, { about: 'The numbers of the items.' })
  items!: string[];

  @OneOf(EXCEPTION_GROUNDS)
  ground!: ExceptionGround;

  @Text(10_000, { about: 'What the members found: which need or emergency, and when it came to attention.' })
  finding!: string;

  @Parts(() => VoteBody, { optional: true, atMost: 50, about: 'On the determination; none where the items were continued.' })
  votes?: VoteBody[];
}

export class AdjournMeetingBody extends OfAMeeting {}

export class DraftMinutesBody extends OfAMeeting {
  @Text(50_000, { optional: true, about: 'What the minutes say beside what was recorded.' })
  remarks?: string;
}

export class ApproveMinutesBody extends OfAMeeting {
  @Part(() => ItemRefBody, { optional: true, about: 'The item of a later meeting by which the Board approved them.' })
  approvedBy?: ItemRefBody;

  @Text(50_000, { optional: true, about: 'The words of the corrections with which they were approved.' })
  corrections?: string;
}

export class NoteApprovalFailedBody extends OfAMeeting {
  @Part(() => ItemRefBody, { about: 'The item of a later meeting by which they had been approved.' })
  approvedBy!: ItemRefBody;
}
