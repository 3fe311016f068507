/** How an adopted text comes into force: by an order, or by the Board's action where none is located. */
import { type Context, type Instant, notNow, Rejection, TIME_IN_THE_FUTURE, toInstant } from '#kernel';
import {
  type ChangeInForce,
  type ChangeKind,
  type Protocol,
  type ProtocolEvent,
  type ProtocolFacts,
  type PutActionInForce,
  type PutVersionInForce,
  REGISTERED,
  type Registered,
  versionInForce,
} from './protocol-record.js';
import {
  BASE_NOT_IN_FORCE,
  EFFECT_BEFORE_ADOPTION,
  NOT_THE_ADOPTED_TEXT,
  ONE_EFFECTIVE_VERSION,
  PILOT_ENDS_AFTER_IT_BEGINS,
} from './protocol-rules.js';

/** From which states each change leads on: what is established was not in force, what is revised or rescinded is. */
const FITTING: Readonly<Record<ChangeKind, readonly Protocol['status'][]>> = {
  ESTABLISHED: ['REGISTERED', 'RESCINDED', 'EXPIRED'],
  REVISED: ['IN_FORCE'],
  ACTIVATED: REGISTERED,
  RESCINDED: ['IN_FORCE'],
};

function lastVersion(state: Registered): number {
  return state.status === 'REGISTERED' ? 0 : state.version;
}

/** The event by which an adopted text becomes the version in force, or rescinds it, or the rule that forbids it. */
export function decideVersion(
  { name, data }: PutVersionInForce | PutActionInForce,
  now: Registered,
  context: Context,
  adopted: ProtocolFacts['adopted'],
): readonly ProtocolEvent[] | Rejection {
  const { draftId, textHash, change } = data;
  const effectiveAt = toInstant(data.effectiveAt);
  const state = standingAt(now, effectiveAt);
  if (!FITTING[change].includes(state.status))
    return change === 'ESTABLISHED'
      ? new Rejection(
          ONE_EFFECTIVE_VERSION,
          `Version ${versionInForce(state)} is in force; a protocol is established where none is.`,
        )
      : notNow(`${name} (${change})`, state.status, FITTING[change]);
  const refused = refusedText(data, state, context, adopted) ?? refusedInstant(effectiveAt, state, context) ?? refusedPilot(data);
  if (refused) return refused;
  // An order of the past gives its text itself, whole, or has none that is known; nor is what stands in for a text in force.
  const known = adopted?.unavailable ? undefined : adopted;
  const text = 'text' in data && draftId === undefined ? data.text : known?.text;
  const authority = 'orderId' in data ? { orderId: data.orderId } : { boardActionId: data.boardActionId, source: data.source };
  if (change === 'RESCINDED')
    return [
      {
        type: 'protocol.version-rescinded',
        data: { version: versionInForce(state), effectiveAt, ...authority, ...(draftId === undefined ? {} : { draftId }) },
      },
    ];
  return [
    {
      type: 'protocol.version-effective',
      data: {
        version: lastVersion(state) + 1,
        effectiveAt,
        ...(state.status === 'IN_FORCE' ? { supersedes: state.version } : {}),
        ...(data.expiresAt === undefined ? {} : { expiresAt: toInstant(data.expiresAt) }),
        ...(text === undefined ? {} : { text, textHash }),
        sections: known?.sections ?? [],
        ...authority,
        ...(draftId === undefined ? {} : { draftId }),
        change,
      },
    },
  ];
}

/** Only an order of the past brings no draft: it was judged by its signature, with what is not known of it. */
function refusedText(
  data: (PutVersionInForce | PutActionInForce)['data'],
  state: Registered,
  context: Context,
  adopted: ProtocolFacts['adopted'],
): Rejection | undefined {
  const { draftId, textHash } = data;
  if (draftId === undefined && 'orderId' in data) return undefined;
  if (adopted?.protocolId !== context.subjectId || adopted.textHash !== textHash || !isByItsAction(data, adopted))
    return new Rejection(NOT_THE_ADOPTED_TEXT, `The Board adopted no text ${textHash} for this protocol in draft ${draftId}.`);
  return refusedBase(adopted.baseVersion, state, draftId) ?? refusedBeforeAdoption(data, adopted);
}

/** What rests on an action of the Board alone rests on the one that adopted the text. */
function isByItsAction(
  data: (PutVersionInForce | PutActionInForce)['data'],
  { boardActionId }: NonNullable<ProtocolFacts['adopted']>,
): boolean {
  return 'orderId' in data || data.boardActionId === boardActionId;
}

/**
 * A protocol as it stood at an instant of its past that a change names. An expiry is entered by its clock: an order that took effect
 * before it, and whose version comes later only because the machine was slow, finds the pilot in force.
 */
function standingAt(state: Registered, instant: Instant): Registered {
  if (state.status !== 'EXPIRED' || instant > state.since || instant < state.began) return state;
  const { version, began, since: expiresAt, texts } = state;
  return { status: 'IN_FORCE', version, since: began, expiresAt, texts, suspensions: [] };
}

/** A text that changes a pilot may follow it after its time is over: nothing has come between. */
function refusedBase(baseVersion: number, state: Registered, draftId: string | undefined): Rejection | undefined {
  if (baseVersion === versionInForce(state) || (state.status === 'EXPIRED' && baseVersion === state.version)) return undefined;
  return new Rejection(
    BASE_NOT_IN_FORCE,
    `Draft ${draftId} changes version ${baseVersion}; in force is ${versionInForce(state) || 'none'}.`,
  );
}

function refusedInstant(effectiveAt: Instant, state: Registered, { now }: Context): Rejection | undefined {
  if (effectiveAt > now) return new Rejection(TIME_IN_THE_FUTURE, `Effective at ${effectiveAt}; it is ${now}.`);
  if (state.status === 'REGISTERED' || effectiveAt >= state.since) return undefined;
  return new Rejection(
    ONE_EFFECTIVE_VERSION,
    `Effective at ${effectiveAt}, but the protocol is ${state.status} since ${state.since}.`,
  );
}

/** What rests on the action alone; an order takes effect no earlier than its own signature. */
function refusedBeforeAdoption(
  data: (PutVersionInForce | PutActionInForce)['data'],
  { adoptedAt }: NonNullable<ProtocolFacts['adopted']>,
): Rejection | undefined {
  const effectiveAt = toInstant(data.effectiveAt);
  if ('orderId' in data || adoptedAt === undefined || effectiveAt >= adoptedAt) return undefined;
  return new Rejection(EFFECT_BEFORE_ADOPTION, `Effective at ${effectiveAt}; the Board adopted it at ${adoptedAt}.`);
}

function refusedPilot({ change, effectiveAt, expiresAt }: ChangeInForce): Rejection | undefined {
  if (expiresAt === undefined || (change !== 'RESCINDED' && toInstant(expiresAt) > toInstant(effectiveAt))) return undefined;
  return new Rejection(PILOT_ENDS_AFTER_IT_BEGINS, `${change} at ${effectiveAt}, to end at ${expiresAt}.`);
}
