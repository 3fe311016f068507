/** What all review tracks have in common: the version that they are bound to, and who may take a step of one. */
import { type Context, type DomainCommand, type DomainEvent, notNow, refusedOwnWork, Rejection, type Transition } from '#kernel';
import { NOT_THE_VERSION_UNDER_REVIEW } from './draft-rules.js';
import type { ReviewDue } from './review-clock.js';

/** The version that a track is bound to, by its number and by the SHA-256 of its text. */
export interface VersionSeen {
  readonly version: number;
  readonly textHash: string;
}

/** What a review is decided on: the version under review, and whoever wrote any version. */
export interface UnderReview {
  readonly latest: { readonly number: number; readonly textHash: string };
  readonly authors: readonly string[];
}

/** The version under review, as a track is bound to it. */
export function seen({ latest }: Pick<UnderReview, 'latest'>): VersionSeen {
  return { version: latest.number, textHash: latest.textHash };
}

/** A review is of the version submitted last, by somebody who wrote none. */
export function refusedReviewer(
  { name, data: { version } }: { readonly name: string; readonly data: { readonly version: number } },
  { latest, authors }: UnderReview,
  context: Context,
): Rejection | undefined {
  const ownWork = refusedOwnWork(authors, context, name);
  if (ownWork) return ownWork;
  return version === latest.number
    ? undefined
    : new Rejection(NOT_THE_VERSION_UNDER_REVIEW, `Version ${version} was reviewed; under review is ${latest.number}.`);
}

/** The refusal of a step that a track's table does not list for where the track stands. */
export function refusedStep<Name extends string>(
  track: string,
  transitions: Readonly<Record<NoInfer<Name>, Transition>>,
  name: Name,
  status: string,
): Rejection | undefined {
  const { from } = transitions[name];
  if (from.includes(status)) return undefined;
  return notNow(
    name,
    `with ${track} ${status}`,
    from.map((state) => `${track} ${state}`),
  );
}

/** Tracks that keep the version which they saw, and may be taken up again. */
export const REOPENABLE = ['OIG', 'LABOR', 'PUBLIC_COMMENT'] as const;
export type Reopenable = (typeof REOPENABLE)[number];

export type ReopenReview = DomainCommand<'reopen-review', { readonly track: Reopenable; readonly reason: string }>;
export type ReviewReopened = DomainEvent<
  'draft.review-reopened',
  /** `due`: by when the review is due that began anew. */
  VersionSeen & { readonly track: Reopenable; readonly reason: string; readonly due?: ReviewDue }
>;
