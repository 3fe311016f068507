/** The rules that can refuse a step of a department order. */
import type { Rule } from '#kernel';

export const ORDER_NUMBER_TAKEN: Rule = {
  code: 'order-number-taken',
  refusal: 12,
  sentence: 'The number of an order is used once in its type, office and year, also where the order was voided.',
  remedy: 'Reserve another number, or name none and take the next one.',
  status: 409,
};

export const EFFECT_BEFORE_SIGNATURE: Rule = {
  code: 'effect-before-signature',
  refusal: 12,
  sentence: 'An order takes effect at its signature or later.',
  remedy: 'Check the instant of effect and the time of the signature.',
  status: 409,
};

export const NOT_YET_ITS_INSTANT: Rule = {
  code: 'not-yet-its-instant',
  refusal: 12,
  sentence: 'An order takes effect at the instant that it names, not before.',
  remedy: 'Wait for that instant; the clock puts the order into effect.',
  status: 409,
};

export const PROTOCOL_CHANGED_TWICE: Rule = {
  code: 'protocol-changed-twice',
  refusal: 12,
  sentence: 'An order changes a protocol once: one version of it is effective at any instant.',
  remedy: 'Name each protocol in one change.',
  status: 409,
};

export const CHANGE_DOES_NOT_FIT: Rule = {
  code: 'change-does-not-fit',
  refusal: 12,
  sentence:
    'An order establishes what is not in force, revises or rescinds what is, and takes effect no earlier than the version that it follows; a pilot ends after it begins.',
  remedy: 'Read how the protocol stands, and name the change and the instant that fit.',
  status: 409,
};

export const APPROVAL_REASON_MISSING: Rule = {
  code: 'approval-reason-missing',
  sentence: "An order that is signed without the Board's approval says why none was required.",
  remedy: 'Give the reason, or name the action by which the Board approved.',
  status: 409,
};

export const FILE_CODE_MISSING: Rule = {
  code: 'file-code-missing',
  sentence: 'An order carries the file code of the Department.',
  remedy: 'Give the code that stands on the order.',
  status: 409,
};

export const NOT_ADOPTED: Rule = {
  code: 'not-adopted',
  refusal: 17,
  sentence: 'An order is signed on the adoption that it requires, and puts only adopted text into force.',
  remedy: 'Sign after the Board has adopted the draft, and name the action by which it did.',
  status: 409,
};

export const OTHER_TEXT_THAN_ADOPTED: Rule = {
  code: 'other-text-than-adopted',
  refusal: 17,
  sentence: 'The text that an order puts into force is, letter for letter, the text that the Board adopted for that protocol.',
  remedy: 'Sign with the hash of the adopted text, or bring the other text before the Board.',
  status: 409,
};

export const CHANGE_NAMES_ITS_DRAFT: Rule = {
  code: 'change-names-its-draft',
  refusal: 17,
  sentence:
    'A change names the draft whose text it puts into force, and the hash of that text; only an asserted order of the past gives the text itself, or none where it is unavailable.',
  remedy: 'Name draftId and textHash, and leave the text out.',
  status: 409,
};

export const CONFORMED_TEXT_AWAITED: Rule = {
  code: 'conformed-text-awaited',
  refusal: 17,
  sentence: 'A text adopted as amended is signed only as its conformed version, which the secretary certifies.',
  remedy: 'Bring the text with the amendment worked in before the Board.',
  status: 409,
};

export const SUPERSEDED_BASE: Rule = {
  code: 'superseded-base',
  refusal: 17,
  sentence: 'An order changes the version of a protocol that is in force.',
  remedy: 'Rebase the draft on the version in force and have it adopted.',
  status: 409,
};

export const LABOR_OPEN: Rule = {
  code: 'labor-open',
  refusal: 17,
  sentence:
    'A text is put into force once labor is settled, unless the Board acts before it is, on conditions or in an emergency.',
  remedy: 'Conclude the consultation on the draft, or record the action by which the Board goes on before it is concluded.',
  status: 409,
};

export const NOT_ATTESTED: Rule = {
  code: 'not-attested',
  sentence: 'Where the profile blocks on it, an order is signed after the action of the Board is attested.',
  setting: 'requireAttestation',
  remedy: 'Have the President or Vice-President, or two members, and the secretary attest the action.',
  status: 409,
};

export const NOT_FINAL: Rule = {
  code: 'not-final',
  sentence: 'Where the profile blocks on it, an order is signed when the Council can no longer undo the action of the Board.',
  setting: 'requireFinality',
  remedy: "Wait for the end of the Council's review, or record what the Council did.",
  status: 409,
};

export const MILESTONE_BEFORE_SIGNATURE: Rule = {
  code: 'milestone-before-signature',
  sentence: 'An order is distributed, posted and incorporated on the day of its signature or later.',
  remedy: 'Check the day.',
  status: 409,
};

export const ORDER_TYPE_UNKNOWN: Rule = {
  code: 'order-type-unknown',
  sentence: "An order is of a type that the jurisdiction's profile names, and has a number where that type has one.",
  setting: 'orders.types',
  remedy: 'Name a type of the profile: reserve a number for one that is numbered, open an order of one that is not.',
  status: 409,
};

export const OFFICE_UNKNOWN: Rule = {
  code: 'office-unknown',
  sentence: "Where the jurisdiction's profile lists the offices that issue orders, an order is issued by one of them.",
  setting: 'orders.offices',
  remedy: 'Name an office as the profile lists it.',
  status: 409,
};

export const ISSUED_ALREADY: Rule = {
  code: 'issued-already',
  refusal: 12,
  sentence: 'An order that is not numbered is known by its office, its date and its subject, and these name no other.',
  remedy: 'Check whether the order is entered already, or give the subject as it stands on this one.',
  status: 409,
};

export const CONCURRENCE_MISSING: Rule = {
  code: 'concurrence-missing',
  refusal: 17,
  sentence: "An order is signed without the Board's approval where a city attorney concurs that none is required.",
  remedy: 'Have a city attorney record the concurrence, or name the action by which the Board approved.',
  status: 409,
};

export const NOT_SHOWN_IS_FOR_THE_PAST: Rule = {
  code: 'not-shown-is-for-the-past',
  refusal: 17,
  sentence: 'Whether the Board approved is left open only for an order from before the day since which records are kept.',
  setting: 'recordsSince',
  remedy: 'Name the action by which the Board approved, or give the reason why none was required.',
  status: 409,
};

export const SUPERSEDES_A_SIGNED_ORDER: Rule = {
  code: 'supersedes-a-signed-order',
  refusal: 12,
  sentence: 'An order supersedes others that were signed and not rescinded.',
  remedy: 'Check which order is meant; one that was never signed is voided, one that was rescinded has ended.',
  status: 409,
};

export const SUPERSESSION_CYCLE: Rule = {
  code: 'supersession-cycle',
  refusal: 12,
  sentence: 'No order supersedes itself, directly or by others.',
  remedy: 'Check which of the two orders is the later one.',
  status: 409,
};

export const SUPERSEDED_SO_ALREADY: Rule = {
  code: 'superseded-so-already',
  sentence: 'That an order supersedes another is recorded once.',
  remedy: 'Nothing is left to do.',
  status: 409,
};

export const RESCINDED_BEFORE_SIGNATURE: Rule = {
  code: 'rescinded-before-signature',
  refusal: 12,
  sentence: 'An order is rescinded after it was signed.',
  remedy: 'Check the time of the rescission.',
  status: 409,
};
