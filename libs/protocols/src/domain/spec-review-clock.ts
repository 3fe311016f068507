/** A draft under review whose reviews are given their time, told in events and commands. */
import { calendarFor } from '#calendar';
import { losAngeles } from '#jurisdiction';
import type { ReviewedTrack } from '#kernel';
import type { DraftCommand, DraftEvent } from './draft-record.js';
import type { ReviewDue } from './review-clock.js';

export const calendar = calendarFor(losAngeles).version;
export const seen = { version: 1, textHash: 'hash 1' } as const;
export const text = { baseVersion: 0, changeSummary: 'first', author: 'author', sections: [] };
export const authoring: DraftEvent[] = [
  { type: 'draft.opened', data: { protocolId: 'protocol', origin: 'DEPARTMENT', title: 'Synthetic' } },
  { type: 'draft.version-saved', data: { ...text, number: 1, text: 'text 1', textHash: 'hash 1' } },
];
/** A Tuesday, and the last instant of the second Tuesday after it: ten business days. */
export const TUESDAY = '2026-03-10T18:00:00.000Z';
export const DUE_AT = '2026-03-25T06:59:59.999Z';
export const A_MOMENT_LATER = '2026-03-25T07:00:00.000Z';
export const FRIDAY = { days: -2, tells: 'REVIEWER', at: '2026-03-20T07:00:00.000Z' } as const;
export const DAY_AFTER = { days: 1, tells: 'COMMISSION_STAFF', at: '2026-03-25T07:00:00.000Z' } as const;
export const inTenDays: ReviewDue = {
  dueOn: '2026-03-24',
  clock: { dueAt: DUE_AT, from: '2026-03-10', businessDays: 10, calendar, steps: [FRIDAY, DAY_AFTER] },
};
export const inFiveDays: ReviewDue = {
  dueOn: '2026-03-17',
  clock: {
    ...{ dueAt: '2026-03-18T06:59:59.999Z', from: '2026-03-10', businessDays: 5, calendar },
    steps: [
      { ...FRIDAY, at: '2026-03-13T07:00:00.000Z' },
      { ...DAY_AFTER, at: '2026-03-18T07:00:00.000Z' },
    ],
  },
};
const due = (track: ReviewedTrack) => ({ track, ...(track === 'ACCESSIBILITY' ? inFiveDays : inTenDays) });
export const submitted = (...tracks: ReviewedTrack[]): DraftEvent => ({
  type: 'draft.submitted',
  data: { version: 1, reviews: tracks.map(due) },
});
/** The draft under review, with the time of the legal review alone. */
export const inReview = [...authoring, submitted('LEGAL')];
export const announce: DraftCommand = { name: 'announce-review-overdue', data: {} };
export const escalate: DraftCommand = { name: 'escalate-review', data: {} };
export const pause: DraftCommand = { name: 'pause-review', data: { track: 'LEGAL', reason: 'A plan is awaited.' } };
export const cleared: DraftEvent = { type: 'draft.review-recorded', data: { track: 'LEGAL', ...seen, outcome: 'CLEARED' } };
export const overdue: DraftEvent = { type: 'draft.review-overdue', data: { track: 'LEGAL', dueOn: '2026-03-24', dueAt: DUE_AT } };
export const staff = (occurredAt: string) => ({ actor: 'staff', role: 'commission-staff', occurredAt }) as const;
