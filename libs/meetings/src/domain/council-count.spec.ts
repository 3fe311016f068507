import { calendarFor } from '#calendar';
import { losAngeles } from '#jurisdiction';
import { storiesOf } from '#testing';
import { adoptionOf, boardAction, type BoardActionCommand, type BoardActionEvent } from './board-action.js';
import { COUNCIL_ACTS_IN_TIME, REVIEW_NOT_OVER } from './council-review.js';
import { adopted, underReview } from './spec-action.js';

const { given, stateAfter } = storiesOf(boardAction);
const calendar = calendarFor(losAngeles).version;

const [FIRST, SECOND, THIRD, FOURTH, FIFTH, SIXTH] = [
  '2026-03-11',
  '2026-03-13',
  '2026-03-17',
  '2026-03-18',
  '2026-03-20',
  '2026-03-24',
];
const FIVE = [FIRST, SECOND, THIRD, FOURTH, FIFTH] as string[];
const FIFTH_ENDS = '2026-03-21T06:59:59.999Z';
const SIXTH_ENDS = '2026-03-25T06:59:59.999Z';
const LATER = { now: '2026-03-30T18:00:00.000Z' };

const reason = 'The journal has a recess.';
const without = (...days: (string | undefined)[]) => ({ councilDays: FIVE.filter((day) => !days.includes(day)) });
const and = ({ councilDays }: { councilDays: string[] }, ...days: (string | undefined)[]) => ({
  councilDays: [...councilDays, ...(days as string[])],
});
const recount = (struck = ''): BoardActionCommand => ({ name: 'recount-council-days', data: { struck, reason } });
const count = (...days: (string | undefined)[]): BoardActionCommand => ({
  name: 'note-council-day',
  data: { days: days as string[] },
});
const counted = (days: (string | undefined)[], total: number, passedAt?: string): BoardActionEvent => ({
  type: 'board-action.council-days-counted',
  data: { days: days as string[], counted: total, of: 5, ...(passedAt ? { passedAt } : {}), calendar },
});
const recounted = (struck = '', total = 0, days: (string | undefined)[] = [], passedAt?: string): BoardActionEvent => ({
  type: 'board-action.council-days-recounted',
  data: { struck, reason, days: days as string[], counted: total, of: 5, ...(passedAt ? { passedAt } : {}), calendar },
});
const near = (total: number): BoardActionEvent => ({
  type: 'board-action.council-review-nears-its-end',
  data: { counted: total, of: 5 },
});
const final = (finalAt: string): BoardActionEvent => ({
  type: 'board-action.final',
  data: { because: 'COUNCIL_DAYS_PASSED', finalAt },
});
const withdrawn = (orders: string[] = [], passedAt?: string): BoardActionEvent => ({
  type: 'board-action.finality-withdrawn',
  data: { finalWas: FIFTH_ENDS, ...(passedAt ? { passedAt } : {}), reason, orders },
});
const order: BoardActionEvent = { type: 'board-action.order-signed', data: { orderId: 'order-1', vetoed: false } };

const open = [adopted, underReview];
const four = [...open, counted([FIRST, SECOND, THIRD, FOURTH], 4), near(4)];
const five = [...four, counted([FIFTH], 5, FIFTH_ENDS)];
const over = [...five, final(FIFTH_ENDS)];

const vote = { ayes: 10, noes: 0, councilFile: '26-0123' };
const assertion = { name: 'record-council-assertion', data: vote } as const;
const at = (occurredAt: string) => ({ ...LATER, occurredAt, role: 'board-secretary' }) as const;
const end = { name: 'end-council-review', data: {} } as const;

describe('A day that is struck while the action is open to the Council', () => {
  it('does not count, also where nothing else is known of the days', () => {
    given(...four)
      .when(recount(FOURTH), LATER)
      .then(recounted(FOURTH, 3));
  });

  it('does not count, and the warning comes again with the day that is counted in its place', () => {
    given(...four)
      .when(recount(FOURTH), LATER, without(FOURTH, FIFTH))
      .then(recounted(FOURTH, 3));
    given(...four, recounted(FOURTH, 3))
      .when(count(FIFTH), LATER, without(FOURTH))
      .then(counted([FIFTH], 4), near(4));
  });

  it('takes away the end of the review, which waits for one more day', () => {
    given(...five)
      .when(recount(SECOND), LATER, without(SECOND))
      .then(recounted(SECOND, 4));
    given(...five, recounted(SECOND, 4))
      .when(end, LATER)
      .refused(REVIEW_NOT_OVER);
    expect(adoptionOf(stateAfter(...five, recounted(SECOND, 4)))).not.toHaveProperty('finalFrom');
    given(...five, recounted(SECOND, 4))
      .when(count(SIXTH), LATER, and(without(SECOND), SIXTH))
      .then(counted([SIXTH], 5, SIXTH_ENDS));
  });

  it('moves the end of the review to a later day that is on record', () => {
    const moved = recounted(FIFTH, 5, [SIXTH], SIXTH_ENDS);
    given(...five)
      .when(recount(FIFTH), LATER, and(without(FIFTH), '2026-03-25', SIXTH))
      .then(moved);
    given(...five, moved)
      .when(end, { now: '2026-03-25T06:59:59.998Z' })
      .refused(REVIEW_NOT_OVER);
    given(...five, moved)
      .when(end, { now: SIXTH_ENDS })
      .then(final(SIXTH_ENDS));
  });

  it('counts anew once it is recorded anew', () => {
    given(...five, recounted(SECOND, 4))
      .when(count(SECOND), LATER, without())
      .then(counted([SECOND], 5, FIFTH_ENDS));
  });
});

describe('A day that is struck when the action is final by its days', () => {
  it('leaves it open to the Council, and tells of the orders that rest on it', () => {
    given(...over, order)
      .when(recount(THIRD), LATER, without(THIRD))
      .then(recounted(THIRD, 4), withdrawn(['order-1']));
    const after = stateAfter(...over, recounted(THIRD, 4), withdrawn());
    expect(after).toMatchObject({ councilReview: { status: 'PENDING' } });
    expect(adoptionOf(after)).not.toHaveProperty('finalFrom');
  });

  it('lets the Council act until the end of the day that counts in its place', () => {
    const moved = [recounted(FIFTH, 5, [SIXTH], SIXTH_ENDS), withdrawn([], SIXTH_ENDS)];
    given(...over)
      .when(recount(FIFTH), LATER, and(without(FIFTH), SIXTH))
      .then(...moved);
    expect(adoptionOf(stateAfter(...over, ...moved))).toMatchObject({ finalFrom: SIXTH_ENDS });
    given(...over)
      .when(assertion, at('2026-03-21T07:00:00.000Z'))
      .refused(COUNCIL_ACTS_IN_TIME);
    given(...over, ...moved)
      .when(assertion, at(SIXTH_ENDS))
      .thenLike({ type: 'board-action.jurisdiction-asserted' });
    given(...over, ...moved)
      .when(assertion, at('2026-03-25T07:00:00.000Z'))
      .refused(COUNCIL_ACTS_IN_TIME);
    given(...over, ...moved)
      .when(end, { now: SIXTH_ENDS })
      .then(final(SIXTH_ENDS));
  });

  it('leaves it final where days that it had not been told of end the review as early, or earlier', () => {
    const [early, fourthEnds] = ['2026-03-12', '2026-03-19T06:59:59.999Z'];
    given(...over)
      .when(recount(FIFTH), LATER, and(without(FIFTH), early))
      .then(recounted(FIFTH, 5, [early], fourthEnds), final(fourthEnds));
    given(...over)
      .when(recount(FIRST), LATER, and(without(FIRST), early))
      .then(recounted(FIRST, 5, [early], FIFTH_ENDS), final(FIFTH_ENDS));
  });
});

describe('A day that is struck when the Council has acted', () => {
  const vetoBy = '2026-04-11T06:59:59.999Z';
  const asserted: BoardActionEvent = {
    type: 'board-action.jurisdiction-asserted',
    data: { ...vote, assertedAt: '2026-03-20T18:00:00.000Z', vetoBy, vetoDays: 21, calendar },
  };
  const vetoed: BoardActionEvent = { type: 'board-action.vetoed', data: { ...vote, vetoedAt: vetoBy, orders: [] } };
  const remanded: BoardActionEvent = { type: 'board-action.remanded', data: { councilFile: '26-0123' } };
  const noVeto: BoardActionEvent = { type: 'board-action.final', data: { because: 'NO_VETO', finalAt: vetoBy } };
  const waived: BoardActionEvent = {
    type: 'board-action.council-review-waived',
    data: { by: 'RESOLUTION', citation: 'Resolution 1', waivedAt: '2026-03-20T18:00:00.000Z' },
  };

  it.each([
    ['asserted jurisdiction', [asserted], undefined],
    ['vetoed it', [asserted, vetoed], undefined],
    ['remanded it', [asserted, vetoed, remanded], undefined],
    ['did not veto it', [asserted, noVeto], vetoBy],
    ['waived its review', [waived], '2026-03-20T18:00:00.000Z'],
  ])('changes the count alone where it %s', (_what, acts, finalFrom) => {
    const before = stateAfter(...five, ...acts);
    given(...five, ...acts)
      .when(recount(SECOND), LATER, and(without(SECOND), SIXTH))
      .then(recounted(SECOND, 4));
    const after = stateAfter(...five, ...acts, recounted(SECOND, 4));
    const statusOf = (state: typeof before) => (state.status === 'none' ? undefined : state.councilReview.status);
    expect(statusOf(after)).toBe(statusOf(before));
    expect(adoptionOf(after)?.finalFrom).toBe(finalFrom);
  });

  it('is followed by no further count, whatever day is recorded', () => {
    for (const acts of [[asserted], [asserted, vetoed], [asserted, noVeto], [waived]])
      given(...five, ...acts, recounted(SECOND, 4))
        .when(count(SECOND), LATER, without())
        .then();
  });
});

describe('The count goes by what is on record when it is made', () => {
  it('so that a day is taken away once, and one that was recorded anew meanwhile is not', () => {
    given(...five, recounted(SECOND, 4))
      .when(recount(SECOND), LATER, without(SECOND))
      .then();
    given(...five)
      .when(recount(SECOND), LATER, without())
      .then();
  });

  it('so that a day that was struck before it was counted is not counted', () => {
    given(...four)
      .when(count(FIFTH), LATER, without(FIFTH))
      .then();
    given(...four)
      .when(count(FIFTH, SIXTH), LATER, and(without(FIFTH), SIXTH))
      .then(counted([SIXTH], 5, SIXTH_ENDS));
  });

  it('so that a day is taken that nobody told of, since the one that was struck had its place', () => {
    given(...open)
      .when(recount(FIRST), LATER, and(without(FIRST), SIXTH))
      .then(counted([SECOND, THIRD, FOURTH, FIFTH, SIXTH], 5, SIXTH_ENDS), near(5));
  });

  it('so that of two days struck each is taken away by its own step', () => {
    given(...over)
      .when(recount(SECOND), LATER, without(SECOND, FOURTH))
      .then(recounted(SECOND, 4), withdrawn());
    given(...over, recounted(SECOND, 4), withdrawn())
      .when(recount(FOURTH), LATER, without(SECOND, FOURTH))
      .then(recounted(FOURTH, 3));
  });

  it('and of an action that no council reviews nothing is counted', () => {
    given(adopted).when(recount(SECOND), LATER, without(SECOND)).then();
  });

  it('also of an action that had been told of more days than its review has', () => {
    const told = [...open, counted([...FIVE, SIXTH, '2026-03-25'], 5, FIFTH_ENDS)];
    given(...told)
      .when(recount(SIXTH), LATER, without())
      .then();
    given(...told)
      .when(recount(FIRST), LATER, and(without(FIRST), '2026-03-25'))
      .then(recounted(FIRST, 5, ['2026-03-25'], '2026-03-26T06:59:59.999Z'));
  });
});

describe('A day that is entered late', () => {
  const early = '2026-03-12';
  const fourthEnds = '2026-03-19T06:59:59.999Z';

  it('ends the review earlier, also one that is over', () => {
    given(...five)
      .when(count(early), LATER, and(without(), early))
      .then(counted([early], 5, fourthEnds));
    given(...over)
      .when(count(early), LATER, and(without(), early))
      .then(counted([early], 5, fourthEnds), final(fourthEnds));
    expect(adoptionOf(stateAfter(...over, counted([early], 5, fourthEnds), final(fourthEnds)))).toMatchObject({
      finalFrom: fourthEnds,
    });
  });

  it('is no day of a review that ended before it', () => {
    for (const history of [five, over])
      given(...history)
        .when(count(SIXTH), LATER, and(without(), SIXTH))
        .then();
  });

  it('makes an act of the Council late that is entered after it', () => {
    given(...five, counted([early], 5, fourthEnds))
      .when(assertion, at('2026-03-19T07:00:00.000Z'))
      .refused(COUNCIL_ACTS_IN_TIME);
    given(...five, counted([early], 5, fourthEnds))
      .when(assertion, at(fourthEnds))
      .thenLike({ type: 'board-action.jurisdiction-asserted' });
  });

  it('gives way to the day that it had displaced once it is struck', () => {
    const displaced = [...over, counted([early], 5, fourthEnds), final(fourthEnds)];
    given(...displaced)
      .when(recount(early), LATER, without())
      .thenLike(
        { type: 'board-action.council-days-recounted', data: { struck: early, days: [FIFTH], passedAt: FIFTH_ENDS } },
        { type: 'board-action.finality-withdrawn', data: { finalWas: fourthEnds, passedAt: FIFTH_ENDS } },
      );
  });
});
