/**
 * What a legal status keeps from operating: a protocol's version or an order, wholly or by sections. It lies over the lifecycle of the text,
 * which goes on beneath, and it cites the authority and the scope whose status says so. Protocols and orders know it alike.
 */
import type { Context } from './context.js';
import { Rejection, type Rule } from './rejection.js';
import { type Instant, type PlainDate, toInstant } from './time.js';

/** One thing that is suspended: a section, or the whole where it names none. */
export interface Suspension {
  readonly authorityId: string;
  readonly scope: string;
  readonly section?: string;
  readonly suspendedAt: Instant;
}

/** What is to be suspended or resumed; the whole, or all that was suspended so, where no sections are named. */
export interface SuspensionAsked {
  readonly authorityId: string;
  readonly scope: string;
  readonly sections?: readonly string[];
}

export type SuspensionBegun = SuspensionAsked & { readonly suspendedAt: Instant };
export type SuspensionEnded = SuspensionAsked & { readonly resumedAt: Instant };

/** The authority that a suspension cites; absent where it is not registered. */
export interface SuspensionFacts {
  readonly authority?: { readonly statusOn: (scope: string, date: PlainDate) => string | undefined };
}

export const SUSPENDED_BY_A_STATUS: Rule = {
  code: 'suspended-by-a-status',
  refusal: 15,
  sentence: 'A suspension names a registered authority and a scope in which its status, on that day, is another than in force.',
  remedy:
    'Register the authority, record its legal status in that scope, in the same words, and suspend from its effective day on.',
  status: 409,
};

export const SUSPENSION_OUTLIVES_ITS_ORDER: Rule = {
  code: 'suspension-outlives-its-order',
  refusal: 15,
  sentence: 'What is suspended is not resumed while its authority is enjoined or stayed in its scope.',
  remedy: 'Record the order that lifts the injunction or the stay, then resume from its effective day on.',
  status: 409,
};

export const SUSPENDED_ALREADY: Rule = {
  code: 'suspended-already',
  sentence: 'What is suspended under an authority and a scope is not suspended under them again.',
  remedy: 'Read what is suspended; name the sections that are not.',
  status: 409,
};

export const NOT_SUSPENDED: Rule = {
  code: 'not-suspended',
  sentence: 'Only what is suspended under an authority and a scope is resumed from them.',
  remedy: 'Read what is suspended, under which authority and in which scope.',
  status: 409,
};

export const SUSPENSION_OUT_OF_ORDER: Rule = {
  code: 'suspension-out-of-order',
  sentence: 'A text is suspended at the beginning of its effect or later, and resumed when it was suspended or later.',
  remedy: 'Check the time of the suspension or of its end.',
  status: 409,
};

export const NO_SUCH_SECTION: Rule = {
  code: 'no-such-section',
  sentence: 'A section is named by its id, and is one of the text that it is named in.',
  remedy: 'Read the text, which tells its sections with their ids; name one of them.',
  status: 409,
};

/** The rules that can refuse to suspend, and to resume. */
export const SUSPENDING: readonly Rule[] = [SUSPENDED_BY_A_STATUS, SUSPENDED_ALREADY, SUSPENSION_OUT_OF_ORDER, NO_SUCH_SECTION];
export const RESUMING: readonly Rule[] = [
  SUSPENDED_BY_A_STATUS,
  NOT_SUSPENDED,
  SUSPENSION_OUTLIVES_ITS_ORDER,
  SUSPENSION_OUT_OF_ORDER,
];

interface Standing {
  /** Since when the text is in effect. */
  readonly since: Instant;
  readonly suspensions: readonly Suspension[];
  /** The ids of the sections that the text has; undefined where it is not known here. */
  readonly sections?: readonly string[] | undefined;
}

/** The suspension as it is recorded, or the rule that forbids it. */
export function suspend(
  { authorityId, scope, sections }: SuspensionAsked,
  { since, suspensions, sections: known }: Standing,
  context: Context,
  { authority }: SuspensionFacts = {},
): SuspensionBegun | Rejection {
  const suspendedAt = toInstant(context.occurredAt);
  const day = context.calendar.dateOf(suspendedAt);
  const status = authority?.statusOn(scope, day);
  if (status === undefined || status === 'IN_FORCE')
    return new Rejection(
      SUSPENDED_BY_A_STATUS,
      `On ${day} the status of authority ${authorityId} in the scope "${scope}" is ${status ?? 'not recorded'}.`,
    );
  if (suspendedAt < since)
    return new Rejection(SUSPENSION_OUT_OF_ORDER, `Suspended at ${suspendedAt}, in effect since ${since}.`);
  const unknown = known && sections?.find((section) => !known.includes(section));
  if (unknown !== undefined)
    return new Rejection(NO_SUCH_SECTION, `The text has no section ${unknown}; it has ${(known ?? []).join(', ') || 'none'}.`);
  const named: readonly (string | undefined)[] = sections ?? [undefined];
  const standing = suspensions.filter((each) => each.authorityId === authorityId && each.scope === scope);
  if (standing.some(({ section }) => section === undefined || named.includes(section)))
    return new Rejection(SUSPENDED_ALREADY, `Suspended in the scope "${scope}" already: ${told(standing)}.`);
  return { authorityId, scope, ...(sections ? { sections: [...new Set(sections)] } : {}), suspendedAt };
}

/** The end of a suspension as it is recorded, or the rule that forbids it. */
export function resume(
  { authorityId, scope, sections }: SuspensionAsked,
  { suspensions }: Standing,
  context: Context,
  { authority }: SuspensionFacts = {},
): SuspensionEnded | Rejection {
  if (!authority) return new Rejection(SUSPENDED_BY_A_STATUS, `There is no authority ${authorityId}.`);
  const standing = suspensions.filter((each) => each.authorityId === authorityId && each.scope === scope);
  const ending = standing.filter(({ section }) => !sections || (section !== undefined && sections.includes(section)));
  if (ending.length === 0 || (sections && ending.length < new Set(sections).size))
    return new Rejection(NOT_SUSPENDED, `Suspended in the scope "${scope}": ${told(standing)}.`);
  const resumedAt = toInstant(context.occurredAt);
  const late = ending.find(({ suspendedAt }) => resumedAt < suspendedAt);
  if (late) return new Rejection(SUSPENSION_OUT_OF_ORDER, `Resumed at ${resumedAt}, suspended at ${late.suspendedAt}.`);
  const day = context.calendar.dateOf(resumedAt);
  const status = authority.statusOn(scope, day);
  if (status === 'ENJOINED' || status === 'STAYED')
    return new Rejection(SUSPENSION_OUTLIVES_ITS_ORDER, `On ${day} the authority is ${status} in the scope "${scope}".`);
  return { authorityId, scope, ...(sections ? { sections: [...new Set(sections)] } : {}), resumedAt };
}

function told(suspensions: readonly Suspension[]): string {
  return suspensions.map(({ section }) => section ?? 'the whole').join(', ') || 'nothing';
}

/** What is suspended after a suspension has begun. */
export function withSuspension(
  suspensions: readonly Suspension[],
  { authorityId, scope, sections, suspendedAt }: SuspensionBegun,
): readonly Suspension[] {
  const begun = sections ? sections.map((section) => ({ section })) : [{}];
  return [...suspensions, ...begun.map((section) => ({ authorityId, scope, ...section, suspendedAt }))];
}

/** What is suspended after a suspension has ended. */
export function withoutSuspension<Held extends Suspension>(
  suspensions: readonly Held[],
  { authorityId, scope, sections }: SuspensionAsked,
): readonly Held[] {
  return suspensions.filter(
    (each) =>
      each.authorityId !== authorityId ||
      each.scope !== scope ||
      (sections !== undefined && (each.section === undefined || !sections.includes(each.section))),
  );
}
