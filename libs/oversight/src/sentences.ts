/**
 * A sentence for people for every kind of entry. `plain` says no more than the envelope, which everybody may read;
 * `full` is for those who may read the entry's data. Of privileged entries there is no full sentence.
 */
import type { LoggedEvent } from '#event-log';
import type { AssertionRecorded } from '#kernel';
import type { CommandRefused, OversightEvent } from './oversight-event.js';
import { type Sentence, type Sentences, words } from './sentence.js';
import { OF_DIRECTIVES } from './sentences-of-directives.js';
import { OF_DRAFTS } from './sentences-of-drafts.js';
import { OF_FOLLOW_UPS } from './sentences-of-follow-ups.js';
import { OF_MEETINGS } from './sentences-of-meetings.js';
import { OF_ORDERS } from './sentences-of-orders.js';
import { OF_WEBHOOKS } from './sentences-of-webhooks.js';

const REPORTERS = {
  CHIEF: 'the Chief',
  INSPECTOR_GENERAL: 'the Inspector General',
  EXECUTIVE_DIRECTOR: 'the Executive Director',
};
const failed = (matter: OfIncident): string =>
  matter.kind === 'COMMAND' ? `${matter.command} on ${matter.stream}` : `Position ${matter.position} for ${matter.consumer}`;
const heldBy = (scope: Extract<OversightEvent, { type: 'preservation-hold.placed' }>['data']['scope']): string => {
  if (scope.kind === 'ALL') return 'Nothing may be erased';
  return `What may not be erased: ${(scope.kind === 'SERIES' ? scope.series : scope.subjects).join(', ')}`;
};
type OfIncident = Extract<OversightEvent, { type: 'incident.replayed' }>['data']['matter'];

export const SENTENCES: Sentences<OversightEvent> = {
  ...OF_DIRECTIVES,
  ...OF_DRAFTS,
  ...OF_MEETINGS,
  ...OF_ORDERS,
  ...OF_FOLLOW_UPS,
  ...OF_WEBHOOKS,
  'board-report.received': {
    plain: 'A report to the Board was received.',
    full: ({ bpcNumber, from, title }) => `${bpcNumber} of ${REPORTERS[from]} was received: ${title}.`,
  },
  'board-report.agendized': {
    plain: 'The Board report was placed on an agenda.',
    full: ({ itemNumber }) => `The Board report is item ${itemNumber} of an agenda.`,
  },
  'board-report.disposed': {
    plain: 'The Board disposed of the report.',
    full: ({ disposition }) => `The Board disposed of the report: ${words(disposition)}.`,
  },
  'request.opened': {
    plain: 'A request was drafted.',
    full: ({ title, bpcNumber }) => `A request was drafted under ${bpcNumber}: ${title}.`,
  },
  'request.agendized': {
    plain: 'The request was placed on an agenda.',
    full: ({ itemNumber }) => `The request is item ${itemNumber} of an agenda.`,
  },
  'request.issued': { plain: 'The Board issued the request.' },
  'request.not-adopted': { plain: 'The Board did not adopt the request.' },
  'request.acknowledged': { plain: 'The Chief acknowledged the request.' },
  'request.response-begun': { plain: 'Work on a response to the request began.' },
  'request.responded': { plain: 'The request was responded to.' },
  'request.returned': {
    plain: 'The response was returned.',
    full: ({ reason }) => `The response did not suffice: ${reason}`,
  },
  'request.closed': { plain: 'The request was closed.' },
  'request.obligation-opened': {
    plain: 'Something is to be done before the request is closed.',
    full: ({ kind, obligation, dueAt }) =>
      `The request waits for a ${words(kind)} (${obligation}${dueAt ? `, due until ${dueAt}` : ''}).`,
  },
  'request.obligation-met': {
    plain: 'Something that the request waited for is done.',
    full: ({ obligation }) => `${obligation} no longer keeps the request open.`,
  },
  'request.withdrawn': { plain: 'The request was withdrawn.', full: ({ reason }) => `The request was withdrawn: ${reason}` },
  'report-back.scheduled': {
    plain: 'A report-back was scheduled.',
    full: ({ subject, dueOn, recurs }) =>
      `A report-back is due on ${dueOn}${recurs === 'NONE' ? '' : ` (${words(recurs)})`}: ${subject}.`,
  },
  'report-back.overdue': {
    plain: 'The report-back is overdue.',
    full: ({ dueOn }) => `The report-back due on ${dueOn} did not come.`,
  },
  'report-back.submitted': {
    plain: 'The report-back was submitted.',
    full: ({ nothingToReport, late }) =>
      `The report-back was submitted${late ? ' late' : ''}${nothingToReport ? ': nothing to report' : ''}.`,
  },
  'report-back.agendized': {
    plain: 'The report-back was placed on an agenda.',
    full: ({ itemNumber }) => `The report-back is item ${itemNumber} of an agenda.`,
  },
  'report-back.accepted': { plain: 'The report-back was accepted.' },
  'report-back.extended': {
    plain: 'A later day for the report-back was granted.',
    full: ({ was, dueOn, grantedBy, reason }) =>
      `${grantedBy} moved the day of the report-back from ${was} to ${dueOn}: ${reason}`,
  },
  'report-back.deadline-recomputed': {
    plain: 'The day of the report-back was computed anew.',
    full: ({ was, dueOn, dueAt, reason }) =>
      was.dueOn === dueOn
        ? `The day of the report-back, ${dueOn}, ends at ${dueAt}, not at ${was.dueAt}: ${reason}`
        : `The day of the report-back is ${dueOn}, not ${was.dueOn}: ${reason}`,
  },
  'report-back.waived': {
    plain: 'The report-back was waived.',
    full: ({ reason }) => `The report-back was waived: ${reason}`,
  },
  'report-back.ended': {
    plain: 'The report-back is no longer owed.',
    full: ({ reason }) => `The report-back is no longer owed: ${reason}`,
  },
  'report-back.outcome-unknown': {
    plain: 'What became of the report-back is unknown.',
    full: ({ source }) => `What became of the report-back is unknown; looked for in: ${source}`,
  },
  'report-back.returned': {
    plain: 'The report-back was returned.',
    full: ({ reason }) => `The report-back did not suffice: ${reason}`,
  },
  'assertion.recorded': {
    plain: 'A step of the past was entered from a source.',
    full: ({ command, source, date, notEvaluated }) =>
      `${command} was entered${date === undefined ? '' : ` of ${date}`} from: ${source}. ${notEvaluatedIn(notEvaluated)}`,
  },
  'assertion.confirmed': { plain: 'Another person confirmed what was entered of the past.' },
  'assertion.declined': {
    plain: 'What was entered of the past was not confirmed.',
    full: ({ reason }) => `What was entered of the past was not confirmed: ${reason}`,
  },
  'correction.proposed': {
    plain: 'A correction of an entry was proposed.',
    full: ({ position, field }) => `A correction of the entry at position ${position}, ${field}, was proposed.`,
  },
  'correction.confirmed': {
    plain: 'A correction of an entry was confirmed.',
    full: ({ position }) => `The correction of the entry at position ${position} was confirmed.`,
  },
  'correction.declined': {
    plain: 'A correction of an entry was declined.',
    full: ({ position }) => `The correction of the entry at position ${position} was declined.`,
  },
  'correction.vote-corrected': {
    plain: 'A vote that had been entered wrongly is counted as it was cast.',
    full: ({ member, items, is }) => `The vote of ${member} on item ${items.join(', ')} is counted as ${is}.`,
  },
  'reading.noted': {
    plain: 'Privileged content was given to a reader.',
    full: ({ reader, positions }) => `${reader} was given the privileged content at position ${positions}.`,
  },
  'log.continued': {
    plain: 'The log goes on under another origin.',
    full: ({ origin, continues, agreesUpTo, reason }) =>
      `The log goes on as ${origin}; up to size ${agreesUpTo} it is what ${continues} was: ${reason}`,
  },
  'incident.replayed': {
    plain: 'Something that the machine could not do was tried again.',
    full: ({ matter, reason }) => `${failed(matter)} was tried again: ${reason}`,
  },
  'incident.skipped': {
    plain: 'A view or a reaction was led past an event.',
    full: ({ matter, reason }) => `${matter.consumer} was led past position ${matter.position}: ${reason}`,
  },
  'incident.closed': {
    plain: 'An incident was closed.',
    full: ({ matter, reason }) => `${failed(matter)} was given up: ${reason}`,
  },
  'preservation-hold.placed': {
    plain: 'A preservation hold was placed.',
    full: ({ scope, authority, reason }) => `${heldBy(scope)} (${authority}): ${reason}`,
  },
  'preservation-hold.released': {
    plain: 'A preservation hold was released.',
    full: ({ reason }) => `The preservation hold was released: ${reason}`,
  },
  'erasure.ordered': {
    plain: 'An erasure was ordered.',
    full: ({ positions, authority, reason }) =>
      `The erasure of the data at ${positions.length === 1 ? 'position' : 'positions'} ${positions.join(', ')} was ordered (${authority}): ${reason}`,
  },
  'erasure.carried-out': {
    plain: 'An erasure was carried out.',
    full: ({ positions }) =>
      `The data at ${positions.length === 1 ? 'position' : 'positions'} ${positions.join(', ')} was erased.`,
  },
  'delegation.granted': {
    plain: 'A role was delegated.',
    full: ({ by, to, role, until, reason }) => `${by} lets ${to} act as ${role} until ${until}: ${reason}`,
  },
  'delegation.revoked': { plain: 'A delegation was revoked.', full: ({ reason }) => `The delegation was revoked: ${reason}` },
  'delegation.expired': { plain: 'A delegation came to its end.' },
  'command.refused': { plain: 'A command was refused.', full: refusal },
};

function notEvaluatedIn(rules: AssertionRecorded['data']['notEvaluated']): string {
  return rules.length === 0 ? 'Every rule was evaluated.' : `Not evaluated: ${rules.map(({ detail }) => detail).join(' ')}`;
}

function refusal({ command, rule }: CommandRefused['data']): string {
  return `${command} was refused${rule.number === undefined ? '' : ` (${rule.number})`}: ${rule.title} ${rule.detail}`;
}

/** The two sentences of an entry: for those who may read its data, and for everybody. */
export function sentencesOf({ type, data, visibility }: Pick<LoggedEvent, 'type' | 'data' | 'visibility'>): {
  readonly full: string;
  readonly plain: string;
} {
  // Of what was erased no more is left to tell than its envelope.
  const told = visibility === 'PRIVILEGED' || data === null ? undefined : data;
  const sentence = SENTENCES[type as OversightEvent['type']] as Sentence<{ data: unknown }>;
  const full = told === undefined ? undefined : sentence.full?.(told);
  return { full: full ?? sentence.plain, plain: visibility === 'PUBLIC' ? (full ?? sentence.plain) : sentence.plain };
}
