import { whenAProvisionIsDeclinedWithdrawItsRequests } from './when-a-provision-is-declined-withdraw-its-requests.js';
import { whenAProvisionIsSupersededWithdrawItsRequests } from './when-a-provision-is-superseded-withdraw-its-requests.js';
import { whenAProvisionIsWithdrawnWithdrawItsRequests } from './when-a-provision-is-withdrawn-withdraw-its-requests.js';

const occurredAt = '2026-03-10T18:00:00.000Z';
const ended = (data: object) => ({ occurredAt, data: { reason: 'Not ours to ask.', ...data } }) as never;
const requests = ['request-1', 'request-2'];
const each = (how: string, over: object = {}) =>
  requests.map((requestId) => ({
    name: 'note-provision-ended',
    body: { requestId, how, reason: 'Not ours to ask.', occurredAt, ...over },
  }));

describe('The requests on a provision that ends without being carried out', () => {
  it('learn how it ended, why, and by which action of the Board', () => {
    const boardActionId = 'action-1';
    expect(whenAProvisionIsDeclinedWithdrawItsRequests.then(ended({ requests, boardActionId }))).toStrictEqual(
      each('DECLINED', { boardActionId }),
    );
    expect(whenAProvisionIsWithdrawnWithdrawItsRequests.then(ended({ requests }))).toStrictEqual(each('WITHDRAWN'));
    expect(whenAProvisionIsSupersededWithdrawItsRequests.then(ended({ requests }))).toStrictEqual(each('SUPERSEDED'));
  });

  it('are none where it ended before they were kept', () => {
    expect(whenAProvisionIsDeclinedWithdrawItsRequests.then(ended({ boardActionId: 'action-1' }))).toEqual([]);
    expect(whenAProvisionIsWithdrawnWithdrawItsRequests.then(ended({}))).toEqual([]);
    expect(whenAProvisionIsSupersededWithdrawItsRequests.then(ended({}))).toEqual([]);
  });
});
