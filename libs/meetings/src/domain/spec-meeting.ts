/** A meeting on Tuesday 10 March 2026, 09:30 in Los Angeles, two days after its clocks went forward, told in events. */
import { type Context, fold, Rejection } from '#kernel';
import { board, type Board, type SeatTerm } from './board.js';
import type {
  AgendaItem,
  AgendaPosted,
  AttendanceRecorded,
  CommentHeard,
  ItemPlaced,
  MeetingConvened,
  MeetingEvent,
  MeetingFacts,
  MeetingScheduled,
  MotionMade,
  RollCallVote,
  VoteChoice,
} from './meeting-record.js';
import { meeting } from './meeting.js';

/** 09:30 Pacific Daylight Time. */
export const START = '2026-03-10T16:30:00.000Z';
/** Three days before, still Pacific Standard Time: more than 72 hours. */
export const POSTED_AT = '2026-03-06T20:00:00.000Z';
export const ARRIVAL = '2026-03-10T16:31:00.000Z';
export const COMMENT_AT = '2026-03-10T16:40:00.000Z';
export const MOTION_AT = '2026-03-10T16:50:00.000Z';
export const VOTE_AT = '2026-03-10T17:00:00.000Z';

export const HASH = 'a'.repeat(64);
export const OTHER_HASH = 'b'.repeat(64);

const term = (seat: number, holder: string): SeatTerm => ({ seat, holder, name: `Synthetic ${holder}`, from: '2025-07-01' });

/** Five seats, all held: ana (President), ben (Vice-President), cho, dee, eli. */
export const FIVE_MEMBERS: Board = fold(board, [
  { type: 'board.constituted', data: { name: 'Synthetic board' } },
  ...['ana', 'ben', 'cho', 'dee', 'eli'].map((holder, at) => ({
    type: 'board.seat-filled' as const,
    data: term(at + 1, holder),
  })),
  { type: 'board.officer-elected', data: { office: 'PRESIDENT', holder: 'ana', from: '2025-07-01' } },
  { type: 'board.officer-elected', data: { office: 'VICE_PRESIDENT', holder: 'ben', from: '2025-07-01' } },
]);

export const FACTS: MeetingFacts = {
  board: FIVE_MEMBERS,
  texts: { 'draft-1': { textHash: HASH, commentTrack: 'NONE' } },
  requests: { 'request-1': 'AGENDIZED' },
};

export const ITEM: AgendaItem = {
  number: '3A',
  title: 'The protocol',
  kind: 'ACTION',
  section: 'REGULAR',
  draftId: 'draft-1',
  textHash: HASH,
};
export const SECOND_ITEM: AgendaItem = {
  number: '4',
  title: 'The request',
  kind: 'ACTION',
  section: 'CONSENT',
  requestId: 'request-1',
};
export const FOR_INFORMATION: AgendaItem = { number: '5', title: 'A report', kind: 'INFORMATION', section: 'REGULAR' };
const ITEMS = [ITEM, SECOND_ITEM, FOR_INFORMATION];

export const scheduled = (over: Partial<MeetingScheduled['data']> = {}): MeetingScheduled => ({
  type: 'meeting.scheduled',
  data: { boardId: 'board-1', kind: 'REGULAR', startsAt: START, place: 'Board room', ...over },
});

export const placed = (item: AgendaItem): ItemPlaced => ({ type: 'meeting.item-placed', data: item });

export const posted = (postedAt: string = POSTED_AT, items: readonly AgendaItem[] = ITEMS): AgendaPosted => ({
  type: 'meeting.agenda-posted',
  data: { postedAt, evidence: { locations: ['At the door'] }, items },
});

export const convened: MeetingConvened = { type: 'meeting.convened', data: { convenedAt: START } };

export const arrived = (...members: string[]): AttendanceRecorded[] =>
  members.map((member) => ({ type: 'meeting.attendance-recorded', data: { member, change: 'ARRIVED', at: ARRIVAL } }));

export const departed = (member: string, at: string): AttendanceRecorded => ({
  type: 'meeting.attendance-recorded',
  data: { member, change: 'DEPARTED', at },
});

export const heard = (items: readonly string[] = ['3A', '4', '5'], heardAt: string = COMMENT_AT): CommentHeard => ({
  type: 'meeting.comment-heard',
  data: { items, speakers: 2, heardAt },
});

export const moved = (over: Partial<MotionMade['data']> = {}): MotionMade => ({
  type: 'meeting.motion-made',
  data: { items: ['3A'], mover: 'ana', movedAt: MOTION_AT, ...over },
});

export const onTheAgenda: readonly MeetingEvent[] = [scheduled(), ...ITEMS.map(placed)];
export const opened = (...members: string[]): MeetingEvent[] => [...onTheAgenda, posted(), convened, ...arrived(...members)];
/** Opened, comment heard, and item 3A moved. */
export const readyToVote = (...members: string[]): MeetingEvent[] => [...opened(...members), heard(), moved()];

export const recused = (member: string, ...items: string[]): MeetingEvent => ({
  type: 'meeting.recusal-recorded',
  data: { member, items, ground: 'An interest', recusedAt: ARRIVAL, late: false, recounts: [] },
});

/** Item 3A decided, and the roll call that did it. */
export const decided = (outcome: 'APPROVED' | 'FAILED'): MeetingEvent => ({
  type: 'meeting.item-decided',
  data: {
    ...{ number: '3A', title: 'The protocol', kind: 'ACTION', section: 'REGULAR', boardId: 'board-1', outcome },
    ...{ ayes: 3, noes: 0, abstentions: 0, recused: [], present: ['ana', 'ben', 'cho'], decidedAt: VOTE_AT },
  },
});
export const rollCall: MeetingEvent = {
  type: 'meeting.roll-call-recorded',
  data: {
    ...{ items: ['3A'], votes: [], present: ['ana', 'ben', 'cho'], votedAt: VOTE_AT, ayes: 3, noes: 0, abstentions: 0 },
    rule: { quorum: 3, ayesToAdopt: 3, recusedCountTowardQuorum: false },
  },
};

/** `votesOf('AYE', 'ana', 'ben')`. */
export const votesOf = (vote: VoteChoice, ...members: string[]): RollCallVote[] => members.map((member) => ({ member, vote }));

/** A history with what a roll call on 3A adds to it; nothing where it is refused, which no story that goes on from it survives. */
export function afterVote(
  history: readonly MeetingEvent[],
  votes: readonly RollCallVote[],
  context: Context,
  facts: MeetingFacts = FACTS,
  textHash?: string,
): MeetingEvent[] {
  const answer = meeting.decide(
    { name: 'record-roll-call', data: { items: ['3A'], votes, ...(textHash === undefined ? {} : { textHash }) } },
    fold(meeting, history),
    context,
    facts,
  );
  return answer instanceof Rejection ? [] : [...history, ...answer];
}
