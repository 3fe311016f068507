import { storiesOf } from '#testing';
import type { DraftCommand, DraftEvent } from './draft-record.js';
import { draft } from './draft.js';
import {
  A_MOMENT_LATER,
  announce,
  authoring,
  cleared,
  DAY_AFTER,
  DUE_AT,
  escalate,
  FRIDAY,
  inReview,
  overdue,
  submitted,
} from './spec-review-clock.js';

const { given } = storiesOf(draft);

const clear: DraftCommand = { name: 'record-legal-review', data: { version: 1, outcome: 'CLEARED' } };

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

  it('is announced with the end of the draft, where nobody had announced it', () => {
    const later = { actor: 'staff', role: 'system', occurredAt: A_MOMENT_LATER } as const;
    given(...inReview)
      .when({ name: 'withdraw-draft', data: { reason: 'Overtaken.' } }, later)
      .then(overdue, { type: 'draft.withdrawn', data: { reason: 'Overtaken.' } });
    const atTheBoard: DraftEvent[] = [
      { type: 'draft.approved', data: { version: 1 } },
      { type: 'draft.transmitted', data: { version: 1, textHash: 'hash 1', legal: 'CLEARED' } },
    ];
    given(...inReview, ...atTheBoard)
      .when({ name: 'note-draft-not-adopted', data: {} }, later)
      .then(overdue, { type: 'draft.not-adopted', data: { version: 1 } });
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
