import { calendarFor } from '#calendar';
import { losAngeles, profileFrom } from '#jurisdiction';
import { NOT_IN_THIS_STATE } from '#kernel';
import { storiesOf } from '#testing';
import { adoptionOf, boardAction, type BoardActionCommand, type BoardActionEvent } from './board-action.js';
import {
  COUNCIL_ACTS_IN_TIME,
  COUNCIL_CANNOT_AMEND,
  COUNCIL_VOTES_EXCEED_MEMBERS,
  REVIEW_NOT_OVER,
  TOO_FEW_COUNCIL_VOTES,
  WAIVER_NAMES_ITS_CLASS,
} from './council-review.js';
import { adopted, item, underReview } from './spec-action.js';
import { VOTE_AT } from './spec-meeting.js';

const { given, stateAfter } = storiesOf(boardAction);
const calendar = calendarFor(losAngeles).version;

const count = (...days: string[]): BoardActionCommand => ({ name: 'note-council-day', data: { days } });
/** What is on record of the Council's days is the subject of the count that follows a day struck. */
const onRecord = { councilDays: ['2026-03-10', '2026-03-11', '2026-03-13', '2026-03-17', '2026-03-18', '2026-03-20'] };
const counted = (days: string[], total: number, passedAt?: string): BoardActionEvent => ({
  type: 'board-action.council-days-counted',
  data: { days, counted: total, of: 5, ...(passedAt ? { passedAt } : {}), calendar },
});
const near = (total: number): BoardActionEvent => ({
  type: 'board-action.council-review-nears-its-end',
  data: { counted: total, of: 5 },
});
const THREE_DAYS = ['2026-03-11', '2026-03-13', '2026-03-17'];
const FIFTH_ENDS = '2026-03-21T06:59:59.999Z';
const threeCounted = [adopted, underReview, counted(THREE_DAYS, 3)];
const fiveCounted = [...threeCounted, counted(['2026-03-18', '2026-03-20'], 5, FIFTH_ENDS), near(5)];
const final: BoardActionEvent = { type: 'board-action.final', data: { because: 'COUNCIL_DAYS_PASSED', finalAt: FIFTH_ENDS } };

const vote = (ayes: number, noes = 0) => ({ ayes, noes, councilFile: '26-0123' });
const assert = (ayes: number, noes?: number): BoardActionCommand => ({
  name: 'record-council-assertion',
  data: vote(ayes, noes),
});
const veto = (ayes: number, noes?: number): BoardActionCommand => ({ name: 'record-council-veto', data: vote(ayes, noes) });
const at = (occurredAt: string) => ({ occurredAt, role: 'board-secretary' }) as const;

const ASSERTED_AT = '2026-03-18T18:00:00.000Z';
const VETO_BY = '2026-04-09T06:59:59.999Z';
/** The first instant of 5 April in Los Angeles, three days before the last day for a veto. */
const THREE_DAYS_BEFORE = { days: -3, tells: 'BOARD_SECRETARY', at: '2026-04-05T07:00:00.000Z' } as const;
const asserted: BoardActionEvent = {
  type: 'board-action.jurisdiction-asserted',
  data: { ...vote(10), assertedAt: ASSERTED_AT, vetoBy: VETO_BY, vetoDays: 21, calendar, steps: [THREE_DAYS_BEFORE] },
};
const before = [...threeCounted, asserted];
const vetoed = (vetoedAt: string, orders: string[] = []): BoardActionEvent => ({
  type: 'board-action.vetoed',
  data: { ...vote(10), vetoedAt, orders },
});

describe("The Council's review", () => {
  it('begins with the adoption, where the jurisdiction has one', () => {
    const record = { name: 'record-board-action', data: item } as const;
    given().when(record).then(adopted, underReview);
    given()
      .when(record, { profile: profileFrom('port-alder') })
      .then(adopted);
    expect(adoptionOf(stateAfter(adopted))?.finalFrom).toBe(VOTE_AT);
    expect(adoptionOf(stateAfter(adopted, underReview))).not.toHaveProperty('finalFrom');
  });

  it('counts the next regular days: none before the day after the adoption, none twice', () => {
    given(adopted, underReview).when(count('2026-03-10'), {}, onRecord).then();
    given(adopted, underReview)
      .when(count('2026-03-11'), {}, onRecord)
      .then(counted(['2026-03-11'], 1));
    given(adopted, underReview)
      .when(count('2026-03-13', '2026-03-11'), {}, onRecord)
      .then(counted(['2026-03-11', '2026-03-13'], 2));
    given(...threeCounted)
      .when(count('2026-03-17'), {}, onRecord)
      .then();
    given(adopted).when(count('2026-03-11'), {}, onRecord).then();
  });

  it('warns on the fourth day, once', () => {
    given(adopted, underReview, counted(THREE_DAYS.slice(1), 2))
      .when(count('2026-03-11'), {}, onRecord)
      .then(counted(['2026-03-11'], 3));
    given(...threeCounted)
      .when(count('2026-03-18'), {}, onRecord)
      .then(counted(['2026-03-18'], 4), near(4));
    given(...threeCounted, counted(['2026-03-18'], 4), near(4))
      .when(count('2026-03-20'), {}, onRecord)
      .then(counted(['2026-03-20'], 5, FIFTH_ENDS));
  });

  it('ends with the fifth day in the order of the calendar, however late an earlier one was entered', () => {
    given(adopted, underReview, counted([...THREE_DAYS.slice(1), '2026-03-18', '2026-03-20'], 4), near(4))
      .when(count('2026-03-11'), {}, onRecord)
      .then(counted(['2026-03-11'], 5, FIFTH_ENDS));
  });

  it('pauses in a recess: however long no day convenes, the action is not final', () => {
    given(...threeCounted, counted(['2026-03-18'], 4), near(4))
      .when({ name: 'end-council-review', data: {} }, { now: '2026-12-31T18:00:00.000Z' })
      .refused(REVIEW_NOT_OVER);
  });

  it('leaves the action final when the fifth day is over, not before', () => {
    const end = { name: 'end-council-review', data: {} } as const;
    given(...fiveCounted)
      .when(end, { now: '2026-03-21T06:59:59.998Z' })
      .refused(REVIEW_NOT_OVER);
    given(...fiveCounted)
      .when(end, { now: FIFTH_ENDS })
      .then(final);
    given(...fiveCounted, final)
      .when(end, { now: '2026-03-22T06:59:59.999Z' })
      .then();
    expect(adoptionOf(stateAfter(...fiveCounted))?.finalFrom).toBe(FIFTH_ENDS);
    expect(adoptionOf(stateAfter(...fiveCounted, final))?.finalFrom).toBe(FIFTH_ENDS);
  });

  it('leaves no instant of finality while the action is before the Council, and no adoption of what was remanded', () => {
    expect(adoptionOf(stateAfter(...fiveCounted, asserted))).not.toHaveProperty('finalFrom');
    const remanded: BoardActionEvent = { type: 'board-action.remanded', data: { councilFile: '26-0123' } };
    expect(adoptionOf(stateAfter(...before, vetoed(ASSERTED_AT), remanded))).toBeUndefined();
    const waived: BoardActionEvent = {
      type: 'board-action.council-review-waived',
      data: { by: 'RESOLUTION', citation: 'Resolution 1', waivedAt: ASSERTED_AT },
    };
    expect(adoptionOf(stateAfter(adopted, underReview, waived))?.finalFrom).toBe(ASSERTED_AT);
  });

  it('that is over is not taken up any more, also once the action is final', () => {
    given(...fiveCounted, final)
      .when(assert(10), at('2026-03-21T07:00:00.000Z'))
      .refused(COUNCIL_ACTS_IN_TIME);
    given(...fiveCounted, final)
      .when(assert(10), at(FIFTH_ENDS))
      .thenLike({ type: 'board-action.jurisdiction-asserted' });
  });

  it('is waived for a class by ordinance or for one action by resolution', () => {
    const waive = (data: object): BoardActionCommand =>
      ({ name: 'record-council-waiver', data: { citation: 'Ordinance 1', ...data } }) as BoardActionCommand;
    const waived = { type: 'board-action.council-review-waived' } as const;
    given(adopted, underReview)
      .when(waive({ by: 'ORDINANCE', class: 'Grant acceptances' }))
      .thenLike(waived);
    given(adopted, underReview)
      .when(waive({ by: 'RESOLUTION' }))
      .thenLike(waived);
    given(adopted, underReview)
      .when(waive({ by: 'ORDINANCE' }))
      .refused(WAIVER_NAMES_ITS_CLASS);
    given(adopted, underReview)
      .when(waive({ by: 'RESOLUTION', class: 'Grant acceptances' }))
      .refused(WAIVER_NAMES_ITS_CLASS);
    given(...before)
      .when(waive({ by: 'RESOLUTION' }))
      .refused(NOT_IN_THIS_STATE);
  });

  it('leads to no amendment, in no state', () => {
    const amend = { name: 'record-council-amendment', data: { councilFile: '26-0123' } } as const;
    for (const history of [[adopted], [adopted, underReview], before, [...fiveCounted, final], [...before, vetoed(VETO_BY)]])
      given(...history)
        .when(amend)
        .refused(COUNCIL_CANNOT_AMEND);
  });
});

describe('The Council brings an action before it', () => {
  it('by ten of its fifteen members, not by nine, and by no more votes than it has', () => {
    given(...threeCounted)
      .when(assert(10, 5), at(ASSERTED_AT))
      .thenLike({ type: 'board-action.jurisdiction-asserted', data: { vetoBy: VETO_BY } });
    given(...threeCounted)
      .when(assert(9, 6), at(ASSERTED_AT))
      .refused(TOO_FEW_COUNCIL_VOTES);
    given(...threeCounted)
      .when(assert(10, 6), at(ASSERTED_AT))
      .refused(COUNCIL_VOTES_EXCEED_MEMBERS);
  });

  it('until the end of the fifth day, also where that is entered later', () => {
    given(...fiveCounted)
      .when(assert(10), at(FIFTH_ENDS))
      .thenLike({ type: 'board-action.jurisdiction-asserted' });
    given(...fiveCounted, final)
      .when(assert(10), at(FIFTH_ENDS))
      .thenLike({ type: 'board-action.jurisdiction-asserted' });
    given(...fiveCounted)
      .when(assert(10), at('2026-03-21T07:00:00.000Z'))
      .refused(COUNCIL_ACTS_IN_TIME);
  });

  it('from the day of the adoption on, and once', () => {
    given(...threeCounted)
      .when(assert(10), at('2026-03-10T06:59:59.999Z'))
      .refused(COUNCIL_ACTS_IN_TIME);
    given(...threeCounted)
      .when(assert(10), at('2026-03-10T07:00:00.000Z'))
      .thenLike({ type: 'board-action.jurisdiction-asserted' });
    given(...before)
      .when(assert(10), at(ASSERTED_AT))
      .refused(NOT_IN_THIS_STATE);
    const noVeto: BoardActionEvent = { type: 'board-action.final', data: { because: 'NO_VETO', finalAt: VETO_BY } };
    given(...before, noVeto)
      .when(assert(10), at(ASSERTED_AT))
      .refused(COUNCIL_ACTS_IN_TIME);
  });

  it('and counts no further day of its review', () => {
    given(...before)
      .when(count('2026-03-20'), {}, onRecord)
      .then();
    given(...before)
      .when({ name: 'end-council-review', data: {} })
      .then();
  });
});

describe('A veto', () => {
  it('takes ten votes', () => {
    given(...before)
      .when(veto(10), at('2026-03-20T18:00:00.000Z'))
      .then(vetoed('2026-03-20T18:00:00.000Z'));
    given(...before)
      .when(veto(9), at('2026-03-20T18:00:00.000Z'))
      .refused(TOO_FEW_COUNCIL_VOTES);
  });

  it('comes within 21 calendar days, the last one included', () => {
    given(...before)
      .when(veto(10), at(ASSERTED_AT))
      .then(vetoed(ASSERTED_AT));
    given(...before)
      .when(veto(10), at(VETO_BY))
      .then(vetoed(VETO_BY));
    given(...before)
      .when(veto(10), at('2026-04-09T07:00:00.000Z'))
      .refused(COUNCIL_ACTS_IN_TIME);
    given(...before)
      .when(veto(10), at('2026-03-18T17:59:59.999Z'))
      .refused(COUNCIL_ACTS_IN_TIME);
  });

  it('is warned of from the first instant three days before its last day, once', () => {
    const warn = { name: 'escalate-veto-period', data: {} } as const;
    const warned: BoardActionEvent = {
      type: 'board-action.veto-period-escalated',
      data: { ...THREE_DAYS_BEFORE, vetoBy: VETO_BY, dueOn: '2026-04-08' },
    };
    given(...threeCounted)
      .when(assert(10), at(ASSERTED_AT))
      .then(asserted);
    given(...before)
      .when(warn, { now: '2026-04-05T06:59:59.999Z' })
      .then();
    given(...before)
      .when(warn, { now: THREE_DAYS_BEFORE.at })
      .then(warned);
    given(...before, warned)
      .when(warn, { now: VETO_BY })
      .then();
  });

  it('is not warned of once its period is over, nor where the Council has decided or never asked', () => {
    const warn = { name: 'escalate-veto-period', data: {} } as const;
    given(...before)
      .when(warn, { now: VETO_BY })
      .thenLike({ type: 'board-action.veto-period-escalated' });
    given(...before)
      .when(warn, { now: '2026-04-09T07:00:00.000Z' })
      .then();
    for (const history of [[...before, vetoed(VETO_BY)], threeCounted, [adopted]])
      given(...history)
        .when(warn, { now: VETO_BY })
        .then();
  });

  it('is warned of as the rules of the place say, and not at all where they say nothing of it', () => {
    const quiet = { ...losAngeles, escalations: { ...losAngeles.escalations, vetoPeriod: [] } };
    given(...threeCounted)
      .when(assert(10), { ...at(ASSERTED_AT), profile: quiet })
      .thenLike({ type: 'board-action.jurisdiction-asserted', data: { steps: [] } });
    const { steps: _steps, ...beforeSteps } = asserted.data;
    given(...threeCounted, { type: 'board-action.jurisdiction-asserted', data: beforeSteps })
      .when({ name: 'escalate-veto-period', data: {} }, { now: VETO_BY })
      .then();
  });

  it('that comes too late leaves the action final; one in time that was entered late does not', () => {
    const end = { name: 'end-veto-period', data: {} } as const;
    const noVeto: BoardActionEvent = { type: 'board-action.final', data: { because: 'NO_VETO', finalAt: VETO_BY } };
    given(...before)
      .when(end, { now: '2026-04-09T06:59:59.998Z' })
      .refused(REVIEW_NOT_OVER);
    given(...before)
      .when(end, { now: VETO_BY })
      .then(noVeto);
    given(...before, noVeto)
      .when(veto(10), at('2026-04-09T07:00:00.000Z'))
      .refused(COUNCIL_ACTS_IN_TIME);
    given(...before, noVeto)
      .when(veto(10), at(VETO_BY))
      .then(vetoed(VETO_BY));
    given(...before, vetoed(VETO_BY))
      .when(end, { now: VETO_BY })
      .then();
  });

  it('is for an action that was brought before the Council', () => {
    given(...threeCounted)
      .when(veto(15), at(ASSERTED_AT))
      .refused(NOT_IN_THIS_STATE);
    given(...fiveCounted, final)
      .when(veto(15), at(ASSERTED_AT))
      .refused(COUNCIL_ACTS_IN_TIME);
  });

  it('leaves nothing to rest on, names the orders that did, and sends the matter back', () => {
    const order: BoardActionEvent = { type: 'board-action.order-signed', data: { orderId: 'order-1', vetoed: false } };
    const remand: BoardActionCommand = { name: 'record-council-remand', data: { councilFile: '26-0123' } };
    given(...before, order)
      .when(veto(10), at(VETO_BY))
      .then(vetoed(VETO_BY, ['order-1']));
    expect(adoptionOf(stateAfter(...before, vetoed(VETO_BY)))).toBeUndefined();
    given(...before, vetoed(VETO_BY))
      .when(remand)
      .thenLike({ type: 'board-action.remanded' });
    given(...before)
      .when(remand)
      .refused(NOT_IN_THIS_STATE);
  });

  it('is told with an order that was noted after it, and an order is noted once', () => {
    const note = (orderId: string): BoardActionCommand => ({ name: 'note-order-signed', data: { orderId } });
    const order = (vetoed: boolean): BoardActionEvent => ({
      type: 'board-action.order-signed',
      data: { orderId: 'order-1', vetoed },
    });
    given(...before)
      .when(note('order-1'))
      .then(order(false));
    given(...before, vetoed(VETO_BY))
      .when(note('order-1'))
      .then(order(true));
    given(...before, order(false))
      .when(note('order-1'))
      .then();
  });
});
