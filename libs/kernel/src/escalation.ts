/** Telling of a deadline step by step: who, and from which day on. */
import type { Calendar, Escalation } from './context.js';
import { elapsedMs, type Instant, type PlainDate } from './time.js';

/** One step of an escalation: from the first instant of its day on it can be told. */
export interface EscalationStep {
  /** Days from the last day of the deadline: `-7` is a week before it. */
  readonly days: number;
  readonly tells: Escalation['tells'];
  readonly at: Instant;
}

/** A step as it is told, and the one that comes after it. */
export type ToldStep = EscalationStep & { readonly next?: EscalationStep };

/** The day so many days after another, as a deadline counts its days. */
type AddDays = (date: PlainDate, days: number) => PlainDate;

/**
 * The steps of a deadline whose last day is `dueOn`, in the order of time. Those that lie before `since`, the day from which the deadline
 * is known, are not told.
 */
export function stepsOf(
  dueOn: PlainDate,
  escalation: readonly Escalation[],
  {
    calendar,
    since,
    addDays = (date, days) => calendar.addDays(date, days),
  }: { readonly calendar: Calendar; readonly since: PlainDate; readonly addDays?: AddDays },
): readonly EscalationStep[] {
  return escalation
    .map((step) => ({ ...step, at: calendar.startOfDay(addDays(dueOn, step.days)) }))
    .filter(({ at }) => at >= calendar.startOfDay(since))
    .sort((one, other) => elapsedMs(other.at, one.at));
}

/** The steps whose day has come, of those that were not told yet. After a silence of the clock that can be several. */
export function stepsToTell(steps: readonly EscalationStep[], now: Instant): readonly ToldStep[] {
  return steps
    .filter(({ at }) => at <= now)
    .map((step, index) => {
      const next = steps[index + 1];
      return { ...step, ...(next && { next }) };
    });
}
