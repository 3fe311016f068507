import { type ClockChange, CommandBody, defineLifecycle, type FactReader, OneOf, RecordId, Shaped, Text } from '#command-queue';
import { NO_SUCH_RECORD, OWN_WORK, type ProfileVersion } from '#kernel';
import { request, versionOfRequest } from '#requests';
import { type SentText, sentWhole, STAND_IN_IS_FOR_THE_PAST, TEXT_OR_SECTIONS, wholeTextOf } from './domain/divided-text.js';
import { draft, DRAFT_TRANSITIONS, versionOfDraft } from './domain/draft.js';
import {
  type AttachConformedText,
  type CertifyConformedText,
  type Draft,
  type DraftFacts,
  type IssueWithoutBoard,
  type NoteDraftAdopted,
  type NoteDraftAdoptedAsAmended,
  type NoteDraftNotAdopted,
  type NoteDraftPosted,
  type NoteDraftReturned,
  type OpenDraft,
  type Origin,
  ORIGINS,
  type RebaseDraft,
  type RecallDraft,
  type RequestChanges,
  RETURNS,
  type SaveDraftVersion,
  type WithdrawDraft,
} from './domain/draft-record.js';
import {
  ADOPTED_AS_AMENDED,
  BASE_STILL_IN_FORCE,
  LEGAL_CLEARANCE,
  NO_AMENDMENT_ADOPTED,
  NO_CONCURRENCE,
  NO_VERSION_SAVED,
  NOT_FOR_STAFF_TO_TRANSMIT,
  NOT_THE_CONFORMED_TEXT,
  NOT_THE_TRANSMITTED_TEXT,
  REQUEST_NOT_ACKNOWLEDGED,
  REVIEW_MANDATORY,
  SUBMITTED_VERSION_FIXED,
} from './domain/draft-rules.js';
import { protocol } from './domain/protocol.js';
import { versionInForce } from './domain/protocol-record.js';
import { BASE_NOT_IN_FORCE } from './domain/protocol-rules.js';
import { TRACK_TRANSITIONS } from './domain/review-tracks.js';
import { start, stopReviews } from './review-clocks.wire.js';
import { textsSince } from './domain/told-since.js';
import { CLOSES, OfADraft, OPENS, trackCommands, trackEvents } from './review-tracks.wire.js';
import { AttachConformedTextBody, RebaseDraftBody, SaveDraftVersionBody } from './text-bodies.js';
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

class SubmitDraftBody extends OfADraft {}

class RequestChangesBody extends OfADraft {
  @Text(20_000)
  reason!: string;
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

class IssueWithoutBoardBody extends OfADraft {
  @Text(2_000, { about: 'Why no approval of the Board is required.' })
  reason!: string;
}

class RecallDraftBody extends OfADraft {
  @Text(2_000)
  reason!: string;
}

class NoteDraftReturnedBody extends OfADraft {
  @OneOf(RETURNS)
  how!: NoteDraftReturned['data']['how'];

  @RecordId()
  meetingId!: string;
}

class NoteDraftAdoptedAsAmendedBody extends OfADraft {
  @RecordId()
  boardActionId!: string;

  @Shaped(SHA_256, A_SHA_256, { optional: true, about: 'SHA-256 of the amended text, in hex, where the vote named one.' })
  textHash?: string;
}

class CertifyConformedTextBody extends OfADraft {
  @Shaped(SHA_256, A_SHA_256, { about: 'SHA-256 of the attached text, in hex.' })
  textHash!: string;
}

class WithdrawDraftBody extends OfADraft {
  @Text(2_000)
  reason!: string;
}

export const draftLifecycle = defineLifecycle({
  decider: draft,
  begunUnder: versionOfDraft,
  transitions: DRAFT_TRANSITIONS,
  past: true,
  recomputes: 'recompute-reviews',
  parts: TRACK_TRANSITIONS,
  toldSince: textsSaved,
  commands: {
    ...trackCommands,
    'open-draft': {
      body: OpenDraftBody satisfies new () => OpenDraft['data'],
      summary: 'Begin a draft that is to change a protocol.',
      subject: 'new',
      roles: ['policy-author'],
      rules: [NO_SUCH_RECORD, REQUEST_NOT_ACKNOWLEDGED],
      begunUnder: versionOfItsRequest,
      facts: factsOfOpening,
    },
    'save-draft-version': {
      body: SaveDraftVersionBody satisfies new () => Omit<SaveDraftVersion['data'], 'textHash'>,
      summary: 'Save the next version of the text. A legal review of an earlier one becomes stale.',
      subject: 'draftId',
      roles: ['policy-author'],
      rules: [BASE_NOT_IN_FORCE, SUBMITTED_VERSION_FIXED, TEXT_OR_SECTIONS, STAND_IN_IS_FOR_THE_PAST],
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
    'request-changes': {
      body: RequestChangesBody satisfies new () => RequestChanges['data'],
      summary: 'Send a submitted draft back to its author for another version.',
      subject: 'draftId',
      roles: ['commission-staff', 'city-attorney', 'chief'],
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
      rules: [OWN_WORK, LEGAL_CLEARANCE, BASE_NOT_IN_FORCE, REVIEW_MANDATORY, NOT_FOR_STAFF_TO_TRANSMIT],
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
    'rebase-draft': {
      body: RebaseDraftBody satisfies new () => Omit<RebaseDraft['data'], 'textHash'>,
      summary: 'Write the text anew on the version of the protocol that came into force, also while the draft is under review.',
      subject: 'draftId',
      roles: ['policy-author'],
      rules: [NO_VERSION_SAVED, BASE_STILL_IN_FORCE, BASE_NOT_IN_FORCE, TEXT_OR_SECTIONS, STAND_IN_IS_FOR_THE_PAST],
      prepare: withTextHash,
      facts: factsOfText,
    },
    'issue-without-board': {
      body: IssueWithoutBoardBody satisfies new () => IssueWithoutBoard['data'],
      summary: 'Issue the approved version without the Board, where the city attorney concurs that no approval is required.',
      subject: 'draftId',
      roles: ['chief'],
      rules: [OWN_WORK, NO_CONCURRENCE, LEGAL_CLEARANCE, BASE_NOT_IN_FORCE, REVIEW_MANDATORY],
      facts: factsOfText,
    },
    'recall-draft': {
      body: RecallDraftBody satisfies new () => RecallDraft['data'],
      summary: 'Take a transmitted text back before the Board has decided on it.',
      subject: 'draftId',
      roles: ['chief', 'commission-staff'],
      rules: [ADOPTED_AS_AMENDED, NOT_FOR_STAFF_TO_TRANSMIT],
    },
    'note-draft-returned': {
      body: NoteDraftReturnedBody satisfies new () => NoteDraftReturned['data'],
      summary: 'Note that the Board gave the transmitted text back without a decision.',
      subject: 'draftId',
      roles: ['system'],
      rules: [ADOPTED_AS_AMENDED],
    },
    'note-draft-adopted-as-amended': {
      body: NoteDraftAdoptedAsAmendedBody satisfies new () => NoteDraftAdoptedAsAmended['data'],
      summary: 'Note that the Board adopted the transmitted text with an amendment from the floor.',
      subject: 'draftId',
      roles: ['system'],
      rules: [],
    },
    'attach-conformed-text': {
      body: AttachConformedTextBody satisfies new () => Omit<AttachConformedText['data'], 'textHash'>,
      summary: 'Attach the text with the adopted amendment worked in; until it is certified, a later one takes its place.',
      subject: 'draftId',
      roles: ['policy-author'],
      rules: [NO_AMENDMENT_ADOPTED, NOT_THE_CONFORMED_TEXT, TEXT_OR_SECTIONS],
      prepare: withTextHash,
    },
    'certify-conformed-text': {
      body: CertifyConformedTextBody satisfies new () => CertifyConformedText['data'],
      summary: 'Certify that the attached text is what the Board adopted: an order can be signed on it from then on.',
      subject: 'draftId',
      roles: ['board-secretary'],
      rules: [OWN_WORK, NO_AMENDMENT_ADOPTED, NOT_THE_CONFORMED_TEXT],
    },
    'withdraw-draft': {
      body: WithdrawDraftBody satisfies new () => WithdrawDraft['data'],
      summary: 'Withdraw a draft before the Board has decided on it.',
      subject: 'draftId',
      roles: ['policy-author'],
      rules: [ADOPTED_AS_AMENDED],
    },
  },
  events: {
    ...trackEvents,
    'draft.opened': { schemaVersion: 1, visibility: 'INTERNAL' },
    'draft.version-saved': {
      schemaVersion: 2,
      lifts: [sentWhole],
      visibility: 'INTERNAL',
      clocks: stopReviews('draft.version-saved'),
    },
    'draft.submitted': { schemaVersion: 1, visibility: 'INTERNAL', clocks: ({ reviews = [] }) => reviews.flatMap(start) },
    'draft.changes-requested': { schemaVersion: 1, visibility: 'INTERNAL', clocks: stopReviews('draft.changes-requested') },
    'draft.approved': { schemaVersion: 1, visibility: 'INTERNAL' },
    'draft.transmitted': { schemaVersion: 1, visibility: 'INTERNAL' },
    'draft.posted': { schemaVersion: 1, visibility: 'PUBLIC' },
    'draft.adopted': { schemaVersion: 1, visibility: 'PUBLIC', clocks: stopReviews('draft.adopted') },
    'draft.not-adopted': { schemaVersion: 1, visibility: 'PUBLIC', clocks: endOfAll('draft.not-adopted') },
    'draft.chief-issued': { schemaVersion: 1, visibility: 'INTERNAL', clocks: stopReviews('draft.chief-issued') },
    'draft.returned': { schemaVersion: 1, visibility: 'INTERNAL', clocks: stopReviews('draft.returned') },
    'draft.adopted-as-amended': { schemaVersion: 1, visibility: 'PUBLIC' },
    'draft.conformed-text-attached': {
      schemaVersion: 2,
      lifts: [sentWhole],
      visibility: 'INTERNAL',
      clocks: stopReviews('draft.conformed-text-attached'),
    },
    'draft.conformed-text-certified': { schemaVersion: 1, visibility: 'PUBLIC' },
    'draft.withdrawn': { schemaVersion: 1, visibility: 'INTERNAL', clocks: endOfAll('draft.withdrawn') },
  },
});

function endOfAll(type: string): (data: unknown) => readonly ClockChange[] {
  return (data) => [{ stop: OPENS }, { stop: CLOSES }, ...stopReviews(type)(data)];
}

function withTextHash<Data extends SentText>(data: Data): Data {
  return { ...data, textHash: textHashOf(wholeTextOf(data)) };
}

/** In whole: `text 2 against text 1: evidence changed (/v1/drafts/{id}/diff?from=1&to=2)`. */
function textsSaved(before: Draft, now: Draft, stream: string): string | undefined {
  const since = textsSince(before, now);
  if (!since) return undefined;
  const { from, to, told } = since;
  return from === undefined
    ? `text ${to}: ${told} (/v1/${stream}/versions/${to})`
    : `text ${to} against text ${from}: ${told} (/v1/${stream}/diff?from=${from}&to=${to})`;
}

async function factsOfOpening(read: FactReader, { protocolId, requestId }: OpenDraft['data']): Promise<DraftFacts> {
  const about = requestId === undefined ? undefined : await read.state(request, requestId);
  return { ...(await factsOfProtocol(read, protocolId)), ...(about ? { requestStatus: about.status } : {}) };
}

async function versionOfItsRequest(read: FactReader, { requestId }: OpenDraft['data']): Promise<ProfileVersion | undefined> {
  const about = requestId === undefined ? undefined : await read.state(request, requestId);
  return about && versionOfRequest(about);
}

/** What a decision about a draft's text knows of its protocol. */
export async function factsOfText(read: FactReader, _data: unknown, state: Draft): Promise<DraftFacts> {
  return 'protocolId' in state ? factsOfProtocol(read, state.protocolId) : {};
}

async function factsOfProtocol(read: FactReader, protocolId: string): Promise<DraftFacts> {
  const state = await read.state(protocol, protocolId);
  return state ? { protocolVersion: versionInForce(state) } : {};
}
