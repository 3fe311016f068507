/**
 * A protocol of the department (a manual section, a form, a policy document, the subject of a notice) and its versions.
 *
 *   none ──register-protocol──▶ REGISTERED   (nothing in force)
 *   none ──register-protocol──▶ IN_FORCE     (where a version is in force already: it becomes version 1)
 *
 *   REGISTERED, RESCINDED ──put-version-in-force (ESTABLISHED, ACTIVATED)──▶ IN_FORCE
 *   IN_FORCE ──put-version-in-force (REVISED, ACTIVATED)──▶ IN_FORCE      (the next version; it supersedes the one before)
 *   IN_FORCE ──put-version-in-force (RESCINDED)──▶ RESCINDED
 *
 * A version is EFFECTIVE until the next one supersedes it or an order rescinds it; at any instant one at most is effective.
 * Versions are numbered from 1 and never change; the text of an old one may be unavailable.
 */
import {
  type Context,
  type Decider,
  type DomainCommand,
  type DomainEvent,
  type Instant,
  NO_SUCH_RECORD,
  notNow,
  type PlainDate,
  Rejection,
  type Rule,
  TIME_IN_THE_FUTURE,
  toInstant,
  unreachable,
} from '#kernel';

/** `MANUAL_SECTION` 1/556.10, `FORM` 01.67.14, a policy document by its name, a notice by its subject. */
export const PROTOCOL_KINDS = ['MANUAL_SECTION', 'FORM', 'POLICY_DOCUMENT', 'NOTICE_SUBJECT'] as const;
export type ProtocolKind = (typeof PROTOCOL_KINDS)[number];

/** What an order does to a protocol. */
export const CHANGE_KINDS = ['ESTABLISHED', 'REVISED', 'ACTIVATED', 'RESCINDED'] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];

interface Heading {
  readonly kind: ProtocolKind;
  readonly identifier: string;
  readonly title: string;
}

export type RegisterProtocol = DomainCommand<
  'register-protocol',
  Heading & {
    /** The version that is in force already; its text is absent where it is unavailable. */
    readonly inForce?: {
      readonly text?: string;
      /** SHA-256 of the text's UTF-8 bytes, in hex. */
      readonly textHash?: string;
      readonly since: PlainDate;
      readonly source: string;
    };
  }
>;
export type PutVersionInForce = DomainCommand<
  'put-version-in-force',
  {
    readonly draftId: string;
    readonly textHash: string;
    readonly orderId: string;
    readonly change: ChangeKind;
    readonly effectiveAt: Instant;
  }
>;
export type ProtocolCommand = RegisterProtocol | PutVersionInForce;

export type ProtocolRegistered = DomainEvent<'protocol.registered', Heading>;
export type VersionEffective = DomainEvent<
  'protocol.version-effective',
  {
    readonly version: number;
    readonly effectiveAt: Instant;
    /** The version whose effect ends with this one's beginning. */
    readonly supersedes?: number;
    /** Absent where the text of a version of the past is unavailable. */
    readonly text?: string;
    readonly textHash?: string;
    /** Where a version of the past is known from; absent for one that an order put in force. */
    readonly source?: string;
    readonly orderId?: string;
    readonly draftId?: string;
    readonly change?: ChangeKind;
  }
>;
export type VersionRescinded = DomainEvent<
  'protocol.version-rescinded',
  { readonly version: number; readonly effectiveAt: Instant; readonly orderId: string; readonly draftId: string }
>;
export type ProtocolEvent = ProtocolRegistered | VersionEffective | VersionRescinded;

export type Protocol =
  | { readonly status: 'none' }
  | { readonly status: 'REGISTERED' }
  | { readonly status: 'IN_FORCE'; readonly version: number; readonly since: Instant }
  | { readonly status: 'RESCINDED'; readonly version: number; readonly since: Instant };

/** The text that the Board adopted in the draft named by the command; absent where it adopted none. */
export interface ProtocolFacts {
  readonly adopted?: {
    readonly protocolId: string;
    readonly text: string;
    readonly textHash: string;
    /** The version of the protocol that it changes; 0 for none. */
    readonly baseVersion: number;
  };
}

export const IDENTIFIER_TAKEN: Rule = {
  code: 'protocol-identifier-taken',
  sentence: 'A protocol is registered once: its kind and identifier name no other.',
  remedy: 'Use the protocol that is registered under this identifier.',
  status: 409,
};

export const BASE_NOT_IN_FORCE: Rule = {
  code: 'base-not-in-force',
  refusal: 12,
  sentence: 'A change of a protocol is made to the version that is in force, or to none where none is.',
  remedy: 'Rebase the text: save a version of the draft that names the version in force as its base.',
  status: 409,
};

export const ONE_EFFECTIVE_VERSION: Rule = {
  code: 'one-effective-version',
  refusal: 12,
  sentence:
    'At any instant one version of a protocol is effective: each begins where the one before ends, and not before it began.',
  remedy: 'Revise or rescind the version in force, from an instant at or after its own beginning.',
  status: 409,
};

export const NOT_THE_ADOPTED_TEXT: Rule = {
  code: 'not-the-adopted-text',
  refusal: 17,
  sentence: 'Into force comes the text that the Board adopted for this protocol, and no other.',
  remedy: 'Name the draft that was adopted, and the hash of its text.',
  status: 409,
};

type Decision = readonly ProtocolEvent[] | Rejection;

function decide(command: ProtocolCommand, state: Protocol, context: Context, facts: ProtocolFacts | undefined): Decision {
  switch (command.name) {
    case 'register-protocol':
      return decideRegistration(command, state, context);
    case 'put-version-in-force':
      if (state.status === 'none') return new Rejection(NO_SUCH_RECORD, 'There is no such protocol.');
      return decideVersion(command, state, context, facts?.adopted);
    default:
      return unreachable(command);
  }
}

function decideRegistration({ name, data }: RegisterProtocol, state: Protocol, { calendar, occurredAt }: Context): Decision {
  if (state.status !== 'none') return notNow(name, state.status, ['none']);
  const { kind, identifier, title, inForce } = data;
  const registered: ProtocolRegistered = { type: 'protocol.registered', data: { kind, identifier, title } };
  if (!inForce) return [registered];
  const { since, source, text, textHash } = inForce;
  const today = calendar.dateOf(occurredAt);
  if (since > today) return new Rejection(TIME_IN_THE_FUTURE, `In force since ${since}, registered on ${today}.`);
  const effectiveAt = calendar.startOfDay(since);
  const known = text === undefined ? {} : { text, textHash };
  return [registered, { type: 'protocol.version-effective', data: { version: 1, effectiveAt, source, ...known } }];
}

type Registered = Exclude<Protocol, { status: 'none' }>;

function decideVersion(
  { name, data }: PutVersionInForce,
  state: Registered,
  { subjectId, now }: Context,
  adopted: ProtocolFacts['adopted'],
): Decision {
  const { draftId, textHash, orderId, change } = data;
  const effectiveAt = toInstant(data.effectiveAt);
  if (!FITTING[change].includes(state.status))
    return change === 'ESTABLISHED'
      ? new Rejection(
          ONE_EFFECTIVE_VERSION,
          `Version ${versionInForce(state)} is in force; a protocol is established where none is.`,
        )
      : notNow(`${name} (${change})`, state.status, FITTING[change]);
  if (adopted?.protocolId !== subjectId || adopted.textHash !== textHash)
    return new Rejection(NOT_THE_ADOPTED_TEXT, `The Board adopted no text ${textHash} for this protocol in draft ${draftId}.`);
  if (adopted.baseVersion !== versionInForce(state))
    return new Rejection(
      BASE_NOT_IN_FORCE,
      `Draft ${draftId} changes version ${adopted.baseVersion}; in force is ${versionInForce(state)}.`,
    );
  if (effectiveAt > now) return new Rejection(TIME_IN_THE_FUTURE, `Effective at ${effectiveAt}; it is ${now}.`);
  if (state.status !== 'REGISTERED' && effectiveAt < state.since)
    return new Rejection(
      ONE_EFFECTIVE_VERSION,
      `Effective at ${effectiveAt}, but the protocol is ${state.status} since ${state.since}.`,
    );
  if (change === 'RESCINDED')
    return [{ type: 'protocol.version-rescinded', data: { version: versionInForce(state), effectiveAt, orderId, draftId } }];
  return [
    {
      type: 'protocol.version-effective',
      data: {
        version: lastVersion(state) + 1,
        effectiveAt,
        ...(state.status === 'IN_FORCE' ? { supersedes: state.version } : {}),
        text: adopted.text,
        textHash,
        orderId,
        draftId,
        change,
      },
    },
  ];
}

/** From which states each change leads on: what is established was not in force, what is revised or rescinded is. */
const FITTING: Readonly<Record<ChangeKind, readonly Protocol['status'][]>> = {
  ESTABLISHED: ['REGISTERED', 'RESCINDED'],
  REVISED: ['IN_FORCE'],
  ACTIVATED: ['REGISTERED', 'IN_FORCE', 'RESCINDED'],
  RESCINDED: ['IN_FORCE'],
};

function lastVersion(state: Registered): number {
  return state.status === 'REGISTERED' ? 0 : state.version;
}

function evolve(_state: Protocol, event: ProtocolEvent): Protocol {
  switch (event.type) {
    case 'protocol.registered':
      return { status: 'REGISTERED' };
    case 'protocol.version-effective':
      return { status: 'IN_FORCE', version: event.data.version, since: event.data.effectiveAt };
    case 'protocol.version-rescinded':
      return { status: 'RESCINDED', version: event.data.version, since: event.data.effectiveAt };
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

/** The number of the version of a protocol that is in force; 0 where none is. */
export function versionInForce(state: Protocol): number {
  return state.status === 'IN_FORCE' ? state.version : 0;
}
