import {
  CommandBody,
  defineLifecycle,
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
import { type MeetingKind, NO_SUCH_RECORD } from '#kernel';
import {
  AGENDA_IS_EMPTY,
  ITEM_DECIDES_ONE_THING,
  ITEM_NAMES_ITS_TEXT,
  ITEM_NOT_ON_AGENDA,
  ITEM_NUMBER_TAKEN,
  OTHER_TEXT_THAN_POSTED,
  POSTED_TOO_LATE,
  REQUEST_NOT_OPEN,
  TEXT_NOT_BEFORE_THE_BOARD,
} from './domain/agenda.js';
import {
  ATTENDANCE_CHANGES,
  type AttendanceChange,
  ITEM_KINDS,
  ITEM_SECTIONS,
  type ItemKind,
  type ItemRevised,
  type ItemSection,
  MEETING_KINDS,
  type PlaceItem,
  type PostAgenda,
  type RecordAttendance,
  type RecordCommentHeard,
  type RecordMotion,
  type RecordRecusal,
  type RecordRollCall,
  type ReviseItem,
  type ScheduleMeeting,
  VOTE_CHOICES,
  type VoteChoice,
} from './domain/meeting-record.js';
import { meeting } from './domain/meeting.js';
import { OWN_RECUSAL_ONLY, RECUSED_ALREADY } from './domain/recusal.js';
import {
  COMMENT_NOT_SUMMARISED,
  VOTE_BEFORE_COMMENT,
  VOTE_WITHOUT_MOTION,
  VOTED_TWICE,
  VOTER_ABSENT,
  VOTER_RECUSED,
} from './domain/roll-call.js';
import {
  ATTENDANCE_IN_ORDER,
  BEFORE_ITS_TIME,
  ITEM_IS_DECIDED,
  MOTION_BY_MEMBERS,
  NO_QUORUM,
  NOT_A_MEMBER,
  NOT_AN_ACTION_ITEM,
  SECOND_REQUIRED,
} from './domain/sitting.js';
import { boardFacts, itemFacts, ownBoardFacts, rollCallFacts } from './meeting-facts.js';

const ITEM_NUMBER = /^[1-9]\d{0,2}[A-Z]?$/;
const SHA_256 = /^[0-9a-f]{64}$/;
const A_SHA_256 = 'a'.repeat(64);
const A_URL = /^https?:\/\/\S+$/;

class ScheduleMeetingBody extends CommandBody {
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

class PlaceItemBody extends OfAMeeting {
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
}

class ReviseItemBody extends OfAMeeting {
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

class PostAgendaBody extends OfAMeeting {
  @Part(() => PostingEvidenceBody)
  evidence!: PostingEvidenceBody;
}

class ConveneMeetingBody extends OfAMeeting {}

class RecordAttendanceBody extends OfAMeeting {
  @Text(200, { about: "The member's id." })
  member!: string;

  @OneOf(ATTENDANCE_CHANGES)
  change!: AttendanceChange;

  @Flag({ optional: true, about: 'Attends by teleconference.' })
  remote?: boolean;
}

class RecordCommentHeardBody extends OfAMeeting {
  @Texts(4, { optional: true, about: 'The numbers of the items that it covers; the whole agenda where absent.' })
  items?: string[];

  @Whole(0, 100_000, { about: 'How many spoke; zero counts as heard.' })
  speakers!: number;
}

class RecordRecusalBody extends OfAMeeting {
  @Text(200, { about: "The member's id; a commissioner enters only the own recusal." })
  member!: string;

  @Texts(4, { about: 'The numbers of the items.' })
  items!: string[];

  @Text(1_000, { about: 'The ground as it was stated in public.' })
  ground!: string;
}

class RecordMotionBody extends OfAMeeting {
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
}

class VoteBody {
  @Text(200, { about: "The member's id." })
  member!: string;

  @OneOf(VOTE_CHOICES)
  vote!: VoteChoice;
}

class RecordRollCallBody extends OfAMeeting {
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

class AdjournMeetingBody extends OfAMeeting {}

const IN_THE_ROOM = ['CONVENED'];

export const meetingLifecycle = defineLifecycle({
  decider: meeting,
  commands: {
    'schedule-meeting': {
      body: ScheduleMeetingBody satisfies new () => ScheduleMeeting['data'],
      summary: 'Set a meeting of a board: its kind, its start and its place.',
      subject: 'new',
      roles: ['commission-staff'],
      states: ['none'],
      rules: [NO_SUCH_RECORD],
      facts: boardFacts,
    },
    'place-item': {
      body: PlaceItemBody satisfies new () => PlaceItem['data'],
      summary: 'Place an item on the agenda; an action item on a text names the hash that it would adopt.',
      subject: 'meetingId',
      roles: ['commission-staff'],
      states: ['SCHEDULED'],
      rules: [
        ITEM_NUMBER_TAKEN,
        ITEM_DECIDES_ONE_THING,
        ITEM_NAMES_ITS_TEXT,
        TEXT_NOT_BEFORE_THE_BOARD,
        OTHER_TEXT_THAN_POSTED,
        REQUEST_NOT_OPEN,
        NO_SUCH_RECORD,
      ],
      facts: itemFacts,
    },
    'revise-item': {
      body: ReviseItemBody satisfies new () => ReviseItem['data'],
      summary: 'Reword an item. On a posted agenda that counts as a material change: the notice of the item runs anew.',
      subject: 'meetingId',
      roles: ['commission-staff'],
      states: ['SCHEDULED', 'POSTED'],
      rules: [ITEM_NOT_ON_AGENDA],
    },
    'post-agenda': {
      body: PostAgendaBody satisfies new () => PostAgenda['data'],
      summary: 'Record that the agenda was posted, when (occurredAt) and where.',
      subject: 'meetingId',
      roles: ['commission-staff'],
      states: ['SCHEDULED'],
      rules: [AGENDA_IS_EMPTY],
    },
    'convene-meeting': {
      body: ConveneMeetingBody,
      summary: 'Record that the meeting was opened.',
      subject: 'meetingId',
      roles: ['board-secretary'],
      states: ['POSTED'],
      rules: [BEFORE_ITS_TIME],
    },
    'record-attendance': {
      body: RecordAttendanceBody satisfies new () => RecordAttendance['data'],
      summary: 'Record that a member arrived or departed.',
      subject: 'meetingId',
      roles: ['board-secretary'],
      states: IN_THE_ROOM,
      rules: [NOT_A_MEMBER, ATTENDANCE_IN_ORDER],
      facts: ownBoardFacts,
    },
    'record-comment-heard': {
      body: RecordCommentHeardBody satisfies new () => RecordCommentHeard['data'],
      summary: 'Record that the public was heard, on all items or on some.',
      subject: 'meetingId',
      roles: ['board-secretary'],
      states: IN_THE_ROOM,
      rules: [BEFORE_ITS_TIME, ITEM_NOT_ON_AGENDA, NO_QUORUM],
      facts: ownBoardFacts,
    },
    'record-recusal': {
      body: RecordRecusalBody satisfies new () => RecordRecusal['data'],
      summary: "Record a member's recusal; a late one is flagged, and the member's vote no longer counts.",
      subject: 'meetingId',
      roles: ['board-secretary', 'commissioner'],
      states: ['POSTED', 'CONVENED', 'ADJOURNED', 'NO_QUORUM'],
      rules: [OWN_RECUSAL_ONLY, NOT_A_MEMBER, ITEM_NOT_ON_AGENDA, RECUSED_ALREADY],
      facts: ownBoardFacts,
    },
    'record-motion': {
      body: RecordMotionBody satisfies new () => RecordMotion['data'],
      summary: 'Record a motion on one or more items; a later one on the same items takes its place until the vote.',
      subject: 'meetingId',
      roles: ['board-secretary'],
      states: IN_THE_ROOM,
      rules: [
        BEFORE_ITS_TIME,
        ITEM_NOT_ON_AGENDA,
        NOT_AN_ACTION_ITEM,
        ITEM_IS_DECIDED,
        NO_QUORUM,
        SECOND_REQUIRED,
        MOTION_BY_MEMBERS,
      ],
      facts: ownBoardFacts,
    },
    'record-roll-call': {
      body: RecordRollCallBody satisfies new () => RecordRollCall['data'],
      summary: 'Record a roll call and what it decides; short of the required ayes its items FAILED.',
      subject: 'meetingId',
      roles: ['board-secretary'],
      states: IN_THE_ROOM,
      rules: [
        BEFORE_ITS_TIME,
        ITEM_NOT_ON_AGENDA,
        NOT_AN_ACTION_ITEM,
        ITEM_IS_DECIDED,
        POSTED_TOO_LATE,
        NO_QUORUM,
        VOTE_BEFORE_COMMENT,
        VOTE_WITHOUT_MOTION,
        REQUEST_NOT_OPEN,
        TEXT_NOT_BEFORE_THE_BOARD,
        OTHER_TEXT_THAN_POSTED,
        COMMENT_NOT_SUMMARISED,
        VOTED_TWICE,
        NOT_A_MEMBER,
        VOTER_RECUSED,
        VOTER_ABSENT,
      ],
      facts: rollCallFacts,
    },
    'adjourn-meeting': {
      body: AdjournMeetingBody,
      summary: 'Record that the meeting was closed.',
      subject: 'meetingId',
      roles: ['board-secretary'],
      states: IN_THE_ROOM,
      rules: [BEFORE_ITS_TIME],
      facts: ownBoardFacts,
    },
  },
  events: {
    'meeting.scheduled': { schemaVersion: 1, visibility: 'PUBLIC' },
    // An agenda in the making is not public; posted, it is.
    'meeting.item-placed': { schemaVersion: 1, visibility: 'INTERNAL' },
    'meeting.item-revised': {
      schemaVersion: 1,
      visibility: ({ posted }: ItemRevised['data']) => (posted ? 'PUBLIC' : 'INTERNAL'),
    },
    'meeting.agenda-posted': { schemaVersion: 1, visibility: 'PUBLIC' },
    'meeting.convened': { schemaVersion: 1, visibility: 'PUBLIC' },
    'meeting.attendance-recorded': { schemaVersion: 1, visibility: 'PUBLIC' },
    'meeting.comment-heard': { schemaVersion: 1, visibility: 'PUBLIC' },
    'meeting.recusal-recorded': { schemaVersion: 1, visibility: 'PUBLIC' },
    'meeting.motion-made': { schemaVersion: 1, visibility: 'PUBLIC' },
    'meeting.roll-call-recorded': { schemaVersion: 1, visibility: 'PUBLIC' },
    'meeting.item-decided': { schemaVersion: 1, visibility: 'PUBLIC' },
    'meeting.outcome-changed': { schemaVersion: 1, visibility: 'PUBLIC' },
    'meeting.adjourned': { schemaVersion: 1, visibility: 'PUBLIC' },
  },
});
