/** What is said of the Board, of its meetings and of its actions. */
import type { BoardActionEvent, BoardEvent, CouncilDaysEvent, IrregularActEvent, MeetingEvent } from '#meetings';
import { count, daysFrom, type Sentences, told, words } from './sentence.js';

const items = (numbers: readonly string[]): string =>
  numbers.length === 1 ? `item ${numbers[0] ?? ''}` : `items ${numbers.join(', ')}`;
interface Count {
  readonly ayes?: number;
  readonly noes?: number;
  readonly abstentions?: number;
  readonly unanimous?: true;
}

const tally = ({ ayes, noes, abstentions = 0, unanimous }: Count): string => {
  if (ayes === undefined) return unanimous ? 'unanimously' : 'by a count that is not on record';
  return `${ayes}–${noes ?? '?'}${abstentions > 0 ? `, ${count(abstentions, 'abstention')}` : ''}`;
};

export const OF_MEETINGS: Sentences<BoardEvent | MeetingEvent | BoardActionEvent | IrregularActEvent | CouncilDaysEvent> = {
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
  'meeting.action-noted': {
    plain: 'An item became an action of the Board.',
    full: ({ number }) => `Item ${number} became an action of the Board.`,
  },
  'meeting.vote-corrected': {
    plain: 'A vote that had been entered wrongly was put right.',
    full: ({ items: on, member, was, is }) =>
      `The vote of ${member} on ${items(on)} was ${words(is)}, not ${words(was)} as it had been entered.`,
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
  'meeting.approval-failed': {
    plain: 'The approval of the minutes failed after all.',
    full: ({ approvedBy: { itemNumber } }) =>
      `Item ${itemNumber} of a later meeting, which had approved the minutes, failed after all: they are a draft again.`,
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
  'board-action.rescission-required': {
    plain: 'Counted anew, the vote on the action does not carry: it has to be rescinded.',
  },
  'board-action.stands-again': { plain: 'Counted anew, the vote on the action carries: it stands.' },
  'board-action.rescinded': { plain: 'The Board rescinded the action, whose vote does not carry.' },
  'board-action.council-review-opened': {
    plain: 'The review of the action by the Council began.',
    full: ({ rule }) =>
      `The review of the action by the Council began: ${count(rule.regularDays, 'regular day')} of the Council.`,
  },
  'board-action.council-days-counted': {
    plain: 'Regular days of the Council were counted.',
    full: (data) => `The Council convened on ${data.days.join(', ')}: ${data.counted} of ${count(data.of, 'day')} of its review.`,
  },
  'board-action.council-days-recounted': {
    plain: 'The regular days of the Council were counted anew.',
    full: ({ struck, reason, days, counted, of }) =>
      `Without ${struck}${days.length > 0 ? ` and with ${days.join(', ')} in its place` : ''} it is ${counted} of ${count(of, 'day')} of the review by the Council: ${reason}`,
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
  'board-action.veto-period-escalated': {
    plain: 'The period for a veto nears its end.',
    full: ({ tells, days, dueOn }) => `${told(tells)} of the last day for a veto, ${dueOn}: ${daysFrom(days)}.`,
  },
  'board-action.final': {
    plain: 'The action became final.',
    full: ({ because }) =>
      because === 'NO_VETO'
        ? 'The action became final: the Council did not veto it.'
        : 'The action became final: the review by the Council is over.',
  },
  'board-action.finality-withdrawn': {
    plain: 'The action, which had been taken as final, is not final.',
    full: ({ finalWas, passedAt, orders }) =>
      `The action, which had been taken as final from ${finalWas} on, is not: ${passedAt ? `the review by the Council ends at ${passedAt}` : 'the review by the Council goes on'}.${orders.length > 0 ? ` ${count(orders.length, 'order')} ${orders.length === 1 ? 'rests' : 'rest'} on it.` : ''}`,
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
  'board-action.cure-demand-recomputed': {
    plain: 'The period for an answer to a demand to cure was counted anew.',
    full: ({ demand, receivedAt, answerBy, was, reason }) =>
      `Demand ${demand} came in at ${receivedAt}, not at ${was.receivedAt}; it is to be answered until ${answerBy}, not ${was.answerBy}: ${reason}`,
  },
  'board-action.cure-demand-escalated': {
    plain: 'The period for an answer to a demand to cure nears its end.',
    full: ({ demand, tells, days, dueOn }) =>
      `${told(tells)} of the last day for an answer to demand ${demand}, ${dueOn}: ${daysFrom(days)}.`,
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
    full: ({ vetoed, outcomeChanged }) =>
      `An order was signed on the action${vetoed ? ', which the Council had vetoed' : outcomeChanged ? ', whose vote does not carry' : ''}.`,
  },
  'board-action.privilege-waived': {
    plain: 'The Board waived the privilege of legal advice.',
    full: ({ scope }) => `The Board waived the privilege of legal advice: ${scope}`,
  },
  'board-action.provision-declined': {
    plain: 'By the action the Board declined what was requested of it.',
    full: ({ reason }) => `By the action the Board declined what was requested of it: ${reason}`,
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
  'council-days.struck': {
    plain: 'A day that had been entered as a regular day of the Council was struck.',
    full: ({ on, reason }) => `The Council did not convene in regular session on ${on}, as had been entered: ${reason}`,
  },
  'council-days.review-begun': {
    plain: 'An action waits for the regular days of the Council.',
    full: ({ adoptedOn }) => `An action of ${adoptedOn} waits for the regular days of the Council.`,
  },
};
