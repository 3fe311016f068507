/**
 * A directive as it was signed: its number, its date and who issued it. What it asks stands in its provisions.
 *
 *   none ──register-directive──▶ REGISTERED ──activate-directive──▶ ACTIVE ──close-directive──▶ CLOSED  (every provision has ended)
 *                                                                    ├────supersede-directive──▶ SUPERSEDED
 *                                                                    └────rescind-directive────▶ RESCINDED
 *
 * What has not ended of a superseded directive is superseded with it, of a rescinded one withdrawn.
 * Its text never changes; an error of the record is put right by a correction.
 */
import {
  type Context,
  type Decider,
  type DomainCommand,
  type DomainEvent,
  NO_SUCH_RECORD,
  type PlainDate,
  refusedState,
  Rejection,
  type Rule,
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
export type CloseDirective = DomainCommand<'close-directive'>;
export type SupersedeDirective = DomainCommand<
  'supersede-directive',
  /** The directive that stands in its place. */
  { readonly byDirectiveId: string; readonly reason: string }
>;
export type RescindDirective = DomainCommand<'rescind-directive', { readonly reason: string }>;
export type DirectiveCommand = RegisterDirective | ActivateDirective | CloseDirective | SupersedeDirective | RescindDirective;

export type DirectiveRegistered = DomainEvent<'directive.registered', DirectiveParticulars>;
export type DirectiveActivated = DomainEvent<'directive.activated', Record<string, never>>;
export type DirectiveClosed = DomainEvent<'directive.closed', Record<string, never>>;
export type DirectiveSuperseded = DomainEvent<'directive.superseded', SupersedeDirective['data'] & EndedWithIt>;
export type DirectiveRescinded = DomainEvent<'directive.rescinded', RescindDirective['data'] & EndedWithIt>;
export type DirectiveEvent =
  DirectiveRegistered | DirectiveActivated | DirectiveClosed | DirectiveSuperseded | DirectiveRescinded;

interface EndedWithIt {
  /** The ids of the provisions that had not ended, and end with it. */
  readonly provisions: readonly string[];
}

export type Directive =
  | { readonly status: 'none' }
  | { readonly status: 'REGISTERED'; readonly label: string; readonly signedOn: PlainDate }
  | {
      readonly status: 'ACTIVE' | 'CLOSED' | 'SUPERSEDED' | 'RESCINDED';
      readonly label: string;
      readonly signedOn: PlainDate;
    };
export type DirectiveStatus = Exclude<Directive['status'], 'none'>;

/** What an end of the directive needs to know. */
export interface DirectiveFacts {
  /** Of its provisions: the keys of all that have not ended, announced parts that were never entered among them, and the ids of those entered. */
  readonly provisions?: { readonly openKeys: readonly string[]; readonly openIds: readonly string[]; readonly any: boolean };
  /** Whether the directive that is to stand in its place exists. */
  readonly successorKnown?: boolean;
}

export const PROVISIONS_STILL_OPEN: Rule = {
  code: 'provisions-still-open',
  sentence: 'A directive is closed when each of its provisions has ended, and has one at least.',
  remedy: 'See its coverage: verify, withdraw or decline what has not ended.',
  status: 409,
};

export const SUPERSEDES_ITSELF: Rule = {
  code: 'directive-supersedes-itself',
  sentence: 'A directive is superseded by another one.',
  remedy: 'Name the directive that stands in its place.',
  status: 409,
};

export const DIRECTIVE_TRANSITIONS = {
  'register-directive': { from: ['none'], to: ['REGISTERED'] },
  'activate-directive': { from: ['REGISTERED'], to: ['ACTIVE'] },
  'close-directive': { from: ['ACTIVE'], to: ['CLOSED'] },
  'supersede-directive': { from: ['ACTIVE'], to: ['SUPERSEDED'] },
  'rescind-directive': { from: ['ACTIVE'], to: ['RESCINDED'] },
} as const satisfies Transitions<DirectiveCommand, Directive['status']>;

function decide(
  command: DirectiveCommand,
  state: Directive,
  context: Context,
  facts: DirectiveFacts | undefined,
): readonly DirectiveEvent[] | Rejection {
  const { openKeys = [], openIds = [], any = false } = facts?.provisions ?? {};
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
    case 'close-directive':
      if (openKeys.length > 0 || !any)
        return new Rejection(
          PROVISIONS_STILL_OPEN,
          any ? `Not ended yet: ${openKeys.join(', ')}.` : 'The directive has no provision.',
        );
      return [{ type: 'directive.closed', data: {} }];
    case 'supersede-directive':
      if (command.data.byDirectiveId === context.subjectId)
        return new Rejection(SUPERSEDES_ITSELF, `${command.data.byDirectiveId} is the directive itself.`);
      if (!facts?.successorKnown) return new Rejection(NO_SUCH_RECORD, `There is no directive ${command.data.byDirectiveId}.`);
      return [{ type: 'directive.superseded', data: { ...command.data, provisions: openIds } }];
    case 'rescind-directive':
      return [{ type: 'directive.rescinded', data: { ...command.data, provisions: openIds } }];
  }
}

function evolve(state: Directive, event: DirectiveEvent): Directive {
  switch (event.type) {
    case 'directive.registered':
      return { status: 'REGISTERED', label: event.data.label, signedOn: event.data.signedOn };
    case 'directive.activated':
    case 'directive.closed':
    case 'directive.superseded':
    case 'directive.rescinded':
      return state.status === 'none' ? state : { ...state, status: STATUS_AFTER[event.type] };
  }
}

const STATUS_AFTER = {
  'directive.activated': 'ACTIVE',
  'directive.closed': 'CLOSED',
  'directive.superseded': 'SUPERSEDED',
  'directive.rescinded': 'RESCINDED',
} as const;

export const directive: Decider<DirectiveCommand, Directive, DirectiveEvent, DirectiveFacts | undefined> = {
  streamType: 'directives',
  initial: { status: 'none' },
  decide,
  evolve,
};
