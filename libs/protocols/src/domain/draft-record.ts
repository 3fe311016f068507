/** What is asked of a draft, what happens to it, and what is known of it: the vocabulary of its lifecycle. */
import type { DomainCommand, DomainEvent, Instant, ProfileVersion, ReviewedTrack } from '#kernel';
import type { AccessibilityWarning, RecordAccessibilityReview } from './accessibility-track.js';
import type { CommentCommand } from './comment-track.js';
import type { DividedText, SentText } from './divided-text.js';
import type { LaborCommand } from './labor-track.js';
import type { LegalCommand, LegalOutcome } from './legal-track.js';
import type { RecordOigReview } from './oig-track.js';
import type { ReviewClockCommand, ReviewDue } from './review-clock.js';
import type { ReopenReview } from './review-track.js';
import type { ReviewTracks, TrackEvent } from './review-tracks.js';

export const ORIGINS = ['DEPARTMENT', 'BOARD', 'OIG'] as const;
export type Origin = (typeof ORIGINS)[number];

export interface Opening {
  readonly protocolId: string;
  /** The request of the Board that it answers; none where the department, the Board or the OIG begins by itself. */
  readonly requestId?: string;
  readonly origin: Origin;
  readonly title: string;
}

/** What its author says of a version. */
interface Said {
  /** The version of the protocol that this text changes; 0 for none. */
  readonly baseVersion: number;
  readonly changeSummary: string;
  readonly rationale?: string;
}

export type SavedText = DividedText & Pick<SentText, 'textHash'> & Said;

export type OpenDraft = DomainCommand<'open-draft', Opening>;
/** Of the past: the text is not on record, and the words say where it was looked for. They are reviewed and adopted in its place. */
interface StandIn {
  readonly unavailable?: boolean;
}

export type SaveDraftVersion = DomainCommand<'save-draft-version', SentText & Said & StandIn>;
export type SubmitDraft = DomainCommand<'submit-draft', object>;
export type RequestChanges = DomainCommand<'request-changes', { readonly reason: string }>;
export type ApproveDraft = DomainCommand<'approve-draft', object>;
export type TransmitDraft = DomainCommand<'transmit-draft', object>;
export type NoteDraftPosted = DomainCommand<'note-draft-posted', { readonly meetingId: string; readonly textHash: string }>;
export type NoteDraftAdopted = DomainCommand<'note-draft-adopted', { readonly boardActionId: string; readonly textHash: string }>;
export type NoteDraftNotAdopted = DomainCommand<'note-draft-not-adopted', { readonly boardActionId?: string }>;
export type RebaseDraft = DomainCommand<'rebase-draft', SentText & Said & StandIn>;
export type IssueWithoutBoard = DomainCommand<'issue-without-board', { readonly reason: string }>;
export type RecallDraft = DomainCommand<'recall-draft', { readonly reason: string }>;
export const RETURNS = ['REFERRED', 'CONTINUED'] as const;
export type NoteDraftReturned = DomainCommand<
  'note-draft-returned',
  { readonly how: (typeof RETURNS)[number]; readonly meetingId: string }
>;
/** `textHash` is the amended text, where the vote named one. */
export type NoteDraftAdoptedAsAmended = DomainCommand<
  'note-draft-adopted-as-amended',
  { readonly boardActionId: string; readonly textHash?: string }
>;
export type AttachConformedText = DomainCommand<'attach-conformed-text', SentText & Pick<Said, 'changeSummary'>>;
export type CertifyConformedText = DomainCommand<'certify-conformed-text', { readonly textHash: string }>;
export type WithdrawDraft = DomainCommand<'withdraw-draft', { readonly reason: string }>;
export type DraftCommand =
  | OpenDraft
  | SaveDraftVersion
  | SubmitDraft
  | RequestChanges
  | ApproveDraft
  | TransmitDraft
  | NoteDraftPosted
  | NoteDraftAdopted
  | NoteDraftNotAdopted
  | WithdrawDraft
  | RebaseDraft
  | IssueWithoutBoard
  | RecallDraft
  | NoteDraftReturned
  | NoteDraftAdoptedAsAmended
  | AttachConformedText
  | CertifyConformedText
  | TrackCommand;

/** A step of a review; its track decides it. */
export type TrackCommand =
  LegalCommand | RecordOigReview | LaborCommand | CommentCommand | RecordAccessibilityReview | ReopenReview | ReviewClockCommand;

/** `profile`: of a draft on a request, the version that the request was begun under. */
export type DraftOpened = DomainEvent<'draft.opened', Opening & { readonly profile?: ProfileVersion }>;
export interface SavedBy {
  readonly author: string;
  /** Who sent it, where that is not the author: counts as an author too. */
  readonly enteredBy?: string;
  /** For whom it was saved, by delegation: each of them counts as an author too. */
  readonly onBehalfOf?: readonly string[];
}

export type VersionSaved = DomainEvent<
  'draft.version-saved',
  SavedText &
    SavedBy &
    StandIn & {
      readonly number: number;
      /** The base that was superseded, where the version was written on that account. */
      readonly rebasedFrom?: number;
    }
>;
/** `reviews`: by when those are due that begin with it; absent where none has a time, and before times were kept. */
export type DraftSubmitted = DomainEvent<
  'draft.submitted',
  { readonly version: number; readonly reviews?: readonly ({ readonly track: ReviewedTrack } & ReviewDue)[] }
>;
export type ChangesRequested = DomainEvent<'draft.changes-requested', { readonly version: number; readonly reason: string }>;
export type DraftApproved = DomainEvent<'draft.approved', { readonly version: number }>;
/** NOT_EVALUATED: of the past, where no legal review is on record. */
export type TransmittedLegal = LegalOutcome | 'NOT_EVALUATED';
export type DraftTransmitted = DomainEvent<
  'draft.transmitted',
  {
    readonly version: number;
    readonly textHash: string;
    readonly requestId?: string;
    /** How the legal review of this version ended: conditions, or an objection that does not block, are shown to the Board. */
    readonly legal: TransmittedLegal;
  }
>;
export type DraftPosted = DomainEvent<
  'draft.posted',
  { readonly version: number; readonly textHash: string; readonly meetingId: string } & AccessibilityWarning
>;
/** When the Board adopted a text; entries of before this was kept do not say. */
interface AdoptionTime {
  readonly adoptedAt?: Instant;
}
export type DraftAdopted = DomainEvent<
  'draft.adopted',
  { readonly version: number; readonly textHash: string; readonly boardActionId: string } & AdoptionTime
>;
export type DraftNotAdopted = DomainEvent<'draft.not-adopted', { readonly version: number; readonly boardActionId?: string }>;
export type DraftWithdrawn = DomainEvent<'draft.withdrawn', { readonly reason: string }>;
export type DraftChiefIssued = DomainEvent<
  'draft.chief-issued',
  {
    readonly version: number;
    readonly textHash: string;
    readonly reason: string;
    readonly requestId?: string;
    readonly legal: TransmittedLegal;
  }
>;
export type DraftReturned = DomainEvent<
  'draft.returned',
  { readonly version: number } & ((RecallDraft['data'] & { readonly how: 'RECALLED' }) | NoteDraftReturned['data'])
>;
export type DraftAdoptedAsAmended = DomainEvent<
  'draft.adopted-as-amended',
  {
    readonly version: number;
    readonly textHash: string;
    readonly boardActionId: string;
    readonly amendedHash?: string;
  } & AdoptionTime
>;
export type ConformedTextAttached = DomainEvent<
  'draft.conformed-text-attached',
  Omit<SavedText, 'rationale'> & SavedBy & { readonly number: number; readonly boardActionId: string }
>;
export type ConformedTextCertified = DomainEvent<'draft.conformed-text-certified', DraftAdopted['data']>;
export type DraftEvent =
  | DraftOpened
  | VersionSaved
  | DraftSubmitted
  | ChangesRequested
  | DraftApproved
  | DraftTransmitted
  | DraftPosted
  | DraftAdopted
  | DraftNotAdopted
  | DraftWithdrawn
  | DraftChiefIssued
  | DraftReturned
  | DraftAdoptedAsAmended
  | ConformedTextAttached
  | ConformedTextCertified
  | TrackEvent;

export interface Opened {
  readonly protocolId: string;
  readonly requestId?: string;
  readonly origin: Origin;
  readonly profile?: ProfileVersion;
  /** Whoever wrote or entered any version, or had it written: none of them reviews, approves or transmits the draft. */
  readonly authors: readonly string[];
  readonly tracks: ReviewTracks;
}

export interface Written extends Opened {
  /** The last version; past AUTHORING it is the one that was submitted. */
  readonly latest: Pick<VersionSaved['data'], 'number' | 'text' | 'sections' | 'textHash' | 'baseVersion' | 'unavailable'>;
}

/** An amendment from the floor that the Board adopted, and the text into which the author worked it. */
interface Amended extends AdoptionTime {
  readonly boardActionId: string;
  /** Of the text that the vote named; absent where it captured the words alone. */
  readonly textHash?: string;
  readonly conformed?: Written['latest'];
}

export type TransmittedDraft = { readonly status: 'TRANSMITTED'; readonly amended?: Amended } & Written;

export type Draft =
  | { readonly status: 'none' }
  | ({ readonly status: 'AUTHORING' } & Opened & Partial<Pick<Written, 'latest'>>)
  | ({ readonly status: 'IN_REVIEW' } & Written)
  | ({ readonly status: 'CHANGES_REQUESTED' } & Written)
  | ({ readonly status: 'READY' } & Written)
  | TransmittedDraft
  | ({ readonly status: 'RETURNED' } & Written)
  // `conformed`: the latest version is the conformed one of a text that was adopted as amended.
  | ({ readonly status: 'ADOPTED'; readonly boardActionId: string; readonly conformed?: true } & AdoptionTime & Written)
  | ({ readonly status: 'CHIEF_ISSUED' } & Written)
  // As it stood before the vote, which may turn out to have carried.
  | { readonly status: 'NOT_ADOPTED'; readonly votedOn: TransmittedDraft }
  | { readonly status: 'WITHDRAWN' };

/** What a decision about a draft has to know from outside: read for the command that needs it. */
export interface DraftFacts {
  /** The version of the draft's protocol that is in force, 0 for none; absent where there is no such protocol. */
  readonly protocolVersion?: number;
  /** Where the request stands that a draft is opened on; absent where there is no such request. */
  readonly requestStatus?: string;
}
