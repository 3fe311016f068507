import { NO_SUCH_RECORD, NOT_IN_THIS_STATE } from '#kernel';
import { storiesOf } from '#testing';
import { adoptionOf, boardAction, type BoardActionCommand, type BoardActionEvent } from './board-action.js';
import { adopted, item } from './spec-action.js';

const { given, stateAfter } = storiesOf(boardAction);
const terms = { text: 'Training precedes the effect', dueOn: '2026-06-30' };
const set: BoardActionCommand = { name: 'set-condition', data: terms };
const isSet = (condition: number, about: { requestId?: string } = {}): BoardActionEvent => ({
  type: 'board-action.condition-set',
  data: { ...terms, condition, ...about },
});
const meet = (condition: number): BoardActionCommand => ({
  name: 'record-adoption-condition-met',
  data: { condition, how: 'Bulletin 7' },
});
const isMet = (condition: number): BoardActionEvent => ({
  type: 'board-action.condition-met',
  data: { condition, how: 'Bulletin 7', by: 'sam' },
});

describe('A condition of an adoption', () => {
  it('is numbered on its action', () => {
    given(adopted).when(set).then(isSet(1));
    given(adopted, isSet(1)).when(set).then(isSet(2));
  });

  it('names the request that the action issued, or that its text answers', () => {
    const onRequest: BoardActionEvent = { type: 'board-action.adopted', data: { ...item, requestId: 'request-1' } };
    given(onRequest)
      .when(set, {}, { requestId: 'request-2' })
      .then(isSet(1, { requestId: 'request-1' }));
    given(adopted)
      .when(set, {}, { requestId: 'request-2' })
      .then(isSet(1, { requestId: 'request-2' }));
    given(adopted, isSet(1, { requestId: 'request-2' }))
      .when(meet(1))
      .thenLike({ type: 'board-action.condition-met', data: { requestId: 'request-2' } });
  });

  it('is open until it is met, once, by somebody who is named', () => {
    const open = (...events: BoardActionEvent[]) => adoptionOf(stateAfter(adopted, ...events))?.conditionsOpen;
    given(adopted, isSet(1)).when(meet(1), { actor: 'tia', performedBy: 'sam' }).then(isMet(1));
    expect([open(), open(isSet(1), isSet(2)), open(isSet(1), isSet(2), isMet(1))]).toEqual([0, 2, 1]);
    given(adopted, isSet(1), isMet(1)).when(meet(1)).refused(NOT_IN_THIS_STATE);
    given(adopted, isSet(1)).when(meet(2)).refused(NO_SUCH_RECORD);
  });
});
