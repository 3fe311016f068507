/** What the log can be asked for by. */
import { isEventType } from '#feed';
import { instant, oneOf, recordId, words } from '../queries/parameters.js';

const eventType = {
  ...words('Only events of this type, in full: `gov.commission.draft.submitted.v1`.'),
  must: 'be the full type of an event, such as gov.commission.draft.submitted.v1',
  read: (text: string): string | undefined => (isEventType(text) ? text : undefined),
};

export const OF_FEED = {
  type: eventType,
  subject: words('Only events about this record: `drafts/{id}`.'),
  actor: words('Only events that this subject of a token sent.'),
  from: instant('Only what occurred at this instant or later.'),
  to: instant('Only what occurred before this instant.'),
  correlation: recordId('Only what followed from this command.'),
  outcome: oneOf(['refused', 'succeeded'], 'Only refusals, or only what is none.'),
};
