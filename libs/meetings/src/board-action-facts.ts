/** Reads what the decisions on an action of the Board need from outside it. */
import type { Claim, FactReader } from '#command-queue';
import { factsOfAsking } from '#directives';
import { draft } from '#protocols';
import {
  type AdoptedItem,
  type BoardAction,
  boardAction,
  type BoardActionFacts,
  ONE_ACTION_AN_ITEM,
} from './domain/board-action.js';
import { board } from './domain/board.js';
import { councilDays } from './domain/council-days.js';
import type { RecordProvisionDeclined } from './domain/declined-provision.js';
import { outcomeOfItem } from './domain/meeting-record.js';
import { meeting } from './domain/meeting.js';
import type { WaivePrivilege } from './domain/privilege.js';
import type { RecordActionRescinded } from './domain/standing.js';

const scopeOfMeeting = (meetingId: string): string => `board-actions-of-meeting/${meetingId.toLowerCase()}`;
/** Items are numbered, and a key that is a number would count up a series. */
const ITEM = 'item ';

/** The item that an action was, where its meeting finds the action. */
export function heldByItem({ meetingId, itemNumber }: Pick<AdoptedItem, 'meetingId' | 'itemNumber'>): readonly Claim[] {
  return [{ scope: scopeOfMeeting(meetingId), key: `${ITEM}${itemNumber}`, rule: ONE_ACTION_AN_ITEM }];
}

/** By item number the actions that the items of a meeting became. Each reads its meeting when it is recorded: none can come meanwhile. */
export async function actionsOf(read: FactReader, meetingId: string): Promise<Readonly<Record<string, string>>> {
  const held = await read.holders(scopeOfMeeting(meetingId));
  return Object.fromEntries(held.map(({ key, id }) => [key.slice(ITEM.length), id]));
}

export async function factsOfVote(
  read: FactReader,
  { meetingId, itemNumber }: Pick<AdoptedItem, 'meetingId' | 'itemNumber'>,
): Promise<BoardActionFacts> {
  const vote = await read.state(meeting, meetingId);
  const outcome = vote && outcomeOfItem(vote, itemNumber);
  return outcome ? { outcome } : {};
}

export async function factsOfAttestation(read: FactReader, _data: unknown, state: BoardAction): Promise<BoardActionFacts> {
  if (state.status === 'none') return {};
  const members = await read.state(board, state.item.boardId);
  return { ...(await factsOfVote(read, state.item)), ...(members ? { board: members } : {}) };
}

/** The days as they are now: what the command says of them may have been struck, or entered anew, since it was sent. */
export async function factsOfCouncilDays(read: FactReader, _data: unknown, state: BoardAction): Promise<BoardActionFacts> {
  if (state.status === 'none') return {};
  const kept = await read.state(councilDays, state.item.boardId);
  return kept?.status === 'KEPT' ? { councilDays: kept.days } : {};
}

export async function factsOfWaiver(
  read: FactReader,
  { draftId }: WaivePrivilege['data'],
  state: BoardAction,
): Promise<BoardActionFacts> {
  if (state.status === 'none') return {};
  const vote = await factsOfVote(read, state.item);
  return draftId === undefined ? vote : { ...vote, draftExists: (await read.state(draft, draftId)) !== undefined };
}

export async function factsOfRescinding(
  read: FactReader,
  { byActionId }: RecordActionRescinded['data'],
): Promise<BoardActionFacts> {
  const by = await read.state(boardAction, byActionId);
  return by === undefined || by.status === 'none' ? {} : { rescinding: { adoptedAt: by.item.adoptedAt } };
}

export async function factsOfDeclining(
  read: FactReader,
  { provisionId }: RecordProvisionDeclined['data'],
  state: BoardAction,
): Promise<BoardActionFacts> {
  if (state.status === 'none') return {};
  return { ...(await factsOfVote(read, state.item)), ...(await factsOfAsking(read, provisionId)) };
}

/** A condition on a text holds open the request that the text answers. */
export async function factsOfCondition(read: FactReader, _data: unknown, state: BoardAction): Promise<BoardActionFacts> {
  if (state.status === 'none' || state.item.draftId === undefined) return {};
  const adopted = await read.state(draft, state.item.draftId);
  return adopted && 'requestId' in adopted && adopted.requestId !== undefined ? { requestId: adopted.requestId } : {};
}
