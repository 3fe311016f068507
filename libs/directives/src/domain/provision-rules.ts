/** The rules that can refuse a step of a provision. */
import type { Rule } from '#kernel';

export const KEY_TAKEN: Rule = {
  code: 'provision-key-taken',
  sentence: 'A key names one provision of a directive.',
  remedy: 'Read the provisions of the directive; the one with this key is already there.',
  status: 409,
};

export const PARTS_CARRY_THE_WORK: Rule = {
  code: 'parts-carry-the-work',
  sentence: 'A divided provision has no work, deadline or hold of its own; its parts have.',
  remedy: 'Send the command to the part that it concerns.',
  status: 409,
};

export const PART_NOT_FORESEEN: Rule = {
  code: 'part-not-foreseen',
  sentence: 'A part belongs to a divided provision of the same directive and verb that lists its key, and is not divided again.',
  remedy: 'Check the whole that is named, its parts and the key.',
  status: 409,
};

export const ANOTHER_OFFICE: Rule = {
  code: 'provision-of-another-office',
  sentence:
    'What was directed is assigned and verified by the Mayor’s liaison; what was requested or advised is verified by commission staff.',
  remedy: 'Ask the office that the verb of the provision names.',
  status: 403,
};

export const DEPARTMENT_ALREADY_ASSIGNED: Rule = {
  code: 'department-already-assigned',
  sentence: 'A department has one assignment in a provision.',
  status: 409,
};

export const ONLY_A_REQUEST_IS_DECLINED: Rule = {
  code: 'only-a-request-is-declined',
  refusal: 9,
  sentence: 'A Board may decline what was requested of it; what was directed or advised is not declined.',
  remedy: 'A directed provision ends by verification, or by withdrawal through the Mayor’s liaison.',
  status: 409,
};

export const HOLD_NEEDS_ITS_AUTHORITY: Rule = {
  code: 'hold-needs-its-authority',
  refusal: 15,
  sentence: 'A legal hold names a registered authority and a scope in which its status is recorded.',
  remedy: 'Register the authority and record its legal status in that scope, in the same words.',
  status: 409,
};

export const HOLD_OUTLIVES_ITS_ORDER: Rule = {
  code: 'hold-outlives-its-order',
  refusal: 15,
  sentence: 'A legal hold is not released while its authority is enjoined or stayed in its scope.',
  remedy: 'Record the order that lifts the injunction or the stay, then release the hold from its effective day on.',
  status: 409,
};

export const RELEASED_BEFORE_PLACED: Rule = {
  code: 'released-before-placed',
  refusal: 15,
  sentence: 'A legal hold is released after it was placed.',
  remedy: 'Check the occurredAt of the release.',
  status: 409,
};

export const DIRECTIVE_HAS_ENDED: Rule = {
  code: 'directive-has-ended',
  sentence: 'Nothing is entered under a directive that was closed, superseded or rescinded.',
  remedy: 'Enter the provision under the directive that stands now.',
  status: 409,
};

export const NO_DEADLINE_TO_EXTEND: Rule = {
  code: 'no-deadline-to-extend',
  sentence: 'Only a provision that has a deadline is granted a later one.',
  status: 409,
};

export const EXTENSION_IS_LATER: Rule = {
  code: 'extension-is-later',
  sentence: 'An extension sets a day later than the one before.',
  remedy: 'Read the present deadline of the provision and give a later day.',
  status: 409,
};

export const HAS_A_DEADLINE: Rule = {
  code: 'has-a-deadline',
  sentence: 'A deadline that waits for a legal status is set on a provision that has none.',
  remedy: 'Grant a later deadline where the present one does not fit.',
  status: 409,
};

export const NO_CONDITIONAL_DEADLINE: Rule = {
  code: 'no-conditional-deadline',
  sentence: 'A start is confirmed of a deadline that waits for a legal status.',
  remedy: 'Read the provision: its deadline may have started, or was never made to wait.',
  status: 409,
};

export const AWAITED_STATUS_IS_THERE: Rule = {
  code: 'awaited-status-is-there',
  sentence: 'A deadline that waits for a legal status starts when the authority has that status, in that scope, on that day.',
  remedy:
    'Record the legal status of the authority in the scope that the provision names, and confirm from its effective day on.',
  status: 409,
};

export const DEADLINE_COUNTED_FROM_THERE: Rule = {
  code: 'deadline-counted-from-there',
  sentence: 'A deadline is corrected that there is, and counted from another day than before.',
  remedy: 'Read the deadline of the provision and the day that it is counted from; a later deadline is granted by an extension.',
  status: 409,
};
