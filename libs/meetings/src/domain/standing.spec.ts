import { NO_SUCH_RECORD, NOT_IN_THIS_STATE } from '#kernel';
import { storiesOf } from '#testing';
import { boardAction, type BoardActionEvent } from './board-action.js';
import { adopted } from './spec-action.js';
import { VOTE_AT } from './spec-meeting.js';
import { RESCINDED_BY_A_LATER_ACTION } from './standing.js';

const { given } = storiesOf(boardAction);
const bySystem = { role: 'system' } as const;
const outcome = (now: 'APPROVED' | 'FAILED') => ({ name: 'note-outcome-changed', data: { outcome: now } }) as const;
const required = (...orders: string[]): BoardActionEvent => ({
  type: 'board-action.rescission-required',
  data: { outcome: 'FAILED', orders },
});
const again: BoardActionEvent = { type: 'board-action.stands-again', data: { outcome: 'APPROVED' } };
const rescinded: BoardActionEvent = { type: 'board-action.rescinded', data: { byActionId: 'action-2' } };
const signed: BoardActionEvent = { type: 'board-action.order-signed', data: { orderId: 'order-1', vetoed: false } };

describe('An action whose vote does not carry any more', () => {
  it('has to be rescinded, and so have the orders that rest on it; it is said once', () => {
    given(adopted).when(outcome('FAILED'), bySystem).then(required());
    given(adopted, signed).when(outcome('FAILED'), bySystem).then(required('order-1'));
    given(adopted, required()).when(outcome('FAILED'), bySystem).then();
    given().when(outcome('FAILED'), bySystem).refused(NO_SUCH_RECORD);
  });

  it('stands again where the vote carries by another count; one that stands goes on standing', () => {
    given(adopted, required()).when(outcome('APPROVED'), bySystem).then(again);
    given(adopted).when(outcome('APPROVED'), bySystem).then();
    given(adopted, required(), again).when(outcome('FAILED'), bySystem).then(required());
  });

  it('is told of an order that was signed before it knew', () => {
    const note = { name: 'note-order-signed', data: { orderId: 'order-1' } } as const;
    given(adopted, required())
      .when(note, bySystem)
      .then({ type: 'board-action.order-signed', data: { orderId: 'order-1', vetoed: false, outcomeChanged: true } });
    given(adopted).when(note, bySystem).then(signed);
    given(adopted, required(), again).when(note, bySystem).then(signed);
  });

  it('is rescinded by a later action of the Board', () => {
    const rescind = { name: 'record-action-rescinded', data: { byActionId: 'action-2' } } as const;
    const secretary = { role: 'board-secretary', subjectId: 'action-1' } as const;
    const later = { rescinding: { adoptedAt: '2026-03-24T17:00:00.000Z' } };
    given(adopted, required()).when(rescind, secretary, later).then(rescinded);
    given(adopted, required())
      .when(rescind, secretary, { rescinding: { adoptedAt: VOTE_AT } })
      .then(rescinded);
    given(adopted, required())
      .when(rescind, secretary, { rescinding: { adoptedAt: '2026-03-10T16:59:59.999Z' } })
      .refused(RESCINDED_BY_A_LATER_ACTION);
    given(adopted, required())
      .when({ ...rescind, data: { byActionId: 'action-1' } }, secretary, later)
      .refused(RESCINDED_BY_A_LATER_ACTION);
    given(adopted, required()).when(rescind, secretary, {}).refused(NO_SUCH_RECORD);
    given(adopted).when(rescind, secretary, later).refused(NOT_IN_THIS_STATE);
    given(adopted, required(), rescinded).when(rescind, secretary, later).refused(NOT_IN_THIS_STATE);
    given(adopted, required(), rescinded).when(outcome('APPROVED'), bySystem).then();
  });
});
