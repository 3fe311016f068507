import { defineReaction } from '#command-queue';
import type { ProvisionEvent } from '#directives';

/** What another provision stands in the place of is asked by no request that the Board has not issued. */
export const whenAProvisionIsSupersededWithdrawItsRequests = defineReaction<ProvisionEvent, 'provision.superseded'>({
  name: 'when-a-provision-is-superseded-withdraw-its-requests',
  on: 'provision.superseded',
  then: ({ occurredAt, data: { requests = [], reason } }) =>
    requests.map((requestId) => ({
      name: 'note-provision-ended',
      body: { requestId, how: 'SUPERSEDED', reason, occurredAt },
    })),
});
