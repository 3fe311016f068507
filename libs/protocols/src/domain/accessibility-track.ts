/**
 * Whether people with disabilities can use the text as it would be published. It warns at a publication and never delays one.
 *
 *   OPEN ──record-accessibility-review──▶ PASSED ──save-draft-version──▶ STALE ──record-accessibility-review──▶ PASSED
 *                                                                        STALE ──certify-non-substantive──▶ PASSED
 */
import type { Context, DomainCommand, DomainEvent, Rejection, Transition } from '#kernel';
import { refusedReviewer, refusedStep, seen, type UnderReview, type VersionSeen } from './review-track.js';

export type AccessibilityTrack = { readonly status: 'OPEN' } | ({ readonly status: 'PASSED' | 'STALE' } & VersionSeen);

export type RecordAccessibilityReview = DomainCommand<'record-accessibility-review', { readonly version: number }>;

export type AccessibilityRecorded = VersionSeen & { readonly track: 'ACCESSIBILITY'; readonly outcome: 'PASSED' };

/** Said at a publication of a text that did not pass. */
export interface AccessibilityWarning {
  readonly accessibilityWarning?: true;
}

const ANY = ['OPEN', 'PASSED', 'STALE'] as const;
const NEW_TEXT = { from: ANY, to: ['OPEN', 'STALE'] } as const;

export const ACCESSIBILITY_TRANSITIONS = {
  'record-accessibility-review': { from: ANY, to: ['PASSED'] },
  'save-draft-version': NEW_TEXT,
  'rebase-draft': NEW_TEXT,
  'attach-conformed-text': NEW_TEXT,
  'certify-non-substantive': { from: ANY, to: ['OPEN', 'PASSED'] },
} as const satisfies Readonly<Record<string, Transition<AccessibilityTrack['status']>>>;

export function decideAccessibility(
  command: RecordAccessibilityReview,
  review: UnderReview,
  accessibility: AccessibilityTrack,
  context: Context,
): readonly DomainEvent<'draft.review-recorded', AccessibilityRecorded>[] | Rejection {
  return (
    refusedStep('ACCESSIBILITY', ACCESSIBILITY_TRANSITIONS, command.name, accessibility.status) ??
    refusedReviewer(command, review, context) ?? [
      { type: 'draft.review-recorded', data: { track: 'ACCESSIBILITY', ...seen(review), outcome: 'PASSED' } },
    ]
  );
}

export function accessibilityWarning({ status }: AccessibilityTrack): AccessibilityWarning {
  return status === 'PASSED' ? {} : { accessibilityWarning: true };
}

export function afterAccessibilityReview({ outcome, version, textHash }: AccessibilityRecorded): AccessibilityTrack {
  return { status: outcome, version, textHash };
}

export function accessibilityAfterNewText(accessibility: AccessibilityTrack): AccessibilityTrack {
  return accessibility.status === 'OPEN' ? accessibility : { ...accessibility, status: 'STALE' };
}

/** A change that is certified as non-substantive leaves what passed as it was. */
export function accessibilityAfterCertificate(accessibility: AccessibilityTrack, version: VersionSeen): AccessibilityTrack {
  return accessibility.status === 'STALE' ? { status: 'PASSED', ...version } : accessibility;
}
