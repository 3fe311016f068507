import { NO_SUCH_RECORD, NOT_IN_THIS_STATE } from '#kernel';
import { contextOf, storiesOf } from '#testing';
import { GIVEN_IN_A_MEETING } from './given-in-a-meeting.js';
import { EXTENDED_TO_A_LATER_DAY, undertaking, UNDERTAKING_NOT_YET_DUE, type UndertakingEvent } from './undertaking.js';

const { given, stateAfter } = storiesOf(undertaking);
const secretary = { actor: 'sam', role: 'board-secretary' } as const;
const bySystem = { role: 'system' } as const;
const calendar = contextOf().calendar.version;
/** The last instants of 20 and 27 March in Los Angeles. */
const TWENTIETH = { dueOn: '2026-03-20', dueAt: '2026-03-21T06:59:59.999Z', calendar };
const LATER = { dueOn: '2026-03-27', dueAt: '2026-03-28T06:59:59.999Z', calendar };
const promised = { givenBy: 'The Chief', text: 'A training plan (synthetic)' };
const record = { name: 'record-undertaking', data: { ...promised, dueOn: '2026-03-20' } } as const;
const recorded: UndertakingEvent = { type: 'undertaking.recorded', data: { ...promised, ...TWENTIETH } };
const openEnded: UndertakingEvent = { type: 'undertaking.recorded', data: promised };
const extend = (dueOn: string) => ({ name: 'extend-undertaking', data: { dueOn, reason: 'Illness' } }) as const;
const extended: UndertakingEvent = {
  type: 'undertaking.extended',
  data: { ...LATER, was: '2026-03-20', reason: 'Illness', grantedBy: 'sam' },
};
const announce = { name: 'announce-undertaking-overdue', data: {} } as const;
const overdue: UndertakingEvent = { type: 'undertaking.overdue', data: { dueOn: '2026-03-20' } };
const keep = { name: 'record-undertaking-kept', data: { how: 'Bulletin 7' } } as const;
const kept: UndertakingEvent = { type: 'undertaking.kept', data: { how: 'Bulletin 7' } };
const release = { name: 'release-undertaking', data: { reason: 'Moot' } } as const;
const released: UndertakingEvent = { type: 'undertaking.released', data: { reason: 'Moot' } };

describe('An undertaking', () => {
  it('is recorded with the last instant of its day, where one was named', () => {
    given().when(record, secretary).then(recorded);
    given().when({ name: 'record-undertaking', data: promised }, secretary).then(openEnded);
    given(recorded).when(record, secretary).refused(NOT_IN_THIS_STATE);
  });

  it('is given in a meeting that has convened, on an item that it has, where it names one', () => {
    const promise = (place: object) => ({ name: 'record-undertaking', data: { ...promised, ...place } }) as const;
    const onItem = promise({ meetingId: 'meeting-1', itemNumber: '3' });
    const at = (status: string, hasItem = true) => ({ meeting: { status, hasItem } });
    for (const status of ['CONVENED', 'ADJOURNED', 'NO_QUORUM'])
      given().when(onItem, secretary, at(status)).thenLike({ type: 'undertaking.recorded', data: onItem.data });
    for (const status of ['SCHEDULED', 'POSTED', 'CANCELLED'])
      given().when(onItem, secretary, at(status)).refused(GIVEN_IN_A_MEETING);
    given().when(onItem, secretary, at('CONVENED', false)).refused(GIVEN_IN_A_MEETING);
    given()
      .when(promise({ meetingId: 'meeting-1' }), secretary, at('CONVENED', false))
      .thenLike({ type: 'undertaking.recorded' });
    given().when(onItem, secretary, {}).refused(NO_SUCH_RECORD);
    given()
      .when(promise({ itemNumber: '3' }), secretary)
      .refused(GIVEN_IN_A_MEETING);
  });

  it('is extended to a later day, with the one before and who granted it', () => {
    given(recorded).when(extend('2026-03-27'), secretary).then(extended);
    for (const day of ['2026-03-20', '2026-03-19']) given(recorded).when(extend(day), secretary).refused(EXTENDED_TO_A_LATER_DAY);
    given(openEnded)
      .when(extend('2026-03-27'), secretary)
      .then({ type: 'undertaking.extended', data: { ...LATER, reason: 'Illness', grantedBy: 'sam' } });
  });

  it('is announced as overdue once, after the last instant of its day; an extension counts anew', () => {
    given(recorded)
      .when(announce, { ...bySystem, now: '2026-03-21T06:59:59.999Z' })
      .refused(UNDERTAKING_NOT_YET_DUE);
    given(recorded)
      .when(announce, { ...bySystem, now: '2026-03-21T07:00:00.000Z' })
      .then(overdue);
    const after = { ...bySystem, now: '2026-03-22T07:00:00.000Z' };
    given(recorded, overdue).when(announce, after).then();
    given(recorded, overdue, extended).when(announce, after).refused(UNDERTAKING_NOT_YET_DUE);
    for (const history of [[openEnded], [recorded, kept], [recorded, released]])
      given(...history)
        .when(announce, after)
        .then();
    given().when(announce, after).refused(NO_SUCH_RECORD);
  });

  it('is kept, late too, or released; once', () => {
    given(recorded).when(keep, { role: 'chief' }).then(kept);
    given(recorded, overdue).when(keep, { role: 'chief' }).then(kept);
    given(recorded).when(release, secretary).then(released);
    for (const end of [kept, released])
      for (const command of [keep, release, extend('2026-03-27')])
        given(recorded, end).when(command, secretary).refused(NOT_IN_THIS_STATE);
    given().when(keep, { role: 'chief' }).refused(NO_SUCH_RECORD);
    expect(stateAfter(recorded, kept)).toEqual({ status: 'KEPT' });
    expect(stateAfter(recorded, released)).toEqual({ status: 'RELEASED' });
  });
});
