/**
 * Entering the past: what happened before records were kept is asserted, from a source, by whoever enters it. What nobody knows any more
 * cannot be judged: the rule that asks for it is noted as not evaluated, and never counts as passed.
 */
import { type RefusalNumber, Rejection, type Rule } from './rejection.js';
import type { PlainDate } from './time.js';

/** A year, a month or a day: `1979`, `2022-02`, `2020-02-05`. */
export type PartialDate = string;

/** Who did what is recorded, where nobody knows. */
export const UNKNOWN_PERSON = 'UNKNOWN';

/** A step of the past as it is being decided. */
export interface Assertion {
  /** Where it is known from. */
  readonly source: string;
  /** When it was, where that is not known to the instant. */
  readonly on?: PartialDate;
  /** The rules that could not be evaluated, each with what is not known: filled while the step is decided. */
  readonly notEvaluated: Rejection[];
}

/** A rule that was not evaluated, and what of it is not known. */
export interface NotEvaluated {
  readonly code: string;
  readonly sentence: string;
  /** Its number among the refusals, where it has one. */
  readonly number?: RefusalNumber;
  readonly detail: string;
}

/** What is recorded beside the events of an asserted step, first on the stream `assertions/{id of the command}`. */
export interface AssertionRecorded {
  readonly type: 'assertion.recorded';
  readonly data: {
    readonly command: string;
    /** The record that the step was taken on: `orders/{id}`. */
    readonly subject: string;
    readonly source: string;
    /** When it was, where that is not known to the instant. */
    readonly date?: PartialDate;
    readonly notEvaluated: readonly NotEvaluated[];
    /** Whoever entered it: they do not confirm it. */
    readonly enteredBy: readonly string[];
    /** As the most guarded of the entries that it stands beside. */
    readonly entryVisibility: 'PUBLIC' | 'INTERNAL' | 'PRIVILEGED';
  };
}

export const ASSERTED_IS_FOR_THE_PAST: Rule = {
  code: 'asserted-is-for-the-past',
  sentence: 'Asserted is what happened before the day since which records are kept.',
  setting: 'recordsSince',
  remedy: 'Say when it happened, as far as that is known; what happened since is entered as it is, without a source.',
  status: 409,
};

/**
 * The refusal of a step for want of a fact. Of an asserted step the fact may be known to nobody: the rule is then noted as not evaluated,
 * and refuses nothing. What is known and speaks against a step is no want, and is refused whenever it happened.
 */
export function wanting({ asserted }: { readonly asserted?: Assertion }, rule: Rule, detail: string): Rejection | undefined {
  const refusal = new Rejection(rule, detail);
  if (!asserted) return refusal;
  if (!asserted.notEvaluated.some((each) => each.rule === rule && each.detail === detail)) asserted.notEvaluated.push(refusal);
  return undefined;
}

/** The first day that a partial date can mean. */
export function firstDayOf(date: PartialDate): PlainDate {
  return `${date}-01-01`.slice(0, 'YYYY-MM-DD'.length);
}

/** The last day that a partial date can mean. */
export function lastDayOf(date: PartialDate): PlainDate {
  const [year = '', month = '12', day] = date.split('-');
  if (day !== undefined) return date;
  const last = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
  return `${year}-${month}-${String(last).padStart(2, '0')}`;
}
