/** The rules that can refuse a step of a draft or of its review tracks. */
import type { Rule } from '#kernel';

export const REQUEST_NOT_ACKNOWLEDGED: Rule = {
  code: 'request-not-acknowledged',
  refusal: 9,
  sentence: 'A draft answers a request that the Board issued and the Chief acknowledged, while its response is owed.',
  remedy: 'Wait until the request is acknowledged, or open the draft without a request.',
  status: 409,
};

export const SUBMITTED_VERSION_FIXED: Rule = {
  code: 'submitted-version-fixed',
  refusal: 10,
  sentence: 'A version that was submitted is never edited; another one is saved after changes were requested.',
  remedy: 'Have changes requested, then save the next version.',
  status: 409,
};

export const NO_VERSION_SAVED: Rule = {
  code: 'no-version-saved',
  sentence: 'A draft is submitted with a text: at least one version was saved.',
  remedy: 'Save a version, then submit the draft.',
  status: 409,
};

export const NOT_FOR_STAFF_TO_TRANSMIT: Rule = {
  code: 'not-for-staff-to-transmit',
  sentence: "The department's drafts are transmitted by the Chief; commission staff transmit those of the Board and of the OIG.",
  remedy: 'Ask the Chief to transmit the draft.',
  status: 403,
};

export const NOT_THE_TRANSMITTED_TEXT: Rule = {
  code: 'not-the-transmitted-text',
  refusal: 6,
  sentence: 'What is posted and adopted is, letter for letter, the version that was transmitted.',
  remedy: 'Name the hash of the transmitted version.',
  status: 409,
};

export const NOT_THE_VERSION_UNDER_REVIEW: Rule = {
  code: 'not-the-version-under-review',
  sentence: 'A review is of the version that was submitted last.',
  remedy: 'Read that version, and record the review with its number.',
  status: 409,
};

export const REVIEW_INCOMPLETE: Rule = {
  code: 'review-incomplete',
  sentence: 'An outcome CONDITIONS names its conditions, an outcome COMMENTED its comment, and no other outcome has any.',
  remedy: 'Name what belongs to the outcome, or choose the outcome that fits.',
  status: 409,
};

export const LEGAL_CLEARANCE: Rule = {
  code: 'legal-clearance',
  refusal: 7,
  sentence: 'A draft is transmitted with a legal review of that very version, which does not object to it.',
  setting: 'legalObjection',
  remedy: 'Have a city attorney review the version that is to be transmitted.',
  status: 409,
};

export const COMMENT_WINDOW: Rule = {
  code: 'comment-window',
  sentence: 'A comment period opens before it closes, at the instants that were set for it.',
  remedy: 'Set an opening before the closing; the clock opens and closes the period.',
  status: 409,
};

export const NO_SUCH_CONDITION: Rule = {
  code: 'no-such-condition',
  sentence: 'A condition that is met is one of those that the legal review named, by its id, and was open until then.',
  remedy: 'Read the conditions of the legal review, and name one that is open.',
  status: 409,
};

export const NOTHING_NEW_TO_REVIEW: Rule = {
  code: 'nothing-new-to-review',
  sentence: 'A review is reopened on a version that it has not seen.',
  remedy: 'Leave the review as it is; it is of this version.',
  status: 409,
};

export const NOT_THEIR_TRACK: Rule = {
  code: 'not-their-track',
  sentence: 'The Inspector General and labor relations each reopen their own review; commission staff reopen any.',
  remedy: 'Ask those whose review it is, or commission staff.',
  status: 403,
};

export const SCOPE_REASON_MISSING: Rule = {
  code: 'scope-reason-missing',
  sentence: 'A finding that there is nothing to meet and confer on gives its reason.',
  remedy: 'Say why the text is outside the scope of representation.',
  status: 409,
};

export const NOT_FOUND_OUT_OF_SCOPE: Rule = {
  code: 'not-found-out-of-scope',
  sentence: 'The city attorney concurs in a finding that there is nothing to meet and confer on, where one was made.',
  remedy: 'Wait for the screening, or leave it to the notice.',
  status: 409,
};

export const EARLY_ACTION_INCOMPLETE: Rule = {
  code: 'early-action-incomplete',
  sentence:
    'The Board acts before labor is concluded on conditions that it names, or in an emergency that it finds, and not both.',
  remedy: "Enter the Board's conditions with the ground CONDITIONS, its finding with the ground EMERGENCY.",
  status: 409,
};

export const REVIEW_MANDATORY: Rule = {
  code: 'review-mandatory',
  sentence: 'A draft goes on once every review has begun that the jurisdiction makes mandatory.',
  setting: 'mandatoryTracks',
  remedy: 'Have the text screened for labor, or a period of public comment scheduled.',
  status: 409,
};

export const BASE_STILL_IN_FORCE: Rule = {
  code: 'base-still-in-force',
  sentence: 'A draft is rebased where another version of its protocol came into force than the one that it changes.',
  remedy: 'Go on with the draft as it is; have changes requested to write another version.',
  status: 409,
};

export const NO_CONCURRENCE: Rule = {
  code: 'no-concurrence',
  sentence:
    'The Chief issues a text without the Board where the city attorney concurs, of that very version, that no approval is required.',
  remedy: 'Ask a city attorney to concur, or transmit the draft to the Board.',
  status: 409,
};

export const ADOPTED_AS_AMENDED: Rule = {
  code: 'adopted-as-amended',
  sentence: 'A text that the Board adopted as amended is not taken back: it waits for its conformed version.',
  remedy: 'Attach the conformed text, and have the secretary certify it.',
  status: 409,
};

export const NO_AMENDMENT_ADOPTED: Rule = {
  code: 'no-amendment-adopted',
  sentence:
    'A conformed text is attached after the Board adopted an amendment from the floor, and certified after it is attached.',
  remedy: 'Wait for the action of the Board, or attach the text first.',
  status: 409,
};

export const NOT_THE_CONFORMED_TEXT: Rule = {
  code: 'not-the-conformed-text',
  refusal: 6,
  sentence:
    'What is attached and certified after an amendment is, letter for letter, the text that the vote named or the author attached.',
  remedy: 'Name the hash of the attached text; where the vote named a text, attach that one.',
  status: 409,
};

export const REVIEW_CLOCK_NOT_RUNNING: Rule = {
  code: 'review-clock-not-running',
  sentence: 'The time of a review is paused before it is over and extended while it runs, and goes on where it was paused.',
  setting: 'reviewDays',
  remedy: 'Read the clocks of the draft; a time that is over is extended, not paused.',
  status: 409,
};

export const RESUMED_BEFORE_PAUSED: Rule = {
  code: 'review-resumed-before-paused',
  sentence: 'The time of a review goes on after it was paused.',
  remedy: 'Check the time at which the review was taken up again.',
  status: 409,
};

export const EXTENDED_TO_A_LATER_DAY: Rule = {
  code: 'review-extension-is-later',
  sentence: 'An extension gives a review a day later than the one before.',
  remedy: 'Read the present deadline of the review and give a later day.',
  status: 409,
};
