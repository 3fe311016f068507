/** The deadline of a provision: how it is counted, that it passed, and how it is moved. */
import { type Context, elapsedMs, HOUR_MS, type Instant, type PlainDate, Rejection, stepsOf, stepsToTell } from '#kernel';
import {
  type AwaitedStatus,
  type CorrectProvisionDeadline,
  type Deadline,
  type ExtendProvisionDeadline,
  type OnHold,
  type Provision,
  type ProvisionEvent,
  type ProvisionFacts,
  type Working,
  WORKING,
} from './provision-record.js';
import {
  AWAITED_STATUS_IS_THERE,
  DEADLINE_COUNTED_FROM_THERE,
  EXTENSION_IS_LATER,
  HAS_A_DEADLINE,
  HOLD_NEEDS_ITS_AUTHORITY,
  NO_CONDITIONAL_DEADLINE,
  NO_DEADLINE_TO_EXTEND,
} from './provision-rules.js';

/**
 * The day so many calendar days after another, which is not counted itself, and the last instant of it. No day rolls off. Steps of its
 * escalation that lie before `since`, the day from which the deadline is known, are not told.
 */
export function deadline(
  from: PlainDate,
  days: number,
  { calendar, profile }: Pick<Context, 'calendar' | 'profile'>,
  since: PlainDate = from,
): Required<Deadline> {
  const dueOn = calendar.addDays(from, days);
  const steps = stepsOf(dueOn, profile.escalations.provisionDue, { calendar, since });
  return { dueOn, clock: { dueAt: calendar.endOfDay(dueOn), from, days, calendar: calendar.version, steps } };
}

/** Tells each step whose day has come and that was not told yet. After a silence of the clock that can be several. */
export function decideEscalation(state: Provision, { now }: Context): readonly ProvisionEvent[] {
  if (!isWorking(state) || !state.due) return [];
  const { departments, due } = state;
  return stepsToTell(due.steps, now).map(({ next, ...step }) => ({
    type: 'provision.escalated',
    data: { ...step, dueOn: due.on, departments, ...(next && { next }) },
  }));
}

/** The clock may come late, twice or after the work is done: it announces a breach that is there and not announced yet. */
export function decideOverdue(state: Provision, { now }: Context): readonly ProvisionEvent[] {
  return isWorking(state) && state.due && !state.overdueAnnounced && now >= state.due.at ? [overdue(state.due)] : [];
}

/** The breach that happened before an act which would stop the clock: it is announced with that act, or it never would be. */
export function breachBefore(state: Working | OnHold, { occurredAt }: Context): readonly ProvisionEvent[] {
  return isWorking(state) && state.due && !state.overdueAnnounced && occurredAt > state.due.at ? [overdue(state.due)] : [];
}

function overdue(due: { on: PlainDate; at: Instant }): ProvisionEvent {
  return { type: 'provision.overdue', data: { dueOn: due.on, dueAt: due.at } };
}

export function isWorking(state: Provision): state is Working {
  return WORKING.some((status) => status === state.status);
}

/** Calendar days from one date to another; both are read as UTC days, which are all of one length. */
export function daysBetween(from: PlainDate, to: PlainDate): number {
  return elapsedMs(`${from}T00:00:00.000Z`, `${to}T00:00:00.000Z`) / (24 * HOUR_MS);
}

/** An extension is an act: who granted it, why, and the date before. One that comes after the deadline leaves the breach announced. */
export function decideExtension(
  { dueOn, reason }: ExtendProvisionDeadline['data'],
  state: Working,
  context: Context,
): readonly ProvisionEvent[] | Rejection {
  const { due, key } = state;
  if (!due) return new Rejection(NO_DEADLINE_TO_EXTEND, `Provision ${key} has no deadline.`);
  if (dueOn <= due.on) return new Rejection(EXTENSION_IS_LATER, `Provision ${key} is due on ${due.on}; ${dueOn} is not later.`);
  const moved = deadline(due.on, daysBetween(due.on, dueOn), context, context.calendar.dateOf(context.occurredAt));
  const data = { ...moved, was: due.on, reason, grantedBy: context.performedBy };
  return [...breachBefore(state, context), { type: 'provision.deadline-extended', data }];
}

/** Set anew, the later condition stands. The status may be there already: the city attorney confirms it all the same. */
export function decideConditional(
  awaited: AwaitedStatus,
  { key, due }: Working,
  { authority }: ProvisionFacts,
): readonly ProvisionEvent[] | Rejection {
  if (due) return new Rejection(HAS_A_DEADLINE, `Provision ${key} is due on ${due.on}.`);
  if (!authority) return new Rejection(HOLD_NEEDS_ITS_AUTHORITY, `There is no authority ${awaited.authorityId}.`);
  return [{ type: 'provision.deadline-awaits-status', data: awaited }];
}

/** The deadline is counted from the day on which the status took effect, however late that is confirmed. */
export function decideStart(
  { key, awaits }: Working,
  context: Context,
  { authority }: ProvisionFacts,
): readonly ProvisionEvent[] | Rejection {
  if (!awaits) return new Rejection(NO_CONDITIONAL_DEADLINE, `The deadline of provision ${key} waits for nothing.`);
  const { days, ...condition } = awaits;
  const { scope, status } = condition;
  const today = context.calendar.dateOf(context.occurredAt);
  const found = authority?.statusOn(scope, today);
  const effectiveOn = authority?.effectiveOn?.(scope, today);
  if (found !== status || effectiveOn === undefined)
    return new Rejection(
      AWAITED_STATUS_IS_THERE,
      `On ${today} the status in the scope "${scope}" is ${found ?? 'not recorded'}; provision ${key} waits for ${status}.`,
    );
  const started = deadline(effectiveOn, days, context, today);
  const data = { ...started, ...condition, effectiveOn, confirmedBy: context.performedBy };
  return [{ type: 'provision.deadline-started', data }];
}

const CALENDAR_CHANGED = 'The days of the place have changed since the deadline was computed.';

/** By the days of now, from what the deadline was computed from; nothing where no instant changes, or the breach was announced. */
export function decideRecomputation(state: Provision, context: Context): readonly ProvisionEvent[] {
  if (!isWorking(state) || !state.due || state.overdueAnnounced) return [];
  const { due } = state;
  const anew = deadline(due.from, due.days, context);
  const { dueOn, clock } = anew;
  const steps =
    clock.steps?.filter((step) => due.steps.some(({ days, tells }) => days === step.days && tells === step.tells)) ?? [];
  const same = clock.dueAt === due.at && steps.every(({ at }, nth) => at === due.steps[nth]?.at);
  if (same) return [];
  return [recomputed(due, { dueOn, clock: { ...clock, steps } }, 'CALENDAR', CALENDAR_CHANGED)];
}

/** Who corrects it, why, and the instant before stand in the entry. A breach of the day that was wrong stays announced. */
export function decideCorrection(
  { countedFrom, reason }: CorrectProvisionDeadline['data'],
  { key, due }: Working,
  context: Context,
): readonly ProvisionEvent[] | Rejection {
  if (!due || due.from === countedFrom)
    return new Rejection(
      DEADLINE_COUNTED_FROM_THERE,
      due ? `The deadline of provision ${key} is counted from ${due.from}.` : `Provision ${key} has no deadline.`,
    );
  const anew = deadline(countedFrom, due.days, context, context.calendar.dateOf(context.occurredAt));
  return [recomputed(due, anew, 'INPUTS', reason)];
}

function recomputed(
  { on, at, from, calendar }: NonNullable<Working['due']>,
  anew: Required<Deadline>,
  because: 'CALENDAR' | 'INPUTS',
  reason: string,
): ProvisionEvent {
  const was = { dueOn: on, dueAt: at, from, calendar };
  return { type: 'provision.deadline-recomputed', data: { ...anew, was, because, reason } };
}
