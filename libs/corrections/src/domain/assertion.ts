/**
 * An assertion: a step of the past that was entered from a source, as the machinery records it beside the step's own entries.
 *
 *   none ──(the asserted step)──▶ RECORDED ──confirm-assertion──▶ CONFIRMED  (by another person)
 *                                     └──────decline-assertion──▶ DECLINED
 *
 * What was entered stands from its entry on, and shows whether it was confirmed. What was declined is put right by a correction.
 */
import {
  type AssertionRecorded,
  type Context,
  type Decider,
  type DomainCommand,
  type DomainEvent,
  refusedOwnWork,
  refusedState,
  type Rejection,
  type Transitions,
  unreachable,
} from '#kernel';

export type ConfirmAssertion = DomainCommand<'confirm-assertion', object>;
export type DeclineAssertion = DomainCommand<'decline-assertion', { readonly reason: string }>;
export type AssertionCommand = ConfirmAssertion | DeclineAssertion;

type Visibility = AssertionRecorded['data']['entryVisibility'];

export type AssertionConfirmed = DomainEvent<'assertion.confirmed', { readonly subject: string }>;
export type AssertionDeclined = DomainEvent<
  'assertion.declined',
  { readonly subject: string; readonly reason: string; readonly entryVisibility: Visibility }
>;
export type AssertionEvent = AssertionRecorded | AssertionConfirmed | AssertionDeclined;

export type AssertedStep =
  | { readonly status: 'none' }
  | ({ readonly status: 'RECORDED' } & Pick<AssertionRecorded['data'], 'subject' | 'enteredBy' | 'entryVisibility'>)
  | { readonly status: 'CONFIRMED' }
  | { readonly status: 'DECLINED' };

export const ASSERTION_TRANSITIONS = {
  'confirm-assertion': { from: ['RECORDED'], to: ['CONFIRMED'] },
  'decline-assertion': { from: ['RECORDED'], to: ['DECLINED'] },
} as const satisfies Transitions<AssertionCommand, AssertedStep['status']>;

function decide(command: AssertionCommand, state: AssertedStep, context: Context): readonly AssertionEvent[] | Rejection {
  const refused = refusedState(ASSERTION_TRANSITIONS, command.name, state.status);
  if (refused) return refused;
  // The table lets no other state come here.
  const { subject, enteredBy, entryVisibility } = state as Extract<AssertedStep, { status: 'RECORDED' }>;
  switch (command.name) {
    case 'confirm-assertion':
      return refusedOwnWork(enteredBy, context, command.name) ?? [{ type: 'assertion.confirmed', data: { subject } }];
    case 'decline-assertion':
      return [{ type: 'assertion.declined', data: { subject, reason: command.data.reason, entryVisibility } }];
    default:
      return unreachable(command);
  }
}

function evolve(_state: AssertedStep, event: AssertionEvent): AssertedStep {
  switch (event.type) {
    case 'assertion.recorded': {
      const { subject, enteredBy, entryVisibility } = event.data;
      return { status: 'RECORDED', subject, enteredBy, entryVisibility };
    }
    case 'assertion.confirmed':
      return { status: 'CONFIRMED' };
    case 'assertion.declined':
      return { status: 'DECLINED' };
    default:
      return unreachable(event);
  }
}

export const assertion: Decider<AssertionCommand, AssertedStep, AssertionEvent> = {
  streamType: 'assertions',
  initial: { status: 'none' },
  decide,
  evolve,
};
