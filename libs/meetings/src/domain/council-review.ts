/**
 * The Council's review of an action of the Board, which runs from the adoption on and never gates it.
 *
 *   none ──record-board-action──▶ PENDING ──note-council-day──▶ PENDING ──end-council-review (clock)──▶ FINAL
 *                                    │ │                                                                ▲
 *                record-council-waiver └──record-council-assertion──▶ JURISDICTION_ASSERTED             │
 *                                    ▼                                    │      │                      │
 *                                 WAIVED                record-council-veto      └──end-veto-period (clock)
 *                                                                         ▼
 *                                                       VETOED ──record-council-remand──▶ REMANDED
 *
 *   note-council-day counts a day in PENDING, and in FINAL where that ended the review earlier than the days that were known
 *   recount-council-days (a day was struck from the record) counts anew in every state, and is the way back
 *     FINAL ──recount-council-days──▶ PENDING   where the action was final by its days alone, and they end later or have not passed
 *   record-council-assertion and record-council-veto are possible from FINAL too, for an act in time that was entered late
 *   record-council-amendment is refused in every state: the Council takes an action or vetoes it, as it is
 *
 * The review has no calendar of its own: it counts the days on which the Council convened in regular session, so a recess pauses it.
 *   escalate-veto-period (clock) leaves the state as it is: it tells, once, that the period for a veto nears its end
 *
 * It ends with the last of them. NOT_SUBJECT is an action in a jurisdiction without such a review.
 */
import { type Context, type Instant, refusedState, Rejection, type Rule, stepsOf, stepsToTell, unreachable } from '#kernel';
import { type BesideTheReview, countDays, daysThatCount, recountDays } from './council-count.js';
import type {
  BoardActionFinal,
  CouncilReview,
  CouncilReviewCommand,
  CouncilReviewEvent,
  CouncilReviewOpened,
  CouncilRule,
  CouncilVote,
  Opened,
  Waiver,
} from './council-review-record.js';

const EVERY = ['NOT_SUBJECT', 'PENDING', 'WAIVED', 'JURISDICTION_ASSERTED', 'FINAL', 'VETOED', 'REMANDED'] as const;

export const COUNCIL_REVIEW_TRANSITIONS = {
  'record-board-action': { from: ['none'], to: ['PENDING', 'NOT_SUBJECT'] },
  'note-council-day': { from: EVERY, to: EVERY },
  'recount-council-days': { from: EVERY, to: EVERY },
  'end-council-review': { from: EVERY, to: EVERY.filter((state) => state !== 'PENDING') },
  'record-council-waiver': { from: ['PENDING'], to: ['WAIVED'] },
  'record-council-assertion': { from: ['PENDING', 'FINAL'], to: ['JURISDICTION_ASSERTED'] },
  'record-council-veto': { from: ['JURISDICTION_ASSERTED', 'FINAL'], to: ['VETOED'] },
  'escalate-veto-period': { from: EVERY, to: EVERY },
  'end-veto-period': { from: EVERY, to: EVERY.filter((state) => state !== 'JURISDICTION_ASSERTED') },
  'record-council-remand': { from: ['VETOED'], to: ['REMANDED'] },
  'record-council-amendment': { from: EVERY, to: [] },
} as const;

export const COUNCIL_CANNOT_AMEND: Rule = {
  code: 'council-cannot-amend',
  refusal: 11,
  sentence: 'The Council takes an action of the Board as it is or vetoes it; it does not amend it.',
  setting: 'councilReview.applies',
  remedy: 'Record the veto, if there was one; the Board may then act again.',
  status: 409,
};

export const COUNCIL_ACTS_IN_TIME: Rule = {
  code: 'council-acts-in-time',
  refusal: 11,
  sentence: 'The Council brings an action before it within its review, and vetoes it within the period that begins with that.',
  setting: 'councilReview.vetoDays',
  remedy: 'Check the day of the vote in the Council file, and send it as occurredAt.',
  status: 409,
};

export const TOO_FEW_COUNCIL_VOTES: Rule = {
  code: 'too-few-council-votes',
  refusal: 11,
  sentence: 'The Council brings an action before it, and vetoes it, by as many votes of its members as the law asks for.',
  setting: 'councilReview.votesToVeto',
  remedy: 'Check the count in the Council file; a vote short of it changes nothing.',
  status: 409,
};

export const COUNCIL_VOTES_EXCEED_MEMBERS: Rule = {
  code: 'council-votes-exceed-members',
  sentence: 'No more votes are cast than the Council has members.',
  remedy: 'Check the count in the Council file.',
  status: 409,
};

export const WAIVER_NAMES_ITS_CLASS: Rule = {
  code: 'waiver-names-its-class',
  sentence: 'An ordinance waives the review of a class of actions and names it; a resolution waives that of a single one.',
  setting: 'councilReview.applies',
  remedy: 'Name the class with an ordinance, and none with a resolution.',
  status: 409,
};

export const REVIEW_NOT_OVER: Rule = {
  code: 'review-not-over',
  sentence: 'An action becomes final when the last instant of its review, or of the period for a veto, has passed.',
  setting: 'councilReview.regularDays',
  remedy: 'Wait for that instant; the clock records it.',
  status: 409,
};

/** What opens with an adoption, where the jurisdiction has such a review. */
export function openCouncilReview(
  { boardId, adoptedAt }: { readonly boardId: string; readonly adoptedAt: Instant },
  { profile, calendar }: Context,
): readonly CouncilReviewOpened[] {
  const { applies, ...rule } = profile.councilReview;
  if (!applies) return [];
  return [{ type: 'board-action.council-review-opened', data: { boardId, adoptedOn: calendar.dateOf(adoptedAt), rule } }];
}

type Decision = readonly CouncilReviewEvent[] | Rejection;

export function decideCouncilReview(
  command: CouncilReviewCommand,
  state: CouncilReview,
  context: Context,
  beside: BesideTheReview,
): Decision {
  const refused = refusedState(COUNCIL_REVIEW_TRANSITIONS, command.name, state.status);
  if (refused) return refused;
  if (command.name === 'record-council-amendment')
    return new Rejection(COUNCIL_CANNOT_AMEND, `Council file ${command.data.councilFile} would amend the action.`);
  // A clock or a day of the Council may arrive after the review took another turn: then there is nothing left to do.
  if (state.status === 'NOT_SUBJECT') return [];
  switch (command.name) {
    case 'note-council-day':
      return countDays(command.data, state, context, beside);
    case 'recount-council-days':
      return recountDays(command.data, state, context, beside);
    case 'end-council-review':
      return state.status === 'PENDING' ? endAt(state.passedAt, 'COUNCIL_DAYS_PASSED', context) : [];
    case 'escalate-veto-period':
      return state.status === 'JURISDICTION_ASSERTED' ? decideWarning(state, context) : [];
    case 'end-veto-period':
      return state.status === 'JURISDICTION_ASSERTED' ? endAt(state.assertion?.vetoBy, 'NO_VETO', context) : [];
    case 'record-council-waiver':
      return decideWaiver(command.data, context);
    case 'record-council-assertion':
      return decideAssertion(command.data, state, context);
    case 'record-council-veto':
      return decideVeto(command.data, state, context, beside.orders);
    case 'record-council-remand':
      return [{ type: 'board-action.remanded', data: command.data }];
    default:
      return unreachable(command);
  }
}

function endAt(end: Instant | undefined, because: BoardActionFinal['data']['because'], { now }: Context): Decision {
  if (end === undefined || now < end)
    return new Rejection(REVIEW_NOT_OVER, `It is ${now}; the action is open to the Council until ${end ?? 'its last day'}.`);
  return [{ type: 'board-action.final', data: { because, finalAt: end } }];
}

/** A warning that comes when the period is over would warn of nothing. */
function decideWarning({ assertion }: Opened, { now, calendar }: Context): Decision {
  if (!assertion || now > assertion.vetoBy) return [];
  const { vetoBy, steps } = assertion;
  const dueOn = calendar.dateOf(vetoBy);
  return stepsToTell(steps, now).map((step) => ({
    type: 'board-action.veto-period-escalated',
    data: { ...step, vetoBy, dueOn },
  }));
}

function decideWaiver(waiver: Waiver, { occurredAt }: Context): Decision {
  if ((waiver.by === 'ORDINANCE') !== (waiver.class !== undefined))
    return new Rejection(WAIVER_NAMES_ITS_CLASS, `A waiver by ${waiver.by} names ${waiver.class ?? 'no class'}.`);
  return [{ type: 'board-action.council-review-waived', data: { ...waiver, waivedAt: occurredAt } }];
}

function decideAssertion(vote: CouncilVote, state: Opened, { calendar, occurredAt, profile }: Context): Decision {
  const { rule, adoptedOn, passedAt, assertion } = state;
  const refused = refusedVotes(vote, rule.votesToAssert, rule);
  if (refused) return refused;
  const on = calendar.dateOf(occurredAt);
  if (assertion || on < adoptedOn || (passedAt !== undefined && occurredAt > passedAt))
    return new Rejection(
      COUNCIL_ACTS_IN_TIME,
      `The vote of ${on} lies outside the review, which ran from ${adoptedOn} to ${assertion?.at ?? passedAt ?? 'now'}.`,
    );
  const lastDay = calendar.addDays(on, rule.vetoDays);
  const steps = stepsOf(lastDay, profile.escalations.vetoPeriod, { calendar, since: on });
  const until = { vetoBy: calendar.endOfDay(lastDay), vetoDays: rule.vetoDays, calendar: calendar.version, steps };
  return [{ type: 'board-action.jurisdiction-asserted', data: { ...vote, assertedAt: occurredAt, ...until } }];
}

function decideVeto(vote: CouncilVote, state: Opened, { occurredAt }: Context, orders: readonly string[]): Decision {
  const { rule, assertion } = state;
  if (!assertion || occurredAt < assertion.at || occurredAt > assertion.vetoBy)
    return new Rejection(
      COUNCIL_ACTS_IN_TIME,
      assertion
        ? `The veto of ${occurredAt} lies outside its period, from ${assertion.at} to ${assertion.vetoBy}.`
        : 'The action became final without being brought before the Council.',
    );
  return (
    refusedVotes(vote, rule.votesToVeto, rule) ?? [
      { type: 'board-action.vetoed', data: { ...vote, vetoedAt: occurredAt, orders } },
    ]
  );
}

function refusedVotes({ ayes, noes }: CouncilVote, needed: number, { members }: CouncilRule): Rejection | undefined {
  if (ayes + noes > members)
    return new Rejection(COUNCIL_VOTES_EXCEED_MEMBERS, `${ayes} ayes and ${noes} noes are more than ${members} members.`);
  return ayes < needed ? new Rejection(TOO_FEW_COUNCIL_VOTES, `There were ${ayes} ayes; it takes ${needed}.`) : undefined;
}

export function evolveCouncilReview(state: CouncilReview, event: CouncilReviewEvent): CouncilReview {
  if (event.type === 'board-action.council-review-opened') {
    const { rule, adoptedOn } = event.data;
    return { status: 'PENDING', rule, adoptedOn, days: [] };
  }
  if (state.status === 'NOT_SUBJECT') return state;
  const { rule, adoptedOn, days, passedAt, assertion } = state;
  const opened: Opened = { rule, adoptedOn, days, ...(passedAt ? { passedAt } : {}), ...(assertion ? { assertion } : {}) };
  switch (event.type) {
    case 'board-action.council-days-counted': {
      const { passedAt: passed } = event.data;
      return { ...state, days: daysThatCount([...days, ...event.data.days], state), ...(passed ? { passedAt: passed } : {}) };
    }
    case 'board-action.council-days-recounted': {
      const { struck, days: others, passedAt: passed } = event.data;
      const { passedAt: _before, ...still } = state;
      const left = daysThatCount([...days.filter((day) => day !== struck), ...others], state);
      return { ...still, days: left, ...(passed ? { passedAt: passed } : {}) };
    }
    case 'board-action.council-review-nears-its-end':
      return state;
    case 'board-action.council-review-waived':
      return { ...opened, status: 'WAIVED', since: event.data.waivedAt };
    case 'board-action.jurisdiction-asserted':
      return {
        ...opened,
        status: 'JURISDICTION_ASSERTED',
        assertion: { at: event.data.assertedAt, vetoBy: event.data.vetoBy, steps: event.data.steps ?? [] },
      };
    case 'board-action.veto-period-escalated':
      return assertion ? { ...state, assertion: { ...assertion, steps: assertion.steps.slice(1) } } : state;
    case 'board-action.final':
      return { ...opened, status: 'FINAL', since: event.data.finalAt };
    case 'board-action.finality-withdrawn':
      return { ...opened, status: 'PENDING' };
    case 'board-action.vetoed':
      return { ...opened, status: 'VETOED' };
    case 'board-action.remanded':
      return { ...opened, status: 'REMANDED' };
    default:
      return unreachable(event);
  }
}

/** From when on the Council can no longer undo an action; undefined while it can, or has. `adoptedAt` where it never could. */
export function finalFrom(review: CouncilReview, adoptedAt: Instant): Instant | undefined {
  if (review.status === 'NOT_SUBJECT') return adoptedAt;
  if (review.status === 'FINAL' || review.status === 'WAIVED') return review.since;
  return review.status === 'PENDING' ? review.passedAt : undefined;
}

export function isVetoed({ status }: CouncilReview): boolean {
  return status === 'VETOED' || status === 'REMANDED';
}
