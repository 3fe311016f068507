import {
  type ClockChange,
  CommandBody,
  defineLifecycle,
  type FactReader,
  InstantField,
  OneOf,
  RecordId,
  Shaped,
  Text,
  Texts,
  Whole,
} from '#command-queue';
import { NO_SUCH_RECORD, OWN_WORK } from '#kernel';
import { request } from '#requests';
import type { CommentWindow, SchedulePublicComment, SummarisePublicComment } from './domain/comment-track.js';
import { draft, DRAFT_TRANSITIONS } from './domain/draft.js';
import {
  type Draft,
  type DraftFacts,
  type NoteDraftAdopted,
  type NoteDraftNotAdopted,
  type NoteDraftPosted,
  type OpenDraft,
  type Origin,
  ORIGINS,
  type RequestChanges,
  type SaveDraftVersion,
  type WithdrawDraft,
} from './domain/draft-record.js';
import {
  COMMENT_WINDOW,
  LEGAL_CLEARANCE,
  NO_VERSION_SAVED,
  NOT_FOR_STAFF_TO_TRANSMIT,
  NOT_THE_TRANSMITTED_TEXT,
  NOT_THE_VERSION_UNDER_REVIEW,
  REQUEST_NOT_ACKNOWLEDGED,
  REVIEW_INCOMPLETE,
  SUBMITTED_VERSION_FIXED,
} from './domain/draft-rules.js';
import { LEGAL_OUTCOMES, type LegalOutcome, type RecordLegalReview } from './domain/legal-track.js';
import { OIG_OUTCOMES, type OigOutcome, type RecordOigReview } from './domain/oig-track.js';
import { protocol } from './domain/protocol.js';
import { versionInForce } from './domain/protocol-record.js';
import { BASE_NOT_IN_FORCE } from './domain/protocol-rules.js';
import { TRACK_TRANSITIONS } from './domain/review-tracks.js';
import { textHashOf } from './text-hash.js';

const SHA_256 = /^[0-9a-f]{64}$/;
const A_SHA_256 = 'a'.repeat(64);

class OpenDraftBody extends CommandBody {
  @RecordId({ about: 'The protocol that the draft is to change; one that does not exist yet is registered first.' })
  protocolId!: string;

  @RecordId({
    optional: true,
    about: 'The request of the Board that it answers: acknowledged by the Chief, and still owed a response.',
  })
  requestId?: string;

  @OneOf(ORIGINS)
  origin!: Origin;

  @Text(500)
  title!: string;
}

abstract class OfADraft extends CommandBody {
  @RecordId()
  draftId!: string;
}

class SaveDraftVersionBody extends OfADraft {
  @Text(500_000, { about: 'The whole text of the protocol as it is to read.' })
  text!: string;

  @Whole(0, 100_000, { about: 'The version of the protocol that it changes, which must be the one in force; 0 where none is.' })
  baseVersion!: number;

  @Text(2_000, { about: 'What is new in this version, in a sentence or two.' })
  changeSummary!: string;

  @Text(20_000, { optional: true, about: 'Why it is proposed.' })
  rationale?: string;
}

class SubmitDraftBody extends OfADraft {}

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

class RequestChangesBody extends OfADraft {
  @Text(20_000)
  reason!: string;
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

class ApproveDraftBody extends OfADraft {}

class TransmitDraftBody extends OfADraft {}

class NoteDraftPostedBody extends OfADraft {
  @RecordId()
  meetingId!: string;

  @Shaped(SHA_256, A_SHA_256, { about: 'SHA-256 of the posted text, in hex.' })
  textHash!: string;
}

class NoteDraftAdoptedBody extends OfADraft {
  @RecordId()
  boardActionId!: string;

  @Shaped(SHA_256, A_SHA_256, { about: 'SHA-256 of the text that the item named, in hex.' })
  textHash!: string;
}

class NoteDraftNotAdoptedBody extends OfADraft {
  @RecordId({ optional: true })
  boardActionId?: string;
}

class WithdrawDraftBody extends OfADraft {
  @Text(2_000)
  reason!: string;
}

const OPENS = 'public-comment-opens';
const CLOSES = 'public-comment-closes';

export const draftLifecycle = defineLifecycle({
  decider: draft,
  transitions: DRAFT_TRANSITIONS,
  parts: TRACK_TRANSITIONS,
  commands: {
    'open-draft': {
      body: OpenDraftBody satisfies new () => OpenDraft['data'],
      summary: 'Begin a draft that is to change a protocol.',
      subject: 'new',
      roles: ['policy-author'],
      rules: [NO_SUCH_RECORD, REQUEST_NOT_ACKNOWLEDGED],
      facts: factsOfOpening,
    },
    'save-draft-version': {
      body: SaveDraftVersionBody satisfies new () => Omit<SaveDraftVersion['data'], 'textHash'>,
      summary: 'Save the next version of the text. A legal review of an earlier one becomes stale.',
      subject: 'draftId',
      roles: ['policy-author'],
      rules: [BASE_NOT_IN_FORCE, SUBMITTED_VERSION_FIXED],
      prepare: withTextHash,
      facts: factsOfText,
    },
    'submit-draft': {
      body: SubmitDraftBody,
      summary: 'Submit the last version: its reviews begin.',
      subject: 'draftId',
      roles: ['policy-author'],
      rules: [NO_VERSION_SAVED],
    },
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
    'request-changes': {
      body: RequestChangesBody satisfies new () => RequestChanges['data'],
      summary: 'Send a submitted draft back to its author for another version.',
      subject: 'draftId',
      roles: ['commission-staff', 'city-attorney', 'chief'],
      rules: [],
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
    'approve-draft': {
      body: ApproveDraftBody,
      summary: 'Approve the submitted version for transmittal to the Board.',
      subject: 'draftId',
      roles: ['chief'],
      rules: [OWN_WORK],
    },
    'transmit-draft': {
      body: TransmitDraftBody,
      summary:
        'Transmit the approved version to the Board, with its legal clearance. Staff transmit drafts of the Board and of the OIG.',
      subject: 'draftId',
      roles: ['chief', 'commission-staff'],
      rules: [OWN_WORK, LEGAL_CLEARANCE, BASE_NOT_IN_FORCE, NOT_FOR_STAFF_TO_TRANSMIT],
      facts: factsOfText,
    },
    'note-draft-posted': {
      body: NoteDraftPostedBody satisfies new () => NoteDraftPosted['data'],
      summary: 'Note that the transmitted text was posted with an agenda: it is public from then on.',
      subject: 'draftId',
      roles: ['system'],
      rules: [NOT_THE_TRANSMITTED_TEXT],
    },
    'note-draft-adopted': {
      body: NoteDraftAdoptedBody satisfies new () => NoteDraftAdopted['data'],
      summary: 'Note that the Board adopted the transmitted text.',
      subject: 'draftId',
      roles: ['system'],
      rules: [NOT_THE_TRANSMITTED_TEXT],
    },
    'note-draft-not-adopted': {
      body: NoteDraftNotAdoptedBody satisfies new () => NoteDraftNotAdopted['data'],
      summary: 'Note that the Board did not adopt the transmitted text.',
      subject: 'draftId',
      roles: ['system'],
      rules: [],
    },
    'withdraw-draft': {
      body: WithdrawDraftBody satisfies new () => WithdrawDraft['data'],
      summary: 'Withdraw a draft before the Board has decided on it.',
      subject: 'draftId',
      roles: ['policy-author'],
      rules: [],
    },
  },
  events: {
    'draft.opened': { schemaVersion: 1, visibility: 'INTERNAL' },
    'draft.version-saved': { schemaVersion: 1, visibility: 'INTERNAL' },
    'draft.submitted': { schemaVersion: 1, visibility: 'INTERNAL' },
    'draft.review-recorded': { schemaVersion: 1, visibility: 'INTERNAL' },
    'draft.review-note-recorded': { schemaVersion: 1, visibility: 'PRIVILEGED' },
    'draft.changes-requested': { schemaVersion: 1, visibility: 'INTERNAL' },
    'draft.comment-scheduled': { schemaVersion: 1, visibility: 'INTERNAL', clocks: opening },
    'draft.comment-opened': { schemaVersion: 1, visibility: 'PUBLIC', clocks: closing },
    'draft.comment-closed': { schemaVersion: 1, visibility: 'PUBLIC', clocks: () => [{ stop: CLOSES }] },
    'draft.comment-summarised': { schemaVersion: 1, visibility: 'PUBLIC' },
    'draft.approved': { schemaVersion: 1, visibility: 'INTERNAL' },
    'draft.transmitted': { schemaVersion: 1, visibility: 'INTERNAL' },
    'draft.posted': { schemaVersion: 1, visibility: 'PUBLIC' },
    'draft.adopted': { schemaVersion: 1, visibility: 'PUBLIC' },
    'draft.not-adopted': { schemaVersion: 1, visibility: 'PUBLIC', clocks: () => [{ stop: OPENS }, { stop: CLOSES }] },
    'draft.withdrawn': { schemaVersion: 1, visibility: 'INTERNAL', clocks: () => [{ stop: OPENS }, { stop: CLOSES }] },
  },
});

function opening({ opensAt }: CommentWindow): ClockChange[] {
  const rule = 'A comment period opens at the instant that commission staff set.';
  return [{ start: OPENS, dueAt: opensAt, rule, inputs: { opensAt }, command: 'open-public-comment' }];
}

function closing({ closesAt }: CommentWindow): ClockChange[] {
  const rule = 'A comment period closes at the instant that commission staff set.';
  return [{ stop: OPENS }, { start: CLOSES, dueAt: closesAt, rule, inputs: { closesAt }, command: 'close-public-comment' }];
}

function withTextHash(data: SaveDraftVersion['data']): SaveDraftVersion['data'] {
  return { ...data, textHash: textHashOf(data.text) };
}

async function factsOfOpening(read: FactReader, { protocolId, requestId }: OpenDraft['data']): Promise<DraftFacts> {
  const about = requestId === undefined ? undefined : await read.state(request, requestId);
  return { ...(await factsOfProtocol(read, protocolId)), ...(about ? { requestStatus: about.status } : {}) };
}

async function factsOfText(read: FactReader, _data: unknown, state: Draft): Promise<DraftFacts> {
  return 'protocolId' in state ? factsOfProtocol(read, state.protocolId) : {};
}

async function factsOfProtocol(read: FactReader, protocolId: string): Promise<DraftFacts> {
  const state = await read.state(protocol, protocolId);
  return state ? { protocolVersion: versionInForce(state) } : {};
}
