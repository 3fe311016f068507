import { NO_SUCH_RECORD, NOT_IN_THIS_STATE } from '#kernel';
import { storiesOf } from '#testing';
import { direction, type DirectionEvent, type DirectionFacts, type RecordDirection } from './direction.js';
import { GIVEN_IN_A_MEETING } from './given-in-a-meeting.js';

const { given, stateAfter } = storiesOf(direction);
const secretary = { role: 'board-secretary' } as const;
const staff = { role: 'commission-staff' } as const;
const asked = { meetingId: 'meeting-1', itemNumber: '3', member: 'ana', of: 'the Department', text: 'Count them (synthetic).' };
const record: RecordDirection = { name: 'record-direction', data: asked };
const recorded: DirectionEvent = { type: 'direction.recorded', data: asked };
const at = (status: string, hasItem = true): DirectionFacts => ({ meeting: { status, hasItem } });
const follow = (boardReportId?: string) =>
  ({ name: 'record-direction-followed', data: { what: 'Counted.', ...(boardReportId && { boardReportId }) } }) as const;
const followed: DirectionEvent = { type: 'direction.followed', data: { what: 'Counted.' } };
const setAside = { name: 'set-direction-aside', data: { reason: 'No means.' } } as const;
const aside: DirectionEvent = { type: 'direction.set-aside', data: { reason: 'No means.' } };

describe('A direction', () => {
  it('is given in a meeting that has convened, on an item that it has', () => {
    for (const status of ['CONVENED', 'ADJOURNED', 'NO_QUORUM']) given().when(record, secretary, at(status)).then(recorded);
    for (const status of ['SCHEDULED', 'POSTED', 'CANCELLED'])
      given().when(record, secretary, at(status)).refused(GIVEN_IN_A_MEETING);
    given().when(record, secretary, at('CONVENED', false)).refused(GIVEN_IN_A_MEETING);
    const { itemNumber: _item, ...onNone } = asked;
    given()
      .when({ ...record, data: onNone }, secretary, at('CONVENED', false))
      .thenLike({ type: 'direction.recorded' });
    given().when(record, secretary, {}).refused(NO_SUCH_RECORD);
  });

  it('is followed, by a report that exists where it names one, or set aside with the reason; once', () => {
    given(recorded).when(follow(), staff).then(followed);
    given(recorded)
      .when(follow('report-1'), staff, { boardReportExists: true })
      .thenLike({ type: 'direction.followed', data: { boardReportId: 'report-1' } });
    given(recorded).when(follow('report-1'), staff, { boardReportExists: false }).refused(NO_SUCH_RECORD);
    given(recorded).when(setAside, staff).then(aside);
    for (const end of [followed, aside])
      for (const command of [follow(), setAside, record])
        given(recorded, end).when(command, staff, at('CONVENED')).refused(NOT_IN_THIS_STATE);
    given().when(setAside, staff).refused(NO_SUCH_RECORD);
    expect(stateAfter(recorded, followed)).toEqual({ status: 'FOLLOWED' });
    expect(stateAfter(recorded, aside)).toEqual({ status: 'SET_ASIDE' });
  });
});
