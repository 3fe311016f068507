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
 *   any of these five              ──withdraw──▶ WITHDRAWN,  ──decline (a REQUEST only, by a Board action)──▶ DECLINED
 *
 * The deadline runs in calendar days from the signature. A legal hold stops it and keeps the days that were left.
 * That it passed is announced once: by its clock, or by the late act itself where the clock has not come yet.
 */
import {
  type Calendar,
  type Context,
  type Decider,
  type DomainCommand,
  type DomainEvent,
  elapsedMs,
  HOUR_MS,
  type Instant,
  NO_SUCH_RECORD,
  notNow,
  OWN_WORK,
  type PlainDate,
  Rejection,
} from '#kernel';
import {
  ANOTHER_OFFICE,
  DEPARTMENT_ALREADY_ASSIGNED,
  HOLD_NEEDS_ITS_AUTHORITY,
  HOLD_OUTLIVES_ITS_ORDER,
  ONLY_A_REQUEST_IS_DECLINED,
  PART_NOT_FORESEEN,
  PARTS_CARRY_THE_WORK,
  RELEASED_BEFORE_PLACED,
} from './provision-rules.js';

/** How a provision binds: an order to act, a request to another body, or guidance. */
export const VERBS = ['DIRECT', 'REQUEST', 'GUIDANCE'] as const;
export type Verb = (typeof VERBS)[number];

interface ProvisionText {
  readonly directiveId: string;
  /** As the directive numbers it: `2`, `3a`. */
  readonly key: string;
  readonly verb: Verb;
  readonly addressee: string;
  readonly text: string;
  readonly elements?: readonly string[];
  /** The id of the divided provision that this is a part of. */
  readonly partOf?: string;
  /** The keys of the parts that it is divided into. */
  readonly parts?: readonly string[];
}

/** What an instant was computed from, kept beside it. `from` is not counted, the last of the `days` is. */
interface DueClock {
  readonly dueAt: Instant;
  readonly from: PlainDate;
  readonly days: number;
  /** The calendar's data. */
  readonly calendar: string;
}

interface Deadline {
  readonly dueOn?: PlainDate;
  readonly clock?: DueClock;
}

export interface EvidenceLink {
  readonly title: string;
  readonly uri: string;
  /** Of the linked file, in hex. */
  readonly sha256?: string;
}

interface LegalHold {
  readonly authorityId: string;
  readonly scope: string;
  readonly releaseCondition: string;
}

export type AddProvision = DomainCommand<'add-provision', ProvisionText & { readonly dueInDays?: number }>;
export type AssignProvision = DomainCommand<'assign-provision', { readonly department: string }>;
export type StartProvision = DomainCommand<'start-provision'>;
export type SubmitEvidence = DomainCommand<
  'submit-evidence',
  { readonly links: readonly EvidenceLink[]; readonly note?: string }
>;
export type VerifyProvision = DomainCommand<'verify-provision'>;
export type ReturnEvidence = DomainCommand<'return-evidence', { readonly reason: string }>;
export type PlaceLegalHold = DomainCommand<'place-legal-hold', LegalHold>;
export type ReleaseLegalHold = DomainCommand<'release-legal-hold'>;
export type WithdrawProvision = DomainCommand<'withdraw-provision', { readonly reason: string }>;
export type DeclineProvision = DomainCommand<'decline-provision', { readonly boardActionId: string }>;
export type AnnounceOverdue = DomainCommand<'announce-provision-overdue'>;
export type ProvisionCommand =
  | AddProvision
  | AssignProvision
  | StartProvision
  | SubmitEvidence
  | VerifyProvision
  | ReturnEvidence
  | PlaceLegalHold
  | ReleaseLegalHold
  | WithdrawProvision
  | DeclineProvision
  | AnnounceOverdue;

export type ProvisionOpened = DomainEvent<'provision.opened', ProvisionText & Deadline>;
export type ProvisionEvent =
  | ProvisionOpened
  | DomainEvent<'provision.assigned', { readonly department: string }>
  | DomainEvent<'provision.started', Record<string, never>>
  | DomainEvent<'provision.evidence-submitted', SubmitEvidence['data'] & { readonly submittedBy: string }>
  | DomainEvent<'provision.verified', Record<string, never>>
  | DomainEvent<'provision.evidence-returned', { readonly reason: string }>
  | DomainEvent<'provision.paused', LegalHold & { readonly pausedAt: Instant; readonly daysLeft?: number }>
  | DomainEvent<'provision.resumed', Deadline & { readonly status: WorkingStatus }>
  | DomainEvent<'provision.withdrawn', { readonly reason: string }>
  | DomainEvent<'provision.declined', { readonly boardActionId: string }>
  | DomainEvent<'provision.overdue', { readonly dueOn: PlainDate; readonly dueAt: Instant }>;

const WORKING = ['OPEN', 'ASSIGNED', 'IN_PROGRESS', 'EVIDENCE_SUBMITTED'] as const;
type WorkingStatus = (typeof WORKING)[number];
type EndStatus = 'SATISFIED' | 'WITHDRAWN' | 'DECLINED';

interface Named {
  readonly directiveId: string;
  readonly key: string;
  readonly verb: Verb;
}

interface Work extends Named {
  readonly departments: readonly string[];
  /** Everybody who ever submitted evidence, returned or not. */
  readonly submitters: readonly string[];
  readonly due?: { readonly on: PlainDate; readonly at: Instant };
  readonly overdueAnnounced: boolean;
}

type Working = { [Status in WorkingStatus]: Work & { readonly status: Status } }[WorkingStatus];
type OnHold = Work & {
  readonly status: 'LEGAL_HOLD';
  readonly before: WorkingStatus;
  readonly hold: LegalHold & { readonly pausedAt: Instant; readonly daysLeft?: number };
};
type Divided = Named & { readonly status: 'DIVIDED'; readonly parts: readonly string[] };
type Ended = { [Status in EndStatus]: Named & { readonly status: Status } }[EndStatus];
export type Provision = { readonly status: 'none' } | Divided | Working | OnHold | Ended;
export type ProvisionStatus = Exclude<Provision['status'], 'none'>;

/** What the decisions need to know from outside the provision's own stream. */
export interface ProvisionFacts {
  readonly directive?: { readonly signedOn: PlainDate };
  /** The provision that a part names as its whole; `parts` is empty where it is not divided. */
  readonly whole?: Named & { readonly parts: readonly string[] };
  readonly authority?: {
    /** The scopes in which a status of the authority was ever recorded. */
    readonly scopes: readonly string[];
    readonly statusOn: (scope: string, date: PlainDate) => string | undefined;
  };
}

/** The states that each command is possible in. */
export const POSSIBLE_FROM = {
  'add-provision': ['none'],
  'assign-provision': ['OPEN', 'ASSIGNED', 'IN_PROGRESS'],
  'start-provision': ['ASSIGNED'],
  'submit-evidence': ['IN_PROGRESS', 'EVIDENCE_SUBMITTED'],
  'verify-provision': ['EVIDENCE_SUBMITTED'],
  'return-evidence': ['EVIDENCE_SUBMITTED'],
  'place-legal-hold': WORKING,
  'release-legal-hold': ['LEGAL_HOLD'],
  'withdraw-provision': [...WORKING, 'LEGAL_HOLD'],
  'decline-provision': [...WORKING, 'LEGAL_HOLD'],
  'announce-provision-overdue': [...WORKING, 'LEGAL_HOLD', 'DIVIDED', 'SATISFIED', 'WITHDRAWN', 'DECLINED'],
} as const satisfies Record<ProvisionCommand['name'], readonly Provision['status'][]>;

type From<Name extends ProvisionCommand['name']> = Extract<Provision, { status: (typeof POSSIBLE_FROM)[Name][number] }>;
type Answer = readonly ProvisionEvent[] | Rejection;
type Facts = ProvisionFacts | undefined;

function decide(command: ProvisionCommand, state: Provision, context: Context, facts: Facts): Answer {
  if (command.name === 'add-provision')
    return state.status === 'none'
      ? decideAdd(command.data, context, facts)
      : notNow(command.name, state.status, POSSIBLE_FROM[command.name]);
  if (state.status === 'none') return new Rejection(NO_SUCH_RECORD, 'There is no such provision.');
  if (command.name === 'announce-provision-overdue') return decideOverdue(state, context);
  if (state.status === 'DIVIDED')
    return new Rejection(PARTS_CARRY_THE_WORK, `Provision ${state.key} is divided into ${state.parts.join(', ')}.`);
  return decideOnWork(command, state, context, facts);
}

function decideOnWork(
  command: Exclude<ProvisionCommand, AddProvision | AnnounceOverdue>,
  state: Working | OnHold | Ended,
  context: Context,
  facts: Facts,
): Answer {
  const isPossible = <Name extends typeof command.name>(name: Name, from: Provision): from is From<Name> =>
    POSSIBLE_FROM[name].some((status) => status === from.status);
  const no = notNow(command.name, state.status, POSSIBLE_FROM[command.name]);
  switch (command.name) {
    case 'assign-provision':
      return isPossible(command.name, state) ? decideAssign(command.data, state, context) : no;
    case 'start-provision':
      return isPossible(command.name, state) ? [{ type: 'provision.started', data: {} }] : no;
    case 'submit-evidence':
      return isPossible(command.name, state)
        ? [{ type: 'provision.evidence-submitted', data: { ...command.data, submittedBy: context.performedBy } }]
        : no;
    case 'verify-provision':
      return isPossible(command.name, state) ? decideVerify(state, context) : no;
    case 'return-evidence':
      if (!isPossible(command.name, state)) return no;
      return notTheVerifier(state, context) ?? [{ type: 'provision.evidence-returned', data: command.data }];
    case 'place-legal-hold':
      return isPossible(command.name, state) ? decideHold(command.data, state, context, facts) : no;
    case 'release-legal-hold':
      return isPossible(command.name, state) ? decideRelease(state, context, facts) : no;
    case 'withdraw-provision':
      if (!isPossible(command.name, state)) return no;
      return [...breachBefore(state, context), { type: 'provision.withdrawn', data: command.data }];
    case 'decline-provision':
      return isPossible(command.name, state) ? decideDecline(command.data, state, context) : no;
  }
}

/** The day so many calendar days after another, which is not counted itself, and the last instant of it. No day rolls off. */
function deadline(from: PlainDate, days: number, calendar: Calendar): Required<Deadline> {
  const dueOn = calendar.addDays(from, days);
  return { dueOn, clock: { dueAt: calendar.endOfDay(dueOn), from, days, calendar: calendar.version } };
}

function decideAdd({ dueInDays, ...text }: AddProvision['data'], context: Context, facts: Facts): Answer {
  if (!facts?.directive) return new Rejection(NO_SUCH_RECORD, `There is no directive ${text.directiveId}.`);
  if (text.parts && dueInDays !== undefined)
    return new Rejection(
      PARTS_CARRY_THE_WORK,
      `Provision ${text.key} is divided; its parts take the deadline of ${dueInDays} days.`,
    );
  const misplaced = text.partOf === undefined ? undefined : misplacedPart(text, text.partOf, facts);
  if (misplaced) return misplaced;
  const due = dueInDays === undefined ? {} : deadline(facts.directive.signedOn, dueInDays, context.calendar);
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

function notTheVerifier(state: From<'verify-provision'>, { role }: Context): Rejection | undefined {
  const verifier = state.verb === 'DIRECT' ? 'mayor-liaison' : 'commission-staff';
  if (role === verifier) return undefined;
  return new Rejection(ANOTHER_OFFICE, `Provision ${state.key} is a ${state.verb} provision: ${verifier} judges its evidence.`);
}

/** Both who verifies and who records it are judged: naming another performer does not make own work another's. */
function decideVerify(state: From<'verify-provision'>, context: Context): Answer {
  const refused = notTheVerifier(state, context);
  if (refused) return refused;
  if (state.submitters.includes(context.performedBy) || state.submitters.includes(context.actor))
    return new Rejection(OWN_WORK, `Whoever verifies or records this submitted evidence for provision ${state.key}.`);
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
  const due = hold.daysLeft === undefined ? {} : deadline(today, hold.daysLeft, context.calendar);
  return [{ type: 'provision.resumed', data: { status: state.before, ...due } }];
}

function decideDecline(data: DeclineProvision['data'], state: From<'decline-provision'>, context: Context): Answer {
  if (state.verb !== 'REQUEST')
    return new Rejection(ONLY_A_REQUEST_IS_DECLINED, `Provision ${state.key} is a ${state.verb} provision.`);
  return [...breachBefore(state, context), { type: 'provision.declined', data }];
}

/** The clock may come late, twice or after the work is done: it announces a breach that is there and not announced yet. */
function decideOverdue(state: Provision, { now }: Context): Answer {
  return isWorking(state) && state.due && !state.overdueAnnounced && now >= state.due.at ? [overdue(state.due)] : [];
}

/** The breach that happened before an act which would stop the clock: it is announced with that act, or it never would be. */
function breachBefore(state: Working | OnHold, { occurredAt }: Context): readonly ProvisionEvent[] {
  return isWorking(state) && state.due && !state.overdueAnnounced && occurredAt > state.due.at ? [overdue(state.due)] : [];
}

function overdue(due: { on: PlainDate; at: Instant }): ProvisionEvent {
  return { type: 'provision.overdue', data: { dueOn: due.on, dueAt: due.at } };
}

function isWorking(state: Provision): state is Working {
  return WORKING.some((status) => status === state.status);
}

/** Calendar days from one date to another; both are read as UTC days, which are all of one length. */
function daysBetween(from: PlainDate, to: PlainDate): number {
  return elapsedMs(`${from}T00:00:00.000Z`, `${to}T00:00:00.000Z`) / (24 * HOUR_MS);
}

function evolve(state: Provision, event: ProvisionEvent): Provision {
  if (event.type === 'provision.opened') return opened(event.data);
  if (!isWorking(state) && state.status !== 'LEGAL_HOLD') return state;
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
      return { ...work, submitters: [...work.submitters, event.data.submittedBy], status: 'EVIDENCE_SUBMITTED' };
    case 'provision.verified':
      return { ...nameOf(state), status: 'SATISFIED' };
    case 'provision.withdrawn':
      return { ...nameOf(state), status: 'WITHDRAWN' };
    case 'provision.declined':
      return { ...nameOf(state), status: 'DECLINED' };
    case 'provision.paused':
      return isWorking(state) ? { ...work, status: 'LEGAL_HOLD', before: state.status, hold: event.data } : state;
    case 'provision.resumed':
      return { ...work, ...dueOf(event.data), status: event.data.status };
    case 'provision.overdue':
      return { ...state, overdueAnnounced: true };
  }
}

function opened(data: ProvisionOpened['data']): Provision {
  if (data.parts) return { ...nameOf(data), status: 'DIVIDED', parts: data.parts };
  return { ...nameOf(data), ...dueOf(data), status: 'OPEN', departments: [], submitters: [], overdueAnnounced: false };
}

function dueOf({ dueOn, clock }: Deadline): Pick<Work, 'due'> {
  return dueOn && clock ? { due: { on: dueOn, at: clock.dueAt } } : {};
}

function nameOf({ directiveId, key, verb }: Named): Named {
  return { directiveId, key, verb };
}

function workOf({ departments, submitters, due, overdueAnnounced, ...named }: Work): Work {
  return { ...nameOf(named), departments, submitters, overdueAnnounced, ...(due && { due }) };
}

export const provision: Decider<ProvisionCommand, Provision, ProvisionEvent, Facts> = {
  streamType: 'provisions',
  initial: { status: 'none' },
  decide,
  evolve,
};
