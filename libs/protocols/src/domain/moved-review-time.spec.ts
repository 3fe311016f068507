import { calendarFor } from '#calendar';
import { losAngeles } from '#jurisdiction';
import { NOT_IN_THIS_STATE } from '#kernel';
import { storiesOf } from '#testing';
import type { DraftCommand, DraftEvent } from './draft-record.js';
import { EXTENDED_TO_A_LATER_DAY, RESUMED_BEFORE_PAUSED, REVIEW_CLOCK_NOT_RUNNING } from './draft-rules.js';
import { draft } from './draft.js';
import {
  A_MOMENT_LATER,
  announce,
  authoring,
  calendar,
  DAY_AFTER,
  DUE_AT,
  escalate,
  FRIDAY,
  inFiveDays,
  inReview,
  inTenDays,
  overdue,
  pause,
  staff,
  TUESDAY,
} from './spec-review-clock.js';

const { given } = storiesOf(draft);

const resume: DraftCommand = { name: 'resume-review', data: { track: 'LEGAL' } };
const extendTo = (dueOn: string): DraftCommand => ({
  name: 'extend-review',
  data: { track: 'LEGAL', dueOn, reason: 'The text is long.' },
});

describe('A pause', () => {
  const paused = (pausedAt: string, daysLeft: number): DraftEvent => ({
    type: 'draft.review-paused',
    data: { track: 'LEGAL', reason: 'A plan is awaited.', pausedAt, daysLeft },
  });

  it('keeps the business days that were left, and the time takes them up again', () => {
    const thursday = '2026-03-19T18:00:00.000Z';
    given(...inReview)
      .when(pause, staff(thursday))
      .then(paused(thursday, 3));
    given(...inReview, paused(thursday, 3))
      .when(resume, staff('2026-04-10T18:00:00.000Z'))
      .then({
        type: 'draft.review-resumed',
        data: {
          ...{ track: 'LEGAL', dueOn: '2026-04-15' },
          clock: {
            ...{ dueAt: '2026-04-16T06:59:59.999Z', from: '2026-04-10', businessDays: 3, calendar },
            steps: [
              { ...FRIDAY, at: '2026-04-13T07:00:00.000Z' },
              { ...DAY_AFTER, at: '2026-04-16T07:00:00.000Z' },
            ],
          },
        },
      });
  });

  it('is possible until the last instant of the last day, with no day left then', () => {
    given(...inReview)
      .when(pause, staff(DUE_AT))
      .then(paused(DUE_AT, 0));
    given(...inReview)
      .when(pause, staff(A_MOMENT_LATER))
      .refused(REVIEW_CLOCK_NOT_RUNNING);
    given(...inReview, overdue)
      .when(pause, staff(DUE_AT))
      .refused(REVIEW_CLOCK_NOT_RUNNING);
  });

  it('leaves nothing to announce, and nothing to pause or extend', () => {
    const history = [...inReview, paused(TUESDAY, 10)];
    given(...history)
      .when(announce, { now: A_MOMENT_LATER })
      .then();
    given(...history)
      .when(escalate, { now: A_MOMENT_LATER })
      .then();
    given(...history)
      .when(pause, staff(TUESDAY))
      .refused(REVIEW_CLOCK_NOT_RUNNING);
    given(...history)
      .when(extendTo('2026-04-30'), staff(TUESDAY))
      .refused(REVIEW_CLOCK_NOT_RUNNING);
  });

  it('gives no more days than there were where it is entered for a day before the submission', () => {
    given(...inReview)
      .when(pause, staff('2026-03-02T18:00:00.000Z'))
      .thenLike({ type: 'draft.review-paused', data: { daysLeft: 10 } });
  });

  it('ends after it began, and only where it did', () => {
    const thursday = '2026-03-19T18:00:00.000Z';
    given(...inReview, paused(thursday, 3))
      .when(resume, staff('2026-03-19T17:59:59.999Z'))
      .refused(RESUMED_BEFORE_PAUSED);
    given(...inReview, paused(thursday, 3))
      .when(resume, staff(thursday))
      .thenLike({ type: 'draft.review-resumed' });
    given(...inReview)
      .when(resume, staff(thursday))
      .refused(REVIEW_CLOCK_NOT_RUNNING);
  });

  it('is of a draft whose text is before its reviewers or the Board', () => {
    for (const command of [pause, resume, extendTo('2026-04-30')])
      given(...authoring)
        .when(command, staff(TUESDAY))
        .refused(NOT_IN_THIS_STATE);
  });
});

describe('An extension', () => {
  it('is possible of a time that is over, and of one that was taken up again', () => {
    const resumed: DraftEvent = { type: 'draft.review-resumed', data: { track: 'LEGAL', ...inTenDays } };
    const paused: DraftEvent = {
      type: 'draft.review-paused',
      data: { track: 'LEGAL', reason: 'A plan is awaited.', pausedAt: TUESDAY, daysLeft: 10 },
    };
    for (const history of [[overdue], [paused, resumed]])
      given(...inReview, ...history)
        .when(extendTo('2026-04-30'), staff(DUE_AT))
        .thenLike({ type: 'draft.review-extended', data: { was: '2026-03-24', dueOn: '2026-04-30' } });
  });

  it('says who granted it, why, and the day before, and sets a later one', () => {
    given(...inReview)
      .when(extendTo('2026-03-25'), staff('2026-03-23T18:00:00.000Z'))
      .then({
        type: 'draft.review-extended',
        data: {
          ...{ track: 'LEGAL', reason: 'The text is long.', was: '2026-03-24', grantedBy: 'staff', dueOn: '2026-03-25' },
          clock: {
            ...{ dueAt: '2026-03-26T06:59:59.999Z', from: '2026-03-24', businessDays: 1, calendar },
            steps: [
              { ...FRIDAY, at: '2026-03-23T07:00:00.000Z' },
              { ...DAY_AFTER, at: '2026-03-26T07:00:00.000Z' },
            ],
          },
        },
      });
    given(...inReview)
      .when(extendTo('2026-03-24'), staff(TUESDAY))
      .refused(EXTENDED_TO_A_LATER_DAY);
  });

  it('that comes too late leaves the breach announced, and the new day can be missed too', () => {
    given(...inReview)
      .when(extendTo('2026-04-30'), staff(A_MOMENT_LATER))
      .thenLike(overdue, { type: 'draft.review-extended', data: { dueOn: '2026-04-30' } });
    const extended: DraftEvent = {
      type: 'draft.review-extended',
      data: { track: 'LEGAL', reason: 'r', was: '2026-03-24', grantedBy: 'staff', ...inFiveDays, dueOn: '2026-04-30' },
    };
    given(...inReview, overdue, extended)
      .when(announce, { now: A_MOMENT_LATER })
      .thenLike({ type: 'draft.review-overdue', data: { dueOn: '2026-04-30' } });
  });
});

describe('The time of a review, where the days of the place have changed', () => {
  const proclaimed = {
    ...losAngeles,
    version: 2,
    holidays: { ...losAngeles.holidays, closed: [...losAngeles.holidays.closed, { rule: '03-17', name: 'A day of mourning' }] },
  };
  const later = calendarFor(proclaimed);
  const recompute: DraftCommand = { name: 'recompute-reviews', data: {} };
  const was = { dueOn: '2026-03-24', dueAt: DUE_AT, calendar };

  it('is computed anew: a holiday that is proclaimed gives it another day, and the entry says the one before', () => {
    given(...inReview)
      .when(recompute, { calendar: later })
      .then({
        type: 'draft.review-recomputed',
        data: {
          ...{ track: 'LEGAL', dueOn: '2026-03-25', was, granted: false },
          clock: {
            ...{ dueAt: '2026-03-26T06:59:59.999Z', from: '2026-03-10', businessDays: 10, calendar: later.version },
            steps: [
              { ...FRIDAY, at: '2026-03-23T07:00:00.000Z' },
              { ...DAY_AFTER, at: '2026-03-26T07:00:00.000Z' },
            ],
          },
          reason: 'The days of the place have changed since the time was computed.',
        },
      });
  });

  it('is computed once for each change of the days, also where the day was granted', () => {
    const recomputed = (granted: boolean): DraftEvent => ({
      type: 'draft.review-recomputed',
      data: { track: 'LEGAL', ...inTenDays, was, granted, reason: 'The days of the place have changed.' },
    });
    given(...inReview, recomputed(false))
      .when(extendTo('2026-04-30'), staff(TUESDAY))
      .thenLike({ type: 'draft.review-extended', data: { was: '2026-03-24' } });
    given(...inReview, recomputed(false))
      .when(recompute, { calendar: later })
      .thenLike({ type: 'draft.review-recomputed', data: { dueOn: '2026-03-25', granted: false } });
    given(...inReview, recomputed(true))
      .when(recompute, { calendar: later })
      .then();
  });

  it('is computed anew also where it was taken up again: that is no day that was granted', () => {
    const resumed: DraftEvent = { type: 'draft.review-resumed', data: { track: 'LEGAL', ...inTenDays } };
    given(...inReview, resumed)
      .when(recompute, { calendar: later })
      .thenLike({ type: 'draft.review-recomputed', data: { dueOn: '2026-03-25', granted: false } });
  });

  it('keeps the steps that are still to be told, and no other ones', () => {
    const step = (days: number, tells: 'REVIEWER' | 'COMMISSION_STAFF') => ({ days, tells });
    const reviewDue = [step(-2, 'REVIEWER'), step(-2, 'COMMISSION_STAFF'), step(1, 'REVIEWER'), step(1, 'COMMISSION_STAFF')];
    const profile = { ...losAngeles, escalations: { ...losAngeles.escalations, reviewDue } };
    given(...inReview)
      .when(recompute, { calendar: later, profile })
      .thenLike({
        type: 'draft.review-recomputed',
        data: {
          clock: {
            steps: [
              { ...FRIDAY, at: '2026-03-23T07:00:00.000Z' },
              { ...DAY_AFTER, at: '2026-03-26T07:00:00.000Z' },
            ],
          },
        },
      });
  });

  it('tells the steps on their new days where its own day stays', () => {
    const onThursday = { dueAt: '2026-03-20T06:59:59.999Z', from: '2026-03-10', businessDays: 7, calendar };
    const extended: DraftEvent = {
      type: 'draft.review-extended',
      data: {
        ...{ track: 'LEGAL', reason: 'r', was: '2026-03-10', grantedBy: 'staff', dueOn: '2026-03-19' },
        clock: { ...onThursday, steps: [{ ...FRIDAY, at: '2026-03-17T07:00:00.000Z' }] },
      },
    };
    given(...inReview, extended)
      .when(recompute, { calendar: later })
      .thenLike({
        type: 'draft.review-recomputed',
        data: {
          dueOn: '2026-03-19',
          clock: { dueAt: onThursday.dueAt, steps: [{ ...FRIDAY, at: '2026-03-16T07:00:00.000Z' }] },
        },
      });
  });

  it('stays where no instant changes, where it is over or paused, and where nobody reviews the text', () => {
    const paused: DraftEvent = {
      type: 'draft.review-paused',
      data: { track: 'LEGAL', reason: 'A plan is awaited.', pausedAt: TUESDAY, daysLeft: 10 },
    };
    const withdrawn: DraftEvent = { type: 'draft.withdrawn', data: { reason: 'Overtaken.' } };
    given(...inReview)
      .when(recompute)
      .then();
    for (const event of [overdue, paused, withdrawn])
      given(...inReview, event)
        .when(recompute, { calendar: later })
        .then();
  });

  it('keeps a day that was granted, also where that is no day of business any more', () => {
    const extended: DraftEvent = {
      type: 'draft.review-extended',
      data: {
        ...{ track: 'LEGAL', reason: 'r', was: '2026-03-10', grantedBy: 'staff', dueOn: '2026-03-17' },
        clock: { ...inFiveDays.clock, steps: [] },
      },
    };
    given(...inReview, extended)
      .when(recompute, { calendar: later })
      .then();
    const zone = calendarFor({ ...proclaimed, timeZone: 'America/Denver' });
    given(...inReview, extended)
      .when(recompute, { calendar: zone })
      .thenLike({
        type: 'draft.review-recomputed',
        data: { dueOn: '2026-03-17', granted: true, clock: { dueAt: '2026-03-18T05:59:59.999Z' } },
      });
  });
});
