import { calendarFor } from '#calendar';
import { losAngeles, profileFrom } from '#jurisdiction';
import { NOT_IN_THIS_STATE, type ReviewedTrack } from '#kernel';
import { storiesOf } from '#testing';
import { draft } from './draft.js';
import type { DraftCommand, DraftEvent } from './draft-record.js';
import { EXTENDED_TO_A_LATER_DAY, RESUMED_BEFORE_PAUSED, REVIEW_CLOCK_NOT_RUNNING } from './draft-rules.js';
import type { ReviewDue } from './review-clock.js';

const { given, stateAfter } = storiesOf(draft);
const calendar = calendarFor(losAngeles).version;
const seen = { version: 1, textHash: 'hash 1' } as const;
const text = { baseVersion: 0, changeSummary: 'first', author: 'author', sections: [] };
const authoring: DraftEvent[] = [
  { type: 'draft.opened', data: { protocolId: 'protocol', origin: 'DEPARTMENT', title: 'Synthetic' } },
  { type: 'draft.version-saved', data: { ...text, number: 1, text: 'text 1', textHash: 'hash 1' } },
];

/** A Tuesday, and the last instant of the second Tuesday after it: ten business days. */
const TUESDAY = '2026-03-10T18:00:00.000Z';
const DUE_AT = '2026-03-25T06:59:59.999Z';
const A_MOMENT_LATER = '2026-03-25T07:00:00.000Z';
const FRIDAY = { days: -2, tells: 'REVIEWER', at: '2026-03-20T07:00:00.000Z' } as const;
const DAY_AFTER = { days: 1, tells: 'COMMISSION_STAFF', at: '2026-03-25T07:00:00.000Z' } as const;
const inTenDays: ReviewDue = {
  dueOn: '2026-03-24',
  clock: { dueAt: DUE_AT, from: '2026-03-10', businessDays: 10, calendar, steps: [FRIDAY, DAY_AFTER] },
};
const inFiveDays: ReviewDue = {
  dueOn: '2026-03-17',
  clock: {
    ...{ dueAt: '2026-03-18T06:59:59.999Z', from: '2026-03-10', businessDays: 5, calendar },
    steps: [
      { ...FRIDAY, at: '2026-03-13T07:00:00.000Z' },
      { ...DAY_AFTER, at: '2026-03-18T07:00:00.000Z' },
    ],
  },
};
const due = (track: ReviewedTrack) => ({ track, ...(track === 'ACCESSIBILITY' ? inFiveDays : inTenDays) });
const submitted = (...tracks: ReviewedTrack[]): DraftEvent => ({
  type: 'draft.submitted',
  data: { version: 1, reviews: tracks.map(due) },
});
/** The draft under review, with the time of the legal review alone. */
const inReview = [...authoring, submitted('LEGAL')];

const submit: DraftCommand = { name: 'submit-draft', data: {} };
const announce: DraftCommand = { name: 'announce-review-overdue', data: {} };
const escalate: DraftCommand = { name: 'escalate-review', data: {} };
const pause: DraftCommand = { name: 'pause-review', data: { track: 'LEGAL', reason: 'A plan is awaited.' } };
const resume: DraftCommand = { name: 'resume-review', data: { track: 'LEGAL' } };
const extendTo = (dueOn: string): DraftCommand => ({
  name: 'extend-review',
  data: { track: 'LEGAL', dueOn, reason: 'The text is long.' },
});
const clear: DraftCommand = { name: 'record-legal-review', data: { version: 1, outcome: 'CLEARED' } };
const cleared: DraftEvent = { type: 'draft.review-recorded', data: { track: 'LEGAL', ...seen, outcome: 'CLEARED' } };
const overdue: DraftEvent = { type: 'draft.review-overdue', data: { track: 'LEGAL', dueOn: '2026-03-24', dueAt: DUE_AT } };
const staff = (occurredAt: string) => ({ actor: 'staff', role: 'commission-staff', occurredAt }) as const;
const clocksAfter = (...history: DraftEvent[]) => {
  const state = stateAfter(...history);
  return 'tracks' in state ? state.tracks.clocks : undefined;
};

describe('The time of a review', () => {
  it('is counted from the submission in business days, as many as the rules of the place give each review', () => {
    given(...authoring)
      .when(submit, { occurredAt: TUESDAY })
      .then(submitted('LEGAL', 'OIG', 'LABOR', 'ACCESSIBILITY'));
    given(...authoring)
      .when(submit, { occurredAt: TUESDAY, profile: profileFrom('port-alder') })
      .thenLike({ type: 'draft.submitted', data: { reviews: [{ track: 'LEGAL' }, { track: 'LABOR' }] } });
    given(...authoring)
      .when(submit, { occurredAt: TUESDAY, profile: { ...losAngeles, reviewDays: {} } })
      .then({ type: 'draft.submitted', data: { version: 1 } });
  });

  it('passes over weekends and the holidays of the place', () => {
    const profile = { ...losAngeles, reviewDays: { ACCESSIBILITY: 5 } };
    given(...authoring)
      .when(submit, { occurredAt: '2026-11-24T18:00:00.000Z', profile })
      .thenLike({ type: 'draft.submitted', data: { reviews: [{ dueOn: '2026-12-03' }] } });
  });

  it('begins for the reviews that are awaited: advice that was given on an earlier version stands', () => {
    const advised: DraftEvent = { type: 'draft.review-recorded', data: { track: 'OIG', ...seen, outcome: 'NO_COMMENT' } };
    const passed: DraftEvent = { type: 'draft.review-recorded', data: { track: 'ACCESSIBILITY', ...seen, outcome: 'PASSED' } };
    const again: DraftEvent[] = [
      { type: 'draft.changes-requested', data: { version: 1, reason: 'Say when.' } },
      { type: 'draft.version-saved', data: { ...text, number: 2, text: 'text 2', textHash: 'hash 2' } },
    ];
    given(...inReview, cleared, advised, passed, ...again)
      .when(submit, { occurredAt: TUESDAY })
      .thenLike({
        type: 'draft.submitted',
        data: { version: 2, reviews: [{ track: 'LEGAL' }, { track: 'LABOR' }, { track: 'ACCESSIBILITY' }] },
      });
  });

  it('begins anew with a review that is taken up again', () => {
    const advised: DraftEvent = { type: 'draft.review-recorded', data: { track: 'OIG', ...seen, outcome: 'NO_COMMENT' } };
    const second: DraftEvent = {
      type: 'draft.version-saved',
      data: { ...text, number: 2, text: 'text 2', textHash: 'hash 2' },
    };
    const reopened: DraftEvent = {
      type: 'draft.review-reopened',
      data: { track: 'OIG', version: 2, textHash: 'hash 2', reason: 'A new section.', due: inTenDays },
    };
    const history = [...inReview, advised, second, { type: 'draft.submitted', data: { version: 2 } } as const];
    given(...history)
      .when({ name: 'reopen-review', data: { track: 'OIG', reason: 'A new section.' } }, staff(TUESDAY))
      .then(reopened);
    expect(clocksAfter(...history, reopened)).toMatchObject({ OIG: { status: 'RUNNING', dueOn: '2026-03-24' } });
  });

  it('runs on where the text is before the Board without the review, and is paused, taken up and extended there', () => {
    const before: DraftEvent[] = [
      ...authoring,
      submitted('LEGAL', 'LABOR'),
      cleared,
      { type: 'draft.approved', data: { version: 1 } },
      { type: 'draft.transmitted', data: { version: 1, textHash: 'hash 1', legal: 'CLEARED' } },
    ];
    const labor = { track: 'LABOR', reason: 'The League is asked.' } as const;
    const paused: DraftEvent = {
      type: 'draft.review-paused',
      data: { ...labor, pausedAt: '2026-03-17T18:00:00.000Z', daysLeft: 5 },
    };
    given(...before)
      .when({ name: 'pause-review', data: labor }, staff('2026-03-17T18:00:00.000Z'))
      .then(paused);
    given(...before, paused)
      .when({ name: 'resume-review', data: { track: 'LABOR' } }, staff('2026-03-18T18:00:00.000Z'))
      .thenLike({ type: 'draft.review-resumed', data: { track: 'LABOR', dueOn: '2026-03-25' } });
    given(...before.slice(0, -1), paused)
      .when({ name: 'resume-review', data: { track: 'LABOR' } }, staff('2026-03-18T18:00:00.000Z'))
      .thenLike({ type: 'draft.review-resumed', data: { track: 'LABOR' } });
    given(...before)
      .when({ name: 'extend-review', data: { ...labor, dueOn: '2026-03-27' } }, staff(TUESDAY))
      .thenLike({ type: 'draft.review-extended', data: { track: 'LABOR', was: '2026-03-24', dueOn: '2026-03-27' } });
  });

  it('is not counted for what is asserted of the past', () => {
    given(...authoring)
      .when(submit, { occurredAt: TUESDAY, asserted: { source: 'The file', notEvaluated: [] } })
      .then({ type: 'draft.submitted', data: { version: 1 } });
  });

  it('ends with the review', () => {
    const screened = (status: 'SCREENED' | 'EFFECTS_ONLY'): DraftEvent => ({
      type: 'draft.review-progressed',
      data: { track: 'LABOR', ...seen, status, finding: 'IN_SCOPE', screenedBy: ['relations'], effectsGate: true },
    });
    const certified: DraftEvent = {
      type: 'draft.review-progressed',
      data: { track: 'LEGAL', ...seen, step: 'NON_SUBSTANTIVE', reason: 'A comma.' },
    };
    const all = [...authoring, submitted('LEGAL', 'OIG', 'LABOR', 'ACCESSIBILITY')];
    const left = (...events: DraftEvent[]) => Object.keys(clocksAfter(...all, ...events) ?? {});
    expect(left()).toEqual(['LEGAL', 'OIG', 'LABOR', 'ACCESSIBILITY']);
    expect(left(cleared)).toEqual(['OIG', 'LABOR', 'ACCESSIBILITY']);
    expect(left(screened('SCREENED'))).toEqual(['LEGAL', 'OIG', 'ACCESSIBILITY']);
    expect(left(screened('EFFECTS_ONLY'))).toEqual(['LEGAL', 'OIG', 'ACCESSIBILITY']);
    expect(left(certified)).toEqual(['OIG', 'LABOR']);
    const conditionMet = { ...seen, step: 'CONDITION_MET', conditionId: 'C1' } as const;
    expect(left({ type: 'draft.review-progressed', data: { track: 'LEGAL', ...conditionMet } })).toHaveLength(4);
  });

  it.each<DraftEvent>([
    { type: 'draft.changes-requested', data: { version: 1, reason: 'Say when.' } },
    { type: 'draft.version-saved', data: { ...text, number: 2, text: 'text 2', textHash: 'hash 2' } },
    { type: 'draft.withdrawn', data: { reason: 'Overtaken.' } },
    { type: 'draft.not-adopted', data: { version: 1 } },
    { type: 'draft.adopted', data: { ...seen, boardActionId: 'action' } },
    { type: 'draft.chief-issued', data: { ...seen, reason: 'No approval is required.', legal: 'CLEARED' } },
    { type: 'draft.returned', data: { version: 1, how: 'RECALLED', reason: 'An error.' } },
  ])('ends where nobody reviews the text any more: $type', (event) => {
    expect(Object.keys(clocksAfter(...inReview, event) ?? {})).toEqual([]);
    given(...inReview, event)
      .when(announce, { now: A_MOMENT_LATER })
      .then();
    given(...inReview, event)
      .when(escalate, { now: A_MOMENT_LATER })
      .then();
  });

  it('of a submission before times were kept is none', () => {
    const old: DraftEvent[] = [...authoring, { type: 'draft.submitted', data: { version: 1 } }];
    given(...old)
      .when(announce, { now: A_MOMENT_LATER })
      .then();
    given(...old)
      .when(pause, staff(TUESDAY))
      .refused(REVIEW_CLOCK_NOT_RUNNING);
  });
});

describe('A review that is late', () => {
  it('is announced with the last instant of its last day, once', () => {
    given(...inReview)
      .when(announce, { now: '2026-03-25T06:59:59.998Z' })
      .then();
    given(...inReview)
      .when(announce, { now: DUE_AT })
      .then(overdue);
    given(...inReview, overdue)
      .when(announce, { now: A_MOMENT_LATER })
      .then();
  });

  it('is announced with what ends it, where nobody had announced it', () => {
    const counsel = (occurredAt: string) => ({ actor: 'counsel', role: 'city-attorney', occurredAt }) as const;
    given(...inReview)
      .when(clear, counsel(DUE_AT))
      .then(cleared);
    given(...inReview)
      .when(clear, counsel(A_MOMENT_LATER))
      .then(overdue, cleared);
    given(...inReview, overdue)
      .when(clear, counsel(A_MOMENT_LATER))
      .then(cleared);
    given(...inReview)
      .when({ name: 'request-changes', data: { reason: 'Say when.' } }, counsel(A_MOMENT_LATER))
      .thenLike(overdue, { type: 'draft.changes-requested' });
    given(...authoring, submitted('LEGAL', 'OIG'))
      .when(clear, counsel(A_MOMENT_LATER))
      .then(overdue, cleared);
  });

  it('is told of two business days before its day, and on the first one after it, each step once', () => {
    const told = (step: typeof FRIDAY | typeof DAY_AFTER, next?: typeof DAY_AFTER): DraftEvent => ({
      type: 'draft.review-escalated',
      data: { track: 'LEGAL', ...step, ...(next && { next }), dueOn: '2026-03-24' },
    });
    given(...inReview)
      .when(escalate, { now: '2026-03-20T06:59:59.999Z' })
      .then();
    given(...inReview)
      .when(escalate, { now: FRIDAY.at })
      .then(told(FRIDAY, DAY_AFTER));
    given(...inReview, told(FRIDAY, DAY_AFTER))
      .when(escalate, { now: DUE_AT })
      .then();
    given(...inReview, told(FRIDAY, DAY_AFTER))
      .when(escalate, { now: DAY_AFTER.at })
      .then(told(DAY_AFTER));
    given(...inReview)
      .when(escalate, { now: DAY_AFTER.at })
      .then(told(FRIDAY, DAY_AFTER), told(DAY_AFTER));
  });

  it('is told of by itself: each track has its time', () => {
    given(...authoring, submitted('LEGAL', 'ACCESSIBILITY'))
      .when(announce, { now: DUE_AT })
      .thenLike(
        { type: 'draft.review-overdue', data: { track: 'LEGAL' } },
        { type: 'draft.review-overdue', data: { track: 'ACCESSIBILITY' } },
      );
    given(...authoring, submitted('LEGAL', 'ACCESSIBILITY'))
      .when(announce, { now: '2026-03-18T06:59:59.999Z' })
      .thenLike({ type: 'draft.review-overdue', data: { track: 'ACCESSIBILITY' } });
  });
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
