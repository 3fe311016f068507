import { NO_SUCH_RECORD, NOT_IN_THIS_STATE } from '#kernel';
import { storiesOf } from '#testing';
import { calendarFor } from '#calendar';
import { losAngeles } from '#jurisdiction';
import { boardAction, type BoardActionCommand, type BoardActionEvent } from './board-action.js';
import { CURE_PERIOD_NOT_OVER, CURE_PERIOD_OVER, DEMAND_BEFORE_ACTION, DEMAND_RECEIVED_THEN } from './cure-demand.js';
import { adopted } from './spec-action.js';
import { VOTE_AT } from './spec-meeting.js';

const { given } = storiesOf(boardAction);
const said = { reference: 'Letter 14', alleges: 'The item was not on the posted agenda' };
const demand: BoardActionCommand = { name: 'record-cure-demand', data: said };
const RECEIVED_AT = '2026-03-16T17:00:00.000Z';
/** The last millisecond of 15 April in Los Angeles, thirty days after 16 March. */
const ANSWER_BY = '2026-04-16T06:59:59.999Z';
const TOO_LATE = '2026-04-16T07:00:00.000Z';
/** The first instant of 12 April in Los Angeles. */
const THREE_DAYS_BEFORE = '2026-04-12T07:00:00.000Z';
const STEPS = [
  { days: -3, tells: 'BOARD_SECRETARY', at: THREE_DAYS_BEFORE },
  { days: -3, tells: 'CITY_ATTORNEY', at: THREE_DAYS_BEFORE },
] as const;
const received = (number = 1): BoardActionEvent => ({
  type: 'board-action.cure-demand-received',
  data: {
    ...{ demand: number, ...said, receivedAt: RECEIVED_AT, answerBy: ANSWER_BY },
    ...{ days: 30, calendar: calendarFor(losAngeles).version, steps: STEPS },
  },
});
const answer = (number = 1) => ({ demand: number, answer: 'The Board voted anew' });
const cure = (number = 1): BoardActionCommand => ({ name: 'record-cure', data: answer(number) });
const refuse: BoardActionCommand = { name: 'refuse-cure-demand', data: answer() };
const end: BoardActionCommand = { name: 'end-cure-period', data: {} };
const cured: BoardActionEvent = { type: 'board-action.cured', data: answer() };
const deemed = (number = 1): BoardActionEvent => ({
  type: 'board-action.cure-deemed-refused',
  data: { demand: number, answerBy: ANSWER_BY },
});
const at = (occurredAt: string) => ({ occurredAt });

describe('A demand to cure an action', () => {
  it('runs for thirty days after the one on which it came in', () => {
    given(adopted).when(demand, at(RECEIVED_AT)).then(received());
    given(adopted, received()).when(demand, at(RECEIVED_AT)).then(received(2));
  });

  it('comes after the action', () => {
    given(adopted).when(demand, at(VOTE_AT)).thenLike({ type: 'board-action.cure-demand-received' });
    given(adopted).when(demand, at('2026-03-01T00:00:00.000Z')).refused(DEMAND_BEFORE_ACTION);
  });

  it('is answered by a cure or a refusal, until the end of the last day', () => {
    given(adopted, received()).when(cure(), at(ANSWER_BY)).then(cured);
    given(adopted, received()).when(refuse, at(ANSWER_BY)).then({ type: 'board-action.cure-refused', data: answer() });
    given(adopted, received()).when(cure(), at(TOO_LATE)).refused(CURE_PERIOD_OVER);
    given(adopted, received()).when(refuse, at(TOO_LATE)).refused(CURE_PERIOD_OVER);
    given(adopted, received()).when(cure(), at('2026-03-16T16:59:59.999Z')).refused(CURE_PERIOD_OVER);
    given(adopted, received()).when(cure(), at(RECEIVED_AT)).then(cured);
    given(adopted, received(), cured).when(refuse, at(ANSWER_BY)).refused(NOT_IN_THIS_STATE);
    given(adopted, received()).when(cure(2), at(ANSWER_BY)).refused(NO_SUCH_RECORD);
  });

  it('is deemed refused when the period is over without an answer', () => {
    given(adopted, received()).when(end, { now: '2026-04-16T06:59:59.998Z' }).refused(CURE_PERIOD_NOT_OVER);
    given(adopted, received()).when(end, { now: ANSWER_BY }).then(deemed());
    given(adopted, received(), cured).when(end, { now: TOO_LATE }).then();
  });

  it('is warned of from the first instant three days before its last day, each time once', () => {
    const warn: BoardActionCommand = { name: 'escalate-cure-demand', data: {} };
    const about = { answerBy: ANSWER_BY, dueOn: '2026-04-15' };
    const warned = (number: number): BoardActionEvent[] => [
      {
        type: 'board-action.cure-demand-escalated',
        data: { ...STEPS[0], next: STEPS[1], demand: number, ...about },
      },
      { type: 'board-action.cure-demand-escalated', data: { ...STEPS[1], demand: number, ...about } },
    ];
    given(adopted, received()).when(warn, { now: '2026-04-12T06:59:59.999Z' }).then();
    given(adopted, received())
      .when(warn, { now: THREE_DAYS_BEFORE })
      .then(...warned(1));
    given(adopted, received(), ...warned(1))
      .when(warn, { now: ANSWER_BY })
      .then();
    given(adopted, received(), received(2), ...warned(1))
      .when(warn, { now: ANSWER_BY })
      .then(...warned(2));
  });

  it('is not warned of once it is answered, or its period is over', () => {
    const warn: BoardActionCommand = { name: 'escalate-cure-demand', data: {} };
    given(adopted, received(), cured).when(warn, { now: ANSWER_BY }).then();
    given(adopted, received()).when(warn, { now: TOO_LATE }).then();
    given(adopted).when(warn, { now: TOO_LATE }).then();
  });

  it('is answered in time also where that is entered after the period', () => {
    given(adopted, received(), deemed()).when(cure(), at(ANSWER_BY)).then(cured);
    given(adopted, received(), deemed()).when(cure(), at(TOO_LATE)).refused(CURE_PERIOD_OVER);
  });

  describe('that came in on another day', () => {
    const LATER = '2026-03-18T17:00:00.000Z';
    const correct = (receivedAt: string, number = 1): BoardActionCommand => ({
      name: 'correct-cure-demand',
      data: { demand: number, receivedAt, reason: 'Stamped on the 18th' },
    });
    const on = at('2026-03-20T18:00:00.000Z');
    const corrected: BoardActionEvent = {
      type: 'board-action.cure-demand-recomputed',
      data: {
        ...{ demand: 1, receivedAt: LATER, answerBy: '2026-04-18T06:59:59.999Z', days: 30 },
        calendar: calendarFor(losAngeles).version,
        steps: STEPS.map((step) => ({ ...step, at: '2026-04-14T07:00:00.000Z' })),
        was: { receivedAt: RECEIVED_AT, answerBy: ANSWER_BY, calendar: calendarFor(losAngeles).version },
        ...{ because: 'INPUTS', reason: 'Stamped on the 18th' },
      },
    };

    it('runs from there by the same days, and says the instants before', () => {
      given(adopted, received()).when(correct(LATER), on).then(corrected);
      given(adopted, received(), corrected).when(cure(), at('2026-04-18T06:59:59.999Z')).then(cured);
      given(adopted, received(), corrected).when(cure(), at('2026-04-18T07:00:00.000Z')).refused(CURE_PERIOD_OVER);
      given(adopted, received(), corrected).when(end, { now: ANSWER_BY }).refused(CURE_PERIOD_NOT_OVER);
    });

    it('is open again where it was deemed refused by the wrong day, and one that was answered stays answered', () => {
      given(adopted, received(), deemed()).when(correct(LATER), on).then(corrected);
      given(adopted, received(), deemed(), corrected)
        .when(end, { now: '2026-04-18T06:59:59.999Z' })
        .then({ type: 'board-action.cure-deemed-refused', data: { demand: 1, answerBy: '2026-04-18T06:59:59.999Z' } });
      given(adopted, received(), cured).when(correct(LATER), on).refused(NOT_IN_THIS_STATE);
    });

    it('came in at another instant than was entered, after the action and by now', () => {
      given(adopted, received()).when(correct(RECEIVED_AT), on).refused(DEMAND_RECEIVED_THEN);
      // What is put right of one says nothing of another.
      given(adopted, received(), received(2), corrected).when(correct(RECEIVED_AT, 2), on).refused(DEMAND_RECEIVED_THEN);
      given(adopted, received()).when(correct(on.occurredAt), on).thenLike({ type: 'board-action.cure-demand-recomputed' });
      given(adopted, received()).when(correct('2026-03-20T18:00:00.001Z'), on).refused(DEMAND_RECEIVED_THEN);
      given(adopted, received()).when(correct('2026-03-01T00:00:00.000Z'), on).refused(DEMAND_BEFORE_ACTION);
      given(adopted, received()).when(correct(LATER, 2), on).refused(NO_SUCH_RECORD);
    });
  });

  it('ends each by itself', () => {
    given(adopted, received(), received(2), cured).when(end, { now: TOO_LATE }).then(deemed(2));
    given(adopted, received(), received(2)).when(end, { now: TOO_LATE }).then(deemed(), deemed(2));
  });
});
