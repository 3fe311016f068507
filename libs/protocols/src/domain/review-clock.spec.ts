import { losAngeles, profileFrom } from '#jurisdiction';
import { storiesOf } from '#testing';
import type { DraftCommand, DraftEvent } from './draft-record.js';
import { REVIEW_CLOCK_NOT_RUNNING } from './draft-rules.js';
import { draft } from './draft.js';
import type { ReviewReopened } from './review-track.js';
import {
  A_MOMENT_LATER,
  announce,
  authoring,
  cleared,
  escalate,
  inReview,
  inTenDays,
  pause,
  seen,
  staff,
  submitted,
  text,
  TUESDAY,
} from './spec-review-clock.js';

const { given, stateAfter } = storiesOf(draft);

const submit: DraftCommand = { name: 'submit-draft', data: {} };
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

  it('begins for no review that is settled, where the text is submitted as it is', () => {
    const settled: DraftEvent[] = [
      { type: 'draft.review-recorded', data: { track: 'OIG', ...seen, outcome: 'NO_COMMENT' } },
      { type: 'draft.review-recorded', data: { track: 'ACCESSIBILITY', ...seen, outcome: 'PASSED' } },
      {
        type: 'draft.review-progressed',
        data: {
          ...{ track: 'LABOR', ...seen, status: 'SCREENED', finding: 'IN_SCOPE' },
          ...{ screenedBy: ['relations'], effectsGate: true },
        },
      },
    ];
    const back: DraftEvent[] = [
      { type: 'draft.approved', data: { version: 1 } },
      { type: 'draft.transmitted', data: { version: 1, textHash: 'hash 1', legal: 'CLEARED' } },
      { type: 'draft.returned', data: { version: 1, how: 'RECALLED', reason: 'An error.' } },
    ];
    given(...inReview, cleared, ...settled, ...back)
      .when(submit, { occurredAt: TUESDAY })
      .then({ type: 'draft.submitted', data: { version: 1 } });
  });

  it('begins anew with a review that is taken up again', () => {
    const advised: DraftEvent = { type: 'draft.review-recorded', data: { track: 'OIG', ...seen, outcome: 'NO_COMMENT' } };
    const second: DraftEvent = {
      type: 'draft.version-saved',
      data: { ...text, number: 2, text: 'text 2', textHash: 'hash 2' },
    };
    const reopened: ReviewReopened = {
      type: 'draft.review-reopened',
      data: { track: 'OIG', version: 2, textHash: 'hash 2', reason: 'A new section.', due: inTenDays },
    };
    const history = [...inReview, advised, second, { type: 'draft.submitted', data: { version: 2 } } as const];
    given(...history)
      .when({ name: 'reopen-review', data: { track: 'OIG', reason: 'A new section.' } }, staff(TUESDAY))
      .then(reopened);
    expect(clocksAfter(...history, reopened)).toMatchObject({ OIG: { status: 'RUNNING', dueOn: '2026-03-24' } });
    const { due: _due, ...untimed } = reopened.data;
    given(...history)
      .when(
        { name: 'reopen-review', data: { track: 'OIG', reason: 'A new section.' } },
        { ...staff(TUESDAY), profile: { ...losAngeles, reviewDays: {} } },
      )
      .then({ type: 'draft.review-reopened', data: untimed });
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

  it('ends with the conformed text of what the Board adopted as amended', () => {
    const amended: DraftEvent[] = [
      { type: 'draft.approved', data: { version: 1 } },
      { type: 'draft.transmitted', data: { version: 1, textHash: 'hash 1', legal: 'CLEARED' } },
      { type: 'draft.adopted-as-amended', data: { ...seen, boardActionId: 'action' } },
    ];
    const attached: DraftEvent = {
      type: 'draft.conformed-text-attached',
      data: { ...text, number: 2, text: 'text 2', textHash: 'hash 2', boardActionId: 'action' },
    };
    expect(Object.keys(clocksAfter(...inReview, ...amended) ?? {})).toEqual(['LEGAL']);
    expect(clocksAfter(...inReview, ...amended, attached)).toEqual({});
  });

  it('of a submission before times were kept is none', () => {
    const old: DraftEvent[] = [...authoring, { type: 'draft.submitted', data: { version: 1 } }];
    expect(clocksAfter(...old)).toBeUndefined();
    given(...old)
      .when(announce, { now: A_MOMENT_LATER })
      .then();
    given(...old)
      .when(pause, staff(TUESDAY))
      .refused(REVIEW_CLOCK_NOT_RUNNING);
  });
});
