/**
 * The attestation of an action of the Board: who signed it, in which capacity.
 *
 *   OPEN ──attest-action──▶ OPEN ──attest-action──▶ COMPLETE ──attest-action──▶ COMPLETE  (a further signature is kept)
 *
 * It runs beside the adoption and never gates it: complete with the President or Vice-President, or as many members as the profile says, and the secretary.
 */
import { type Context, type DomainCommand, type DomainEvent, type Instant, refusedState, Rejection, type Rule } from '#kernel';
import { type Board, membersOn, officersOn } from './board.js';

/** The capacities in which people attest. */
export const CAPACITIES = ['PRESIDENT', 'VICE_PRESIDENT', 'MEMBER', 'SECRETARY'] as const;
export type Capacity = (typeof CAPACITIES)[number];

export interface Signature {
  readonly as: Capacity;
  readonly by: string;
}

export type AttestAction = DomainCommand<'attest-action', { readonly as: Capacity }>;

export type AttestationSigned = DomainEvent<'board-action.attestation-signed', Signature>;
export type BoardActionAttested = DomainEvent<'board-action.attested', { readonly attestedAt: Instant }>;
export type AttestationEvent = AttestationSigned | BoardActionAttested;

export interface Attestation {
  readonly status: 'OPEN' | 'COMPLETE';
  readonly signatures: readonly Signature[];
}

export const UNSIGNED: Attestation = { status: 'OPEN', signatures: [] };

export const ATTESTATION_TRANSITIONS = {
  'record-board-action': { from: ['none'], to: ['OPEN'] },
  'attest-action': { from: ['OPEN', 'COMPLETE'], to: ['OPEN', 'COMPLETE'] },
} as const;

export const SIGNS_IN_OWN_CAPACITY: Rule = {
  code: 'signs-in-own-capacity',
  sentence:
    'Who attests holds, on that day, the office or the seat that the signature is given in; the secretary signs as secretary.',
  setting: 'attestation.members',
  remedy: 'Sign in the capacity that you hold, or have the one who holds it sign.',
  status: 403,
};

export const SIGNS_FOR_ONESELF: Rule = {
  code: 'signs-for-oneself',
  sentence: 'A member signs for no other member.',
  remedy: 'Have the member sign with an own token.',
  status: 403,
};

export const SIGNED_ALREADY: Rule = {
  code: 'signed-already',
  sentence: 'A person attests an action once, and the secretary signs it once.',
  remedy: 'Nothing is left to do for this person.',
  status: 409,
};

export function decideAttestation(
  { name, data }: AttestAction,
  { status, signatures }: Attestation,
  context: Context,
  members: Board | undefined,
): readonly AttestationEvent[] | Rejection {
  const signature: Signature = { as: data.as, by: context.performedBy };
  const refused = refusedState(ATTESTATION_TRANSITIONS, name, status) ?? refusedCapacity(signature, context, members);
  if (refused) return refused;
  if (signatures.some(({ as, by }) => by === signature.by || (as === 'SECRETARY' && data.as === 'SECRETARY')))
    return new Rejection(SIGNED_ALREADY, `There is a signature of ${signature.by}, or of the secretary, already.`);
  const signed: AttestationEvent = { type: 'board-action.attestation-signed', data: signature };
  return status === 'OPEN' && isComplete([...signatures, signature], context)
    ? [signed, { type: 'board-action.attested', data: { attestedAt: context.occurredAt } }]
    : [signed];
}

function refusedCapacity(
  { as, by }: Signature,
  { role, actor, onBehalfOf = [], calendar, occurredAt }: Context,
  members: Board | undefined,
): Rejection | undefined {
  if ((as === 'SECRETARY') !== (role === 'board-secretary'))
    return new Rejection(SIGNS_IN_OWN_CAPACITY, `A ${role} does not sign as ${as}.`);
  if (as === 'SECRETARY') return undefined;
  if (actor !== by || onBehalfOf.length > 0) return new Rejection(SIGNS_FOR_ONESELF, `${actor} would sign for another.`);
  const date = calendar.dateOf(occurredAt);
  const holds =
    members !== undefined &&
    (as === 'MEMBER' ? membersOn(members, date).some(({ holder }) => holder === by) : officersOn(members, date)[as] === by);
  return holds ? undefined : new Rejection(SIGNS_IN_OWN_CAPACITY, `${by} is not ${as} on ${date}.`);
}

function isComplete(signatures: readonly Signature[], { profile: { attestation } }: Context): boolean {
  const signed = (capacity: Capacity): number => signatures.filter(({ as }) => as === capacity).length;
  return (
    signed('SECRETARY') > 0 &&
    (signed('PRESIDENT') > 0 || signed('VICE_PRESIDENT') > 0 || signed('MEMBER') >= attestation.members)
  );
}

export function evolveAttestation(state: Attestation, event: AttestationEvent): Attestation {
  return event.type === 'board-action.attested'
    ? { ...state, status: 'COMPLETE' }
    : { ...state, signatures: [...state.signatures, event.data] };
}
