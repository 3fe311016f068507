/** What a signature binds: each change of an order to the text that was adopted for it, on the base that is in force. */
import {
  type Context,
  type Instant,
  NO_SUCH_RECORD,
  type Profile,
  refusedOwnWork,
  Rejection,
  type Rule,
  type Strictness,
  toInstant,
  unreachable,
  wanting,
} from '#kernel';
import {
  CHANGE_DOES_NOT_FIT,
  CHANGE_NAMES_ITS_DRAFT,
  CONFORMED_TEXT_AWAITED,
  LABOR_OPEN,
  NOT_ADOPTED,
  NOT_ATTESTED,
  NOT_FINAL,
  OTHER_TEXT_THAN_ADOPTED,
  PROTOCOL_CHANGED_TWICE,
  SUPERSEDED_BASE,
} from './order-rules.js';

/** What an order does to a protocol. */
export const CHANGES = ['ESTABLISHED', 'REVISED', 'ACTIVATED', 'RESCINDED'] as const;
export type Change = (typeof CHANGES)[number];

/** A change as it is asked for: the hash says which text the signer means. */
export interface ProtocolChange {
  readonly protocolId: string;
  /** Absent in an order of the past that was entered without its draft. */
  readonly draftId?: string;
  readonly change: Change;
  /** SHA-256 of the text, in hex; absent where the text of the past is unavailable. */
  readonly textHash?: string;
  /** Of an order of the past without a draft: the text, where it is known. */
  readonly text?: string;
  /** Of a pilot: the instant at which its effect ends. */
  readonly expiresAt?: Instant;
}

/** A change as it was signed: with the adoption behind it, where there is one, and the version that it changes. */
export interface OrderChange extends ProtocolChange {
  /** The number of the draft's version that was adopted; absent as the draft is. */
  readonly draftVersion?: number;
  /** The version of the protocol that it changes; 0 for none. */
  readonly baseVersion: number;
  /** Absent where the Chief issued the text, and no approval of the Board is required. */
  readonly boardActionId?: string;
}

/** What is known of a change when the order is signed. */
export interface ChangeFacts {
  /** The text of the named draft that may be put into force; absent where the Board adopted none and the Chief issued none. */
  readonly adopted?: {
    readonly protocolId: string;
    readonly draftVersion: number;
    readonly textHash: string;
    readonly baseVersion: number;
    /** Absent where the Chief issued it. */
    readonly boardActionId?: string;
    /** Whoever wrote or entered any version of the draft. */
    readonly authors: readonly string[];
    /** Whether labor is settled, or the Board acted before it was. */
    readonly labor: 'SETTLED' | 'PERMITTED' | 'OPEN';
    /** It is the certified text of what the Board adopted as amended. */
    readonly conformed: boolean;
  };
  /** The Board adopted the text as amended, and its conformed version is not certified yet. */
  readonly awaitsConformedText?: boolean;
  /** The action of the Board that adopted it; of a change without a draft, the one that the order names. */
  readonly action?: {
    readonly id: string;
    readonly textHash?: string;
    readonly amended: boolean;
    readonly adoptedAt: Instant;
    readonly attested: boolean;
    readonly finalFrom?: Instant;
  };
  /** The rules of the request that the text answers, where those are not the present ones. */
  readonly rules?: Pick<Profile, 'requireAttestation' | 'requireFinality'>;
  /** How the protocol will stand at the effect: the version in force (0 for none), since when, and a pilot whose time will be over. */
  readonly protocol?: { readonly versionInForce: number; readonly since?: Instant; readonly expired?: number };
}

interface Signing {
  readonly boardApproval: 'REQUIRED' | 'NOT_REQUIRED' | 'NOT_SHOWN';
  readonly boardActionId?: string;
  readonly effectiveAt: Instant;
  readonly changes: readonly ProtocolChange[];
}

/** The changes of an order as they are signed, or the rule that forbids the signature. `facts` are in the order of the changes. */
export function changesToSign(
  signing: Signing,
  facts: readonly ChangeFacts[],
  context: Context,
): readonly OrderChange[] | Rejection {
  const signed: OrderChange[] = [];
  for (const [at, change] of signing.changes.entries()) {
    if (signed.some((earlier) => earlier.protocolId === change.protocolId))
      return new Rejection(PROTOCOL_CHANGED_TWICE, `The order names protocol ${change.protocolId} in more than one change.`);
    const fact = facts[at] ?? {};
    const bound =
      refusedFit(change, fact, signing.effectiveAt) ??
      (namesItsDraft(change)
        ? (refusedText(signing, change, fact) ?? bind(change, fact, context))
        : bindOfThePast(change, fact, context));
    if (bound instanceof Rejection) return bound;
    signed.push(bound);
  }
  return (
    refusedApproval(signing, signed) ??
    refusedLacking(ATTESTATION, facts, context) ??
    refusedLacking(FINALITY, facts, context) ??
    signed
  );
}

type DraftedChange = ProtocolChange & { readonly draftId: string; readonly textHash: string };

function namesItsDraft(change: ProtocolChange): change is DraftedChange {
  return change.draftId !== undefined && change.textHash !== undefined && change.text === undefined;
}

/** An order of the past may be known where the draft behind it is not: then nobody can tell whether it holds what was adopted. */
function bindOfThePast(change: ProtocolChange, { action, protocol }: ChangeFacts, context: Context): OrderChange | Rejection {
  const { protocolId, draftId, textHash, text, expiresAt } = change;
  if (!context.asserted || draftId !== undefined)
    return new Rejection(CHANGE_NAMES_ITS_DRAFT, `The change of protocol ${protocolId} names no draft with its hash alone.`);
  const without = `No draft of what this order does to protocol ${protocolId} is on record`;
  wanting(context, OTHER_TEXT_THAN_ADOPTED, `${without}: its text cannot be held against the adopted one.`);
  wanting(context, LABOR_OPEN, `${without}, nor what became of labor.`);
  refusedOwnWork([], context, `sign-order for protocol ${protocolId}`);
  return {
    ...{ protocolId, change: change.change },
    ...(text === undefined ? {} : { text, textHash }),
    ...(expiresAt === undefined ? {} : { expiresAt: toInstant(expiresAt) }),
    baseVersion: protocol?.versionInForce ?? 0,
    ...(action === undefined ? {} : { boardActionId: action.id }),
  };
}

/** An order puts into force what the Board adopted; where it says that none is required, also what the Chief issued without it. */
function refusedText(
  { boardApproval }: Signing,
  { draftId }: DraftedChange,
  { adopted, action, awaitsConformedText }: ChangeFacts,
): Rejection | undefined {
  if (awaitsConformedText) return new Rejection(CONFORMED_TEXT_AWAITED, `The Board adopted draft ${draftId} as amended.`);
  const isAdopted = adopted?.boardActionId !== undefined && action !== undefined;
  if (isAdopted && action.amended && !adopted.conformed)
    return new Rejection(CONFORMED_TEXT_AWAITED, `Board action ${adopted.boardActionId} adopted the text as amended.`);
  if (isAdopted) return undefined;
  const isIssued = adopted !== undefined && adopted.boardActionId === undefined;
  if (isIssued && boardApproval === 'NOT_REQUIRED') return undefined;
  return new Rejection(
    NOT_ADOPTED,
    isIssued
      ? `Draft ${draftId} was issued without the Board; this order would be signed with its approval ${boardApproval}.`
      : `The Board has adopted no text of draft ${draftId}.`,
  );
}

/** Binds a change to its text: written by others than the signer, on the version in force. */
function bind(change: DraftedChange, { adopted, action, protocol }: ChangeFacts, context: Context): OrderChange | Rejection {
  const { protocolId, draftId, textHash } = change;
  // Without a text it was refused.
  if (!adopted) return unreachable(adopted as never);
  const { draftVersion, baseVersion, boardActionId } = adopted;
  const ownWork = refusedOwnWork(adopted.authors, context, `sign-order on draft ${draftId}`);
  if (ownWork) return ownWork;
  if (adopted.labor === 'OPEN') return new Rejection(LABOR_OPEN, `Labor is open on draft ${draftId}.`);
  if (adopted.protocolId !== protocolId)
    return new Rejection(
      OTHER_TEXT_THAN_ADOPTED,
      `Draft ${draftId} was adopted for protocol ${adopted.protocolId}, not for ${protocolId}.`,
    );
  const adoptedHash = action?.textHash ?? adopted.textHash;
  if (textHash !== adoptedHash || textHash !== adopted.textHash)
    return new Rejection(OTHER_TEXT_THAN_ADOPTED, `The order names text ${textHash}; adopted was ${adoptedHash}.`);
  if (baseVersion !== protocol?.versionInForce && baseVersion !== protocol?.expired)
    return new Rejection(
      SUPERSEDED_BASE,
      `The text changes version ${baseVersion} of protocol ${protocolId}; in force is version ${protocol?.versionInForce ?? 0}.`,
    );
  return {
    ...{ protocolId, draftId, change: change.change, textHash },
    ...(change.expiresAt === undefined ? {} : { expiresAt: toInstant(change.expiresAt) }),
    ...{ draftVersion, baseVersion },
    ...(boardActionId === undefined ? {} : { boardActionId }),
  };
}

/** An order that could be signed but never take effect is refused here: what it does must fit how the protocol stands. */
function refusedFit(
  { protocolId, change, expiresAt }: ProtocolChange,
  { protocol }: ChangeFacts,
  effectiveAt: Instant,
): Rejection | undefined {
  if (!protocol) return new Rejection(NO_SUCH_RECORD, `There is no protocol ${protocolId}.`);
  const { versionInForce, since } = protocol;
  const stands = versionInForce === 0 ? 'has no version in force' : `has version ${versionInForce} in force`;
  if (change !== 'ACTIVATED' && (change === 'ESTABLISHED') !== (versionInForce === 0))
    return new Rejection(CHANGE_DOES_NOT_FIT, `Protocol ${protocolId} ${stands}: it cannot be ${change}.`);
  if (expiresAt !== undefined && (change === 'RESCINDED' || toInstant(expiresAt) <= toInstant(effectiveAt)))
    return new Rejection(CHANGE_DOES_NOT_FIT, `Protocol ${protocolId}: ${change} at ${effectiveAt}, to end at ${expiresAt}.`);
  return since !== undefined && toInstant(effectiveAt) < since
    ? new Rejection(
        CHANGE_DOES_NOT_FIT,
        `Protocol ${protocolId} ${stands} since ${since}, which is after ${toInstant(effectiveAt)}.`,
      )
    : undefined;
}

/** The action that an order names is one that adopted what the order puts into force. */
function refusedApproval({ boardApproval, boardActionId }: Signing, signed: readonly OrderChange[]): Rejection | undefined {
  if (boardActionId === undefined)
    return boardApproval === 'REQUIRED'
      ? new Rejection(NOT_ADOPTED, "The order requires the Board's approval and names no action by which it was given.")
      : undefined;
  return signed.some((change) => change.boardActionId === boardActionId)
    ? undefined
    : new Rejection(NOT_ADOPTED, `Board action ${boardActionId} adopted none of the texts of this order.`);
}

/** MISSING and UNKNOWN both lack it; of an act of the past UNKNOWN says that nobody can tell any more. */
type Standing = 'HELD' | 'MISSING' | 'UNKNOWN';

/** What an order may have to wait for, by the rules that its text goes by. */
interface Awaited {
  readonly strictness: (rules: Pick<Profile, 'requireAttestation' | 'requireFinality'>) => Strictness;
  readonly standing: (facts: ChangeFacts, context: Context) => Standing;
  readonly rule: Rule;
  readonly missing: string;
}

const ATTESTATION: Awaited = {
  strictness: ({ requireAttestation }) => requireAttestation,
  standing: ({ action }, { asserted }) => (action?.attested !== false ? 'HELD' : asserted ? 'UNKNOWN' : 'MISSING'),
  rule: NOT_ATTESTED,
  missing: 'The action of the Board behind this order is not attested.',
};

const FINALITY: Awaited = {
  strictness: ({ requireFinality }) => requireFinality,
  standing: finalityOf,
  rule: NOT_FINAL,
  missing: 'The Council can still undo the action of the Board behind this order.',
};

/**
 * Whether the Council could no longer undo the action of the Board behind a change when the order was signed. Of the past the days on
 * which the Council convened may be unknown: within as many calendar days as it has regular ones, it can still undo it for certain.
 */
function finalityOf({ action }: ChangeFacts, { occurredAt, asserted, calendar, profile }: Context): Standing {
  if (action === undefined) return 'HELD';
  const { adoptedAt, finalFrom } = action;
  if (finalFrom !== undefined) return finalFrom <= toInstant(occurredAt) ? 'HELD' : 'MISSING';
  const { regularDays } = profile.councilReview;
  const isWithin = calendar.dateOf(occurredAt) <= calendar.addDays(calendar.dateOf(adoptedAt), regularDays);
  return asserted && !isWithin ? 'UNKNOWN' : 'MISSING';
}

function refusedLacking(awaited: Awaited, facts: readonly ChangeFacts[], context: Context): Rejection | undefined {
  for (const fact of facts) {
    const strictness = awaited.strictness(fact.rules ?? context.profile);
    const standing = awaited.standing(fact, context);
    if (strictness === 'off' || standing === 'HELD') continue;
    if (standing === 'UNKNOWN') wanting(context, awaited.rule, 'Nothing is on record that would tell.');
    else if (strictness === 'block') return new Rejection(awaited.rule, awaited.missing);
  }
  return undefined;
}

const warnsOf = (awaited: Awaited, facts: readonly ChangeFacts[], context: Context): boolean =>
  facts.some(
    (fact) => awaited.strictness(fact.rules ?? context.profile) === 'warn' && awaited.standing(fact, context) === 'MISSING',
  );

/** Whether an action of the Board behind an order lacks its attestation, where the rules warn of that. */
export function lacksAttestation(facts: readonly ChangeFacts[], context: Context): boolean {
  return warnsOf(ATTESTATION, facts, context);
}

/** Whether the Council can still undo an action of the Board behind an order at its signature, where the rules warn of that. */
export function lacksFinality(facts: readonly ChangeFacts[], context: Context): boolean {
  return warnsOf(FINALITY, facts, context);
}
