import { NOT_IN_THIS_STATE } from '#kernel';
import { storiesOf } from '#testing';
import { ITEM_NOT_ON_AGENDA } from './agenda.js';
import { ITEM_IS_DECIDED } from './agenda-item.js';
import type { MeetingEvent, RecordAttendance } from './meeting-record.js';
import { meeting } from './meeting.js';
import {
  ARRIVAL,
  arrived,
  COMMENT_AT,
  decided,
  departed,
  FACTS,
  MOTION_AT,
  onTheAgenda,
  opened,
  posted,
  readyToVote,
  rollCall,
  placed,
  SECOND_ITEM,
  START,
  VOTE_AT,
} from './spec-meeting.js';
import { AGENDA_NOT_POSTED, ATTENDANCE_IN_ORDER, BEFORE_ITS_TIME, NO_QUORUM, NOT_A_MEMBER, NOT_ON_CONSENT } from './sitting.js';

const { given, stateAfter } = storiesOf(meeting);
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
      .refused(AGENDA_NOT_POSTED);
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
    given(...opened('ana'))
      .when(record('ben', 'ARRIVED'), { occurredAt: ARRIVAL }, FACTS)
      .then(...arrived('ben'));
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
    const withdrawn = { ...SECOND_ITEM, boardId: 'board-1', reason: 'Not ready', withdrawnAt: START, posted: true };
    given(...room, { type: 'meeting.item-withdrawn', data: withdrawn })
      .when(hear({ speakers: 0 }), at, FACTS)
      .thenLike({ type: 'meeting.comment-heard', data: { items: ['3A', '5'] } });
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

describe('An item in the room', () => {
  const at = { occurredAt: COMMENT_AT };
  const room = opened('ana', 'ben', 'cho');
  const call = (...items: string[]) => ({ name: 'call-item', data: { items } }) as const;
  const pull = (number: string, pulledBy?: string) =>
    ({ name: 'pull-item', data: { number, ...(pulledBy ? { pulledBy } : {}) } }) as const;
  const called: MeetingEvent = { type: 'meeting.item-called', data: { items: ['3A', '4'], calledAt: COMMENT_AT } };

  it('is called once, by itself or with others, before a quorum', () => {
    given(...room)
      .when(call('3A', '4', '3A'), at, FACTS)
      .then(called);
    given(...room, called)
      .when(call('4'), at, FACTS)
      .refused(NOT_IN_THIS_STATE);
    given(...room)
      .when(call('9'), at, FACTS)
      .refused(ITEM_NOT_ON_AGENDA);
    given(...room, rollCall, decided('FAILED'))
      .when(call('3A'), at, FACTS)
      .refused(ITEM_IS_DECIDED);
    given(...opened('ana', 'ben'))
      .when(call('4'), at, FACTS)
      .refused(NO_QUORUM);
    given(...room)
      .when(call('4'), { occurredAt: '2026-03-10T16:29:00.000Z' }, FACTS)
      .refused(BEFORE_ITS_TIME);
  });

  it('is called where no agenda named it: the public learns of it before it is discussed', () => {
    const raised = placed({ number: '9', title: 'Urgent', kind: 'ACTION', section: 'REGULAR' });
    given(...room, raised)
      .when(call('9'), at, FACTS)
      .then({ type: 'meeting.item-called', data: { items: ['9'], calledAt: COMMENT_AT } });
  });

  it('is pulled from the consent calendar, before the meeting or in it, by a member or by somebody else', () => {
    const pulled: MeetingEvent = { type: 'meeting.item-pulled', data: { number: '4', pulledBy: 'cho', pulledAt: COMMENT_AT } };
    given(...room)
      .when(pull('4', 'cho'), at, FACTS)
      .then(pulled);
    given(...onTheAgenda, posted())
      .when(pull('4'), at, FACTS)
      .then({ type: 'meeting.item-pulled', data: { number: '4', pulledAt: COMMENT_AT } });
    given(...room, pulled)
      .when(pull('4'), at, FACTS)
      .refused(NOT_ON_CONSENT);
    given(...room)
      .when(pull('3A'), at, FACTS)
      .refused(NOT_ON_CONSENT);
    given(...room)
      .when(pull('4', 'zoe'), at, FACTS)
      .refused(NOT_A_MEMBER);
    given(...room)
      .when(pull('9'), at, FACTS)
      .refused(ITEM_NOT_ON_AGENDA);
    given(...onTheAgenda)
      .when(pull('4'), at, FACTS)
      .refused(NOT_IN_THIS_STATE);
  });
});
