/**
 * A sentence for people for every kind of entry. `plain` says no more than the envelope, which everybody may read;
 * `full` is for those who may read the entry's data. Of privileged entries there is no full sentence.
 */
import type { LoggedEvent } from '#event-log';
import type { CommandRefused, OversightEvent } from './oversight-event.js';
import { count, type Sentence, type Sentences, words } from './sentence.js';
import { OF_DIRECTIVES } from './sentences-of-directives.js';
import { OF_ORDERS } from './sentences-of-orders.js';

const items = (numbers: readonly string[]): string =>
  numbers.length === 1 ? `item ${numbers[0] ?? ''}` : `items ${numbers.join(', ')}`;
const tally = ({ ayes, noes, abstentions }: { ayes: number; noes: number; abstentions: number }): string =>
  `${ayes}–${noes}${abstentions > 0 ? `, ${count(abstentions, 'abstention')}` : ''}`;
const REPORTERS = {
  CHIEF: 'the Chief',
  INSPECTOR_GENERAL: 'the Inspector General',
  EXECUTIVE_DIRECTOR: 'the Executive Director',
};
const unchecked = (warning?: true): string => (warning ? ' It has not passed the review of its accessibility.' : '');
const REVIEWS = { LEGAL: 'Legal review', OIG: 'Review by the Inspector General', ACCESSIBILITY: 'Accessibility' };
const LEGAL_STEPS = {
  CONDITION_MET: (version: number) => `A condition of the legal clearance of version ${version} is met.`,
  NON_SUBSTANTIVE: (version: number) => `What is new in version ${version} was certified to change no substance.`,
  NO_BOARD_APPROVAL: (version: number) => `Version ${version} requires no approval of the Board, the city attorney concurs.`,
};
const COMMENTERS = { REVIEWER: 'a reviewer', OIG: 'the Inspector General', PUBLIC: 'the public' };
const failed = (matter: OfIncident): string =>
  matter.kind === 'COMMAND' ? `${matter.command} on ${matter.stream}` : `Position ${matter.position} for ${matter.consumer}`;
type OfIncident = Extract<OversightEvent, { type: 'incident.replayed' }>['data']['matter'];

export const SENTENCES: Sentences<OversightEvent> = {
  ...OF_DIRECTIVES,
  ...OF_ORDERS,
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
  'draft.opened': { plain: 'A draft was opened.', full: ({ title }) => `A draft was opened: ${title}.` },
  'draft.version-saved': {
    plain: 'A version of the draft was saved.',
    full: ({ number, changeSummary }) => `Version ${number} of the draft was saved: ${changeSummary}`,
  },
  'draft.submitted': {
    plain: 'The draft was submitted for review.',
    full: ({ version }) => `Version ${version} was submitted for review.`,
  },
  'draft.review-recorded': {
    plain: 'A review of the draft was recorded.',
    full: ({ track, version, outcome }) => `${REVIEWS[track]} of version ${version}: ${words(outcome)}.`,
  },
  'draft.review-progressed': {
    plain: 'A review of the draft went on.',
    full: (step) =>
      step.track === 'LABOR'
        ? `Labor, on version ${step.version}: ${words(step.status)}${step.status === 'RESOLVED' ? `, ${words(step.ending)}` : ''}.`
        : LEGAL_STEPS[step.step](step.version),
  },
  'draft.review-reopened': {
    plain: 'A review of the draft was reopened.',
    full: ({ track, version, reason }) => `The review ${words(track)} was reopened on version ${version}: ${reason}`,
  },
  'draft.early-action-recorded': {
    plain: 'A decision of the Board on the draft was recorded.',
    full: ({ ground, conditions = [], finding = '' }) =>
      ground === 'EMERGENCY'
        ? `The Board found an emergency and acts before labor is concluded: ${finding}`
        : `The Board acts before labor is concluded, on conditions: ${conditions.join('; ')}`,
  },
  'draft.review-note-recorded': { plain: 'A note on a review was recorded.' },
  'draft.changes-requested': {
    plain: 'Changes to the draft were requested.',
    full: ({ version, reason }) => `Changes to version ${version} were requested: ${reason}`,
  },
  'draft.comment-scheduled': {
    plain: 'A public comment period was scheduled.',
    full: ({ version, opensAt, closesAt }) => `Public comment on version ${version} is to run from ${opensAt} to ${closesAt}.`,
  },
  'draft.comment-opened': {
    plain: 'Public comment opened.',
    full: ({ version, closesAt, accessibilityWarning }) =>
      `Public comment on version ${version} opened; it closes at ${closesAt}.${unchecked(accessibilityWarning)}`,
  },
  'draft.comment-closed': { plain: 'Public comment closed.' },
  'draft.comment-summarised': {
    plain: 'Public comment was summarised.',
    full: ({ received }) => `${count(received, 'public comment')} received; the summary is in.`,
  },
  'draft.approved': {
    plain: 'The draft was approved for the Board.',
    full: ({ version }) => `Version ${version} was approved for the Board.`,
  },
  'draft.transmitted': {
    plain: 'The draft was transmitted to the Board.',
    full: ({ version }) => `Version ${version} was transmitted to the Board.`,
  },
  'draft.posted': {
    plain: 'The text was posted with an agenda.',
    full: ({ version, accessibilityWarning }) =>
      `The text of version ${version} was posted with an agenda.${unchecked(accessibilityWarning)}`,
  },
  'draft.adopted': {
    plain: 'The Board adopted the text.',
    full: ({ version }) => `The Board adopted the text of version ${version}.`,
  },
  'draft.not-adopted': {
    plain: 'The Board did not adopt the text.',
    full: ({ version }) => `The Board did not adopt the text of version ${version}.`,
  },
  'draft.chief-issued': {
    plain: 'The Chief issued the text.',
    full: ({ version, reason }) => `The Chief issued version ${version} without the Board: ${reason}`,
  },
  'draft.returned': {
    plain: 'The text came back from the Board.',
    full: (data) =>
      data.how === 'RECALLED' ? `The text was recalled: ${data.reason}` : `The Board gave the text back: ${words(data.how)}.`,
  },
  'draft.adopted-as-amended': {
    plain: 'The Board adopted the text as amended.',
    full: ({ version }) => `The Board adopted the text of version ${version} as amended; its conformed version is awaited.`,
  },
  'draft.conformed-text-attached': {
    plain: 'The conformed text was attached.',
    full: ({ number, changeSummary }) => `The conformed text was attached as version ${number}: ${changeSummary}`,
  },
  'draft.conformed-text-certified': {
    plain: 'The conformed text was certified.',
    full: ({ version }) => `The conformed text, version ${version}, was certified to be what the Board adopted.`,
  },
  'draft.withdrawn': { plain: 'The draft was withdrawn.', full: ({ reason }) => `The draft was withdrawn: ${reason}` },
  'comment.received': {
    plain: 'A comment on a draft was received.',
    full: ({ version, source, late }) =>
      `A comment on version ${version} was received from ${COMMENTERS[source]}${late ? ', after the period' : ''}.`,
  },
  'comment.answered': {
    plain: 'A comment on a draft was answered.',
    full: ({ respondent, inclusion, inVersion, reason }) =>
      `${respondent === 'OIG' ? 'The Inspector General' : 'The department'} answered a comment: ${words(inclusion)}${inVersion === undefined ? '' : ` in version ${inVersion}`}. ${reason}`,
  },
  'board.constituted': { plain: 'A board was constituted.', full: ({ name }) => `The ${name} was constituted.` },
  'board.seat-filled': {
    plain: 'A seat was filled.',
    full: ({ name, seat, from }) => `${name} holds seat ${seat} from ${from}.`,
  },
  'board.seat-vacated': { plain: 'A seat became vacant.', full: ({ seat, on }) => `Seat ${seat} is vacant from ${on}.` },
  'board.officer-elected': {
    plain: 'An officer was elected.',
    full: ({ office, holder, from }) => `${holder} is ${words(office)} from ${from}.`,
  },
  'meeting.scheduled': {
    plain: 'A meeting was scheduled.',
    full: ({ kind, startsAt }) => `A ${words(kind)} meeting was scheduled for ${startsAt}.`,
  },
  'meeting.item-placed': {
    plain: 'An item was placed on the agenda.',
    full: ({ number, title }) => `Item ${number} was placed on the agenda: ${title}.`,
  },
  'meeting.item-revised': {
    plain: 'An item of the agenda was revised.',
    full: ({ number, posted }) => `Item ${number} was revised${posted ? ' after the posting' : ''}.`,
  },
  'meeting.agenda-posted': {
    plain: 'The agenda was posted.',
    full: ({ items: posted, evidence, changed }) =>
      changed === undefined
        ? `The agenda was posted with ${count(posted.length, 'item')}, at ${evidence.locations.join('; ')}.`
        : `An amended agenda was posted, with notice of ${items(changed)}, at ${evidence.locations.join('; ')}.`,
  },
  'meeting.item-withdrawn': {
    plain: 'An item was withdrawn from the agenda.',
    full: ({ number, reason }) => `Item ${number} was withdrawn: ${reason}`,
  },
  'meeting.cancelled': { plain: 'The meeting was cancelled.', full: ({ reason }) => `The meeting was cancelled: ${reason}` },
  'meeting.convened': { plain: 'The meeting convened.' },
  'meeting.attendance-recorded': {
    plain: 'Attendance was recorded.',
    full: ({ member, change, remote }) => `${member} ${words(change)}${remote ? ' (remote)' : ''}.`,
  },
  'meeting.item-pulled': {
    plain: 'An item was pulled from the consent calendar.',
    full: ({ number, pulledBy }) => `Item ${number} was pulled from the consent calendar${pulledBy ? ` by ${pulledBy}` : ''}.`,
  },
  'meeting.item-called': { plain: 'An item was called.', full: (data) => `The chair called ${items(data.items)}.` },
  'meeting.comment-heard': {
    plain: 'Public comment was heard.',
    full: (data) => `Public comment on ${items(data.items)} was heard: ${count(data.speakers, 'speaker')}.`,
  },
  'meeting.recusal-recorded': {
    plain: 'A recusal was recorded.',
    full: (data) => `${data.member} is recused from ${items(data.items)}${data.late ? '; it became known after the vote' : ''}.`,
  },
  'meeting.notice-exception-recorded': {
    plain: 'A finding on the notice of an item was recorded.',
    full: (data) =>
      `Exception to notice of ${items(data.items)}, ${words(data.ground)}${data.holds ? '' : ', not carried'}: ${data.finding}`,
  },
  'meeting.motion-made': {
    plain: 'A motion was made.',
    full: (data) =>
      `${data.mover} moved ${items(data.items)}${data.proposes ? `, ${words(data.proposes.disposition)}` : ''}${data.seconder ? `, ${data.seconder} seconded` : ''}${data.amendment ? ', with an amendment' : ''}.`,
  },
  'meeting.motion-seconded': {
    plain: 'The motion was seconded.',
    full: (data) => `${data.seconder} seconded the motion on ${items(data.items)}.`,
  },
  'meeting.roll-call-recorded': {
    plain: 'A roll call was recorded.',
    full: (data) => `Roll call on ${items(data.items)}: ${tally(data)}.`,
  },
  'meeting.motion-failed': {
    plain: 'A motion fell short.',
    full: (data) => `The motion on ${items(data.items)}, ${words(data.proposed)}, fell short ${tally(data)}.`,
  },
  'meeting.item-decided': {
    plain: 'An item was decided.',
    full: (data) =>
      `Item ${data.number}: ${words(data.outcome)} ${tally(data)}${data.recused.length > 0 ? `, ${data.recused.length} recused` : ''}.`,
  },
  'meeting.item-disposed': {
    plain: 'An item was disposed of.',
    full: ({ number, disposition, by, referredTo, continuedUntil }) =>
      `Item ${number}: ${words(disposition)}${referredTo ? ` to ${referredTo}` : ''}${continuedUntil ? ` until ${continuedUntil}` : ''}, by ${by === 'CHAIR' ? 'the chair' : 'a motion'}.`,
  },
  'meeting.outcome-changed': {
    plain: 'The outcome of an item changed.',
    full: ({ number, was, is }) => `The outcome of item ${number} changed from ${words(was)} to ${words(is)}.`,
  },
  'meeting.adjourned': {
    plain: 'The meeting ended.',
    full: ({ ending }) => (ending === 'NO_QUORUM' ? 'The meeting ended for want of a quorum.' : 'The meeting adjourned.'),
  },
  'meeting.minutes-drafted': { plain: 'The minutes were drafted.' },
  'meeting.minutes-approved': {
    plain: 'The minutes were approved.',
    full: ({ approvedBy, corrections }) =>
      `The minutes were approved${approvedBy ? ` by item ${approvedBy.itemNumber} of a later meeting` : ''}${corrections ? ', with corrections' : ''}.`,
  },
  'board-action.adopted': {
    plain: 'An action of the Board was adopted.',
    full: (data) => `The Board adopted item ${data.itemNumber}, ${tally(data)}: ${data.title}.`,
  },
  'board-action.attestation-signed': {
    plain: 'The action was signed.',
    full: ({ as, by }) => `${by} signed the action as ${words(as)}.`,
  },
  'board-action.attested': { plain: 'The attestation of the action is complete.' },
  'board-action.council-review-opened': {
    plain: 'The review of the action by the Council began.',
    full: ({ rule }) =>
      `The review of the action by the Council began: ${count(rule.regularDays, 'regular day')} of the Council.`,
  },
  'board-action.council-days-counted': {
    plain: 'Regular days of the Council were counted.',
    full: (data) => `The Council convened on ${data.days.join(', ')}: ${data.counted} of ${count(data.of, 'day')} of its review.`,
  },
  'board-action.council-review-nears-its-end': {
    plain: 'The review by the Council nears its end.',
    full: (data) => `The review by the Council nears its end: ${data.counted} of ${count(data.of, 'day')}.`,
  },
  'board-action.council-review-waived': {
    plain: 'The Council waived its review of the action.',
    full: ({ by, citation }) => `The Council waived its review of the action by ${words(by)}: ${citation}.`,
  },
  'board-action.jurisdiction-asserted': {
    plain: 'The Council brought the action before it.',
    full: ({ ayes, noes, councilFile, vetoBy }) =>
      `The Council brought the action before it, ${ayes} to ${noes} (Council file ${councilFile}); it may veto until ${vetoBy}.`,
  },
  'board-action.final': {
    plain: 'The action became final.',
    full: ({ because }) =>
      because === 'NO_VETO'
        ? 'The action became final: the Council did not veto it.'
        : 'The action became final: the review by the Council is over.',
  },
  'board-action.vetoed': {
    plain: 'The Council vetoed the action.',
    full: ({ ayes, noes, councilFile }) => `The Council vetoed the action, ${ayes} to ${noes} (Council file ${councilFile}).`,
  },
  'board-action.remanded': {
    plain: 'The action came back to the Board.',
    full: ({ councilFile }) => `The action came back to the Board (Council file ${councilFile}).`,
  },
  'board-action.cure-demand-received': {
    plain: 'A demand to cure the action came in.',
    full: ({ demand, reference, answerBy }) =>
      `Demand ${demand} to cure the action came in (${reference}); it is to be answered until ${answerBy}.`,
  },
  'board-action.cured': {
    plain: 'The action was cured or corrected.',
    full: ({ demand, answer }) => `The action was cured or corrected on demand ${demand}: ${answer}`,
  },
  'board-action.cure-refused': {
    plain: 'A demand to cure the action was refused.',
    full: ({ demand, answer }) => `Demand ${demand} to cure the action was refused: ${answer}`,
  },
  'board-action.cure-deemed-refused': {
    plain: 'A demand to cure the action is deemed refused.',
    full: ({ demand }) => `Demand ${demand} to cure the action is deemed refused: it was not answered in its period.`,
  },
  'board-action.condition-set': {
    plain: 'A condition of the adoption was recorded.',
    full: ({ condition, text, dueOn }) => `Condition ${condition} of the adoption${dueOn ? `, due on ${dueOn}` : ''}: ${text}`,
  },
  'board-action.condition-met': {
    plain: 'A condition of the adoption was met.',
    full: ({ condition, by, how }) => `Condition ${condition} of the adoption was met, by ${by}: ${how}`,
  },
  'board-action.order-signed': {
    plain: 'An order was signed on the action.',
    full: ({ vetoed }) =>
      vetoed ? 'An order was signed on the action, which the Council had vetoed.' : 'An order was signed on the action.',
  },
  'board-action.privilege-waived': {
    plain: 'The Board waived the privilege of legal advice.',
    full: ({ scope }) => `The Board waived the privilege of legal advice: ${scope}`,
  },
  'irregular-act.recorded': {
    plain: 'An act in spite of a rule was entered.',
    full: ({ rule, act }) => `An act in spite of rule ${rule} was entered: ${act}`,
  },
  'irregular-act.reviewed': {
    plain: 'An act in spite of a rule was reviewed.',
    full: ({ outcome, rule, act, reason }) =>
      outcome === 'STANDS'
        ? `An act went against rule ${rule} and stands as irregular: ${act}`
        : `An act did not go against rule ${rule}: ${reason}`,
  },
  'irregular-act.cured': { plain: 'An irregular act was cured.', full: ({ how }) => `An irregular act was cured: ${how}` },
  'irregular-act.uncured': { plain: 'The period for the cure of an irregular act is over.' },
  'council-days.recorded': {
    plain: 'The Council convened in regular session.',
    full: ({ on }) => `The Council convened in regular session on ${on}.`,
  },
  'council-days.review-begun': {
    plain: 'An action waits for the regular days of the Council.',
    full: ({ adoptedOn }) => `An action of ${adoptedOn} waits for the regular days of the Council.`,
  },
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
  'delegation.granted': {
    plain: 'A role was delegated.',
    full: ({ by, to, role, until, reason }) => `${by} lets ${to} act as ${role} until ${until}: ${reason}`,
  },
  'delegation.revoked': { plain: 'A delegation was revoked.', full: ({ reason }) => `The delegation was revoked: ${reason}` },
  'delegation.expired': { plain: 'A delegation came to its end.' },
  'command.refused': { plain: 'A command was refused.', full: refusal },
};

function refusal({ command, rule }: CommandRefused['data']): string {
  return `${command} was refused${rule.number === undefined ? '' : ` (${rule.number})`}: ${rule.title} ${rule.detail}`;
}

/** The two sentences of an entry: for those who may read its data, and for everybody. */
export function sentencesOf({ type, data, visibility }: Pick<LoggedEvent, 'type' | 'data' | 'visibility'>): {
  readonly full: string;
  readonly plain: string;
} {
  const sentence = SENTENCES[type as OversightEvent['type']] as Sentence<{ data: unknown }>;
  const full = visibility === 'PRIVILEGED' ? undefined : sentence.full?.(data);
  return { full: full ?? sentence.plain, plain: visibility === 'PUBLIC' ? (full ?? sentence.plain) : sentence.plain };
}
