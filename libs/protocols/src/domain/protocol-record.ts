/** What a protocol's stream holds: what may be asked of it, what happened to it, and how it stands. */
import type {
  DomainCommand,
  DomainEvent,
  Instant,
  PlainDate,
  Suspension,
  SuspensionAsked,
  SuspensionBegun,
  SuspensionEnded,
  SuspensionFacts,
} from '#kernel';
import type { DividedText, SectionMark } from './divided-text.js';
import { sectionsOf } from './sections.js';

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
/** The adopted text that comes into force, and what that does to the protocol. */
export interface ChangeInForce {
  /** Absent where an order of the past was entered without its draft. */
  readonly draftId?: string;
  readonly textHash?: string;
  /** What such an order says itself; absent where it is unavailable. */
  readonly text?: string;
  readonly change: ChangeKind;
  readonly effectiveAt: Instant;
  /** A pilot's effect ends at this instant. */
  readonly expiresAt?: Instant;
}
export type PutVersionInForce = DomainCommand<'put-version-in-force', ChangeInForce & { readonly orderId: string }>;
export type PutActionInForce = DomainCommand<
  'put-action-in-force',
  ChangeInForce & {
    readonly boardActionId: string;
    /** Where an order was looked for, and what says that the text took effect. */
    readonly source: string;
  }
>;
export type RescindVersion = DomainCommand<'rescind-version', { readonly orderId: string; readonly effectiveAt: Instant }>;
export type ExpireVersion = DomainCommand<'expire-version'>;
export type SuspendProtocol = DomainCommand<'suspend-protocol', SuspensionAsked>;
export type ResumeProtocol = DomainCommand<'resume-protocol', SuspensionAsked>;
export type ProtocolCommand =
  RegisterProtocol | PutVersionInForce | PutActionInForce | RescindVersion | ExpireVersion | SuspendProtocol | ResumeProtocol;

export type ProtocolRegistered = DomainEvent<'protocol.registered', Heading>;
export type VersionEffective = DomainEvent<
  'protocol.version-effective',
  {
    readonly version: number;
    readonly effectiveAt: Instant;
    /** The version whose effect ends with this one's beginning. */
    readonly supersedes?: number;
    /** A pilot's effect ends at this instant. */
    readonly expiresAt?: Instant;
    /** Absent where the text of a version of the past is unavailable. */
    readonly text?: string;
    /** As its author divided the text; empty where it was sent whole, or is unavailable. */
    readonly sections: readonly SectionMark[];
    readonly textHash?: string;
    /** Where it is known from that a version is in force, where no order put it there. */
    readonly source?: string;
    readonly orderId?: string;
    /** The Board's action that put it in force, where no order is located. */
    readonly boardActionId?: string;
    readonly draftId?: string;
    readonly change?: ChangeKind;
  }
>;
export type VersionRescinded = DomainEvent<
  'protocol.version-rescinded',
  {
    readonly version: number;
    readonly effectiveAt: Instant;
    /** The order that rescinds it, or its own order, which was rescinded. */
    readonly orderId?: string;
    /** The Board's action that rescinds it, where no order is located. */
    readonly boardActionId?: string;
    readonly source?: string;
    readonly draftId?: string;
  }
>;
export type VersionExpired = DomainEvent<'protocol.version-expired', { readonly version: number; readonly expiredAt: Instant }>;
// The names of the overlay's entries say no more than that work paused: what a court ordered is in the data.
export type ProtocolPaused = DomainEvent<'protocol.paused', SuspensionBegun & { readonly version: number }>;
export type ProtocolResumed = DomainEvent<'protocol.resumed', SuspensionEnded & { readonly version: number }>;
export type ProtocolEvent =
  ProtocolRegistered | VersionEffective | VersionRescinded | VersionExpired | ProtocolPaused | ProtocolResumed;

export type VersionStatus = 'EFFECTIVE' | 'SUPERSEDED' | 'RESCINDED' | 'EXPIRED';

/** The text of a version, and the order that put it in force. */
export interface VersionText {
  readonly version: number;
  readonly orderId?: string;
  /** Absent where the text is unavailable. */
  readonly text?: string;
  readonly sections: readonly SectionMark[];
}

/** The latest version: from when, until when at the latest, and by which order. */
interface Latest {
  /** Of all versions so far: the sections of what was sent whole are named by what was before it. */
  readonly texts: readonly VersionText[];
  readonly version: number;
  /** Since when the protocol stands as it does. */
  readonly since: Instant;
  readonly orderId?: string;
}

export type Protocol =
  | { readonly status: 'none' }
  | { readonly status: 'REGISTERED' }
  | ({ readonly status: 'IN_FORCE'; readonly expiresAt?: Instant; readonly suspensions: readonly Suspension[] } & Latest)
  | ({ readonly status: 'RESCINDED' } & Latest)
  /** `began` as it stood before its time was over, which the clock may have entered before an earlier change. */
  | ({ readonly status: 'EXPIRED'; readonly began: Instant } & Latest);

export type InForce = Extract<Protocol, { status: 'IN_FORCE' }>;
export type Registered = Exclude<Protocol, { status: 'none' }>;

export interface ProtocolFacts extends SuspensionFacts {
  /** The text of the named draft that the Board adopted, or the Chief issued without it; absent where there is none. */
  readonly adopted?: DividedText & {
    readonly protocolId: string;
    readonly textHash: string;
    /** The version of the protocol that it changes; 0 for none. */
    readonly baseVersion: number;
    readonly boardActionId?: string;
    /** When the Board adopted it, where that is known. */
    readonly adoptedAt?: Instant;
    /** Words that stand in for a text which is not on record. */
    readonly unavailable?: true;
  };
}

export const REGISTERED = ['REGISTERED', 'IN_FORCE', 'RESCINDED', 'EXPIRED'] as const satisfies readonly Registered['status'][];

/** The number of the version of a protocol that is in force; 0 where none is. */
export function versionInForce(state: Protocol): number {
  return state.status === 'IN_FORCE' ? state.version : 0;
}

/** The ids of the sections of a version's text; undefined where there is no such version, or its text is unavailable. */
export function sectionIdsOf(state: Protocol, isMeant: (version: VersionText) => boolean): readonly string[] | undefined {
  const texts = 'texts' in state ? state.texts : [];
  const at = texts.findLastIndex(isMeant);
  if (texts[at]?.text === undefined) return undefined;
  const known = texts.slice(0, at + 1).flatMap(({ text, sections }) => (text === undefined ? [] : [{ text, sections }]));
  return sectionsOf(...known).map(({ id }) => id);
}

/** How a protocol will stand at an instant to come, as far as is known: a pilot's time may be over by then. */
export function standingToCome(
  state: Protocol,
  instant: Instant,
): { readonly versionInForce: number; readonly since?: Instant; readonly expired?: number } {
  switch (state.status) {
    case 'none':
    case 'REGISTERED':
      return { versionInForce: 0 };
    case 'IN_FORCE': {
      const { version, since, expiresAt } = state;
      return expiresAt !== undefined && instant > expiresAt
        ? { versionInForce: 0, since, expired: version }
        : { versionInForce: version, since };
    }
    case 'EXPIRED':
      return instant > state.since || instant < state.began
        ? { versionInForce: 0, since: state.since, expired: state.version }
        : { versionInForce: state.version, since: state.began };
    case 'RESCINDED':
      return { versionInForce: 0, since: state.since };
  }
}
