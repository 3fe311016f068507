/** The rules that can refuse a step of a protocol. */
import type { Rule } from '#kernel';

export const IDENTIFIER_TAKEN: Rule = {
  code: 'protocol-identifier-taken',
  sentence: 'A protocol is registered once: its kind and identifier name no other.',
  remedy: 'Use the protocol that is registered under this identifier.',
  status: 409,
};

export const BASE_NOT_IN_FORCE: Rule = {
  code: 'base-not-in-force',
  refusal: 12,
  sentence: 'A change of a protocol is made to the version that is in force, or to none where none is.',
  remedy: 'Rebase the text: save a version of the draft that names the version in force as its base.',
  status: 409,
};

export const ONE_EFFECTIVE_VERSION: Rule = {
  code: 'one-effective-version',
  refusal: 12,
  sentence:
    'At any instant one version of a protocol is effective: each begins where the one before ends, and not before it began.',
  remedy: 'Revise or rescind the version in force, from an instant at or after its own beginning.',
  status: 409,
};

export const NOT_THE_ADOPTED_TEXT: Rule = {
  code: 'not-the-adopted-text',
  refusal: 17,
  sentence: 'Into force comes the text that the Board adopted for this protocol, and no other.',
  remedy: 'Name the draft that was adopted, and the hash of its text.',
  status: 409,
};

export const EFFECT_BEFORE_ADOPTION: Rule = {
  code: 'effect-before-adoption',
  refusal: 12,
  sentence: 'A text that takes effect by an action of the Board does so at its adoption or later.',
  remedy: 'Check the instant of effect against the minutes of the vote.',
  status: 409,
};

export const PILOT_ENDS_AFTER_IT_BEGINS: Rule = {
  code: 'pilot-ends-after-it-begins',
  refusal: 12,
  sentence: 'A pilot ends after it began; an order that rescinds a protocol begins no pilot.',
  remedy: 'Check the instant at which the pilot is to end.',
  status: 409,
};

export const PILOT_RUNS: Rule = {
  code: 'pilot-runs',
  refusal: 12,
  sentence: 'A version expires at the instant that was set for it, and only where one was set.',
  remedy: 'Wait for that instant; the clock ends the pilot.',
  status: 409,
};
