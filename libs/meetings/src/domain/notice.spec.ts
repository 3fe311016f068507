import { losAngeles } from '#jurisdiction';
import { NOT_IN_THIS_STATE } from '#kernel';
import { storiesOf } from '#testing';
import { ITEM_NOT_ON_AGENDA } from './agenda.js';
import { ITEM_IS_DECIDED } from './agenda-item.js';
import type {
  AgendaItem,
  ClosedMeeting,
  Meeting,
  MeetingEvent,
  NoticeExceptionRecorded,
  RollCallVote,
} from './meeting-record.js';
import { meeting } from './meeting.js';
import {
  CONTINUED_TO_THIS_MEETING,
  DETERMINED_BY_VOTE,
  EMERGENCY_NOT_FOUND,
  EXCEPTION_NOT_OPEN,
  POSTED_TOO_LATE,
} from './notice.js';
import { BEFORE_ITS_TIME, NO_QUORUM } from './sitting.js';
import {
  arrived,
  COMMENT_AT,
  convened,
  decided,
  FACTS,
  heard,
  ITEM,
  moved,
  onTheAgenda,
  opened,
  placed,
  posted,
  POSTED_AT,
  recused,
  rollCall as taken,
  scheduled,
  VOTE_AT,
  votesOf,
} from './spec-meeting.js';
import { VOTED_TWICE, VOTER_ABSENT, VOTER_RECUSED } from './votes.js';

const { given, stateAfter } = storiesOf(meeting);
const rollCall = { name: 'record-roll-call', data: { items: ['3A'], votes: votesOf('AYE', 'ana', 'ben', 'cho') } } as const;
const adopted = [
  { type: 'meeting.roll-call-recorded' as const },
  { type: 'meeting.item-decided' as const, data: { outcome: 'APPROVED' } },
];

/** A finding on 3A, before the vote. */
const found = (over: Partial<NoticeExceptionRecorded['data']> = {}): NoticeExceptionRecorded => ({
  type: 'meeting.notice-exception-recorded',
  data: { items: ['3A'], ground: 'EMERGENCY', finding: 'A flood', foundAt: COMMENT_AT, holds: true, present: [], ...over },
});

describe('Notice', () => {
  const vote = (...noticed: MeetingEvent[]) => {
    const then = [convened, ...arrived('ana', 'ben', 'cho'), heard(), moved()];
    return given(...noticed, ...then).when(rollCall, { occurredAt: VOTE_AT }, FACTS);
  };
  const onPosting = (postedAt: string, kind: 'REGULAR' | 'SPECIAL' = 'REGULAR') =>
    vote(scheduled({ kind }), placed(ITEM), posted(postedAt));
  it('of a regular meeting is 72 elapsed hours, which the change to daylight saving does not shorten', () => {
    // 09:30 on Tuesday less 72 hours is 08:30 on Saturday: the clocks went forward on Sunday, 8 March.
    onPosting('2026-03-07T08:30:00-08:00').thenLike(...adopted);
    onPosting('2026-03-07T08:31:00-08:00').refused(POSTED_TOO_LATE);
    onPosting('2026-03-07T09:30:00-08:00').refused(POSTED_TOO_LATE);
  });

  it('of a regular meeting is refused at 71 h 59 min and a millisecond short, and enough at 72 h', () => {
    onPosting('2026-03-07T16:30:00.000Z').thenLike(...adopted);
    onPosting('2026-03-07T16:30:00.001Z').refused(POSTED_TOO_LATE);
    onPosting('2026-03-07T16:31:00.000Z').refused(POSTED_TOO_LATE);
  });

  it('of a special meeting is 24 hours', () => {
    onPosting('2026-03-09T16:30:00.000Z', 'SPECIAL').thenLike(...adopted);
    onPosting('2026-03-09T16:31:00.000Z', 'SPECIAL').refused(POSTED_TOO_LATE);
  });

  it('of an emergency meeting is the hour of the profile, and the emergency is found by a majority before the vote', () => {
    const emergency = (postedAt: string, ...findings: MeetingEvent[]) => {
      const agenda = [scheduled({ kind: 'EMERGENCY' }), placed(ITEM), posted(postedAt)];
      const room = [convened, ...arrived('ana', 'ben', 'cho'), ...findings, heard(), moved()];
      return given(...agenda, ...room).when(rollCall, { occurredAt: VOTE_AT }, FACTS);
    };
    emergency('2026-03-10T15:30:00.000Z', found()).thenLike(...adopted);
    emergency('2026-03-10T15:30:00.000Z').refused(EMERGENCY_NOT_FOUND);
    emergency('2026-03-10T15:30:00.000Z', found({ holds: false })).refused(EMERGENCY_NOT_FOUND);
    emergency('2026-03-10T15:30:00.000Z', found({ ground: 'SUBSEQUENT_NEED' })).refused(EMERGENCY_NOT_FOUND);
    // A dire emergency: the finding stands in for the hour.
    emergency('2026-03-10T15:31:00.000Z', found()).thenLike(...adopted);
  });

  it('of an emergency meeting is all that is asked where the profile wants no finding', () => {
    const lax = { ...losAngeles, noticeExceptions: { ...losAngeles.noticeExceptions, emergencyMeetingNeedsFinding: false } };
    const on = (postedAt: string) => {
      const agenda = [scheduled({ kind: 'EMERGENCY' }), placed(ITEM), posted(postedAt)];
      return given(...agenda, convened, ...arrived('ana', 'ben', 'cho'), heard(), moved()).when(
        rollCall,
        { occurredAt: VOTE_AT, profile: lax },
        FACTS,
      );
    };
    on('2026-03-10T15:30:00.000Z').thenLike(...adopted);
    on('2026-03-10T15:31:00.000Z').refused(POSTED_TOO_LATE);
  });

  it('is none where the agenda was posted after the start', () => {
    onPosting('2026-03-10T16:45:00.000Z').refused(POSTED_TOO_LATE);
  });

  describe('of an item that was changed after the posting', () => {
    const revised = (revisedAt: string, number = '3A'): MeetingEvent => ({
      type: 'meeting.item-revised',
      data: { number, title: 'Reworded', section: 'REGULAR', revisedAt, posted: true },
    });
    const onRevision = (...revisions: MeetingEvent[]) => vote(...onTheAgenda, posted(), ...revisions);

    it('counts from the change', () => {
      onRevision(revised('2026-03-07T16:30:00.000Z')).thenLike(...adopted);
      onRevision(revised('2026-03-07T16:31:00.000Z')).refused(POSTED_TOO_LATE);
    });

    it('counts from the posting where the change came before it and was entered later', () => {
      vote(...onTheAgenda, posted('2026-03-07T16:31:00.000Z'), revised('2026-03-01T00:00:00.000Z')).refused(POSTED_TOO_LATE);
    });

    it('is untouched by the change of another item', () => {
      onRevision(revised('2026-03-10T10:00:00.000Z', '4')).thenLike(...adopted);
    });
  });

  it('of an item reworded before the posting counts from the posting', () => {
    const early: MeetingEvent = {
      type: 'meeting.item-revised',
      data: { number: '3A', title: 'Reworded', section: 'CONSENT', revisedAt: POSTED_AT, posted: false },
    };
    vote(...onTheAgenda, early, posted()).thenLike(
      { type: 'meeting.roll-call-recorded' },
      { type: 'meeting.item-decided', data: { title: 'Reworded', section: 'CONSENT' } },
    );
  });
});

describe('An exception to notice', () => {
  const late = '2026-03-10T10:00:00.000Z';
  const at = { occurredAt: COMMENT_AT };
  const five = ['ana', 'ben', 'cho', 'dee', 'eli'];
  const room = (...members: string[]): MeetingEvent[] => [...onTheAgenda, posted(late), convened, ...arrived(...members)];
  const find = (ground: 'EMERGENCY' | 'SUBSEQUENT_NEED', votes?: readonly RollCallVote[], items = ['3A']) =>
    ({
      name: 'record-notice-exception',
      data: { items, ground, finding: 'Learned on Monday', ...(votes ? { votes } : {}) },
    }) as const;
  const recorded = (holds: boolean, ayesNeeded: number) =>
    ({ type: 'meeting.notice-exception-recorded', data: { holds, ayesNeeded, foundAt: COMMENT_AT } }) as const;

  it('lets the Board act on what was posted late, or never, and shows in the record of the item', () => {
    const vote = (...history: MeetingEvent[]) => given(...history).when(rollCall, { occurredAt: VOTE_AT }, FACTS);
    const acted = [
      { type: 'meeting.roll-call-recorded' },
      { type: 'meeting.item-decided', data: { exception: 'EMERGENCY' } },
    ] as const;
    const ready = room('ana', 'ben', 'cho');
    vote(...ready, heard(), moved()).refused(POSTED_TOO_LATE);
    given(...ready, placed({ ...ITEM, number: '6' }))
      .when(find('SUBSEQUENT_NEED', votesOf('AYE', 'ana', 'ben', 'cho'), ['6']), at, FACTS)
      .thenLike({ type: 'meeting.notice-exception-recorded', data: { items: ['6'] } });
    vote(...ready, found(), heard(), moved()).thenLike(...acted);
    vote(...ready, found({ foundAt: VOTE_AT }), heard(), moved()).thenLike(...acted);
    vote(...ready, found({ foundAt: '2026-03-10T17:00:00.001Z' }), heard(), moved()).refused(POSTED_TOO_LATE);
    vote(...ready, found({ items: ['4'] }), heard(), moved()).refused(POSTED_TOO_LATE);
    vote(...ready, found({ holds: false }), heard(), moved()).refused(POSTED_TOO_LATE);
    const [call, agenda] = [scheduled(), posted(POSTED_AT, [])];
    const raised: MeetingEvent = { type: 'meeting.item-placed', data: { ...ITEM, fromTheFloor: true } };
    const called: MeetingEvent = { type: 'meeting.item-called', data: { items: ['3A'], calledAt: COMMENT_AT } };
    const floor = [call, agenda, convened, ...arrived('ana', 'ben', 'cho'), raised, called];
    vote(...floor, heard(['3A']), moved()).refused(POSTED_TOO_LATE);
    vote(...floor, found(), heard(['3A']), moved()).thenLike(...acted);
  });

  it('for an emergency is found by a majority of the seats; short of it the finding is recorded, and does not hold', () => {
    given(...room(...five))
      .when(find('EMERGENCY', votesOf('AYE', 'ana', 'ben', 'cho')), at, FACTS)
      .thenLike(recorded(true, 3));
    given(...room(...five))
      .when(find('EMERGENCY', [...votesOf('AYE', 'ana', 'ben'), ...votesOf('NO', 'cho')]), at, FACTS)
      .thenLike(recorded(false, 3));
  });

  it('for a need that arose later takes two thirds of the members present', () => {
    const need = (present: string[], ...ayes: string[]) =>
      given(...room(...present)).when(find('SUBSEQUENT_NEED', votesOf('AYE', ...ayes)), at, FACTS);
    need(five, 'ana', 'ben', 'cho', 'dee').thenLike(recorded(true, 4));
    need(five, 'ana', 'ben', 'cho').thenLike(recorded(false, 4));
    need(five.slice(0, 4), 'ana', 'ben', 'cho').thenLike(recorded(true, 3));
    need(five.slice(0, 4), 'ana', 'ben').thenLike(recorded(false, 3));
  });

  it('for such a need takes all of them where fewer than two thirds of the members are present', () => {
    const need = (...ayes: string[]) =>
      given(...room('ana', 'ben', 'cho')).when(find('SUBSEQUENT_NEED', votesOf('AYE', ...ayes)), at, FACTS);
    need('ana', 'ben', 'cho').thenLike(recorded(true, 3));
    need('ana', 'ben').thenLike(recorded(false, 3));
    given(...room(...five), recused('eli', '4'))
      .when(find('SUBSEQUENT_NEED', votesOf('AYE', 'ana', 'ben', 'cho'), ['3A', '4']), at, FACTS)
      .thenLike(recorded(true, 3));
    const sixSeats = { ...losAngeles, board: { ...losAngeles.board, seats: 6 } };
    given(...room(...five.slice(0, 4)))
      .when(find('SUBSEQUENT_NEED', votesOf('AYE', 'ana', 'ben', 'cho')), { ...at, profile: sixSeats }, FACTS)
      .thenLike(recorded(true, 3));
    given(...room(...five), recused('dee', '3A'), recused('eli', '3A'))
      .when(find('SUBSEQUENT_NEED', votesOf('AYE', 'ana', 'ben')), at, FACTS)
      .thenLike(recorded(false, 3));
  });

  it('is determined by members who are present, not recused, once each, on an item that is open', () => {
    const on = (votes: RollCallVote[], items = ['3A'], ...more: MeetingEvent[]) =>
      given(...room('ana', 'ben', 'cho', 'dee'), ...more).when(find('EMERGENCY', votes, items), at, FACTS);
    on(votesOf('AYE', 'ana', 'eli')).refused(VOTER_ABSENT);
    on(votesOf('AYE', 'ana', 'ana')).refused(VOTED_TWICE);
    on(votesOf('AYE', 'dee'), ['3A'], recused('dee', '3A')).refused(VOTER_RECUSED);
    on(votesOf('AYE', 'ana'), ['9']).refused(ITEM_NOT_ON_AGENDA);
    on(votesOf('AYE', 'ana'), ['3A'], taken, decided('FAILED')).refused(ITEM_IS_DECIDED);
    given(...room('ana', 'ben'))
      .when(find('EMERGENCY', votesOf('AYE', 'ana', 'ben')), at, FACTS)
      .refused(NO_QUORUM);
    given(...room('ana', 'ben', 'cho'))
      .when(find('EMERGENCY'), at, FACTS)
      .refused(DETERMINED_BY_VOTE);
    given(...room('ana', 'ben', 'cho'))
      .when(find('EMERGENCY', votesOf('AYE', 'ana')), { occurredAt: '2026-03-10T16:29:00.000Z' }, FACTS)
      .refused(BEFORE_ITS_TIME);
    given(...onTheAgenda, posted(late))
      .when(find('EMERGENCY', votesOf('AYE', 'ana')), at, FACTS)
      .refused(NOT_IN_THIS_STATE);
  });

  it('is not open at a special meeting, which takes up nothing but the business of its call', () => {
    const special = [scheduled({ kind: 'SPECIAL' }), placed(ITEM), posted(late, [ITEM]), convened, ...arrived(...five)];
    const on = (ground: 'EMERGENCY' | 'SUBSEQUENT_NEED') =>
      given(...special).when(find(ground, votesOf('AYE', ...five)), at, FACTS);
    on('EMERGENCY').refused(EXCEPTION_NOT_OPEN);
    on('SUBSEQUENT_NEED').refused(EXCEPTION_NOT_OPEN);
  });
});

describe('A continued item', () => {
  /** The meeting of Tuesday 10 March, which continued item 3A to `meeting-2`. */
  const earlier = (over: Partial<ClosedMeeting> = {}, disposal: object = { continuedTo: 'meeting-2' }): Meeting => {
    const continued: MeetingEvent = {
      type: 'meeting.item-disposed',
      data: { ...ITEM, boardId: 'board-1', disposition: 'CONTINUED', by: 'CHAIR', disposedAt: VOTE_AT, ...disposal },
    };
    const ended: MeetingEvent = { type: 'meeting.adjourned', data: { adjournedAt: VOTE_AT, ending: 'ADJOURNED' } };
    return { ...(stateAfter(...opened('ana', 'ben', 'cho'), continued, ended) as ClosedMeeting), ...over };
  };
  const item: AgendaItem = { ...ITEM, continues: { meetingId: 'meeting-1', itemNumber: '3A' } };
  const find = {
    name: 'record-notice-exception',
    data: { items: ['3A'], ground: 'CONTINUED_WITHIN_5_DAYS', finding: 'Continued' },
  } as const;
  /** Held on a day of March, at 09:30 in Los Angeles. */
  const heldOn = (day: number, before: Meeting = earlier(), of: AgendaItem = item) => {
    const start = `2026-03-${day}T16:30:00.000Z`;
    const arrivals = arrived('ana', 'ben', 'cho').map((event) => ({ ...event, data: { ...event.data, at: start } }));
    const room = [{ type: 'meeting.convened', data: { convenedAt: start } } as const, ...arrivals];
    return given(scheduled({ startsAt: start }), placed(of), posted(`2026-03-${day - 1}T20:00:00.000Z`, [of]), ...room).when(
      find,
      { occurredAt: start, subjectId: 'meeting-2' },
      { ...FACTS, meetings: { 'meeting-1': before } },
    );
  };
  const holds = { type: 'meeting.notice-exception-recorded', data: { holds: true, actBy: '2026-03-15' } } as const;

  it('is acted on under its first notice up to five calendar days later', () => {
    heldOn(12).thenLike(holds);
    heldOn(15).thenLike(holds);
    heldOn(16).refused(CONTINUED_TO_THIS_MEETING);
  });

  it('was posted in time for the meeting that continued it to this one', () => {
    const lately = stateAfter(...opened());
    const noticedAt = '2026-03-07T16:31:00.000Z';
    const short = earlier().status === 'none' ? [] : (earlier() as ClosedMeeting).items.map((each) => ({ ...each, noticedAt }));
    heldOn(12, earlier({ items: short })).refused(CONTINUED_TO_THIS_MEETING);
    heldOn(12, lately).refused(CONTINUED_TO_THIS_MEETING);
    heldOn(12, { status: 'none' }).refused(CONTINUED_TO_THIS_MEETING);
    const ofAnother: AgendaItem = { ...item, continues: { meetingId: 'meeting-9', itemNumber: '3A' } };
    heldOn(12, earlier(), ofAnother).refused(CONTINUED_TO_THIS_MEETING);
    heldOn(12, earlier(), ITEM).refused(CONTINUED_TO_THIS_MEETING);
    heldOn(12, earlier({}, { continuedTo: 'meeting-3' })).refused(CONTINUED_TO_THIS_MEETING);
    heldOn(12, earlier({}, {})).refused(CONTINUED_TO_THIS_MEETING);
    heldOn(12, earlier({}, { continuedUntil: '2026-03-12' })).thenLike(holds);
    heldOn(12, earlier({}, { continuedUntil: '2026-03-13' })).refused(CONTINUED_TO_THIS_MEETING);
  });

  it('is acted on with others until the first of their last days', () => {
    const start = '2026-03-12T16:30:00.000Z';
    const of = (number: string, meetingId: string): AgendaItem => ({
      ...ITEM,
      number,
      continues: { meetingId, itemNumber: '3A' },
    });
    const items = [of('3A', 'meeting-later'), of('3B', 'meeting-1')];
    const arrivals = arrived('ana', 'ben', 'cho').map((event) => ({ ...event, data: { ...event.data, at: start } }));
    given(
      ...[scheduled({ startsAt: start }), ...items.map(placed), posted('2026-03-11T20:00:00.000Z', items)],
      ...[{ type: 'meeting.convened', data: { convenedAt: start } } as const, ...arrivals],
    )
      .when(
        { ...find, data: { ...find.data, items: ['3A', '3B'] } },
        { occurredAt: start, subjectId: 'meeting-2' },
        { ...FACTS, meetings: { 'meeting-1': earlier(), 'meeting-later': earlier({ convenedAt: '2026-03-11T16:30:00.000Z' }) } },
      )
      .thenLike(holds);
  });

  it('takes no vote on that, and not after the last day', () => {
    given(...opened('ana', 'ben', 'cho'))
      .when({ ...find, data: { ...find.data, votes: votesOf('AYE', 'ana') } }, { occurredAt: COMMENT_AT }, FACTS)
      .refused(DETERMINED_BY_VOTE);
    const vote = (actBy: string) => {
      const exception = found({ ground: 'CONTINUED_WITHIN_5_DAYS', actBy });
      const history = [...onTheAgenda, posted(VOTE_AT), convened, ...arrived('ana', 'ben', 'cho'), exception, heard(), moved()];
      return given(...history).when(rollCall, { occurredAt: VOTE_AT }, FACTS);
    };
    vote('2026-03-10').thenLike(...adopted);
    vote('2026-03-09').refused(POSTED_TOO_LATE);
  });
});
