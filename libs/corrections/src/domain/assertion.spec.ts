import { type AssertionRecorded, NO_SUCH_RECORD, NOT_IN_THIS_STATE, OWN_WORK } from '#kernel';
import { storiesOf } from '#testing';
import { assertion, type AssertionEvent } from './assertion.js';

const { given, stateAfter } = storiesOf(assertion);

const recorded: AssertionRecorded = {
  type: 'assertion.recorded',
  data: {
    command: 'sign-order',
    subject: 'orders/order-1',
    source: 'The order itself',
    date: '1979-11',
    notEvaluated: [],
    enteredBy: ['a clerk', 'who sent the clerk'],
    entryVisibility: 'INTERNAL',
  },
};
const confirmed: AssertionEvent = { type: 'assertion.confirmed', data: { subject: 'orders/order-1' } };
const declined: AssertionEvent = {
  type: 'assertion.declined',
  data: { subject: 'orders/order-1', reason: 'Another order is meant', entryVisibility: 'INTERNAL' },
};
const confirm = { name: 'confirm-assertion', data: {} } as const;
const decline = { name: 'decline-assertion', data: { reason: 'Another order is meant' } } as const;

describe('An assertion', () => {
  it('is confirmed by another person, not by whoever entered it or had it entered', () => {
    given(recorded).when(confirm, { actor: 'another clerk' }).then(confirmed);
    given(recorded).when(confirm, { actor: 'a clerk' }).refused(OWN_WORK);
    given(recorded).when(confirm, { actor: 'who sent the clerk' }).refused(OWN_WORK);
    given(recorded).when(confirm, { actor: 'another clerk', performedBy: 'a clerk' }).refused(OWN_WORK);
  });

  it('is declined with a reason, read as what it tells of', () => {
    given(recorded).when(decline, { actor: 'a clerk' }).then(declined);
  });

  it.each([confirm, decline])('is decided on once: $name', (command) => {
    given(recorded, confirmed).when(command, { actor: 'another clerk' }).refused(NOT_IN_THIS_STATE);
    given(recorded, declined).when(command, { actor: 'another clerk' }).refused(NOT_IN_THIS_STATE);
    given().when(command).refused(NO_SUCH_RECORD);
  });

  it('keeps whether it was confirmed or declined', () => {
    expect(stateAfter(recorded, confirmed)).toEqual({ status: 'CONFIRMED' });
    expect(stateAfter(recorded, declined)).toEqual({ status: 'DECLINED' });
  });
});
