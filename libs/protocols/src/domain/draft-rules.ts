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
  source: 'Department practice; the profile setting legalObjection says whether an objection blocks',
  remedy: 'Have a city attorney review the version that is to be transmitted.',
  status: 409,
};

export const COMMENT_WINDOW: Rule = {
  code: 'comment-window',
  sentence: 'A comment period opens before it closes, at the instants that were set for it.',
  remedy: 'Set an opening before the closing; the clock opens and closes the period.',
  status: 409,
};
