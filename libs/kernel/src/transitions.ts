import type { DomainCommand } from './decider.js';
import { NO_SUCH_RECORD, notNow, Rejection } from './rejection.js';

/** Where a step is possible, and where it can lead: `from` and `to` are states, `none` that of a record which does not exist. */
export interface Transition<Status extends string = string> {
  readonly from: readonly Status[];
  /** Every state that the step can end in; the same as before where it changes none. */
  readonly to: readonly Status[];
}

/**
 * A state machine as one table, by the name of the step. The decider goes by it, and so do the API's descriptions, the pictures and the
 * table of roles: what stands here is what is enforced.
 */
export type Transitions<Command extends DomainCommand = DomainCommand, Status extends string = string> = Readonly<
  Record<Command['name'], Transition<Status>>
>;

/** The refusal of a step that the table does not list for the state that the record is in. */
export function refusedState<Name extends string>(
  transitions: Readonly<Record<NoInfer<Name>, Transition>>,
  name: Name,
  status: string,
): Rejection | undefined {
  const { from } = transitions[name];
  if (from.includes(status)) return undefined;
  return status === 'none'
    ? new Rejection(NO_SUCH_RECORD, `${name} names a record that does not exist.`)
    : notNow(name, status, from);
}
