/**
 * A legal authority (a statute, an ordinance, a rule) and its standing, scope by scope.
 *
 *   none ──register-authority──▶ REGISTERED ──record-legal-status──▶ REGISTERED  (any number of times, a scope each)
 *
 * Nothing decides here what the law is: city attorneys enter what a court or a legislature ordered, and from when.
 */
import {
  type Context,
  type Decider,
  type DomainCommand,
  type DomainEvent,
  type PlainDate,
  refusedState,
  Rejection,
  type Rule,
  type Transitions,
} from '#kernel';

export const LEGAL_STATUSES = ['NOT_YET_OPERATIVE', 'IN_FORCE', 'ENJOINED', 'STAYED', 'VACATED', 'REPEALED'] as const;
export type LegalStatus = (typeof LEGAL_STATUSES)[number];

export interface StatusEntry {
  readonly scope: string;
  readonly status: LegalStatus;
  readonly orderedOn: PlainDate;
  readonly effectiveOn: PlainDate;
  readonly source: string;
}

export type RegisterAuthority = DomainCommand<'register-authority', { citation: string; title: string }>;
export type RecordLegalStatus = DomainCommand<'record-legal-status', StatusEntry>;
export type AuthorityCommand = RegisterAuthority | RecordLegalStatus;

export type AuthorityRegistered = DomainEvent<'authority.registered', { citation: string; title: string }>;
export type LegalStatusRecorded = DomainEvent<'authority.status-recorded', StatusEntry>;
export type AuthorityEvent = AuthorityRegistered | LegalStatusRecorded;

export type Authority =
  | { readonly status: 'none' }
  | { readonly status: 'REGISTERED'; readonly citation: string; readonly standing: readonly StatusEntry[] };

export const EFFECTIVE_BEFORE_ORDERED: Rule = {
  code: 'effective-before-ordered',
  sentence: 'A legal status takes effect on the day it was ordered or later.',
  remedy: 'Check the two dates against the order.',
  status: 409,
};

export const AUTHORITY_TRANSITIONS = {
  'register-authority': { from: ['none'], to: ['REGISTERED'] },
  'record-legal-status': { from: ['REGISTERED'], to: ['REGISTERED'] },
} as const satisfies Transitions<AuthorityCommand, Authority['status']>;

function decide(command: AuthorityCommand, state: Authority, _context: Context): readonly AuthorityEvent[] | Rejection {
  const refused = refusedState(AUTHORITY_TRANSITIONS, command.name, state.status);
  if (refused) return refused;
  switch (command.name) {
    case 'register-authority':
      return [{ type: 'authority.registered', data: command.data }];
    case 'record-legal-status':
      if (command.data.effectiveOn < command.data.orderedOn)
        return new Rejection(
          EFFECTIVE_BEFORE_ORDERED,
          `Effective on ${command.data.effectiveOn}, before it was ordered on ${command.data.orderedOn}.`,
        );
      return [{ type: 'authority.status-recorded', data: command.data }];
  }
}

function evolve(state: Authority, event: AuthorityEvent): Authority {
  switch (event.type) {
    case 'authority.registered':
      return { status: 'REGISTERED', citation: event.data.citation, standing: [] };
    case 'authority.status-recorded':
      return state.status === 'none' ? state : { ...state, standing: [...state.standing, event.data] };
  }
}

export const authority: Decider<AuthorityCommand, Authority, AuthorityEvent> = {
  streamType: 'authorities',
  initial: { status: 'none' },
  decide,
  evolve,
};

/** The status of an authority in a scope on a date: the latest effective one, or undefined where none was recorded. */
export function legalStatusOn(state: Authority, scope: string, date: PlainDate): LegalStatus | undefined {
  return entryOn(state, scope, date)?.status;
}

/** The order or act by which an authority stands as it does in a scope on a date. */
export function entryOn(state: Authority, scope: string, date: PlainDate): StatusEntry | undefined {
  return state.status === 'none' ? undefined : standingOn(state.standing, date).find((entry) => entry.scope === scope);
}

/** Of each scope the entry that holds on a date: the latest effective one, and of those of one day the last that was recorded. */
export function standingOn(standing: readonly StatusEntry[], date: PlainDate): readonly StatusEntry[] {
  const held = new Map<string, StatusEntry>();
  for (const entry of standing) {
    const before = held.get(entry.scope);
    if (entry.effectiveOn <= date && !(before && before.effectiveOn > entry.effectiveOn)) held.set(entry.scope, entry);
  }
  return [...held.values()];
}
