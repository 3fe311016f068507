/**
 * The legal review of a draft.
 *
 *   OPEN ──record-legal-review──▶ CLEARED | CONDITIONS | OBJECTION ──save-draft-version──▶ STALE
 *
 *   record-legal-review   from any: recorded again, the later outcome stands
 *
 * Its outcome stands in entries of a neutral type, and the advice behind it in privileged ones.
 */
import { type Context, type DomainCommand, type DomainEvent, type Profile, Rejection, type Transition } from '#kernel';
import { LEGAL_CLEARANCE, REVIEW_INCOMPLETE } from './draft-rules.js';
import { refusedReviewer, refusedStep, seen, type UnderReview, type VersionSeen } from './review-track.js';

export const LEGAL_OUTCOMES = ['CLEARED', 'CONDITIONS', 'OBJECTION'] as const;
export type LegalOutcome = (typeof LEGAL_OUTCOMES)[number];

export type LegalTrack = { readonly status: 'OPEN' } | ({ readonly status: LegalOutcome | 'STALE' } & VersionSeen);

export type RecordLegalReview = DomainCommand<
  'record-legal-review',
  {
    readonly version: number;
    readonly outcome: LegalOutcome;
    readonly conditions?: readonly string[];
    /** Privileged: kept out of the event that everybody inside reads. */
    readonly note?: string;
  }
>;

export type LegalRecorded = VersionSeen & {
  readonly track: 'LEGAL';
  readonly outcome: LegalOutcome;
  readonly conditions?: readonly string[];
};
export type LegalReviewRecorded = DomainEvent<'draft.review-recorded', LegalRecorded>;
export type ReviewNoteRecorded = DomainEvent<'draft.review-note-recorded', VersionSeen & { readonly note: string }>;

const ANY = ['OPEN', 'STALE', ...LEGAL_OUTCOMES] as const;

export const LEGAL_TRANSITIONS = {
  'record-legal-review': { from: ANY, to: LEGAL_OUTCOMES },
  'save-draft-version': { from: ANY, to: ['OPEN', 'STALE'] },
} as const satisfies Readonly<Record<string, Transition<LegalTrack['status']>>>;

/** How the legal review of a version ended, or its refusal (7): none of this version, or an objection where the profile blocks on it. */
export function clearanceOf(version: number, legal: LegalTrack, profile: Profile): LegalOutcome | Rejection {
  const { status } = legal;
  const missing = status === 'OPEN' || status === 'STALE';
  if (missing || (status === 'OBJECTION' && profile.legalObjection === 'block'))
    return new Rejection(LEGAL_CLEARANCE, `The legal review of version ${version} is ${status}.`);
  return status;
}

export function decideLegalReview(
  command: RecordLegalReview,
  review: UnderReview,
  legal: LegalTrack,
  context: Context,
): readonly (LegalReviewRecorded | ReviewNoteRecorded)[] | Rejection {
  const refused =
    refusedStep('LEGAL', LEGAL_TRANSITIONS, command.name, legal.status) ?? refusedReviewer(command, review, context);
  if (refused) return refused;
  const { outcome, conditions, note } = command.data;
  if ((outcome === 'CONDITIONS') !== (conditions !== undefined && conditions.length > 0))
    return new Rejection(REVIEW_INCOMPLETE, `The outcome ${outcome} does not go with the conditions beside it.`);
  const recorded: LegalReviewRecorded = {
    type: 'draft.review-recorded',
    data: { track: 'LEGAL', ...seen(review), outcome, ...(outcome === 'CONDITIONS' ? { conditions } : {}) },
  };
  return note === undefined ? [recorded] : [recorded, { type: 'draft.review-note-recorded', data: { ...seen(review), note } }];
}

export function afterLegalReview({ outcome, version, textHash }: LegalRecorded): LegalTrack {
  return { status: outcome, version, textHash };
}

/** A legal review is of the text that it saw. */
export function legalAfterNewText(legal: LegalTrack): LegalTrack {
  return legal.status === 'OPEN' ? legal : { ...legal, status: 'STALE' };
}
