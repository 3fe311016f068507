/** What the vote of the Board leaves of a draft: adopted, adopted as amended, or voted down. */
import { withAuthors } from './before-the-board.js';
import type {
  ConformedTextAttached,
  ConformedTextCertified,
  Draft,
  DraftAdopted,
  DraftAdoptedAsAmended,
  DraftNotAdopted,
  TransmittedDraft,
  Written,
} from './draft-record.js';
import { afterItsClocks, afterNewText } from './review-tracks.js';

type VotedDown = Extract<Draft, { status: 'NOT_ADOPTED' }>;

/** It keeps what it was, without the times of its reviews: the vote may turn out to have carried. */
export function votedDown(state: TransmittedDraft, event: DraftNotAdopted): Draft {
  return { status: 'NOT_ADOPTED', votedOn: { ...state, tracks: afterItsClocks(state.tracks, event) } };
}

/** The text as the Board voted on it. */
export function asVotedOn(state: TransmittedDraft | VotedDown): TransmittedDraft {
  return state.status === 'NOT_ADOPTED' ? state.votedOn : state;
}

export function afterAdoption(
  text: Written,
  { boardActionId, adoptedAt }: DraftAdopted['data'],
  amended: TransmittedDraft['amended'],
): Draft {
  const { protocolId, requestId, profile, origin, authors, tracks } = text;
  const on = { ...(requestId === undefined ? {} : { requestId }), ...(profile && { profile }) };
  const about = {
    ...{ protocolId, ...on, origin, authors, tracks, boardActionId },
    ...(adoptedAt === undefined ? {} : { adoptedAt }),
  };
  if (!amended?.conformed) return { ...about, status: 'ADOPTED', latest: text.latest };
  return { ...about, status: 'ADOPTED', latest: amended.conformed, conformed: true };
}

export function afterAmendment(
  state: TransmittedDraft,
  { type, data }: DraftAdoptedAsAmended | ConformedTextAttached | ConformedTextCertified,
): Draft {
  switch (type) {
    case 'draft.adopted-as-amended': {
      const { boardActionId, amendedHash, adoptedAt } = data;
      const amended = {
        ...{ boardActionId, ...(amendedHash === undefined ? {} : { textHash: amendedHash }) },
        ...(adoptedAt === undefined ? {} : { adoptedAt }),
      };
      return { ...state, amended };
    }
    case 'draft.conformed-text-attached': {
      const { number, text, sections, textHash, baseVersion, boardActionId } = data;
      const amended = { ...state.amended, boardActionId, conformed: { number, text, sections, textHash, baseVersion } };
      return { ...state, amended, authors: withAuthors(state.authors, data), tracks: afterNewText(state.tracks) };
    }
    case 'draft.conformed-text-certified':
      return state;
  }
}
