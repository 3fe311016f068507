/** The commands and entries of a draft's review tracks, as the door and the log know them. */
import { type ClockChange, CommandBody, InstantField, OneOf, RecordId, Shaped, Text, Texts, Whole } from '#command-queue';
import { OWN_WORK } from '#kernel';
import type { RecordAccessibilityReview } from './domain/accessibility-track.js';
import type { CommentWindow, SchedulePublicComment, SummarisePublicComment } from './domain/comment-track.js';
import {
  COMMENT_WINDOW,
  EARLY_ACTION_INCOMPLETE,
  NO_SUCH_CONDITION,
  NOT_FOUND_OUT_OF_SCOPE,
  NOT_THE_VERSION_UNDER_REVIEW,
  NOT_THEIR_TRACK,
  NOTHING_NEW_TO_REVIEW,
  REVIEW_INCOMPLETE,
  SCOPE_REASON_MISSING,
} from './domain/draft-rules.js';
import {
  EARLY_GROUNDS,
  type EarlyGround,
  type GiveLaborNotice,
  IMPASSE_ENDINGS,
  type ImpasseEnding,
  type RecordEarlyAction,
  type ResolveLaborImpasse,
  SCOPE_FINDINGS,
  type ScopeFinding,
  type ScreenLabor,
} from './domain/labor-track.js';
import {
  type CertifyNonSubstantive,
  type ConcurWithoutBoard,
  LEGAL_OUTCOMES,
  type LegalOutcome,
  type RecordLegalConditionMet,
  type RecordLegalReview,
} from './domain/legal-track.js';
import { OIG_OUTCOMES, type OigOutcome, type RecordOigReview } from './domain/oig-track.js';
import { type Reopenable, REOPENABLE, type ReopenReview, type ReviewReopened } from './domain/review-track.js';
import { reviewClockCommands, reviewClockEvents, start, stopReviews } from './review-clocks.wire.js';

export abstract class OfADraft extends CommandBody {
  @RecordId()
  draftId!: string;
}

class RecordLegalReviewBody extends OfADraft {
  @Whole(1, 100_000, { about: 'The version that was reviewed: the one submitted last.' })
  version!: number;

  @OneOf(LEGAL_OUTCOMES)
  outcome!: LegalOutcome;

  @Texts(2_000, { optional: true, about: 'With the outcome CONDITIONS, and only then; readable inside.' })
  conditions?: string[];

  @Text(20_000, { optional: true, about: 'Privileged advice, kept apart from the outcome.' })
  note?: string;
}

class RecordOigReviewBody extends OfADraft {
  @Whole(1, 100_000, { about: 'The version that was reviewed: the one submitted last.' })
  version!: number;

  @OneOf(OIG_OUTCOMES)
  outcome!: OigOutcome;

  @Text(20_000, { optional: true, about: 'With the outcome COMMENTED, and only then.' })
  comment?: string;
}

class SchedulePublicCommentBody extends OfADraft {
  @InstantField()
  opensAt!: string;

  @InstantField({ about: 'Later than the opening; windows of 5 to 14 days are usual.' })
  closesAt!: string;
}

class OpenPublicCommentBody extends OfADraft {}

class ClosePublicCommentBody extends OfADraft {}

class SummarisePublicCommentBody extends OfADraft {
  @Whole(0, 10_000_000, { about: 'How many comments were received in the period.' })
  received!: number;

  @Text(50_000, { about: 'Published; names no commenter.' })
  summary!: string;
}

class RecordLegalConditionMetBody extends OfADraft {
  @Shaped(/^C\d{1,4}$/, 'C1', { about: 'The id of the condition, as the draft shows it.' })
  conditionId!: string;

  @Text(2_000, { optional: true, about: 'By what it is met; readable inside.' })
  note?: string;
}

abstract class OfTheVersion extends OfADraft {
  @Whole(1, 100_000, { about: 'The version submitted last.' })
  version!: number;

  @Text(2_000, { about: 'Readable inside; advice stays in privileged notes.' })
  reason!: string;
}

class CertifyNonSubstantiveBody extends OfTheVersion {}

class ConcurWithoutBoardBody extends OfTheVersion {}

class ScreenLaborBody extends OfADraft {
  @Whole(1, 100_000, { about: 'The version that was screened: the one submitted last.' })
  version!: number;

  @OneOf(SCOPE_FINDINGS)
  finding!: ScopeFinding;

  @Text(2_000, { optional: true, about: 'Needed with NOT_IN_SCOPE. No proposal and no position of either side is entered.' })
  reason?: string;
}

class ConcurInLaborScopeBody extends OfADraft {}

class GiveLaborNoticeBody extends OfADraft {
  @Texts(200, { about: "The employees' organizations that the notice went to." })
  organizations!: string[];
}

class BeginLaborConsultationBody extends OfADraft {}

class ConcludeLaborConsultationBody extends OfADraft {}

class DeclareLaborImpasseBody extends OfADraft {}

class ResolveLaborImpasseBody extends OfADraft {
  @OneOf(IMPASSE_ENDINGS)
  ending!: ImpasseEnding;
}

class RecordEarlyActionBody extends OfADraft {
  @OneOf(EARLY_GROUNDS)
  ground!: EarlyGround;

  @RecordId({ about: 'The meeting at which the Board so decided.' })
  meetingId!: string;

  @Texts(2_000, {
    optional: true,
    about: 'With the ground CONDITIONS, and only then: on what the Board acts before labor is concluded.',
  })
  conditions?: string[];

  @Text(2_000, { optional: true, about: 'With the ground EMERGENCY, and only then: what the Board found. Notice is still owed.' })
  finding?: string;
}

class RecordAccessibilityReviewBody extends OfADraft {
  @Whole(1, 100_000, { about: 'The version that passed: the one submitted last.' })
  version!: number;
}

class ReopenReviewBody extends OfADraft {
  @OneOf(REOPENABLE)
  track!: Reopenable;

  @Text(2_000, { about: 'What is new in the text that the review did not see.' })
  reason!: string;
}

export const OPENS = 'public-comment-opens';
export const CLOSES = 'public-comment-closes';

export const trackCommands = {
  ...reviewClockCommands,
  'record-legal-review': {
    body: RecordLegalReviewBody satisfies new () => RecordLegalReview['data'],
    summary: 'Record how the legal review of the submitted version ended; the later outcome stands.',
    subject: 'draftId',
    roles: ['city-attorney'],
    rules: [OWN_WORK, NOT_THE_VERSION_UNDER_REVIEW, REVIEW_INCOMPLETE],
  },
  'record-oig-review': {
    body: RecordOigReviewBody satisfies new () => RecordOigReview['data'],
    summary: "Record the Inspector General's advice on the submitted version; it is shown to the Board and never blocks.",
    subject: 'draftId',
    roles: ['inspector-general'],
    rules: [OWN_WORK, NOT_THE_VERSION_UNDER_REVIEW, REVIEW_INCOMPLETE],
  },
  'schedule-public-comment': {
    body: SchedulePublicCommentBody satisfies new () => SchedulePublicComment['data'],
    summary: 'Set when the public comments on the submitted version; clocks open and close the period.',
    subject: 'draftId',
    roles: ['commission-staff'],
    rules: [COMMENT_WINDOW],
  },
  'open-public-comment': {
    body: OpenPublicCommentBody,
    summary: 'Open the comment period at its instant: the submitted text is public from then on.',
    subject: 'draftId',
    roles: ['system'],
    rules: [COMMENT_WINDOW],
  },
  'close-public-comment': {
    body: ClosePublicCommentBody,
    summary: 'Close the comment period at its instant.',
    subject: 'draftId',
    roles: ['system'],
    rules: [COMMENT_WINDOW],
  },
  'summarise-public-comment': {
    body: SummarisePublicCommentBody satisfies new () => SummarisePublicComment['data'],
    summary: 'Summarise what the public said, after the period has closed; the vote waits for it.',
    subject: 'draftId',
    roles: ['commission-staff'],
    rules: [],
  },
  'record-legal-condition-met': {
    body: RecordLegalConditionMetBody satisfies new () => RecordLegalConditionMet['data'],
    summary: 'Record that a condition of the legal clearance is met, also after the vote.',
    subject: 'draftId',
    roles: ['city-attorney'],
    rules: [OWN_WORK, NO_SUCH_CONDITION],
  },
  'certify-non-substantive': {
    body: CertifyNonSubstantiveBody satisfies new () => CertifyNonSubstantive['data'],
    summary: 'Certify that what is new in the submitted version changes no substance: legal clearance and accessibility stand.',
    subject: 'draftId',
    roles: ['city-attorney'],
    rules: [OWN_WORK, NOT_THE_VERSION_UNDER_REVIEW],
  },
  'concur-without-board': {
    body: ConcurWithoutBoardBody satisfies new () => ConcurWithoutBoard['data'],
    summary: 'Concur that the submitted version requires no approval of the Board.',
    subject: 'draftId',
    roles: ['city-attorney'],
    rules: [OWN_WORK, NOT_THE_VERSION_UNDER_REVIEW],
  },
  'screen-labor': {
    body: ScreenLaborBody satisfies new () => ScreenLabor['data'],
    summary: "Record whether the submitted version has to be conferred on with the employees' organizations.",
    subject: 'draftId',
    roles: ['labor-relations'],
    rules: [OWN_WORK, NOT_THE_VERSION_UNDER_REVIEW, SCOPE_REASON_MISSING],
  },
  'concur-in-labor-scope': {
    body: ConcurInLaborScopeBody,
    summary: 'Concur in the finding that there is nothing to meet and confer on.',
    subject: 'draftId',
    roles: ['city-attorney'],
    rules: [OWN_WORK, NOT_FOUND_OUT_OF_SCOPE],
  },
  'give-labor-notice': {
    body: GiveLaborNoticeBody satisfies new () => GiveLaborNotice['data'],
    summary: "Record the notice to the employees' organizations; after an adoption in an emergency it is still owed.",
    subject: 'draftId',
    roles: ['labor-relations'],
    rules: [],
  },
  'begin-labor-consultation': {
    body: BeginLaborConsultationBody,
    summary: 'Record that the parties meet and confer. What they propose is not entered.',
    subject: 'draftId',
    roles: ['labor-relations'],
    rules: [],
  },
  'conclude-labor-consultation': {
    body: ConcludeLaborConsultationBody,
    summary: 'Record that the consultation is concluded.',
    subject: 'draftId',
    roles: ['labor-relations'],
    rules: [],
  },
  'declare-labor-impasse': {
    body: DeclareLaborImpasseBody,
    summary: 'Record that the parties reached no agreement.',
    subject: 'draftId',
    roles: ['labor-relations'],
    rules: [],
  },
  'resolve-labor-impasse': {
    body: ResolveLaborImpasseBody satisfies new () => ResolveLaborImpasse['data'],
    summary: 'Record how the impasse ended.',
    subject: 'draftId',
    roles: ['labor-relations'],
    rules: [],
  },
  'record-early-action': {
    body: RecordEarlyActionBody satisfies new () => RecordEarlyAction['data'],
    summary:
      'Record that the Board acts before labor is concluded: on conditions that it names, or in an emergency that it finds.',
    subject: 'draftId',
    roles: ['board-secretary'],
    rules: [EARLY_ACTION_INCOMPLETE],
  },
  'record-accessibility-review': {
    body: RecordAccessibilityReviewBody satisfies new () => RecordAccessibilityReview['data'],
    summary: 'Record that the submitted version can be used by people with disabilities. A publication without it is warned of.',
    subject: 'draftId',
    roles: ['commission-staff'],
    rules: [OWN_WORK, NOT_THE_VERSION_UNDER_REVIEW],
  },
  'reopen-review': {
    body: ReopenReviewBody satisfies new () => ReopenReview['data'],
    summary: 'Take a review up again on a version that it has not seen.',
    subject: 'draftId',
    roles: ['commission-staff', 'inspector-general', 'labor-relations'],
    rules: [NOT_THEIR_TRACK, NOTHING_NEW_TO_REVIEW],
  },
} as const;

export const trackEvents = {
  ...reviewClockEvents,
  'draft.review-recorded': { schemaVersion: 1, visibility: 'INTERNAL', clocks: stopReviews('draft.review-recorded') },
  'draft.review-note-recorded': { schemaVersion: 1, visibility: 'PRIVILEGED' },
  'draft.comment-scheduled': { schemaVersion: 1, visibility: 'INTERNAL', clocks: opening },
  'draft.comment-opened': { schemaVersion: 1, visibility: 'PUBLIC', clocks: closing },
  'draft.comment-closed': { schemaVersion: 1, visibility: 'PUBLIC', clocks: () => [{ stop: CLOSES }] },
  'draft.comment-summarised': { schemaVersion: 1, visibility: 'PUBLIC' },
  'draft.review-progressed': { schemaVersion: 1, visibility: 'INTERNAL', clocks: stopReviews('draft.review-progressed') },
  'draft.review-reopened': { schemaVersion: 1, visibility: 'INTERNAL', clocks: startAnew },
  'draft.early-action-recorded': { schemaVersion: 1, visibility: 'INTERNAL' },
} as const;

function startAnew({ track, due }: ReviewReopened['data']): readonly ClockChange[] {
  return due && track !== 'PUBLIC_COMMENT' ? start({ track, ...due }) : [];
}

function opening({ opensAt }: CommentWindow): ClockChange[] {
  const rule = 'A comment period opens at the instant that commission staff set.';
  return [{ start: OPENS, dueAt: opensAt, rule, inputs: { opensAt }, command: 'open-public-comment' }];
}

function closing({ closesAt }: CommentWindow): ClockChange[] {
  const rule = 'A comment period closes at the instant that commission staff set.';
  return [{ stop: OPENS }, { start: CLOSES, dueAt: closesAt, rule, inputs: { closesAt }, command: 'close-public-comment' }];
}
