import { defineReaction } from '#command-queue';
import type { DirectiveEvent } from '../domain/directive.js';

/** Those that had not ended; one that ends meanwhile refuses, and stays as it ended. */
export const whenADirectiveIsSupersededSupersedeItsProvisions = defineReaction<DirectiveEvent, 'directive.superseded'>({
  name: 'when-a-directive-is-superseded-supersede-its-provisions',
  on: 'directive.superseded',
  then: ({ occurredAt, data: { provisions, reason } }) =>
    provisions.map((provisionId) => ({ name: 'supersede-provision', body: { provisionId, reason, occurredAt } })),
});
