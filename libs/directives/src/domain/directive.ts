/**
 * A directive as it was signed: its number, its date and who issued it. What it asks stands in its provisions.
 *
 *   none ──register-directive──▶ REGISTERED ──activate-directive──▶ ACTIVE
 *
 * Its text never changes; an error of the record is put right by a correction.
 */
import {
  type Context,
  type Decider,
  type DomainCommand,
  type DomainEvent,
  type PlainDate,
  refusedState,
  Rejection,
  TIME_IN_THE_FUTURE,
  type Transitions,
} from '#kernel';

interface DirectiveParticulars {
  /** As its issuer numbers it; another mayor's directives may carry the same number. */
  readonly number: number;
  /** How it is cited everywhere: `Executive Directive 17 (10 February 2026)`. */
  readonly label: string;
  readonly issuedBy: string;
  /** The day from which the deadlines of its provisions are counted. */
  readonly signedOn: PlainDate;
  /** Invented, for a demonstration or a test. */
  readonly synthetic?: boolean;
}

export type RegisterDirective = DomainCommand<'register-directive', DirectiveParticulars>;
export type ActivateDirective = DomainCommand<'activate-directive'>;
export type DirectiveCommand = RegisterDirective | ActivateDirective;

export type DirectiveRegistered = DomainEvent<'directive.registered', DirectiveParticulars>;
export type DirectiveActivated = DomainEvent<'directive.activated', Record<string, never>>;
export type DirectiveEvent = DirectiveRegistered | DirectiveActivated;

export type Directive =
  | { readonly status: 'none' }
  | { readonly status: 'REGISTERED'; readonly label: string; readonly signedOn: PlainDate }
  | { readonly status: 'ACTIVE'; readonly label: string; readonly signedOn: PlainDate };

export const DIRECTIVE_TRANSITIONS = {
  'register-directive': { from: ['none'], to: ['REGISTERED'] },
  'activate-directive': { from: ['REGISTERED'], to: ['ACTIVE'] },
} as const satisfies Transitions<DirectiveCommand, Directive['status']>;

function decide(command: DirectiveCommand, state: Directive, context: Context): readonly DirectiveEvent[] | Rejection {
  const refused = refusedState(DIRECTIVE_TRANSITIONS, command.name, state.status);
  if (refused) return refused;
  switch (command.name) {
    case 'register-directive': {
      const today = context.calendar.dateOf(context.now);
      if (command.data.signedOn > today)
        return new Rejection(TIME_IN_THE_FUTURE, `Signed on ${command.data.signedOn}; today is ${today}.`);
      return [{ type: 'directive.registered', data: command.data }];
    }
    case 'activate-directive':
      return [{ type: 'directive.activated', data: {} }];
  }
}

function evolve(state: Directive, event: DirectiveEvent): Directive {
  switch (event.type) {
    case 'directive.registered':
      return { status: 'REGISTERED', label: event.data.label, signedOn: event.data.signedOn };
    case 'directive.activated':
      return state.status === 'none' ? state : { ...state, status: 'ACTIVE' };
  }
}

export const directive: Decider<DirectiveCommand, Directive, DirectiveEvent> = {
  streamType: 'directives',
  initial: { status: 'none' },
  decide,
  evolve,
};
