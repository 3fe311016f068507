/**
 * The legal review of a draft.
 *
 *   OPEN ──record-legal-review──▶ CLEARED | CONDITIONS | OBJECTION ──new text──▶ STALE
 *   STALE ──certify-non-substantive──▶ what it was
 *   CONDITIONS ──record-legal-condition-met──▶ CONDITIONS   (each condition once)
 *
 *   record-legal-review    from any: recorded again, the later outcome stands
 *   concur-without-board   from any: the city attorney agrees that this version requires no approval of the Board
 *
 * Its outcome stands in entries of a neutral type, and the advice behind it in privileged ones.
 */
import {
  type Context,
  type DomainCommand,
  type DomainEvent,
  type Profile,
  refusedOwnWork,
  Rejection,
  type Transition,
  unreachable,
} from '#kernel';
import { LEGAL_CLEARANCE, NO_SUCH_CONDITION, REVIEW_INCOMPLETE } from './draft-rules.js';
import { refusedReviewer, refusedStep, seen, type UnderReview, type VersionSeen } from './review-track.js';

export const LEGAL_OUTCOMES = ['CLEARED', 'CONDITIONS', 'OBJECTION'] as const;
export type LegalOutcome = (typeof LEGAL_OUTCOMES)[number];

/** What a clearance depends on, until it is met. */
export interface LegalCondition {
  readonly id: string;
  readonly text: string;
  readonly met?: true;
}

interface Reviewed extends VersionSeen {
  readonly outcome: LegalOutcome;
  readonly conditions: readonly LegalCondition[];
}

export type LegalTrack = ({ readonly status: 'OPEN' } | ({ readonly status: LegalOutcome | 'STALE' } & Reviewed)) & {
  /** How many conditions were ever named: an id is not used again. */
  readonly named: number;
  /** The version that requires no approval of the Board, by the word of the city attorney. */
  readonly withoutBoard?: VersionSeen;
};

export const NO_LEGAL_REVIEW: LegalTrack = { status: 'OPEN', named: 0 };

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

export type RecordLegalConditionMet = DomainCommand<
  'record-legal-condition-met',
  { readonly conditionId: string; readonly note?: string }
>;
export type CertifyNonSubstantive = DomainCommand<
  'certify-non-substantive',
  { readonly version: number; readonly reason: string }
>;
export type ConcurWithoutBoard = DomainCommand<'concur-without-board', { readonly version: number; readonly reason: string }>;
export type LegalCommand = RecordLegalReview | RecordLegalConditionMet | CertifyNonSubstantive | ConcurWithoutBoard;

export type LegalRecorded = VersionSeen & {
  readonly track: 'LEGAL';
  readonly outcome: LegalOutcome;
  readonly conditions?: readonly string[];
  /** Of the conditions, in their order; entries from before conditions were tracked have none. */
  readonly conditionIds?: readonly string[];
};
export type LegalStep = { readonly track: 'LEGAL' } & VersionSeen &
  (
    | { readonly step: 'CONDITION_MET'; readonly conditionId: string; readonly note?: string }
    | { readonly step: 'NON_SUBSTANTIVE'; readonly reason: string }
    | { readonly step: 'NO_BOARD_APPROVAL'; readonly reason: string }
  );
type LegalProgressed = DomainEvent<'draft.review-progressed', LegalStep>;
export type LegalReviewRecorded = DomainEvent<'draft.review-recorded', LegalRecorded>;
export type ReviewNoteRecorded = DomainEvent<'draft.review-note-recorded', VersionSeen & { readonly note: string }>;

const ANY = ['OPEN', 'STALE', ...LEGAL_OUTCOMES] as const;
const NEW_TEXT = { from: ANY, to: ['OPEN', 'STALE'] } as const;

export const LEGAL_TRANSITIONS = {
  'record-legal-review': { from: ANY, to: LEGAL_OUTCOMES },
  'record-legal-condition-met': { from: ['CONDITIONS'], to: ['CONDITIONS'] },
  'certify-non-substantive': { from: ['STALE'], to: LEGAL_OUTCOMES },
  'concur-without-board': { from: ANY, to: ANY },
  'save-draft-version': NEW_TEXT,
  'rebase-draft': NEW_TEXT,
  // OPEN: of a past in which no review is on record.
  'attach-conformed-text': NEW_TEXT,
} as const satisfies Readonly<Record<string, Transition<LegalTrack['status']>>>;

/** How the legal review of a version ended, or its refusal (7): none of this version, or an objection where the profile blocks on it. */
export function clearanceOf(version: number, legal: LegalTrack, profile: Profile): LegalOutcome | Rejection {
  const { status } = legal;
  const missing = status === 'OPEN' || status === 'STALE';
  if (missing || (status === 'OBJECTION' && profile.legalObjection === 'block'))
    return new Rejection(LEGAL_CLEARANCE, `The legal review of version ${version} is ${status}.`);
  return status;
}

export function decideLegal(
  command: LegalCommand,
  review: UnderReview,
  legal: LegalTrack,
  context: Context,
): readonly (LegalReviewRecorded | ReviewNoteRecorded | LegalProgressed)[] | Rejection {
  const refused = refusedStep('LEGAL', LEGAL_TRANSITIONS, command.name, legal.status);
  if (refused) return refused;
  switch (command.name) {
    case 'record-legal-review':
      return refusedReviewer(command, review, context) ?? decideReview(command, review, legal);
    case 'record-legal-condition-met':
      return refusedOwnWork(review.authors, context, command.name) ?? decideCondition(command, legal);
    case 'certify-non-substantive':
      return (
        refusedReviewer(command, review, context) ?? progressed(review, { step: 'NON_SUBSTANTIVE', reason: command.data.reason })
      );
    case 'concur-without-board':
      return (
        refusedReviewer(command, review, context) ??
        progressed(review, { step: 'NO_BOARD_APPROVAL', reason: command.data.reason })
      );
    default:
      return unreachable(command);
  }
}

function progressed(
  review: UnderReview,
  step: { readonly step: 'NON_SUBSTANTIVE' | 'NO_BOARD_APPROVAL'; readonly reason: string },
): readonly LegalProgressed[] {
  return [{ type: 'draft.review-progressed', data: { track: 'LEGAL', ...seen(review), ...step } }];
}

function decideReview(
  { data: { outcome, conditions = [], note } }: RecordLegalReview,
  review: UnderReview,
  { named }: LegalTrack,
): readonly (LegalReviewRecorded | ReviewNoteRecorded)[] | Rejection {
  if ((outcome === 'CONDITIONS') !== conditions.length > 0)
    return new Rejection(REVIEW_INCOMPLETE, `The outcome ${outcome} does not go with the conditions beside it.`);
  const conditionIds = conditions.map((_, at) => idOf(named + at));
  const recorded: LegalReviewRecorded = {
    type: 'draft.review-recorded',
    data: { track: 'LEGAL', ...seen(review), outcome, ...(outcome === 'CONDITIONS' ? { conditions, conditionIds } : {}) },
  };
  return note === undefined ? [recorded] : [recorded, { type: 'draft.review-note-recorded', data: { ...seen(review), note } }];
}

function idOf(namedBefore: number): string {
  return `C${namedBefore + 1}`;
}

function decideCondition(
  { data: { conditionId, note } }: RecordLegalConditionMet,
  legal: LegalTrack,
): readonly LegalProgressed[] | Rejection {
  const open = openConditions(legal);
  if (legal.status === 'OPEN' || !open.some(({ id }) => id === conditionId))
    return new Rejection(
      NO_SUCH_CONDITION,
      `${conditionId} is not open; open are ${open.map(({ id }) => id).join(', ') || 'none'}.`,
    );
  const { version, textHash } = legal;
  const said = note === undefined ? {} : { note };
  return [
    { type: 'draft.review-progressed', data: { track: 'LEGAL', version, textHash, step: 'CONDITION_MET', conditionId, ...said } },
  ];
}

/** The conditions of the clearance that are not met yet. */
export function openConditions(legal: LegalTrack): readonly LegalCondition[] {
  return legal.status === 'OPEN' ? [] : legal.conditions.filter(({ met }) => !met);
}

export function afterLegalReview(legal: LegalTrack, recorded: LegalRecorded): LegalTrack {
  const { outcome, version, textHash, conditions = [], conditionIds } = recorded;
  const tracked = conditions.map((text, at) => ({ id: conditionIds?.[at] ?? idOf(legal.named + at), text }));
  const named = legal.named + conditions.length;
  return { ...kept(legal), status: outcome, outcome, version, textHash, conditions: tracked, named };
}

export function afterLegalStep(legal: LegalTrack, data: LegalStep): LegalTrack {
  const { version, textHash } = data;
  switch (data.step) {
    case 'CONDITION_MET':
      if (legal.status === 'OPEN') return legal;
      return {
        ...legal,
        conditions: legal.conditions.map((each) => (each.id === data.conditionId ? { ...each, met: true } : each)),
      };
    case 'NON_SUBSTANTIVE':
      return legal.status === 'OPEN' ? legal : { ...legal, status: legal.outcome, version, textHash };
    case 'NO_BOARD_APPROVAL':
      return { ...legal, withoutBoard: { version, textHash } };
    default:
      return unreachable(data);
  }
}

function kept({ withoutBoard }: LegalTrack): Pick<LegalTrack, 'withoutBoard'> {
  return withoutBoard === undefined ? {} : { withoutBoard };
}

/** A legal review is of the text that it saw. */
export function legalAfterNewText(legal: LegalTrack): LegalTrack {
  return legal.status === 'OPEN' ? legal : { ...legal, status: 'STALE' };
}
