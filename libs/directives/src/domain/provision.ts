/**
 * One provision of a directive: who works on it, by when, with what evidence, and what became of it.
 *
 *   none ──add-provision──▶ OPEN ──assign──▶ ASSIGNED ──start──▶ IN_PROGRESS ──submit-evidence──▶ EVIDENCE_SUBMITTED ──verify──▶ SATISFIED
 *     │                                                              ◀──────────return-evidence──────────┘
 *     └──add-provision (with parts)──▶ DIVIDED: everything is done on its parts
 *
 *   assign         also from ASSIGNED and IN_PROGRESS, which it leaves as they are: one assignment a department
 *   submit         also from EVIDENCE_SUBMITTED: another department adds what it did
 *   any of the four working states ──place-legal-hold──▶ LEGAL_HOLD ──release-legal-hold──▶ the state before
 *   any of these five              ──withdraw──▶ WITHDRAWN,  ──decline (a REQUEST only, by a Board action)──▶ DECLINED,
 *                                  ──supersede──▶ SUPERSEDED  (with its directive, or by itself)
 *   extend         from the working states: a later day, which leaves the state as it is
 *   set-conditional-deadline    from the working states, without a deadline: it starts only if an authority gets a status
 *   correct-provision-deadline  from the working states: it is counted from another day; recompute-provision-deadline by other days
 *   confirm-deadline-start      by the city attorney, once the authority has that status: the deadline runs
 *
 * Its end names the requests that were opened on it: those that the Board has not issued are withdrawn with it.
 *
 * The deadline runs in calendar days from the signature. A legal hold stops it and keeps the days that were left.
 * That it passed is announced once: by its clock, or by the late act itself where the clock has not come yet. Before and after it,
 * whoever the profile names is told, each step once for a deadline.
 */
import { type Context, type Decider, NO_SUCH_RECORD, peopleBehind, refusedOwnWork, refusedState, Rejection } from '#kernel';
import {
  breachBefore,
  daysBetween,
  deadline,
  decideConditional,
  decideCorrection,
  decideEscalation,
  decideExtension,
  decideOverdue,
  decideRecomputation,
  decideStart,
  isWorking,
} from './provision-deadline.js';
import {
  type AddProvision,
  type AssignProvision,
  type Deadline,
  type DeclineProvision,
  type From,
  type LegalHold,
  type Named,
  type OnHold,
  type Provision,
  PROVISION_TRANSITIONS,
  type ProvisionCommand,
  type ProvisionEvent,
  type ProvisionFacts,
  type ProvisionOpened,
  type ProvisionText,
  type VerifyProvision,
  type Work,
  type Working,
} from './provision-record.js';
import {
  ANOTHER_OFFICE,
  DEPARTMENT_ALREADY_ASSIGNED,
  DIRECTIVE_HAS_ENDED,
  HOLD_NEEDS_ITS_AUTHORITY,
  HOLD_OUTLIVES_ITS_ORDER,
  ONLY_A_REQUEST_IS_DECLINED,
  PART_NOT_FORESEEN,
  PARTS_CARRY_THE_WORK,
  RELEASED_BEFORE_PLACED,
} from './provision-rules.js';

/** What opens a provision, and what its clocks send. */
const BESIDE_THE_WORK: readonly string[] = [
  'add-provision',
  'announce-provision-overdue',
  'escalate-provision',
  'recompute-provision-deadline',
];

type Answer = readonly ProvisionEvent[] | Rejection;
type Facts = ProvisionFacts | undefined;

function decide(command: ProvisionCommand, state: Provision, context: Context, facts: Facts): Answer {
  const onWork = !BESIDE_THE_WORK.includes(command.name);
  if (onWork && state.status === 'DIVIDED')
    return new Rejection(PARTS_CARRY_THE_WORK, `Provision ${state.key} is divided into ${state.parts.join(', ')}.`);
  const refused = refusedState(PROVISION_TRANSITIONS, command.name, state.status);
  if (refused) return refused;
  if (isOfItsDeadline(command)) return decideDeadline(command, state, context, facts);
  switch (command.name) {
    case 'add-provision':
      return decideAdd(command.data, context, facts);
    case 'assign-provision':
      return decideAssign(command.data, found(command, state), context);
    case 'start-provision':
      return [{ type: 'provision.started', data: {} }];
    case 'submit-evidence': {
      const who = { submittedBy: context.performedBy, submitters: peopleBehind(context) };
      return [{ type: 'provision.evidence-submitted', data: { ...command.data, ...who } }];
    }
    case 'verify-provision':
      return decideVerify(command, found(command, state), context);
    case 'return-evidence':
      return notTheOffice(found(command, state), context) ?? [{ type: 'provision.evidence-returned', data: command.data }];
    case 'place-legal-hold':
      return decideHold(command.data, found(command, state), context, facts);
    case 'release-legal-hold':
      return decideRelease(found(command, state), context, facts);
    case 'withdraw-provision':
      return [
        ...breachBefore(found(command, state), context),
        { type: 'provision.withdrawn', data: { ...command.data, ...beneath(facts) } },
      ];
    case 'supersede-provision':
      return [
        ...breachBefore(found(command, state), context),
        { type: 'provision.superseded', data: { ...command.data, ...beneath(facts) } },
      ];
    case 'decline-provision':
      return decideDecline(command.data, found(command, state), context, facts);
  }
}

const DEADLINE_COMMANDS = [
  'extend-provision-deadline',
  'set-conditional-deadline',
  'confirm-deadline-start',
  'correct-provision-deadline',
  'recompute-provision-deadline',
  'announce-provision-overdue',
  'escalate-provision',
] as const;
type DeadlineCommand = Extract<ProvisionCommand, { name: (typeof DEADLINE_COMMANDS)[number] }>;

function isOfItsDeadline(command: ProvisionCommand): command is DeadlineCommand {
  return DEADLINE_COMMANDS.some((name) => name === command.name);
}

function decideDeadline(command: DeadlineCommand, state: Provision, context: Context, facts: ProvisionFacts = {}): Answer {
  switch (command.name) {
    case 'extend-provision-deadline':
      return (
        notTheOffice(found(command, state), context, 'moves its deadline') ??
        decideExtension(command.data, found(command, state), context)
      );
    case 'set-conditional-deadline':
      return (
        notTheOffice(found(command, state), context, 'sets its deadline') ??
        decideConditional(command.data, found(command, state), facts)
      );
    case 'correct-provision-deadline':
      return (
        notTheOffice(found(command, state), context, 'corrects its deadline') ??
        decideCorrection(command.data, found(command, state), context)
      );
    case 'confirm-deadline-start':
      return decideStart(found(command, state), context, facts);
    case 'recompute-provision-deadline':
      return decideRecomputation(state, context);
    case 'announce-provision-overdue':
      return decideOverdue(state, context);
    case 'escalate-provision':
      return decideEscalation(state, context);
  }
}

/** The state as the table lets a step find it: it was asked before. */
function found<Name extends ProvisionCommand['name']>(_command: { readonly name: Name }, state: Provision): From<Name> {
  return state as From<Name>;
}

function decideAdd({ dueInDays, ...text }: AddProvision['data'], context: Context, facts: Facts): Answer {
  if (!facts?.directive) return new Rejection(NO_SUCH_RECORD, `There is no directive ${text.directiveId}.`);
  if (facts.directive.ended) return new Rejection(DIRECTIVE_HAS_ENDED, `The directive ${text.directiveId} has ended.`);
  if (text.parts && dueInDays !== undefined)
    return new Rejection(
      PARTS_CARRY_THE_WORK,
      `Provision ${text.key} is divided; its parts take the deadline of ${dueInDays} days.`,
    );
  const misplaced = text.partOf === undefined ? undefined : misplacedPart(text, text.partOf, facts);
  if (misplaced) return misplaced;
  const due = dueInDays === undefined ? {} : deadline(facts.directive.signedOn, dueInDays, context);
  return [{ type: 'provision.opened', data: { ...text, ...due } }];
}

function misplacedPart(part: ProvisionText, wholeId: string, { whole }: ProvisionFacts): Rejection | undefined {
  if (!whole) return new Rejection(NO_SUCH_RECORD, `There is no provision ${wholeId} to be a part of.`);
  const belongs =
    whole.directiveId === part.directiveId && whole.verb === part.verb && whole.parts.includes(part.key) && !part.parts;
  if (belongs) return undefined;
  return new Rejection(
    PART_NOT_FORESEEN,
    `Provision ${whole.key} (${whole.verb}) has ${whole.parts.join(', ') || 'no parts'}; this is ${part.key} (${part.verb}).`,
  );
}

function decideAssign({ department }: AssignProvision['data'], state: From<'assign-provision'>, { role }: Context): Answer {
  if (state.verb === 'DIRECT' && role !== 'mayor-liaison')
    return new Rejection(ANOTHER_OFFICE, `Provision ${state.key} is a DIRECT provision; ${role} does not assign it.`);
  if (state.departments.includes(department))
    return new Rejection(DEPARTMENT_ALREADY_ASSIGNED, `${department} is assigned to provision ${state.key} already.`);
  return [{ type: 'provision.assigned', data: { department } }];
}

function notTheOffice(state: Named, { role }: Context, does = 'judges its evidence'): Rejection | undefined {
  const office = state.verb === 'DIRECT' ? 'mayor-liaison' : 'commission-staff';
  if (role === office) return undefined;
  return new Rejection(ANOTHER_OFFICE, `Provision ${state.key} is a ${state.verb} provision: ${office} ${does}.`);
}

function decideVerify({ name }: VerifyProvision, state: From<'verify-provision'>, context: Context): Answer {
  const refused = notTheOffice(state, context) ?? refusedOwnWork(state.submitters, context, name);
  if (refused) return refused;
  return [...breachBefore(state, context), { type: 'provision.verified', data: {} }];
}

function decideHold(hold: LegalHold, state: Working, context: Context, facts: Facts): Answer {
  if (!facts?.authority?.scopes.includes(hold.scope))
    return new Rejection(
      HOLD_NEEDS_ITS_AUTHORITY,
      `No legal status of the authority ${hold.authorityId} is recorded in the scope "${hold.scope}".`,
    );
  const breach = breachBefore(state, context);
  const pausedAt = context.occurredAt;
  const runs = state.due && !state.overdueAnnounced && breach.length === 0;
  const left = runs && state.due ? { daysLeft: daysBetween(context.calendar.dateOf(pausedAt), state.due.on) } : {};
  return [...breach, { type: 'provision.paused', data: { ...hold, pausedAt, ...left } }];
}

function decideRelease(state: OnHold, context: Context, facts: Facts): Answer {
  const { hold } = state;
  if (!facts?.authority) return new Rejection(HOLD_NEEDS_ITS_AUTHORITY, `There is no authority ${hold.authorityId}.`);
  if (context.occurredAt < hold.pausedAt)
    return new Rejection(RELEASED_BEFORE_PLACED, `Released at ${context.occurredAt}, placed at ${hold.pausedAt}.`);
  const today = context.calendar.dateOf(context.occurredAt);
  const standing = facts.authority.statusOn(hold.scope, today);
  if (standing === 'ENJOINED' || standing === 'STAYED')
    return new Rejection(HOLD_OUTLIVES_ITS_ORDER, `On ${today} the authority is ${standing} in the scope "${hold.scope}".`);
  const due = hold.daysLeft === undefined ? {} : deadline(today, hold.daysLeft, context);
  return [{ type: 'provision.resumed', data: { status: state.before, ...due } }];
}

function decideDecline(data: DeclineProvision['data'], state: From<'decline-provision'>, context: Context, facts: Facts): Answer {
  if (state.verb !== 'REQUEST')
    return new Rejection(ONLY_A_REQUEST_IS_DECLINED, `Provision ${state.key} is a ${state.verb} provision.`);
  return [...breachBefore(state, context), { type: 'provision.declined', data: { ...data, ...beneath(facts) } }];
}

/** What its end takes away the ground of. */
function beneath(facts: Facts): { readonly requests?: readonly string[] } {
  return facts?.requests && facts.requests.length > 0 ? { requests: facts.requests } : {};
}

function evolve(state: Provision, event: ProvisionEvent): Provision {
  if (event.type === 'provision.opened') return opened(event.data);
  if (!isWorking(state) && state.status !== 'LEGAL_HOLD') return state;
  if (isAboutItsDeadline(event)) return afterDeadlineEvent(state, event);
  const work = workOf(state);
  switch (event.type) {
    case 'provision.assigned':
      return {
        ...work,
        departments: [...work.departments, event.data.department],
        status: state.status === 'IN_PROGRESS' ? 'IN_PROGRESS' : 'ASSIGNED',
      };
    case 'provision.started':
    case 'provision.evidence-returned':
      return { ...work, status: 'IN_PROGRESS' };
    case 'provision.evidence-submitted':
      return { ...work, submitters: [...work.submitters, ...behind(event.data)], status: 'EVIDENCE_SUBMITTED' };
    case 'provision.verified':
      return { ...nameOf(state), status: 'SATISFIED' };
    case 'provision.withdrawn':
      return { ...nameOf(state), status: 'WITHDRAWN' };
    case 'provision.declined':
      return { ...nameOf(state), status: 'DECLINED' };
    case 'provision.superseded':
      return { ...nameOf(state), status: 'SUPERSEDED' };
    case 'provision.paused':
      return isWorking(state) ? { ...work, status: 'LEGAL_HOLD', before: state.status, hold: event.data } : state;
    case 'provision.resumed':
      return { ...work, ...dueOf(event.data), status: event.data.status };
  }
}

const DEADLINE_EVENTS = [
  'provision.deadline-extended',
  'provision.deadline-recomputed',
  'provision.deadline-awaits-status',
  'provision.deadline-started',
  'provision.overdue',
  'provision.escalated',
] as const;
type DeadlineEvent = Extract<ProvisionEvent, { type: (typeof DEADLINE_EVENTS)[number] }>;

function isAboutItsDeadline(event: ProvisionEvent): event is DeadlineEvent {
  return DEADLINE_EVENTS.some((type) => type === event.type);
}

function afterDeadlineEvent(state: Working | OnHold, event: DeadlineEvent): Provision {
  switch (event.type) {
    case 'provision.deadline-extended':
    case 'provision.deadline-recomputed':
      return { ...state, ...dueOf(event.data), overdueAnnounced: false };
    case 'provision.deadline-awaits-status':
      return { ...state, awaits: event.data };
    case 'provision.deadline-started': {
      const { awaits: _met, ...started } = state;
      return { ...started, ...dueOf(event.data), overdueAnnounced: false };
    }
    case 'provision.overdue':
      return { ...state, overdueAnnounced: true };
    case 'provision.escalated':
      return state.due ? { ...state, due: { ...state.due, steps: state.due.steps.slice(1) } } : state;
  }
}

function opened(data: ProvisionOpened['data']): Provision {
  if (data.parts) return { ...nameOf(data), status: 'DIVIDED', parts: data.parts };
  return { ...nameOf(data), ...dueOf(data), status: 'OPEN', departments: [], submitters: [], overdueAnnounced: false };
}

function behind({ submittedBy, submitters = [submittedBy] }: { submittedBy: string; submitters?: readonly string[] }) {
  return submitters;
}

function dueOf({ dueOn, clock }: Deadline): Pick<Work, 'due'> {
  if (!dueOn || !clock) return {};
  const { dueAt: at, from, days, calendar, steps = [] } = clock;
  return { due: { on: dueOn, at, from, days, calendar, steps } };
}

function nameOf({ directiveId, key, verb }: Named): Named {
  return { directiveId, key, verb };
}

function workOf({ departments, submitters, due, overdueAnnounced, awaits, ...named }: Work): Work {
  return { ...nameOf(named), departments, submitters, overdueAnnounced, ...(due && { due }), ...(awaits && { awaits }) };
}

export const provision: Decider<ProvisionCommand, Provision, ProvisionEvent, Facts> = {
  streamType: 'provisions',
  initial: { status: 'none' },
  decide,
  evolve,
};
