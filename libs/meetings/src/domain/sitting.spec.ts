import { losAngeles } from '#jurisdiction';
import { NOT_IN_THIS_STATE } from '#kernel';
import { storiesOf } from '#testing';
import { ITEM_NOT_ON_AGENDA } from './agenda.js';
import type { MeetingEvent, Motion, RecordAttendance } from './meeting-record.js';
import { meeting } from './meeting.js';
import {
  ARRIVAL,
  arrived,
  COMMENT_AT,
  departed,
  FACTS,
  moved,
  MOTION_AT,
  onTheAgenda,
  opened,
  posted,
  readyToVote,
  recused,
  START,
  VOTE_AT,
} from './spec-meeting.js';
import {
  ATTENDANCE_IN_ORDER,
  BEFORE_ITS_TIME,
  ITEM_IS_DECIDED,
  MOTION_BY_MEMBERS,
  NO_QUORUM,
  NOT_A_MEMBER,
  NOT_AN_ACTION_ITEM,
  SECOND_REQUIRED,
} from './sitting.js';

const { given, stateAfter } = storiesOf(meeting);
const decided = (outcome: 'APPROVED' | 'FAILED'): MeetingEvent => ({
  type: 'meeting.item-decided',
  data: {
    ...{ number: '3A', title: 'The protocol', kind: 'ACTION', section: 'REGULAR', boardId: 'board-1', outcome },
    ...{ ayes: 3, noes: 0, abstentions: 0, recused: [], present: ['ana', 'ben', 'cho'], decidedAt: VOTE_AT },
  },
});
const rollCall: MeetingEvent = {
  type: 'meeting.roll-call-recorded',
  data: {
    ...{ items: ['3A'], votes: [], present: ['ana', 'ben', 'cho'], votedAt: VOTE_AT, ayes: 3, noes: 0, abstentions: 0 },
    rule: { quorum: 3, ayesToAdopt: 3, recusedCountTowardQuorum: false },
  },
};

describe('A meeting', () => {
  it('opens at its start, not before, and only on a posted agenda', () => {
    const convene = { name: 'convene-meeting', data: {} } as const;
    const agenda = [...onTheAgenda, posted()];
    given(...agenda)
      .when(convene, { occurredAt: START })
      .then({ type: 'meeting.convened', data: { convenedAt: START } });
    given(...agenda)
      .when(convene, { occurredAt: '2026-03-10T16:29:59.999Z' })
      .refused(BEFORE_ITS_TIME);
    given(...onTheAgenda)
      .when(convene, { occurredAt: START })
      .refused(NOT_IN_THIS_STATE);
    given(...opened())
      .when(convene, { occurredAt: START })
      .refused(NOT_IN_THIS_STATE);
  });

  it('closes, and nothing happens in it afterwards', () => {
    const adjourn = { name: 'adjourn-meeting', data: {} } as const;
    const closed: MeetingEvent = { type: 'meeting.adjourned', data: { adjournedAt: VOTE_AT, ending: 'ADJOURNED' } };
    given(...opened('ana', 'ben', 'cho'))
      .when(adjourn, { occurredAt: VOTE_AT }, FACTS)
      .then(closed);
    given(...opened('ana', 'ben', 'cho'), closed)
      .when(adjourn, { occurredAt: VOTE_AT }, FACTS)
      .refused(NOT_IN_THIS_STATE);
    given(...opened('ana'))
      .when(adjourn, { occurredAt: '2026-03-10T16:29:00.000Z' }, FACTS)
      .refused(BEFORE_ITS_TIME);
    expect(stateAfter(...opened('ana', 'ben', 'cho'), closed).status).toBe('ADJOURNED');
  });

  it('had no quorum where it closes below one and decided nothing', () => {
    const adjourn = { name: 'adjourn-meeting', data: {} } as const;
    const at = { occurredAt: VOTE_AT };
    const ending = (end: string) => ({ type: 'meeting.adjourned' as const, data: { ending: end } });
    given(...opened('ana', 'ben'))
      .when(adjourn, at, FACTS)
      .thenLike(ending('NO_QUORUM'));
    const leaving = departed('cho', VOTE_AT);
    given(...opened('ana', 'ben', 'cho'), rollCall, decided('APPROVED'), leaving)
      .when(adjourn, at, FACTS)
      .thenLike(ending('ADJOURNED'));
  });
});

describe('Attendance', () => {
  const record = (member: string, change: 'ARRIVED' | 'DEPARTED'): RecordAttendance => ({
    name: 'record-attendance',
    data: { member, change },
  });

  it('is of members, on the day', () => {
    given(...opened())
      .when(record('ana', 'ARRIVED'), { occurredAt: ARRIVAL }, FACTS)
      .then(...arrived('ana'));
    given(...opened())
      .when(record('zoe', 'ARRIVED'), { occurredAt: ARRIVAL }, FACTS)
      .refused(NOT_A_MEMBER);
    given(...opened())
      .when(record('ana', 'ARRIVED'), { occurredAt: '2025-06-30T16:30:00.000Z' }, FACTS)
      .refused(NOT_A_MEMBER);
    given(...opened())
      .when(record('ana', 'ARRIVED'), { occurredAt: ARRIVAL }, {})
      .refused(NOT_A_MEMBER);
  });

  it('may be remote', () => {
    given(...opened())
      .when(
        { name: 'record-attendance', data: { member: 'ana', change: 'ARRIVED', remote: true } },
        { occurredAt: ARRIVAL },
        FACTS,
      )
      .then({ type: 'meeting.attendance-recorded', data: { member: 'ana', change: 'ARRIVED', remote: true, at: ARRIVAL } });
  });

  it('goes in and out by turns, in the order of time', () => {
    const at = (occurredAt: string) => ({ occurredAt });
    given(...opened('ana'))
      .when(record('ana', 'ARRIVED'), at(COMMENT_AT), FACTS)
      .refused(ATTENDANCE_IN_ORDER);
    given(...opened())
      .when(record('ana', 'DEPARTED'), at(COMMENT_AT), FACTS)
      .refused(ATTENDANCE_IN_ORDER);
    given(...opened('ana'))
      .when(record('ana', 'DEPARTED'), at(ARRIVAL), FACTS)
      .then(departed('ana', ARRIVAL));
    given(...opened('ana'))
      .when(record('ana', 'DEPARTED'), at('2026-03-10T16:30:59.999Z'), FACTS)
      .refused(ATTENDANCE_IN_ORDER);
  });

  it('is not entered for a time before a recorded vote', () => {
    const voted = [...readyToVote('ana', 'ben', 'cho'), rollCall, decided('APPROVED')];
    given(...voted)
      .when(record('ana', 'DEPARTED'), { occurredAt: MOTION_AT }, FACTS)
      .refused(ATTENDANCE_IN_ORDER);
    given(...voted)
      .when(record('dee', 'ARRIVED'), { occurredAt: MOTION_AT }, FACTS)
      .refused(ATTENDANCE_IN_ORDER);
    given(...voted)
      .when(record('ana', 'DEPARTED'), { occurredAt: VOTE_AT }, FACTS)
      .then(departed('ana', VOTE_AT));
  });
});

describe('Public comment', () => {
  const at = { occurredAt: COMMENT_AT };
  const hear = (data: { items?: string[]; speakers: number }) => ({ name: 'record-comment-heard', data }) as const;

  it('covers the whole agenda or the items it names, each once, also where nobody speaks', () => {
    const room = opened('ana', 'ben', 'cho');
    given(...room)
      .when(hear({ speakers: 0 }), at, FACTS)
      .then({ type: 'meeting.comment-heard', data: { items: ['3A', '4', '5'], speakers: 0, heardAt: COMMENT_AT } });
    given(...room)
      .when(hear({ items: ['4', '4'], speakers: 7 }), at, FACTS)
      .then({ type: 'meeting.comment-heard', data: { items: ['4'], speakers: 7, heardAt: COMMENT_AT } });
    given(...room)
      .when(hear({ items: ['9'], speakers: 1 }), at, FACTS)
      .refused(ITEM_NOT_ON_AGENDA);
  });

  it('is heard by a quorum, after the opening', () => {
    given(...opened('ana', 'ben'))
      .when(hear({ speakers: 1 }), at, FACTS)
      .refused(NO_QUORUM);
    given(...opened('ana', 'ben', 'cho'))
      .when(hear({ speakers: 1 }), { occurredAt: '2026-03-10T16:29:00.000Z' }, FACTS)
      .refused(BEFORE_ITS_TIME);
  });
});

describe('A motion', () => {
  const room = opened('ana', 'ben', 'cho');
  const at = { occurredAt: MOTION_AT };
  const move = (data: Partial<Motion> = {}) =>
    ({ name: 'record-motion', data: { items: ['3A'], mover: 'ana', ...data } }) as const;

  it('is made by a member present, on action items, each once', () => {
    given(...room)
      .when(move(), at, FACTS)
      .then(moved());
    given(...room)
      .when(move({ items: ['3A', '4', '3A'], seconder: 'ben', wording: 'So moved' }), at, FACTS)
      .then(moved({ items: ['3A', '4'], seconder: 'ben', wording: 'So moved' }));
    given(...room)
      .when(move({ items: ['5'] }), at, FACTS)
      .refused(NOT_AN_ACTION_ITEM);
    given(...room)
      .when(move({ items: ['9'] }), at, FACTS)
      .refused(ITEM_NOT_ON_AGENDA);
    given(...room)
      .when(move({ mover: 'dee' }), at, FACTS)
      .refused(MOTION_BY_MEMBERS);
    given(...room)
      .when(move({ mover: 'zoe' }), at, FACTS)
      .refused(MOTION_BY_MEMBERS);
  });

  it('is seconded by another member present, where the profile wants a second', () => {
    const strict = { ...at, profile: { ...losAngeles, board: { ...losAngeles.board, secondRequired: true } } };
    given(...room)
      .when(move(), strict, FACTS)
      .refused(SECOND_REQUIRED);
    given(...room)
      .when(move({ seconder: 'ben' }), strict, FACTS)
      .then(moved({ seconder: 'ben' }));
    given(...room)
      .when(move({ seconder: 'ana' }), at, FACTS)
      .refused(MOTION_BY_MEMBERS);
    given(...room)
      .when(move({ seconder: 'dee' }), at, FACTS)
      .refused(MOTION_BY_MEMBERS);
  });

  it('is not made or seconded by a member who is recused from one of its items', () => {
    const four = [...opened('ana', 'ben', 'cho', 'dee'), recused('ana', '4')];
    given(...four)
      .when(move({ items: ['3A', '4'] }), at, FACTS)
      .refused(MOTION_BY_MEMBERS);
    given(...four)
      .when(move({ items: ['3A', '4'], mover: 'ben', seconder: 'ana' }), at, FACTS)
      .refused(MOTION_BY_MEMBERS);
    given(...four)
      .when(move({ items: ['3A'] }), at, FACTS)
      .then(moved());
  });

  it('needs a quorum, an open meeting and an undecided item', () => {
    given(...opened('ana', 'ben'))
      .when(move(), at, FACTS)
      .refused(NO_QUORUM);
    given(...room)
      .when(move(), { occurredAt: '2026-03-10T16:29:00.000Z' }, FACTS)
      .refused(BEFORE_ITS_TIME);
    given(...onTheAgenda, posted())
      .when(move(), at, FACTS)
      .refused(NOT_IN_THIS_STATE);
    given(...room, rollCall, decided('FAILED'))
      .when(move(), at, FACTS)
      .refused(ITEM_IS_DECIDED);
  });
});
