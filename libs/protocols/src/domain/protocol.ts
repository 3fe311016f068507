/**
 * A protocol of the department (a manual section, a form, a policy document, the subject of a notice) and its versions.
 *
 *   none ──register-protocol──▶ REGISTERED   (nothing in force)
 *   none ──register-protocol──▶ IN_FORCE     (where a version is in force already: it becomes version 1)
 *
 *   REGISTERED, RESCINDED, EXPIRED ──put-version-in-force (ESTABLISHED, ACTIVATED)──▶ IN_FORCE
 *   IN_FORCE ──put-version-in-force (REVISED, ACTIVATED)──▶ IN_FORCE   (the next version; it supersedes the one before)
 *   IN_FORCE ──put-version-in-force (RESCINDED)──▶ RESCINDED
 *   IN_FORCE ──rescind-version (its order was rescinded)──▶ RESCINDED
 *   IN_FORCE ──expire-version (a pilot, by its clock)──▶ EXPIRED
 *   IN_FORCE ──suspend-protocol, resume-protocol──▶ IN_FORCE           (an overlay, whole or by sections)
 *
 *   put-action-in-force   as put-version-in-force, by the Board's action itself, where no order is located
 *   rescind-version       changes nothing where another version is in force, or none
 *
 * One of its versions:
 *
 *   none ──put-version-in-force──▶ EFFECTIVE ──▶ SUPERSEDED | RESCINDED | EXPIRED
 *
 * A version is EFFECTIVE until the next one supersedes it, an order rescinds it or, a pilot, its time is over; at any instant one at most
 * is effective. Versions are numbered from 1 and never change, each supersedes an earlier one; the text of an old one may be unavailable.
 * A suspension is of the version that it found: the one that follows is judged anew.
 */
import {
  type Context,
  type Decider,
  refusedState,
  Rejection,
  resume,
  suspend,
  type SuspensionBegun,
  type SuspensionEnded,
  TIME_IN_THE_FUTURE,
  toInstant,
  type Transitions,
  unreachable,
  withoutSuspension,
  withSuspension,
} from '#kernel';
import {
  type InForce,
  type Protocol,
  type ProtocolCommand,
  type ProtocolEvent,
  type ProtocolFacts,
  type ProtocolPaused,
  type ProtocolRegistered,
  type ProtocolResumed,
  REGISTERED,
  type Registered,
  type RegisterProtocol,
  type RescindVersion,
  sectionIdsOf,
  type VersionStatus,
  type VersionText,
} from './protocol-record.js';
import { PILOT_RUNS } from './protocol-rules.js';
import { decideVersion } from './putting-in-force.js';

export const PROTOCOL_TRANSITIONS = {
  'register-protocol': { from: ['none'], to: ['REGISTERED', 'IN_FORCE'] },
  'put-version-in-force': { from: REGISTERED, to: ['IN_FORCE', 'RESCINDED'] },
  'put-action-in-force': { from: REGISTERED, to: ['IN_FORCE', 'RESCINDED'] },
  'rescind-version': { from: REGISTERED, to: REGISTERED },
  'expire-version': { from: ['IN_FORCE'], to: ['EXPIRED'] },
  'suspend-protocol': { from: ['IN_FORCE'], to: ['IN_FORCE'] },
  'resume-protocol': { from: ['IN_FORCE'], to: ['IN_FORCE'] },
} as const satisfies Transitions<ProtocolCommand, Protocol['status']>;

/** What the steps do to the latest version. */
export const VERSION_TRANSITIONS = {
  'register-protocol': { from: ['none'], to: ['EFFECTIVE'] },
  'put-version-in-force': { from: ['none', 'EFFECTIVE', 'EXPIRED'], to: ['EFFECTIVE', 'SUPERSEDED', 'RESCINDED'] },
  'put-action-in-force': { from: ['none', 'EFFECTIVE', 'EXPIRED'], to: ['EFFECTIVE', 'SUPERSEDED', 'RESCINDED'] },
  'rescind-version': { from: ['EFFECTIVE'], to: ['RESCINDED'] },
  'expire-version': { from: ['EFFECTIVE'], to: ['EXPIRED'] },
} as const satisfies Partial<Transitions<ProtocolCommand, VersionStatus | 'none'>>;

type Decision = readonly ProtocolEvent[] | Rejection;

function decide(command: ProtocolCommand, state: Protocol, context: Context, facts: ProtocolFacts = {}): Decision {
  const refused = refusedState(PROTOCOL_TRANSITIONS, command.name, state.status);
  if (refused) return refused;
  switch (command.name) {
    case 'register-protocol':
      return decideRegistration(command, context);
    case 'put-version-in-force':
    case 'put-action-in-force':
      return decideVersion(command, state as Registered, context, facts.adopted);
    case 'rescind-version':
      return decideRescission(command, state as Registered);
    case 'expire-version':
      return decideExpiry(state as InForce, context);
    case 'suspend-protocol':
      return decideOverlay(
        'protocol.paused',
        state as InForce,
        suspend(command.data, overlaid(state as InForce), context, facts),
      );
    case 'resume-protocol':
      return decideOverlay('protocol.resumed', state as InForce, resume(command.data, state as InForce, context, facts));
    default:
      return unreachable(command);
  }
}

function decideOverlay<Data extends SuspensionBegun | SuspensionEnded>(
  type: ProtocolPaused['type'] | ProtocolResumed['type'],
  { version }: InForce,
  change: Data | Rejection,
): Decision {
  return change instanceof Rejection ? change : [{ type, data: { version, ...change } } as ProtocolPaused | ProtocolResumed];
}

function decideRegistration({ data }: RegisterProtocol, { calendar, occurredAt }: Context): Decision {
  const { kind, identifier, title, inForce } = data;
  const registered: ProtocolRegistered = { type: 'protocol.registered', data: { kind, identifier, title } };
  if (!inForce) return [registered];
  const { since, source, text, textHash } = inForce;
  const today = calendar.dateOf(occurredAt);
  if (since > today) return new Rejection(TIME_IN_THE_FUTURE, `In force since ${since}, registered on ${today}.`);
  const effectiveAt = calendar.startOfDay(since);
  const known = text === undefined ? {} : { text, textHash };
  return [registered, { type: 'protocol.version-effective', data: { version: 1, effectiveAt, source, ...known, sections: [] } }];
}

/** An order that is rescinded takes its version with it, unless that is in force no longer. */
function decideRescission({ name, data }: RescindVersion, state: Registered): Decision {
  const { orderId } = data;
  const version = 'orderId' in state && state.orderId === orderId ? VERSION_OF[state.status] : 'none';
  if (state.status !== 'IN_FORCE' || refusedState(VERSION_TRANSITIONS, name, version)) return [];
  const asked = toInstant(data.effectiveAt);
  const effectiveAt = asked < state.since ? state.since : asked;
  return [{ type: 'protocol.version-rescinded', data: { version: state.version, effectiveAt, orderId } }];
}

/** The status of the latest version, by that of its protocol. */
const VERSION_OF = {
  REGISTERED: 'none',
  IN_FORCE: 'EFFECTIVE',
  RESCINDED: 'RESCINDED',
  EXPIRED: 'EXPIRED',
} as const satisfies Record<Registered['status'], VersionStatus | 'none'>;

function decideExpiry({ version, expiresAt }: InForce, { now }: Context): Decision {
  if (expiresAt === undefined || toInstant(now) < expiresAt)
    return new Rejection(
      PILOT_RUNS,
      `It is ${now}; version ${version} is in force ${expiresAt ? `until ${expiresAt}` : 'for good'}.`,
    );
  return [{ type: 'protocol.version-expired', data: { version, expiredAt: expiresAt } }];
}

/** What a suspension is judged by: sections are named in the text in force. */
function overlaid(state: InForce) {
  const { since, suspensions, version: inForce } = state;
  return { since, suspensions, sections: sectionIdsOf(state, ({ version }) => version === inForce) };
}

const textsOf = (state: Protocol): readonly VersionText[] => ('texts' in state ? state.texts : []);

function evolve(state: Protocol, event: ProtocolEvent): Protocol {
  switch (event.type) {
    case 'protocol.registered':
      return { status: 'REGISTERED' };
    case 'protocol.version-effective': {
      const { version, effectiveAt: since, orderId, expiresAt, text, sections } = event.data;
      const saved: VersionText = {
        ...{ version, sections },
        ...(orderId === undefined ? {} : { orderId }),
        ...(text === undefined ? {} : { text }),
      };
      return {
        status: 'IN_FORCE',
        version,
        since,
        texts: [...textsOf(state), saved],
        ...(orderId === undefined ? {} : { orderId }),
        ...(expiresAt === undefined ? {} : { expiresAt }),
        suspensions: [],
      };
    }
    case 'protocol.version-rescinded':
      return { status: 'RESCINDED', version: event.data.version, since: event.data.effectiveAt, texts: textsOf(state) };
    case 'protocol.version-expired':
      return state.status === 'IN_FORCE'
        ? { status: 'EXPIRED', version: state.version, began: state.since, since: event.data.expiredAt, texts: state.texts }
        : state;
    case 'protocol.paused':
      return state.status === 'IN_FORCE' ? { ...state, suspensions: withSuspension(state.suspensions, event.data) } : state;
    case 'protocol.resumed':
      return state.status === 'IN_FORCE' ? { ...state, suspensions: withoutSuspension(state.suspensions, event.data) } : state;
    default:
      return unreachable(event);
  }
}

export const protocol: Decider<ProtocolCommand, Protocol, ProtocolEvent, ProtocolFacts | undefined> = {
  streamType: 'protocols',
  initial: { status: 'none' },
  decide,
  evolve,
};
