import { calendarFor } from '#calendar';
import { losAngeles } from '#jurisdiction';
import { type Context, NO_SUCH_RECORD, NOT_IN_THIS_STATE, OWN_WORK } from '#kernel';
import { storiesOf } from '#testing';
import { CURE_TIME_NOT_OVER, CURED_TOO_LATE, irregularAct, type IrregularActEvent } from './irregular-act.js';

const { given, stateAfter } = storiesOf(irregularAct);
const act = {
  recordType: 'meetings',
  recordId: 'meeting-1',
  itemNumber: '3A',
  rule: 5,
  act: 'The vote was taken before comment',
  source: 'Recording, 00:41',
} as const;
const recorded: IrregularActEvent = { type: 'irregular-act.recorded', data: { ...act, recorders: ['sam'] } };
const REVIEWED_AT = '2026-03-16T17:00:00.000Z';
const CURE_BY = '2026-04-16T06:59:59.999Z';
const calendar = calendarFor(losAngeles).version;
const stands: IrregularActEvent = {
  type: 'irregular-act.reviewed',
  data: { ...act, outcome: 'STANDS', reason: 'It was', reviewedAt: REVIEWED_AT, cureBy: CURE_BY, days: 30, calendar },
};
const cured: IrregularActEvent = { type: 'irregular-act.cured', data: { how: 'A new vote' } };
const uncured: IrregularActEvent = { type: 'irregular-act.uncured', data: { cureBy: CURE_BY } };
const record = { name: 'record-irregular-act', data: act } as const;
const review = (concurs: boolean) => ({ name: 'review-irregular-act', data: { concurs, reason: 'It was' } }) as const;
const cure = { name: 'record-irregular-act-cured', data: { how: 'A new vote' } } as const;
const end = { name: 'end-irregular-act-cure', data: {} } as const;
const attorney: Partial<Context> = { actor: 'cat', role: 'city-attorney', occurredAt: REVIEWED_AT };

describe('An act in spite of a rule', () => {
  it('is entered about a record that exists, with the rule named', () => {
    given().when(record, { actor: 'sam' }, { recordExists: true }).then(recorded);
    given().when(record, { actor: 'sam' }, { recordExists: false }).refused(NO_SUCH_RECORD);
  });

  it('stands as irregular once a city attorney concurs, and not when one does not', () => {
    given(recorded).when(review(true), attorney).then(stands);
    given(recorded)
      .when(review(false), attorney)
      .thenLike({ type: 'irregular-act.reviewed', data: { outcome: 'NOT_IRREGULAR' } });
    given(recorded, stands).when(review(true), attorney).refused(NOT_IN_THIS_STATE);
    given(recorded, { type: 'irregular-act.reviewed', data: { ...act, outcome: 'NOT_IRREGULAR', reason: 'It was not' } })
      .when(cure, { occurredAt: CURE_BY })
      .refused(NOT_IN_THIS_STATE);
  });

  it('is not concurred in by whoever entered it, nor for them', () => {
    given(recorded)
      .when(review(true), { ...attorney, actor: 'sam' })
      .refused(OWN_WORK);
    given(recorded)
      .when(review(true), { ...attorney, onBehalfOf: ['sam'] })
      .refused(OWN_WORK);
  });

  it('is cured within its period, the last instant included, also where that is entered later', () => {
    given(recorded).when(cure).refused(NOT_IN_THIS_STATE);
    given(recorded, stands).when(cure, { occurredAt: CURE_BY }).then(cured);
    given(recorded, stands, uncured).when(cure, { occurredAt: CURE_BY }).then(cured);
    given(recorded, stands).when(cure, { occurredAt: '2026-04-16T07:00:00.000Z' }).refused(CURED_TOO_LATE);
  });

  it('is uncured when the period is over', () => {
    given(recorded, stands).when(end, { now: '2026-04-16T06:59:59.998Z' }).refused(CURE_TIME_NOT_OVER);
    given(recorded, stands).when(end, { now: CURE_BY }).then(uncured);
    given(recorded, stands, cured).when(end, { now: CURE_BY }).then();
    expect(stateAfter(recorded, stands, uncured)).toMatchObject({ status: 'UNCURED' });
    expect(stateAfter(recorded, stands, uncured, cured)).toMatchObject({ status: 'CURED' });
  });
});
