import { defineReaction } from '#command-queue';
import type { DirectiveEvent } from '../domain/directive.js';

/** Those that had not ended; one that ends meanwhile refuses, and stays as it ended. */
export const whenADirectiveIsRescindedWithdrawItsProvisions = defineReaction<DirectiveEvent, 'directive.rescinded'>({
  name: 'when-a-directive-is-rescinded-withdraw-its-provisions',
  on: 'directive.rescinded',
  then: ({ occurredAt, data: { provisions, reason } }) =>
    provisions.map((provisionId) => ({ name: 'withdraw-provision', body: { provisionId, reason, occurredAt } })),
});
