import { defineReaction } from '#command-queue';
import type { ProvisionEvent } from '#directives';

/** What is no longer wanted, or whose directive was rescinded, is asked by no request that the Board has not issued. */
export const whenAProvisionIsWithdrawnWithdrawItsRequests = defineReaction<ProvisionEvent, 'provision.withdrawn'>({
  name: 'when-a-provision-is-withdrawn-withdraw-its-requests',
  on: 'provision.withdrawn',
  then: ({ occurredAt, data: { requests = [], reason } }) =>
    requests.map((requestId) => ({
      name: 'note-provision-ended',
      body: { requestId, how: 'WITHDRAWN', reason, occurredAt },
    })),
});
