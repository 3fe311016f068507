/** What still stands between a text and the Board: told by the functions that refuse its transmittal, so that the two cannot differ. */
import { type Profile, type Rejection, unreachable } from '#kernel';
import type { Draft, DraftCommand, DraftFacts } from './draft-record.js';
import { LEGAL_CLEARANCE, REVIEW_MANDATORY } from './draft-rules.js';
import { laborGate, type LaborGate } from './labor-track.js';
import { openConditions } from './legal-track.js';
import { BASE_NOT_IN_FORCE } from './protocol-rules.js';
import { obstaclesBeforeTheBoard } from './transmittal.js';

type Step = DraftCommand['name'];

export interface Readiness {
  /** The text that it is about; absent before the first version. */
  readonly text?: { readonly version: number; readonly textHash: string };
  /** The steps that lead on from here; none where the draft is before the Board, or has ended. */
  readonly next: readonly Step[];
  /** For what a transmittal of this text would be refused now, in that order, and the steps that lift it. */
  readonly obstacles: readonly { readonly refusal: Rejection; readonly liftedBy: readonly Step[] }[];
  /** What keeps no text from the Board, and an order or a vote later. */
  readonly later?: {
    readonly labor: LaborGate;
    readonly openConditions: readonly { readonly id: string; readonly text: string }[];
    readonly publicComment: string;
    readonly oig: string;
    readonly accessibility: string;
  };
}

/** By the code of the rule. */
const LIFTED_BY: Readonly<Record<string, readonly Step[]>> = {
  [BASE_NOT_IN_FORCE.code]: ['rebase-draft'],
  [LEGAL_CLEARANCE.code]: ['record-legal-review', 'certify-non-substantive'],
  [REVIEW_MANDATORY.code]: ['screen-labor', 'schedule-public-comment'],
};

export function readinessOf(state: Draft, profile: Profile, facts: DraftFacts): Readiness {
  const next = nextSteps(state);
  if (!('latest' in state) || !state.latest) return { next, obstacles: [] };
  const { latest, tracks } = state;
  const { labor, legal, comment, oig, accessibility } = tracks;
  return {
    text: { version: latest.number, textHash: latest.textHash },
    next,
    obstacles: obstaclesBeforeTheBoard({ latest, tracks }, profile, facts).map((refusal) => ({
      refusal,
      liftedBy: LIFTED_BY[refusal.rule.code] ?? [],
    })),
    later: {
      labor: laborGate(labor),
      openConditions: openConditions(legal).map(({ id, text }) => ({ id, text })),
      ...{ publicComment: comment.status, oig: oig.status, accessibility: accessibility.status },
    },
  };
}

function nextSteps(state: Draft): readonly Step[] {
  switch (state.status) {
    case 'AUTHORING':
      return state.latest ? ['submit-draft'] : ['save-draft-version'];
    case 'CHANGES_REQUESTED':
    case 'RETURNED':
      return ['save-draft-version'];
    case 'IN_REVIEW':
      return ['approve-draft'];
    case 'READY':
      return ['transmit-draft'];
    case 'none':
    case 'TRANSMITTED':
    case 'ADOPTED':
    case 'CHIEF_ISSUED':
    case 'NOT_ADOPTED':
    case 'WITHDRAWN':
      return [];
    default:
      return unreachable(state);
  }
}
