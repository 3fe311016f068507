/** Reads what a meeting's decisions need from outside it, and maps it to the meeting's own words. */
import type { FactReader } from '#command-queue';
import { draft, textBeforeBoard } from '#protocols';
import { boardReport, request } from '#requests';
import { board } from './domain/board.js';
import type { AgendaItem, Meeting, MeetingFacts, RecordRollCall, TextBeforeTheBoard } from './domain/meeting-record.js';

/** The board that meets. */
export async function boardFacts(read: FactReader, { boardId }: { readonly boardId: string }): Promise<MeetingFacts> {
  const state = await read.state(board, boardId);
  return state ? { board: state } : {};
}

/** The board of the meeting. */
export async function ownBoardFacts(read: FactReader, _data: unknown, state: Meeting): Promise<MeetingFacts> {
  return state.status === 'none' ? {} : boardFacts(read, state);
}

/** What an item names, as it stands. */
export async function itemFacts(read: FactReader, item: AgendaItem): Promise<MeetingFacts> {
  const report = item.boardReportId === undefined ? undefined : await read.state(boardReport, item.boardReportId);
  return {
    texts: await textsOf(read, [item]),
    requests: await requestsOf(read, [item]),
    boardReportExists: report !== undefined,
  };
}

/** The board, and the texts and requests that are voted on. */
export async function rollCallFacts(read: FactReader, { items }: RecordRollCall['data'], state: Meeting): Promise<MeetingFacts> {
  if (state.status === 'none') return {};
  const voted = state.items.filter(({ number }) => items.includes(number));
  return {
    ...(await boardFacts(read, state)),
    texts: await textsOf(read, voted),
    requests: await requestsOf(read, voted),
  };
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
