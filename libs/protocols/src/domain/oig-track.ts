/**
 * The Inspector General's advice on a draft: shown to the Board, and never in its way.
 *
 *   OPEN ──record-oig-review──▶ COMMENTED | NO_COMMENT   (again: the later advice stands; it keeps the version that it saw)
 *   COMMENTED, NO_COMMENT ──reopen-review (on a later version)──▶ OPEN
 */
import { type Context, type DomainCommand, type DomainEvent, Rejection, type Transition } from '#kernel';
import { REVIEW_INCOMPLETE } from './draft-rules.js';
import { refusedReviewer, refusedStep, seen, type UnderReview, type VersionSeen } from './review-track.js';

export const OIG_OUTCOMES = ['COMMENTED', 'NO_COMMENT'] as const;
export type OigOutcome = (typeof OIG_OUTCOMES)[number];

export type OigTrack = { readonly status: 'OPEN' } | ({ readonly status: OigOutcome } & VersionSeen);

export type RecordOigReview = DomainCommand<
  'record-oig-review',
  { readonly version: number; readonly outcome: OigOutcome; readonly comment?: string }
>;

export type OigRecorded = VersionSeen & { readonly track: 'OIG'; readonly outcome: OigOutcome; readonly comment?: string };

export const OIG_TRANSITIONS = {
  'record-oig-review': { from: ['OPEN', ...OIG_OUTCOMES], to: OIG_OUTCOMES },
  'reopen-review': { from: OIG_OUTCOMES, to: ['OPEN'] },
} as const satisfies Readonly<Record<string, Transition<OigTrack['status']>>>;

export function decideOigReview(
  command: RecordOigReview,
  review: UnderReview,
  oig: OigTrack,
  context: Context,
): readonly DomainEvent<'draft.review-recorded', OigRecorded>[] | Rejection {
  const refused = refusedStep('OIG', OIG_TRANSITIONS, command.name, oig.status) ?? refusedReviewer(command, review, context);
  if (refused) return refused;
  const { outcome, comment } = command.data;
  if ((outcome === 'COMMENTED') !== (comment !== undefined))
    return new Rejection(REVIEW_INCOMPLETE, `The outcome ${outcome} does not go with the comment beside it.`);
  const said = comment === undefined ? {} : { comment };
  return [{ type: 'draft.review-recorded', data: { track: 'OIG', ...seen(review), outcome, ...said } }];
}

export function afterOigReview({ outcome, version, textHash }: OigRecorded): OigTrack {
  return { status: outcome, version, textHash };
}
