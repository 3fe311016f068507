/**
 * That the log goes on under another origin: after a restore that lost its tail, what the old origin signed cannot be grown any more.
 *
 *   none ──continue-log──▶ CONTINUED
 *
 * The entry is the first one that the new origin covers beyond what both have in common, and everybody may read it: whoever followed the
 * old origin is told where it ends, and why.
 */
import type { Rejection } from '#kernel';
import { type Context, type Decider, type DomainCommand, type DomainEvent, refusedState, type Transitions } from '#kernel';

export type ContinueLog = DomainCommand<
  'continue-log',
  {
    /** What the checkpoints call the log from here on. */
    readonly origin: string;
    /** What they called it before. */
    readonly continues: string;
    /** The newest checkpoint of the old origin, the whole note; the log need not have all that it covers. */
    readonly checkpoint: string;
    /** Up to this size the log is that of the old origin's checkpoints; 0 where it is that of none. */
    readonly agreesUpTo: number;
    readonly reason: string;
  }
>;
export type ContinuationEvent = DomainEvent<'log.continued', ContinueLog['data']>;
export type Continuation = { readonly status: 'none' | 'CONTINUED' };

export const CONTINUATION_TRANSITIONS = {
  'continue-log': { from: ['none'], to: ['CONTINUED'] },
} as const satisfies Transitions<ContinueLog>;

function decide(command: ContinueLog, { status }: Continuation, _context: Context): readonly ContinuationEvent[] | Rejection {
  return refusedState(CONTINUATION_TRANSITIONS, command.name, status) ?? [{ type: 'log.continued', data: command.data }];
}

export const continuation: Decider<ContinueLog, Continuation, ContinuationEvent, undefined> = {
  streamType: 'continuations',
  initial: { status: 'none' },
  decide,
  evolve: () => ({ status: 'CONTINUED' }),
};
