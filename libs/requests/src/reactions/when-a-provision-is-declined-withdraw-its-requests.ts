import { defineReaction } from '#command-queue';
import type { ProvisionEvent } from '#directives';

/** What the Board declined to ask is asked by no request that it has not issued. */
export const whenAProvisionIsDeclinedWithdrawItsRequests = defineReaction<ProvisionEvent, 'provision.declined'>({
  name: 'when-a-provision-is-declined-withdraw-its-requests',
  on: 'provision.declined',
  then: ({ occurredAt, data: { requests = [], reason, boardActionId } }) =>
    requests.map((requestId) => ({
      name: 'note-provision-ended',
      body: { requestId, how: 'DECLINED', reason, boardActionId, occurredAt },
    })),
});
