/** Reads what a meeting's decisions need from outside it, and maps it to the meeting's own words. */
import type { FactReader } from '#command-queue';
import type { Profile, ProfileVersion } from '#kernel';
import { draft, textBeforeBoard, versionOfDraft } from '#protocols';
import { boardReport, request, versionOfRequest } from '#requests';
import { actionsOf } from './board-action-facts.js';
import { board } from './domain/board.js';
import { type AgendaItem, type Disposal, itemsNamed } from './domain/agenda-item.js';
import type {
  ApproveMinutes,
  DisposeItem,
  Meeting,
  MeetingFacts,
  RecordMotion,
  RecordNoticeException,
  RecordOutcome,
  RecordRollCall,
  TextBeforeTheBoard,
} from './domain/meeting-record.js';
import { meeting } from './domain/meeting.js';

/** The board that meets. */
export async function boardFacts(read: FactReader, { boardId }: { readonly boardId: string }): Promise<MeetingFacts> {
  const state = await read.state(board, boardId);
  return state ? { board: state } : {};
}

/** The board of the meeting. */
export async function ownBoardFacts(read: FactReader, _data: unknown, state: Meeting): Promise<MeetingFacts> {
  return state.status === 'none' ? {} : boardFacts(read, state);
}

/** The board of the meeting, and the actions that its items became. */
export async function recusalFacts(read: FactReader, data: unknown, state: Meeting): Promise<MeetingFacts> {
  return { ...(await ownBoardFacts(read, data, state)), ...(await recountFacts(read)) };
}

/** The actions that the items became, also those that were adopted before an action was noted on its item. */
export async function recountFacts(read: FactReader): Promise<MeetingFacts> {
  return { actions: await actionsOf(read, read.subjectId) };
}

/** What an item names, as it stands. */
export async function itemFacts(read: FactReader, item: AgendaItem): Promise<MeetingFacts> {
  return {
    texts: await textsOf(read, [item]),
    requests: await requestsOf(read, [item]),
    missing: await missingOf(read, item),
    meetings: await meetingsOf(read, [item.continues?.meetingId, item.reconsiders?.meetingId, item.minutesOf]),
  };
}

/** Of a context that knows this one no more can be known here than that there is such a record. */
const existing = (streamType: string) => ({ streamType, initial: true, evolve: () => true });

/** What an item takes up and is not recorded. The texts and requests that it would decide on are looked at more closely. */
async function missingOf(read: FactReader, { kind, draftId, boardReportId, reportBackId }: AgendaItem): Promise<string[]> {
  const named = [
    [draft.streamType, kind === 'INFORMATION' ? draftId : undefined],
    [boardReport.streamType, boardReportId],
    ['report-backs', reportBackId],
  ] as const;
  const missing: string[] = [];
  for (const [streamType, id] of named)
    if (id !== undefined && (await read.state(existing(streamType), id)) === undefined) missing.push(`${streamType}/${id}`);
  return missing;
}

/** The board, and the meetings that the items come from or would go to. */
export async function motionFacts(
  read: FactReader,
  { items, proposes }: RecordMotion['data'],
  state: Meeting,
): Promise<MeetingFacts> {
  return { ...(await ownBoardFacts(read, items, state)), meetings: await meetingsAround(read, items, state, proposes) };
}

export async function disposalFacts(
  read: FactReader,
  { items, disposal }: DisposeItem['data'],
  state: Meeting,
): Promise<MeetingFacts> {
  return { ...(await ownBoardFacts(read, items, state)), meetings: await meetingsAround(read, items, state, disposal) };
}

export async function exceptionFacts(
  read: FactReader,
  { items }: RecordNoticeException['data'],
  state: Meeting,
): Promise<MeetingFacts> {
  const named = state.status === 'none' ? [] : itemsNamed(items, state.items);
  const around = { meetings: await meetingsAround(read, items, state), rules: await rulesOf(read, named) };
  return { ...(await ownBoardFacts(read, items, state)), ...around };
}

/** The meeting that is said to have approved the minutes. */
export async function approvalFacts(read: FactReader, { approvedBy }: ApproveMinutes['data']): Promise<MeetingFacts> {
  return { meetings: await meetingsOf(read, [approvedBy?.meetingId]) };
}

/** The board, and the texts and requests that are voted on. */
export async function rollCallFacts(read: FactReader, { items }: RecordRollCall['data'], state: Meeting): Promise<MeetingFacts> {
  if (state.status === 'none') return {};
  const voted = state.items.filter(({ number }) => items.includes(number));
  return {
    ...(await boardFacts(read, state)),
    texts: await textsOf(read, voted),
    requests: await requestsOf(read, voted),
    rules: await rulesOf(read, voted),
  };
}

/** The version of the profile that the request was begun under which an item, or an action, is about or whose draft it is. */
export async function versionBehind(
  read: FactReader,
  { requestId, draftId }: Pick<AgendaItem, 'requestId' | 'draftId'>,
): Promise<ProfileVersion | undefined> {
  const asked = requestId === undefined ? undefined : await read.state(request, requestId);
  if (asked) return versionOfRequest(asked);
  const text = draftId === undefined ? undefined : await read.state(draft, draftId);
  return text && versionOfDraft(text);
}

async function rulesOf(read: FactReader, items: readonly AgendaItem[]): Promise<Record<string, Profile>> {
  const rules: Record<string, Profile> = {};
  for (const item of items) {
    const earlier = read.earlierProfile(await versionBehind(read, item));
    if (earlier) rules[item.number] = earlier;
  }
  return rules;
}

/** As for a roll call, of the one item whose outcome is entered. */
export async function outcomeFacts(read: FactReader, { number }: RecordOutcome['data'], state: Meeting): Promise<MeetingFacts> {
  return rollCallFacts(read, { items: [number], votes: [] }, state);
}

async function requestsOf(read: FactReader, items: readonly AgendaItem[]): Promise<Record<string, string>> {
  const requests: Record<string, string> = {};
  for (const { requestId } of items) {
    const state = requestId === undefined ? undefined : await read.state(request, requestId);
    if (requestId !== undefined && state) requests[requestId] = state.status;
  }
  return requests;
}

async function textsOf(read: FactReader, items: readonly AgendaItem[]): Promise<Record<string, TextBeforeTheBoard>> {
  const texts: Record<string, TextBeforeTheBoard> = {};
  for (const { draftId } of items) {
    if (draftId === undefined) continue;
    const state = await read.state(draft, draftId);
    const text = state && textBeforeBoard(state);
    if (text) texts[draftId] = { textHash: text.textHash, commentTrack: text.commentTrack };
  }
  return texts;
}

async function meetingsAround(
  read: FactReader,
  numbers: readonly string[],
  state: Meeting,
  disposal?: Disposal,
): Promise<Record<string, Meeting>> {
  const items = state.status === 'none' ? [] : state.items.filter(({ number }) => numbers.includes(number));
  const named = items.flatMap(({ continues, reconsiders }) => [continues?.meetingId, reconsiders?.meetingId]);
  return meetingsOf(read, [...named, disposal?.continuedTo]);
}

async function meetingsOf(read: FactReader, ids: readonly (string | undefined)[]): Promise<Record<string, Meeting>> {
  const meetings: Record<string, Meeting> = {};
  for (const id of new Set(ids)) {
    const state = id === undefined ? undefined : await read.state(meeting, id);
    if (id !== undefined && state) meetings[id] = state;
  }
  return meetings;
}
