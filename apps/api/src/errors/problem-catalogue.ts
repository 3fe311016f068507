import { type Catalog, KEY_REUSED, ROLE_NOT_ALLOWED } from '#command-queue';
import {
  ASSERTED_IS_FOR_THE_PAST,
  NO_SUCH_RECORD,
  NOT_IN_THIS_STATE,
  OWN_WORK,
  type Profile,
  type RefusalNumber,
  REFUSALS,
  type Rule,
  sourceOf,
  STALE_VERSION,
  TIME_IN_THE_FUTURE,
} from '#kernel';
import { PROBLEM_KINDS } from './problem-kinds.js';
import { problemUri } from './problem.js';

/** One kind of problem as it is documented. */
export interface ProblemPage {
  readonly type: string;
  readonly code: string;
  readonly title: string;
  readonly status: number;
  readonly about?: string;
  readonly rule?: { readonly number?: RefusalNumber; readonly sentence: string; readonly source?: string };
  readonly remedy?: string;
  /** The commands that this rule can refuse, where it is not a rule for all. */
  readonly commands?: readonly string[];
}

/** The rules that any command may meet. */
export const COMMON_RULES = [
  NOT_IN_THIS_STATE,
  NO_SUCH_RECORD,
  STALE_VERSION,
  TIME_IN_THE_FUTURE,
  ROLE_NOT_ALLOWED,
  KEY_REUSED,
] as const satisfies readonly Rule[];

/** Every problem that this service can answer with, by its code. */
export function problemCatalogue(catalog: Catalog, profile: Profile): ReadonlyMap<string, ProblemPage> {
  const pages = new Map<string, ProblemPage>();
  for (const [code, kind] of Object.entries(PROBLEM_KINDS)) pages.set(code, { type: problemUri(code), code, ...kind });
  for (const rule of [...COMMON_RULES, OWN_WORK, ASSERTED_IS_FOR_THE_PAST]) pages.set(rule.code, pageOf(rule, [], profile));
  const common = new Set<string>(COMMON_RULES.map(({ code }) => code));
  for (const { name, spec } of catalog.commands)
    for (const rule of spec.rules)
      if (!common.has(rule.code)) pages.set(rule.code, pageOf(rule, [...(pages.get(rule.code)?.commands ?? []), name], profile));
  return new Map([...pages].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function pageOf(rule: Rule, commands: readonly string[], profile: Profile): ProblemPage {
  const { code, sentence, status, refusal, remedy } = rule;
  const source = sourceOf(rule, profile);
  return {
    type: problemUri(code),
    code,
    title: sentence,
    status,
    rule: {
      ...(refusal ? { number: refusal } : {}),
      sentence: refusal ? REFUSALS[refusal] : sentence,
      ...(source ? { source } : {}),
    },
    ...(remedy ? { remedy } : {}),
    ...(commands.length > 0 ? { commands } : {}),
  };
}
