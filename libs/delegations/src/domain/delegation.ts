/**
 * A delegation: somebody acts for a while in a role that is another's.
 *
 *   none ──delegate-role──▶ GRANTED ──revoke-delegation──▶ REVOKED
 *                              └──────expire-delegation (clock)──▶ EXPIRED
 *
 * It stands from its first instant to its last, and no longer than the one that it was itself granted under. Whoever acts under it acts
 * for the one who granted it, and for whoever that one acts for: all of them count as having done the work.
 */
import {
  type Context,
  type Decider,
  type DomainCommand,
  type DomainEvent,
  HOUR_MS,
  elapsedMs,
  type Instant,
  peopleBehind,
  refusedState,
  Rejection,
  type Role,
  type Rule,
  toInstant,
  type Transitions,
  unreachable,
} from '#kernel';

interface Terms {
  /** Who may act: the subject of their token. */
  readonly to: string;
  readonly role: Role;
  readonly from: Instant;
  /** The first instant at which it stands no more. */
  readonly until: Instant;
  readonly reason: string;
}

export type DelegateRole = DomainCommand<'delegate-role', Terms>;
export type RevokeDelegation = DomainCommand<'revoke-delegation', { readonly reason: string }>;
export type ExpireDelegation = DomainCommand<'expire-delegation', object>;
export type DelegationCommand = DelegateRole | RevokeDelegation | ExpireDelegation;

export type RoleDelegated = DomainEvent<
  'delegation.granted',
  Terms & {
    readonly by: string;
    /** The delegation that the one who granted it acted under. */
    readonly under?: string;
  }
>;
export type DelegationRevoked = DomainEvent<'delegation.revoked', { readonly reason: string; readonly revokedAt: Instant }>;
export type DelegationExpired = DomainEvent<'delegation.expired', { readonly expiredAt: Instant }>;
export type DelegationEvent = RoleDelegated | DelegationRevoked | DelegationExpired;

export type Delegation =
  | { readonly status: 'none' }
  | {
      readonly status: 'GRANTED' | 'REVOKED' | 'EXPIRED';
      readonly terms: RoleDelegated['data'];
      /** Since when it stands no more, where that is earlier than its last instant. */
      readonly revokedAt?: Instant;
    };

export const DELEGATES_OWN_ROLE: Rule = {
  code: 'delegates-own-role',
  sentence: 'A role is delegated by one who holds it, and only where the profile lists it as one that can be.',
  setting: 'delegation.roles',
  remedy: 'Have the one who holds the role delegate it; a seat on the Board is never delegated.',
  status: 403,
};

export const DELEGATION_IS_TIME_BOXED: Rule = {
  code: 'delegation-is-time-boxed',
  sentence:
    'A delegation ends after it begins, lasts no longer than the profile allows, and no longer than the one that it is granted under.',
  setting: 'delegation.mostDays',
  remedy: 'Name an earlier end; a delegation can be granted anew.',
  status: 409,
};

export const DELEGATES_TO_ANOTHER: Rule = {
  code: 'delegates-to-another',
  sentence: 'A role is delegated to another person than those who delegate it.',
  remedy: 'Name another person.',
  status: 409,
};

export const REVOKED_BY_ITS_GRANTER: Rule = {
  code: 'revoked-by-its-granter',
  sentence: 'A delegation is revoked by the one who granted it, or by an administrator where that person is not there to do it.',
  remedy: 'Ask the one who granted it.',
  status: 403,
};

export const DELEGATION_TRANSITIONS = {
  'delegate-role': { from: ['none'], to: ['GRANTED'] },
  'revoke-delegation': { from: ['GRANTED'], to: ['REVOKED'] },
  'expire-delegation': { from: ['GRANTED'], to: ['EXPIRED'] },
} as const satisfies Transitions<DelegationCommand, Delegation['status']>;

function decide(command: DelegationCommand, state: Delegation, context: Context): readonly DelegationEvent[] | Rejection {
  const refused = refusedState(DELEGATION_TRANSITIONS, command.name, state.status);
  if (refused) return refused;
  switch (command.name) {
    case 'delegate-role':
      return decideGrant(command, context);
    case 'revoke-delegation':
      if (state.status === 'none' || (state.terms.by !== context.actor && context.role !== 'administrator'))
        return new Rejection(REVOKED_BY_ITS_GRANTER, `${context.actor} did not grant it.`);
      return [{ type: 'delegation.revoked', data: { reason: command.data.reason, revokedAt: context.now } }];
    case 'expire-delegation':
      return [{ type: 'delegation.expired', data: { expiredAt: context.now } }];
    default:
      return unreachable(command);
  }
}

function decideGrant({ data }: DelegateRole, context: Context): readonly RoleDelegated[] | Rejection {
  const { role, now, actor, profile, actingUnder: under } = context;
  const { roles, mostDays } = profile.delegation;
  if (role !== data.role || !roles.includes(data.role))
    return new Rejection(DELEGATES_OWN_ROLE, `${data.role} would be delegated in the role ${role}; ${roles.join(', ')} can be.`);
  if (peopleBehind(context).includes(data.to))
    return new Rejection(DELEGATES_TO_ANOTHER, `${data.to} is one of those who delegate.`);
  const from = toInstant(data.from);
  const until = toInstant(data.until);
  const lasts = elapsedMs(from < now ? now : from, until);
  if (lasts <= 0 || lasts > mostDays * 24 * HOUR_MS || (under && until > under.until))
    return new Rejection(
      DELEGATION_IS_TIME_BOXED,
      `It would stand from ${from} to ${until}; ${mostDays} days are the most${under ? `, and the one that it is granted under ends at ${under.until}` : ''}.`,
    );
  return [{ type: 'delegation.granted', data: { ...data, from, until, by: actor, ...(under ? { under: under.id } : {}) } }];
}

function evolve(state: Delegation, event: DelegationEvent): Delegation {
  if (event.type === 'delegation.granted') return { status: 'GRANTED', terms: event.data };
  if (state.status === 'none') return state;
  switch (event.type) {
    case 'delegation.revoked':
      return { ...state, status: 'REVOKED', revokedAt: event.data.revokedAt };
    case 'delegation.expired':
      return { ...state, status: 'EXPIRED' };
    default:
      return unreachable(event);
  }
}

export const delegation: Decider<DelegationCommand, Delegation, DelegationEvent> = {
  streamType: 'delegations',
  initial: { status: 'none' },
  decide,
  evolve,
};

/** Whether a delegation lets this person act at this instant; what it was itself granted under is not looked at. */
export function standsFor(state: Delegation, person: string, at: Instant): state is Exclude<Delegation, { status: 'none' }> {
  if (state.status === 'none') return false;
  const { to, from, until } = state.terms;
  return to === person && from <= at && at < until && (state.revokedAt === undefined || at < state.revokedAt);
}
