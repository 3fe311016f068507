/**
 * An action of the Board: what an approved item adopted, and who attested it.
 *
 *   none ──record-board-action (follows the vote)──▶ ADOPTED ──attest-action──▶ ADOPTED  (once a person)
 *
 * Attestation runs beside the adoption and never gates it: complete with the President or Vice-President, or two members, and the secretary.
 */
import {
  type Context,
  type Decider,
  type DomainCommand,
  type DomainEvent,
  type Instant,
  NO_SUCH_RECORD,
  notNow,
  Rejection,
  type Rule,
  unreachable,
} from '#kernel';
import { type Board, membersOn, officersOn } from './board.js';
import type { ItemOutcome, Tally } from './meeting-record.js';

/** The capacities in which people attest. */
export const CAPACITIES = ['PRESIDENT', 'VICE_PRESIDENT', 'MEMBER', 'SECRETARY'] as const;
export type Capacity = (typeof CAPACITIES)[number];

/** What was adopted, when and by which count. */
export interface AdoptedItem extends Tally {
  readonly boardId: string;
  readonly meetingId: string;
  readonly itemNumber: string;
  readonly title: string;
  readonly draftId?: string;
  /** The adopted text; absent where an amendment was adopted whose conformed text is still to come. */
  readonly textHash?: string;
  readonly requestId?: string;
  readonly boardReportId?: string;
  readonly recused: readonly string[];
  readonly amended: boolean;
  readonly adoptedAt: Instant;
}

export interface Signature {
  readonly as: Capacity;
  readonly by: string;
}

export type RecordBoardAction = DomainCommand<'record-board-action', AdoptedItem>;
export type AttestAction = DomainCommand<'attest-action', { readonly as: Capacity }>;
export type BoardActionCommand = RecordBoardAction | AttestAction;

export type BoardActionAdopted = DomainEvent<'board-action.adopted', AdoptedItem>;
export type AttestationSigned = DomainEvent<'board-action.attestation-signed', Signature>;
export type BoardActionAttested = DomainEvent<'board-action.attested', { readonly attestedAt: Instant }>;
export type BoardActionEvent = BoardActionAdopted | AttestationSigned | BoardActionAttested;

export type BoardAction =
  | { readonly status: 'none' }
  | {
      readonly status: 'ADOPTED';
      readonly item: AdoptedItem;
      readonly signatures: readonly Signature[];
      readonly attested: boolean;
    };

type AdoptedAction = Extract<BoardAction, { status: 'ADOPTED' }>;

/** What is known beside the action: who sits on the board, and whether the vote still carries. */
export interface BoardActionFacts {
  readonly board?: Board;
  readonly outcome?: ItemOutcome;
}

export const SIGNS_IN_OWN_CAPACITY: Rule = {
  code: 'signs-in-own-capacity',
  sentence:
    'Who attests holds, on that day, the office or the seat that the signature is given in; the secretary signs as secretary.',
  source: 'Board practice: President or Vice-President, or two members, and the secretary',
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

export const OUTCOME_HAS_CHANGED: Rule = {
  code: 'outcome-has-changed',
  refusal: 3,
  sentence: 'An action is recorded and attested while its vote carries; a late recusal may have changed that.',
  remedy: 'Read the meeting; bring the matter before the Board again as a new item.',
  status: 409,
};

function decideAttestation(
  { data }: AttestAction,
  state: AdoptedAction,
  context: Context,
  facts: BoardActionFacts,
): readonly BoardActionEvent[] | Rejection {
  const signature: Signature = { as: data.as, by: context.performedBy };
  const refused = refusedOutcome(state.item, facts) ?? refusedCapacity(signature, context, facts);
  if (refused) return refused;
  if (state.signatures.some(({ as, by }) => by === signature.by || (as === 'SECRETARY' && data.as === 'SECRETARY')))
    return new Rejection(SIGNED_ALREADY, `There is a signature of ${signature.by}, or of the secretary, already.`);
  const signed: BoardActionEvent = { type: 'board-action.attestation-signed', data: signature };
  return !state.attested && isComplete([...state.signatures, signature])
    ? [signed, { type: 'board-action.attested', data: { attestedAt: context.occurredAt } }]
    : [signed];
}

function refusedOutcome({ meetingId, itemNumber }: AdoptedItem, { outcome }: BoardActionFacts): Rejection | undefined {
  return outcome === 'FAILED'
    ? new Rejection(OUTCOME_HAS_CHANGED, `Item ${itemNumber} of meeting ${meetingId} is FAILED.`)
    : undefined;
}

function refusedCapacity(
  { as, by }: Signature,
  { role, actor, calendar, occurredAt }: Context,
  { board }: BoardActionFacts,
): Rejection | undefined {
  if ((as === 'SECRETARY') !== (role === 'board-secretary'))
    return new Rejection(SIGNS_IN_OWN_CAPACITY, `A ${role} does not sign as ${as}.`);
  if (as === 'SECRETARY') return undefined;
  if (actor !== by) return new Rejection(SIGNS_FOR_ONESELF, `${actor} would sign for ${by}.`);
  const date = calendar.dateOf(occurredAt);
  const holds =
    board !== undefined &&
    (as === 'MEMBER' ? membersOn(board, date).some(({ holder }) => holder === by) : officersOn(board, date)[as] === by);
  return holds ? undefined : new Rejection(SIGNS_IN_OWN_CAPACITY, `${by} is not ${as} on ${date}.`);
}

function isComplete(signatures: readonly Signature[]): boolean {
  const signed = (capacity: Capacity): number => signatures.filter(({ as }) => as === capacity).length;
  return signed('SECRETARY') > 0 && (signed('PRESIDENT') > 0 || signed('VICE_PRESIDENT') > 0 || signed('MEMBER') >= 2);
}

function decide(
  command: BoardActionCommand,
  state: BoardAction,
  context: Context,
  facts: BoardActionFacts = {},
): readonly BoardActionEvent[] | Rejection {
  switch (command.name) {
    case 'record-board-action':
      return state.status === 'none'
        ? (refusedOutcome(command.data, facts) ?? [{ type: 'board-action.adopted', data: command.data }])
        : notNow(command.name, state.status, ['none']);
    case 'attest-action':
      return state.status === 'none'
        ? new Rejection(NO_SUCH_RECORD, 'There is no such action of the Board.')
        : decideAttestation(command, state, context, facts);
    default:
      return unreachable(command);
  }
}

function evolve(state: BoardAction, event: BoardActionEvent): BoardAction {
  if (event.type === 'board-action.adopted') return { status: 'ADOPTED', item: event.data, signatures: [], attested: false };
  if (state.status === 'none') return state;
  switch (event.type) {
    case 'board-action.attestation-signed':
      return { ...state, signatures: [...state.signatures, event.data] };
    case 'board-action.attested':
      return { ...state, attested: true };
    default:
      return unreachable(event);
  }
}

export const boardAction: Decider<BoardActionCommand, BoardAction, BoardActionEvent, BoardActionFacts | undefined> = {
  streamType: 'board-actions',
  initial: { status: 'none' },
  decide,
  evolve,
};

/** What an order or a report-back may rest on. */
export interface Adoption {
  readonly meetingId: string;
  readonly itemNumber: string;
  readonly draftId?: string;
  readonly textHash?: string;
  readonly requestId?: string;
  readonly amended: boolean;
  readonly adoptedAt: Instant;
  readonly attested: boolean;
}

/**
 * What an action adopted; undefined where there is no such action.
 * Whether its vote still carries is known to the meeting: `outcomeOfItem(meeting, itemNumber)` is FAILED after a late recusal that changed it.
 */
export function adoptionOf(state: BoardAction): Adoption | undefined {
  if (state.status === 'none') return undefined;
  const { meetingId, itemNumber, draftId, textHash, requestId, amended, adoptedAt } = state.item;
  return {
    meetingId,
    itemNumber,
    ...(draftId === undefined ? {} : { draftId }),
    ...(textHash === undefined ? {} : { textHash }),
    ...(requestId === undefined ? {} : { requestId }),
    amended,
    adoptedAt,
    attested: state.attested,
  };
}
