/** What a comment has to know of the draft that it is on: its versions with their texts, and when the public was asked. */
import type { Instant } from '#kernel';
import type { DividedText } from './divided-text.js';
import type { DraftEvent } from './draft-record.js';

export interface CommentedDraft {
  /** `ENDED`: adopted, issued without the Board, not adopted or withdrawn. */
  readonly status: 'none' | 'LIVE' | 'ENDED';
  readonly versions: readonly ({ readonly number: number } & DividedText)[];
  /** Comment periods that were opened, oldest first. */
  readonly periods: readonly { readonly version: number; readonly closesAt: Instant }[];
}

const ENDS: readonly DraftEvent['type'][] = ['draft.adopted', 'draft.chief-issued', 'draft.not-adopted', 'draft.withdrawn'];

function evolve(state: CommentedDraft, { type, data }: DraftEvent): CommentedDraft {
  if (type === 'draft.opened') return { ...state, status: 'LIVE' };
  // A conformed text is a version like any other: a response may name it as the one that has what a comment asked for.
  if (type === 'draft.version-saved' || type === 'draft.conformed-text-attached')
    return { ...state, versions: [...state.versions, { number: data.number, text: data.text, sections: data.sections }] };
  if (type === 'draft.comment-opened')
    return { ...state, periods: [...state.periods, { version: data.version, closesAt: data.closesAt }] };
  return ENDS.includes(type) ? { ...state, status: 'ENDED' } : state;
}

/** The draft's own events, read with other eyes. */
export const commentedDraft = {
  streamType: 'drafts',
  initial: { status: 'none', versions: [], periods: [] } satisfies CommentedDraft as CommentedDraft,
  evolve,
};
