/**
 * An action of the Board: what an approved item adopted, and what runs beside that.
 *
 *   none ──record-board-action (follows the vote)──▶ ADOPTED ──every other step──▶ ADOPTED
 *
 * An action stays adopted: its attestation, the Council's review, demands to cure it and the conditions of its adoption are facts of their
 * own, each in the file of its name, and so are a provision that it declined and whether its vote still carries. A veto takes away its effect,
 * not its adoption.
 */
import {
  type Context,
  type Decider,
  type DomainCommand,
  type DomainEvent,
  type Instant,
  keptVersion,
  type PlainDate,
  type ProfileVersion,
  refusedState,
  Rejection,
  type Rule,
  type Transitions,
  unreachable,
} from '#kernel';
import {
  type AttestAction,
  type Attestation,
  type AttestationEvent,
  decideAttestation,
  evolveAttestation,
  UNSIGNED,
} from './attestation.js';
import type { Board } from './board.js';
import { type Condition, type ConditionCommand, type ConditionEvent, decideCondition, evolveConditions } from './conditions.js';
import {
  COUNCIL_REVIEW_TRANSITIONS,
  decideCouncilReview,
  evolveCouncilReview,
  finalFrom,
  isVetoed,
  openCouncilReview,
} from './council-review.js';
import type { CouncilReview, CouncilReviewCommand, CouncilReviewEvent } from './council-review-record.js';
import {
  type CureDemand,
  type CureDemandCommand,
  type CureDemandEvent,
  decideCureDemand,
  evolveCureDemands,
} from './cure-demand.js';
import {
  decideDeclined,
  type ProvisionAsked,
  type ProvisionDeclinedByBoard,
  type RecordProvisionDeclined,
} from './declined-provision.js';
import type { ItemOutcome, Tally } from './meeting-record.js';
import { decideWaiver, type PrivilegeWaived, type WaivePrivilege } from './privilege.js';
import {
  decideStanding,
  evolveStanding,
  type RescindingAction,
  type Standing,
  STANDING,
  type StandingCommand,
  type StandingEvent,
} from './standing.js';

/** What was adopted, when and by which count. */
export interface AdoptedItem extends Partial<Tally> {
  readonly boardId: string;
  readonly meetingId: string;
  readonly itemNumber: string;
  readonly title: string;
  readonly draftId?: string;
  /** The adopted text; absent where an amendment was adopted whose conformed text is still to come. */
  readonly textHash?: string;
  readonly requestId?: string;
  readonly boardReportId?: string;
  /** Of the past: nobody is known to have voted otherwise, by however many votes. */
  readonly unanimous?: true;
  readonly recused: readonly string[];
  readonly amended: boolean;
  readonly adoptedAt: Instant;
  /** Where it adopted a request, or what answers one: the version of the profile that the request was begun under. */
  readonly profile?: ProfileVersion;
}

export type RecordBoardAction = DomainCommand<'record-board-action', AdoptedItem>;
export type NoteOrderSigned = DomainCommand<'note-order-signed', { readonly orderId: string }>;
export type BoardActionCommand =
  | RecordBoardAction
  | NoteOrderSigned
  | WaivePrivilege
  | RecordProvisionDeclined
  | AttestAction
  | StandingCommand
  | CouncilReviewCommand
  | CureDemandCommand
  | ConditionCommand;

export type BoardActionAdopted = DomainEvent<'board-action.adopted', AdoptedItem>;
/** An order rests on the action; `vetoed` where the Council had undone that before the order was noted. */
export type RestsOnAction = DomainEvent<
  'board-action.order-signed',
  {
    readonly orderId: string;
    readonly vetoed: boolean;
    /** Its vote had been found not to carry before the order was noted. */
    readonly outcomeChanged?: true;
  }
>;
export type BoardActionEvent =
  | BoardActionAdopted
  | RestsOnAction
  | PrivilegeWaived
  | ProvisionDeclinedByBoard
  | AttestationEvent
  | StandingEvent
  | CouncilReviewEvent
  | CureDemandEvent
  | ConditionEvent;

export type BoardAction =
  | { readonly status: 'none' }
  | {
      readonly status: 'ADOPTED';
      readonly item: AdoptedItem;
      readonly attestation: Attestation;
      readonly standing: Standing;
      readonly councilReview: CouncilReview;
      readonly cureDemands: readonly CureDemand[];
      readonly conditions: readonly Condition[];
      /** The orders that rest on it. */
      readonly orders: readonly string[];
      /** The provisions that it declined. */
      readonly declined: readonly string[];
    };

type AdoptedAction = Extract<BoardAction, { status: 'ADOPTED' }>;

/** What is known beside the action: who sits on the board, whether the vote still carries, which request an adopted text answers, and how a provision stands. */
export interface BoardActionFacts {
  /** The regular days of the Council that are on record. */
  readonly councilDays?: readonly PlainDate[];
  readonly board?: Board;
  readonly outcome?: ItemOutcome;
  readonly requestId?: string;
  /** Whether the draft exists whose advice is opened. */
  readonly draftExists?: boolean;
  /** The action that is said to rescind this one. */
  readonly rescinding?: RescindingAction;
  /** The provision that is said to be declined. */
  readonly provision?: ProvisionAsked;
}

export const OUTCOME_HAS_CHANGED: Rule = {
  code: 'outcome-has-changed',
  refusal: 3,
  sentence: 'An action is recorded and attested while its vote carries; a late recusal may have changed that.',
  remedy: 'Read the meeting; bring the matter before the Board again as a new item.',
  status: 409,
};

export const ONE_ACTION_AN_ITEM: Rule = {
  code: 'one-action-an-item',
  sentence: 'An item of a meeting becomes one action of the Board.',
  remedy: 'Look for the action of the item; to take its matter up again takes a new item.',
  status: 409,
};

const BESIDE_THE_ADOPTION = { from: ['ADOPTED'], to: ['ADOPTED'] } as const;

export const BOARD_ACTION_TRANSITIONS = {
  'record-board-action': { from: ['none'], to: ['ADOPTED'] },
  'note-order-signed': BESIDE_THE_ADOPTION,
  'waive-privilege': BESIDE_THE_ADOPTION,
  'record-provision-declined': BESIDE_THE_ADOPTION,
  'attest-action': BESIDE_THE_ADOPTION,
  'note-outcome-changed': BESIDE_THE_ADOPTION,
  'record-action-rescinded': BESIDE_THE_ADOPTION,
  'note-council-day': BESIDE_THE_ADOPTION,
  'recount-council-days': BESIDE_THE_ADOPTION,
  'end-council-review': BESIDE_THE_ADOPTION,
  'record-council-waiver': BESIDE_THE_ADOPTION,
  'record-council-assertion': BESIDE_THE_ADOPTION,
  'record-council-veto': BESIDE_THE_ADOPTION,
  'escalate-veto-period': BESIDE_THE_ADOPTION,
  'end-veto-period': BESIDE_THE_ADOPTION,
  'record-council-remand': BESIDE_THE_ADOPTION,
  'record-council-amendment': { from: ['ADOPTED'], to: [] },
  'record-cure-demand': BESIDE_THE_ADOPTION,
  'correct-cure-demand': BESIDE_THE_ADOPTION,
  'record-cure': BESIDE_THE_ADOPTION,
  'refuse-cure-demand': BESIDE_THE_ADOPTION,
  'escalate-cure-demand': BESIDE_THE_ADOPTION,
  'end-cure-period': BESIDE_THE_ADOPTION,
  'set-condition': BESIDE_THE_ADOPTION,
  'record-adoption-condition-met': BESIDE_THE_ADOPTION,
} as const satisfies Transitions<BoardActionCommand, BoardAction['status']>;

function refusedOutcome({ meetingId, itemNumber }: AdoptedItem, { outcome }: BoardActionFacts): Rejection | undefined {
  return outcome === 'FAILED'
    ? new Rejection(OUTCOME_HAS_CHANGED, `Item ${itemNumber} of meeting ${meetingId} is FAILED.`)
    : undefined;
}

type Decision = readonly BoardActionEvent[] | Rejection;

function decide(command: BoardActionCommand, state: BoardAction, context: Context, facts: BoardActionFacts = {}): Decision {
  const refused = refusedState(BOARD_ACTION_TRANSITIONS, command.name, state.status);
  if (refused) return refused;
  if (command.name === 'record-board-action')
    return (
      refusedOutcome(command.data, facts) ?? [
        { type: 'board-action.adopted', data: { ...command.data, ...keptVersion(context) } },
        ...openCouncilReview(command.data, context),
      ]
    );
  return decideBeside(command, state as AdoptedAction, context, facts);
}

function isOfTheCouncil(command: BoardActionCommand): command is CouncilReviewCommand {
  return command.name in COUNCIL_REVIEW_TRANSITIONS;
}

function decideBeside(
  command: Exclude<BoardActionCommand, RecordBoardAction>,
  state: AdoptedAction,
  context: Context,
  facts: BoardActionFacts,
): Decision {
  const { councilReview, orders } = state;
  if (isOfTheCouncil(command))
    return decideCouncilReview(command, councilReview, context, { orders, councilDays: facts.councilDays });
  switch (command.name) {
    case 'attest-action':
      return refusedOutcome(state.item, facts) ?? decideAttestation(command, state.attestation, context, facts.board);
    case 'note-order-signed':
      return decideOrderSigned(command.data, state);
    case 'waive-privilege':
      return refusedOutcome(state.item, facts) ?? decideWaiver(command, facts);
    case 'record-provision-declined':
      return refusedOutcome(state.item, facts) ?? decideDeclined(command, state, facts.provision);
    case 'note-outcome-changed':
    case 'record-action-rescinded': {
      const own = { id: context.subjectId, adoptedAt: state.item.adoptedAt, ...state };
      return decideStanding(command, own, facts.rescinding);
    }
    case 'record-cure-demand':
    case 'correct-cure-demand':
    case 'record-cure':
    case 'refuse-cure-demand':
    case 'escalate-cure-demand':
    case 'end-cure-period':
      return decideCureDemand(command, state.cureDemands, state.item.adoptedAt, context);
    case 'set-condition':
    case 'record-adoption-condition-met':
      return decideCondition(command, state.conditions, context.performedBy, state.item.requestId ?? facts.requestId);
    default:
      return unreachable(command);
  }
}

/** What an order that comes to rest on an action which is undone has to know is said where it is noted. */
function decideOrderSigned({ orderId }: NoteOrderSigned['data'], state: AdoptedAction): Decision {
  if (state.orders.includes(orderId)) return [];
  const changed = state.standing.status === 'STANDS' ? {} : ({ outcomeChanged: true } as const);
  return [{ type: 'board-action.order-signed', data: { orderId, vetoed: isVetoed(state.councilReview), ...changed } }];
}

function evolve(state: BoardAction, event: BoardActionEvent): BoardAction {
  if (event.type === 'board-action.adopted')
    return {
      status: 'ADOPTED',
      item: event.data,
      attestation: UNSIGNED,
      standing: STANDING,
      councilReview: { status: 'NOT_SUBJECT' },
      cureDemands: [],
      conditions: [],
      orders: [],
      declined: [],
    };
  return state.status === 'none' ? state : evolveBeside(state, event);
}

const OF_THE_REVIEW: Readonly<Record<CouncilReviewEvent['type'], true>> = {
  'board-action.council-review-opened': true,
  'board-action.council-days-counted': true,
  'board-action.council-days-recounted': true,
  'board-action.council-review-nears-its-end': true,
  'board-action.council-review-waived': true,
  'board-action.jurisdiction-asserted': true,
  'board-action.veto-period-escalated': true,
  'board-action.final': true,
  'board-action.finality-withdrawn': true,
  'board-action.vetoed': true,
  'board-action.remanded': true,
};

function isOfTheReview(event: BoardActionEvent): event is CouncilReviewEvent {
  return event.type in OF_THE_REVIEW;
}

const OF_A_CURE_DEMAND: Readonly<Record<CureDemandEvent['type'], true>> = {
  'board-action.cure-demand-received': true,
  'board-action.cure-demand-recomputed': true,
  'board-action.cure-demand-escalated': true,
  'board-action.cured': true,
  'board-action.cure-refused': true,
  'board-action.cure-deemed-refused': true,
};

function isOfACureDemand(event: BoardActionEvent): event is CureDemandEvent {
  return event.type in OF_A_CURE_DEMAND;
}

function evolveBeside(state: AdoptedAction, event: Exclude<BoardActionEvent, BoardActionAdopted>): BoardAction {
  if (isOfTheReview(event)) return { ...state, councilReview: evolveCouncilReview(state.councilReview, event) };
  if (isOfACureDemand(event)) return { ...state, cureDemands: evolveCureDemands(state.cureDemands, event) };
  switch (event.type) {
    case 'board-action.order-signed':
      return { ...state, orders: [...state.orders, event.data.orderId] };
    case 'board-action.privilege-waived':
      return state;
    case 'board-action.provision-declined':
      return { ...state, declined: [...state.declined, event.data.provisionId] };
    case 'board-action.attestation-signed':
    case 'board-action.attested':
      return { ...state, attestation: evolveAttestation(state.attestation, event) };
    case 'board-action.rescission-required':
    case 'board-action.stands-again':
    case 'board-action.rescinded':
      return { ...state, standing: evolveStanding(event) };
    case 'board-action.condition-set':
    case 'board-action.condition-met':
      return { ...state, conditions: evolveConditions(state.conditions, event) };
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

/** The version of the profile that an action keeps: that of the request behind it. */
export function versionOfAction(state: BoardAction): ProfileVersion | undefined {
  return state.status === 'none' ? undefined : state.item.profile;
}

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
  /** From when on the Council can no longer undo it; absent while it can. */
  readonly finalFrom?: Instant;
  readonly conditionsOpen: number;
}

/**
 * What an action adopted; undefined where there is no such action, or the Council vetoed it.
 * Whether its vote still carries is known to the meeting: `outcomeOfItem(meeting, itemNumber)` is FAILED after a late recusal that changed it.
 */
export function adoptionOf(state: BoardAction): Adoption | undefined {
  if (state.status === 'none' || isVetoed(state.councilReview)) return undefined;
  const { meetingId, itemNumber, draftId, textHash, requestId, amended, adoptedAt } = state.item;
  const final = finalFrom(state.councilReview, adoptedAt);
  return {
    meetingId,
    itemNumber,
    ...(draftId === undefined ? {} : { draftId }),
    ...(textHash === undefined ? {} : { textHash }),
    ...(requestId === undefined ? {} : { requestId }),
    amended,
    adoptedAt,
    attested: state.attestation.status === 'COMPLETE',
    ...(final === undefined ? {} : { finalFrom: final }),
    conditionsOpen: state.conditions.filter(({ status }) => status === 'OPEN').length,
  };
}
