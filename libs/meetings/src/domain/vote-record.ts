/** Votes and their counts, and what becomes known of them after the vote. */
import type { DomainCommand, DomainEvent, Instant } from '#kernel';
import type { AgendaItem, ItemOutcome } from './agenda-item.js';

export const VOTE_CHOICES = ['AYE', 'NO', 'ABSTAIN'] as const;
export type VoteChoice = (typeof VOTE_CHOICES)[number];
export interface RollCallVote {
  readonly member: string;
  readonly vote: VoteChoice;
}

export interface Tally {
  readonly ayes: number;
  readonly noes: number;
  readonly abstentions: number;
}

/** The count of an item anew, after a recusal that became known too late. */
export interface Recount extends Tally {
  readonly number: string;
  readonly outcome: ItemOutcome;
}

/** Follows from the action that an item adopted: a change of its outcome finds the action by it. */
export type NoteBoardAction = DomainCommand<'note-board-action', { readonly number: string; readonly boardActionId: string }>;
/** A vote that was entered wrongly: which roll call it was cast in, and what it was. Follows from a confirmed correction. */
export type NoteVoteCorrected = DomainCommand<
  'note-vote-corrected',
  RollCallVote & { readonly items: readonly string[]; readonly votedAt: Instant }
>;
/** What the action of an item adopts that had failed and carries after all; `adoptedAt` is the vote. */
type AdoptedAfterAll = Pick<AgendaItem, 'title' | 'draftId' | 'textHash' | 'requestId' | 'boardReportId'> & {
  readonly boardId: string;
  readonly recused: readonly string[];
  readonly adoptedAt: Instant;
};
export type OutcomeChanged = DomainEvent<
  'meeting.outcome-changed',
  Tally & {
    readonly number: string;
    readonly was: ItemOutcome;
    readonly is: ItemOutcome;
    /** The action that the item had become, where it had. */
    readonly boardActionId?: string;
    /** Where it carries and has become no action yet; absent before that was kept. */
    readonly adopts?: AdoptedAfterAll;
    /** What else the item is on, and the words of an amendment with which it carries; absent before they were kept. */
    readonly boardReportId?: string;
    readonly minutesOf?: string;
    readonly amendment?: string;
  }
>;
/** `outcome`: of the item as it stands then; FAILED where a change came before the note. */
export type BoardActionNoted = DomainEvent<'meeting.action-noted', NoteBoardAction['data'] & { readonly outcome: ItemOutcome }>;
/** `recounts`: of the items that the roll call decided. */
export type VoteCorrected = DomainEvent<
  'meeting.vote-corrected',
  {
    readonly items: readonly string[];
    readonly votedAt: Instant;
    readonly member: string;
    readonly was: VoteChoice;
    readonly is: VoteChoice;
    readonly recounts: readonly Recount[];
  }
>;
