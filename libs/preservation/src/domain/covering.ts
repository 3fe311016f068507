/** What a preservation hold covers, and what an erasure would take: the same records, told in the same words. */
import type { Profile, RecordSeries } from '#kernel';

/** What is preserved: everything, whole series of the retention schedule, or single records by their streams, `drafts/{id}`. */
export type HoldScope =
  | { readonly kind: 'ALL' }
  | { readonly kind: 'SERIES'; readonly series: readonly string[] }
  | { readonly kind: 'SUBJECTS'; readonly subjects: readonly string[] };

/** A hold that stands. */
export interface StandingHold {
  readonly id: string;
  readonly scope: HoldScope;
}

/** An entry of the log, as far as a hold can cover it. */
export interface HoldableEntry {
  readonly position: number;
  /** The record that it is about, `comments/{id}`: of a refusal its target. */
  readonly subject: string;
  /** The ids of records that its data names: a hold on a draft covers what was said of it. */
  readonly mentions: readonly string[];
}

const kindOf = (subject: string): string => subject.slice(0, subject.indexOf('/'));
const idOf = (subject: string): string => subject.slice(subject.indexOf('/') + 1);

type Schedule = Pick<Profile, 'retention'>;

const named = (subject: string, { retention }: Schedule): [string, RecordSeries] | undefined =>
  Object.entries(retention).find(([, { records }]) => records.includes(kindOf(subject)));

/** The series of the schedule that a record belongs to; undefined where none has its kind, and it is kept for ever. */
export const seriesOf = (subject: string, schedule: Schedule): string | undefined => named(subject, schedule)?.[0];

/** For how long the schedule keeps a record, and from when on; undefined where no series has its kind. */
export const keepOf = (subject: string, schedule: Schedule): RecordSeries['keep'] | undefined =>
  named(subject, schedule)?.[1].keep;

/** Whether a hold of this scope keeps the entry. In doubt it does: an entry that only names a held record is preserved with it. */
export function covers(scope: HoldScope, { subject, mentions }: HoldableEntry, profile: Schedule): boolean {
  switch (scope.kind) {
    case 'ALL':
      return true;
    case 'SERIES': {
      const series = seriesOf(subject, profile);
      return series !== undefined && scope.series.includes(series);
    }
    case 'SUBJECTS':
      return scope.subjects.some((held) => held === subject || mentions.includes(idOf(held)));
  }
}
