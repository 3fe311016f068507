import { NO_SUCH_RECORD, NOT_IN_THIS_STATE, TIME_IN_THE_FUTURE } from '#kernel';
import { profileFrom } from '#jurisdiction';
import { storiesOf } from '#testing';
import { orderIdentity, orderSeries } from './numbering.js';
import type { RecordOrderMilestone } from './order-record.js';
import { MILESTONE_BEFORE_SIGNATURE, NOT_YET_ITS_INSTANT, OFFICE_UNKNOWN, ORDER_TYPE_UNKNOWN } from './order-rules.js';
import { order } from './order.js';
import {
  byTheChief,
  effective,
  EFFECTIVE_AT,
  facts,
  heading,
  opened,
  posted,
  reserved,
  sign,
  signed,
  voided,
} from './spec-order.js';

const { given, stateAfter } = storiesOf(order);

describe('The number of an order', () => {
  it('is the next of its series where none is named, and the named one where one is', () => {
    given().when({ name: 'reserve-order-number', data: heading }, {}, { nextNumber: 12 }).then(reserved);
    given()
      .when({ name: 'reserve-order-number', data: { ...heading, number: 7 } }, {}, {})
      .thenLike({ type: 'order.number-reserved', data: { number: 7 } });
  });

  it('is reserved once for an order', () => {
    given(reserved).when({ name: 'reserve-order-number', data: heading }, {}, { nextNumber: 13 }).refused(NOT_IN_THIS_STATE);
  });

  it('is given up with a reason, before the signature only', () => {
    given(reserved).when({ name: 'void-number', data: voided.data }).then(voided);
    given(reserved, signed).when({ name: 'void-number', data: voided.data }).refused(NOT_IN_THIS_STATE);
    given(reserved, voided).when({ name: 'void-number', data: voided.data }).refused(NOT_IN_THIS_STATE);
    given(opened).when({ name: 'void-number', data: voided.data }).refused(NOT_IN_THIS_STATE);
    given().when({ name: 'void-number', data: voided.data }).refused(NO_SUCH_RECORD);
  });

  it('is counted by type, office and year; an office is the same however it is spelled', () => {
    const series = orderSeries(heading);
    expect(series).toBe('order/SPECIAL_ORDER/office-of-the-chief-of-police/2026');
    expect(orderSeries({ ...heading, office: ' OFFICE of the  Chief of Police ' })).toBe(series);
    expect(orderSeries({ ...heading, orderType: 'ADMINISTRATIVE_ORDER' })).not.toBe(series);
    expect(orderSeries({ ...heading, year: 2027 })).not.toBe(series);
    expect(orderSeries({ ...heading, office: 'Office of Operations' })).not.toBe(series);
  });
});

describe('The effect of an order', () => {
  const put = { name: 'put-order-into-effect', data: {} } as const;

  it('comes at its instant, not a millisecond before', () => {
    given(reserved, signed).when(put, { now: EFFECTIVE_AT }).then(effective);
    given(reserved, signed).when(put, { now: '2026-05-04T06:59:59.999Z' }).refused(NOT_YET_ITS_INSTANT);
  });

  it('comes once, after the signature', () => {
    given().when(put, { now: EFFECTIVE_AT }).refused(NO_SUCH_RECORD);
    given(reserved).when(put, { now: EFFECTIVE_AT }).refused(NOT_IN_THIS_STATE);
    given(reserved, signed, effective).when(put, { now: EFFECTIVE_AT }).refused(NOT_IN_THIS_STATE);
  });
});

describe('A milestone of an order', () => {
  const on = (day: string): RecordOrderMilestone => ({ name: 'record-order-milestone', data: { ...posted.data, on: day } });

  it('is recorded from the signature on, before and after the effect, any number of times', () => {
    given(reserved, signed).when(on('2026-05-04'), { now: '2026-05-05T17:00:00.000Z' }).then(posted);
    given(reserved, signed, effective, posted).when(on('2026-05-04'), { now: '2026-05-05T17:00:00.000Z' }).then(posted);
    given(reserved).when(on('2026-05-04')).refused(NOT_IN_THIS_STATE);
    given(reserved, voided).when(on('2026-05-04')).refused(NOT_IN_THIS_STATE);
  });

  it('lies between the day of the signature and today', () => {
    const lateOnTheDay = { now: '2026-05-05T06:59:59.000Z' };
    given(reserved, signed).when(on('2026-05-01'), lateOnTheDay).thenLike({ type: 'order.milestone-recorded' });
    given(reserved, signed).when(on('2026-04-30'), lateOnTheDay).refused(MILESTONE_BEFORE_SIGNATURE);
    given(reserved, signed).when(on('2026-05-04'), lateOnTheDay).thenLike({ type: 'order.milestone-recorded' });
    given(reserved, signed).when(on('2026-05-05'), lateOnTheDay).refused(TIME_IN_THE_FUTURE);
  });

  it('needs no place where it can be seen', () => {
    const { uri: _uri, ...unseen } = posted.data;
    given(reserved, signed)
      .when({ name: 'record-order-milestone', data: unseen }, { now: '2026-06-02T00:00:00.000Z' })
      .then({ ...posted, data: unseen });
  });
});

describe('The type of an order', () => {
  const reserve = (orderType: string, office: string = heading.office) =>
    ({ name: 'reserve-order-number', data: { ...heading, orderType, office, number: 3 } }) as const;
  const open = (orderType: string) => ({ name: 'open-order', data: { ...opened.data, orderType } }) as const;
  const invented = { profile: profileFrom('port-alder') };

  it('is one of the profile, numbered as that says', () => {
    given().when(reserve('ADMINISTRATIVE_ORDER')).thenLike({ type: 'order.number-reserved' });
    given().when(open('NOTICE')).then(opened);
    for (const type of ['NOTICE', 'GENERAL_ORDER', 'toString']) given().when(reserve(type)).refused(ORDER_TYPE_UNKNOWN);
    for (const type of ['SPECIAL_ORDER', 'BULLETIN']) given().when(open(type)).refused(ORDER_TYPE_UNKNOWN);
  });

  it('has the names, the form of the number and the offices of another place', () => {
    given()
      .when(reserve('GENERAL_ORDER', 'office of the  Chief'), invented)
      .thenLike({ type: 'order.number-reserved', data: { designation: '2026-3' } });
    given().when(reserve('SPECIAL_ORDER', 'Office of the Chief'), invented).refused(ORDER_TYPE_UNKNOWN);
    given().when(reserve('GENERAL_ORDER'), invented).refused(OFFICE_UNKNOWN);
  });
});

describe('A notice', () => {
  it('is signed without a number, and known by office, date and subject', () => {
    const lateInTheEvening = { ...byTheChief, occurredAt: '2027-01-01T06:59:00.000Z' };
    const signing = sign({ effectiveAt: '2027-01-01T06:59:00.000Z' });
    given(opened)
      .when(signing, lateInTheEvening, facts())
      .thenLike({ type: 'order.signed', data: { ...opened.data, year: 2026, signedOn: '2026-12-31' } });
    const identity = orderIdentity({ ...signed.data, ...opened.data, signedOn: '2026-12-31' });
    expect(identity).toEqual({ scope: 'order/NOTICE/office-of-operations/2026-12-31', key: 'subject/use-of-cameras' });
    const again = orderIdentity({ ...signed.data, ...opened.data, signedOn: '2026-12-31', subject: ' Use of  CAMERAS' });
    expect(again).toEqual(identity);
  });
});

describe('An erratum', () => {
  const data = { passage: 'Order of 1997', shouldRead: 'Order of 1979', reason: 'A slip', source: 'The order of 1979' };

  it('is noted of an issued text, which stays as it is', () => {
    given(reserved, signed).when({ name: 'annotate-erratum', data }).then({ type: 'order.erratum-annotated', data });
    given(reserved).when({ name: 'annotate-erratum', data }).refused(NOT_IN_THIS_STATE);
    expect(stateAfter(reserved, signed, { type: 'order.erratum-annotated', data })).toEqual(stateAfter(reserved, signed));
  });
});
