/**
 * A draft: the text that is to change a protocol, from its first version to the Board's decision.
 *
 *   none ──open-draft──▶ AUTHORING ──submit-draft──▶ IN_REVIEW ──approve-draft──▶ READY ──transmit-draft──▶ TRANSMITTED
 *
 *   AUTHORING, CHANGES_REQUESTED ──save-draft-version──▶ AUTHORING
 *   IN_REVIEW, READY ──request-changes──▶ CHANGES_REQUESTED
 *   TRANSMITTED ──note-draft-posted──▶ TRANSMITTED   (as often as an agenda holds it)
 *   TRANSMITTED ──note-draft-adopted──▶ ADOPTED
 *   TRANSMITTED ──note-draft-not-adopted──▶ NOT_ADOPTED
 *   AUTHORING to TRANSMITTED ──withdraw-draft──▶ WITHDRAWN   (before a vote)
 *
 * Versions are numbered from 1, kept for ever and never change; each names the version of the protocol that it changes.
 * What reviewers and the public say of a version stands in its tracks (review-tracks.ts), which run beside these states.
 */
import {
  type Context,
  type Decider,
  type DomainCommand,
  type DomainEvent,
  NO_SUCH_RECORD,
  notNow,
  Rejection,
  unreachable,
} from '#kernel';
import {
  NO_VERSION_SAVED,
  NOT_FOR_STAFF_TO_TRANSMIT,
  NOT_THE_TRANSMITTED_TEXT,
  REQUEST_NOT_ACKNOWLEDGED,
  SUBMITTED_VERSION_FIXED,
} from './draft-rules.js';
import { BASE_NOT_IN_FORCE } from './protocol-rules.js';
import {
  afterNewText,
  afterSubmission,
  afterTrackEvent,
  clearanceOf,
  type ClosePublicComment,
  type CommentCommand,
  decideComment,
  decideCommentWindow,
  decideReview,
  type LegalOutcome,
  type OpenPublicComment,
  refusedOwnWork,
  type ReviewCommand,
  type ReviewTracks,
  type TrackEvent,
  UNREVIEWED,
} from './review-tracks.js';

export const ORIGINS = ['DEPARTMENT', 'BOARD', 'OIG'] as const;
export type Origin = (typeof ORIGINS)[number];

interface Opening {
  readonly protocolId: string;
  /** The request of the Board that it answers; none where the department, the Board or the OIG begins by itself. */
  readonly requestId?: string;
  readonly origin: Origin;
  readonly title: string;
}

interface SavedText {
  readonly text: string;
  /** SHA-256 of the text's UTF-8 bytes, in hex. */
  readonly textHash: string;
  /** The version of the protocol that this text changes; 0 for none. */
  readonly baseVersion: number;
  readonly changeSummary: string;
  readonly rationale?: string;
}

export type OpenDraft = DomainCommand<'open-draft', Opening>;
export type SaveDraftVersion = DomainCommand<'save-draft-version', SavedText>;
export type SubmitDraft = DomainCommand<'submit-draft', object>;
export type RequestChanges = DomainCommand<'request-changes', { readonly reason: string }>;
export type ApproveDraft = DomainCommand<'approve-draft', object>;
export type TransmitDraft = DomainCommand<'transmit-draft', object>;
export type NoteDraftPosted = DomainCommand<'note-draft-posted', { readonly meetingId: string; readonly textHash: string }>;
export type NoteDraftAdopted = DomainCommand<'note-draft-adopted', { readonly boardActionId: string; readonly textHash: string }>;
export type NoteDraftNotAdopted = DomainCommand<'note-draft-not-adopted', { readonly boardActionId?: string }>;
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
  | ReviewCommand
  | CommentCommand;

export type DraftOpened = DomainEvent<'draft.opened', Opening>;
export type VersionSaved = DomainEvent<
  'draft.version-saved',
  SavedText & {
    readonly number: number;
    readonly author: string;
    /** Who sent it, where that is not the author: counts as an author too. */
    readonly enteredBy?: string;
  }
>;
export type DraftSubmitted = DomainEvent<'draft.submitted', { readonly version: number }>;
export type ChangesRequested = DomainEvent<'draft.changes-requested', { readonly version: number; readonly reason: string }>;
export type DraftApproved = DomainEvent<'draft.approved', { readonly version: number }>;
export type DraftTransmitted = DomainEvent<
  'draft.transmitted',
  {
    readonly version: number;
    readonly textHash: string;
    readonly requestId?: string;
    /** How the legal review of this version ended: conditions, or an objection that does not block, are shown to the Board. */
    readonly legal: LegalOutcome;
  }
>;
export type DraftPosted = DomainEvent<
  'draft.posted',
  { readonly version: number; readonly textHash: string; readonly meetingId: string }
>;
export type DraftAdopted = DomainEvent<
  'draft.adopted',
  { readonly version: number; readonly textHash: string; readonly boardActionId: string }
>;
export type DraftNotAdopted = DomainEvent<'draft.not-adopted', { readonly version: number; readonly boardActionId?: string }>;
export type DraftWithdrawn = DomainEvent<'draft.withdrawn', { readonly reason: string }>;
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
  | TrackEvent;

interface Opened {
  readonly protocolId: string;
  readonly requestId?: string;
  readonly origin: Origin;
  /** Whoever wrote or entered any version: none of them reviews, approves or transmits the draft. */
  readonly authors: readonly string[];
  readonly tracks: ReviewTracks;
}

interface Written extends Opened {
  /** The last version; past AUTHORING it is the one that was submitted. */
  readonly latest: { readonly number: number; readonly text: string; readonly textHash: string; readonly baseVersion: number };
}

export type Draft =
  | { readonly status: 'none' }
  | ({ readonly status: 'AUTHORING' } & Opened & Partial<Pick<Written, 'latest'>>)
  | ({ readonly status: 'IN_REVIEW' } & Written)
  | ({ readonly status: 'CHANGES_REQUESTED' } & Written)
  | ({ readonly status: 'READY' } & Written)
  | ({ readonly status: 'TRANSMITTED' } & Written)
  | ({ readonly status: 'ADOPTED'; readonly boardActionId: string } & Written)
  | { readonly status: 'NOT_ADOPTED' }
  | { readonly status: 'WITHDRAWN' };

/** What a decision about a draft has to know from outside: read for the command that needs it. */
export interface DraftFacts {
  /** The version of the draft's protocol that is in force, 0 for none; absent where there is no such protocol. */
  readonly protocolVersion?: number;
  /** Where the request stands that a draft is opened on; absent where there is no such request. */
  readonly requestStatus?: string;
}

type Status = Draft['status'];

const BEFORE_A_VOTE = ['AUTHORING', 'IN_REVIEW', 'CHANGES_REQUESTED', 'READY', 'TRANSMITTED'] as const;

/** From which states each step leads on: what `decide` lets pass, and what the API's readers are told. */
export const DRAFT_STATES = {
  'open-draft': ['none'],
  'save-draft-version': ['AUTHORING', 'CHANGES_REQUESTED'],
  'submit-draft': ['AUTHORING'],
  'record-legal-review': ['IN_REVIEW', 'CHANGES_REQUESTED', 'READY'],
  'record-oig-review': ['IN_REVIEW', 'CHANGES_REQUESTED', 'READY', 'TRANSMITTED'],
  'request-changes': ['IN_REVIEW', 'READY'],
  'schedule-public-comment': ['IN_REVIEW', 'READY', 'TRANSMITTED'],
  'open-public-comment': BEFORE_A_VOTE,
  'close-public-comment': BEFORE_A_VOTE,
  'summarise-public-comment': BEFORE_A_VOTE,
  'approve-draft': ['IN_REVIEW'],
  'transmit-draft': ['READY'],
  'note-draft-posted': ['TRANSMITTED'],
  'note-draft-adopted': ['TRANSMITTED'],
  'note-draft-not-adopted': ['TRANSMITTED'],
  'withdraw-draft': BEFORE_A_VOTE,
} as const satisfies Readonly<Record<DraftCommand['name'], readonly Status[]>>;

type DraftFor<Name extends DraftCommand['name']> = Extract<Draft, { status: (typeof DRAFT_STATES)[Name][number] }>;
type Decision = readonly DraftEvent[] | Rejection;

function decide(command: DraftCommand, state: Draft, context: Context, facts: DraftFacts | undefined): Decision {
  if (command.name !== 'open-draft' && state.status === 'none') return new Rejection(NO_SUCH_RECORD, 'There is no such draft.');
  switch (command.name) {
    case 'open-draft':
      return from(command.name, state, () => decideOpening(command, facts));
    case 'save-draft-version':
      if (isUnderReview(state)) return new Rejection(SUBMITTED_VERSION_FIXED, `The draft is ${state.status}.`);
      return from(command.name, state, (open) => decideVersion(command, open, context, facts));
    case 'submit-draft':
      return from(command.name, state, decideSubmission);
    case 'record-legal-review':
    case 'record-oig-review':
      return from(command.name, state, (written) => decideReview(command, written, context));
    case 'request-changes':
      return from(command.name, state, ({ latest }) => [
        { type: 'draft.changes-requested', data: { version: latest.number, reason: command.data.reason } },
      ]);
    case 'schedule-public-comment':
      return from(command.name, state, (written) => decideCommentWindow(command, written));
    case 'open-public-comment':
    case 'close-public-comment':
      return decideCommentClock(command, state, context);
    case 'summarise-public-comment':
      return from(command.name, state, ({ tracks }) => decideComment(command, tracks.comment, context));
    case 'approve-draft':
      return from(command.name, state, (written) => decideApproval(written, context));
    case 'transmit-draft':
      return from(command.name, state, (written) => decideTransmittal(written, context, facts));
    case 'note-draft-posted':
    case 'note-draft-adopted':
      return from(command.name, state, (written) => decideBoardText(command, written));
    case 'note-draft-not-adopted':
      return from(command.name, state, ({ latest }) => [
        { type: 'draft.not-adopted', data: { version: latest.number, ...command.data } },
      ]);
    case 'withdraw-draft':
      return from(command.name, state, () => [{ type: 'draft.withdrawn', data: { reason: command.data.reason } }]);
    default:
      return unreachable(command);
  }
}

/** Takes a step where the lifecycle lists it for the present state, and refuses it elsewhere. */
function from<Name extends DraftCommand['name']>(name: Name, state: Draft, step: (state: DraftFor<Name>) => Decision): Decision {
  const allowed: readonly Status[] = DRAFT_STATES[name];
  return allowed.includes(state.status) ? step(state as DraftFor<Name>) : notNow(name, state.status, allowed);
}

/** A clock may ring after the draft was withdrawn or decided on: that is lawful, and leaves nothing to do. */
function decideCommentClock(command: OpenPublicComment | ClosePublicComment, state: Draft, context: Context): Decision {
  return isBeforeAVote(state) ? decideComment(command, state.tracks.comment, context) : [];
}

type Live = Extract<Draft, { status: (typeof BEFORE_A_VOTE)[number] }>;

function isBeforeAVote(state: Draft): state is Live {
  return (BEFORE_A_VOTE as readonly Status[]).includes(state.status);
}

function isUnderReview({ status }: Draft): boolean {
  return status === 'IN_REVIEW' || status === 'READY' || status === 'TRANSMITTED';
}

function decideOpening({ data }: OpenDraft, facts: DraftFacts | undefined): Decision {
  const { protocolId, requestId, origin, title } = data;
  if (facts?.protocolVersion === undefined) return new Rejection(NO_SUCH_RECORD, `There is no protocol ${protocolId}.`);
  if (requestId === undefined) return [{ type: 'draft.opened', data: { protocolId, origin, title } }];
  if (facts.requestStatus === undefined) return new Rejection(NO_SUCH_RECORD, `There is no request ${requestId}.`);
  if (!RESPONSE_OWED.includes(facts.requestStatus))
    return new Rejection(REQUEST_NOT_ACKNOWLEDGED, `Request ${requestId} is ${facts.requestStatus}.`);
  return [{ type: 'draft.opened', data: { protocolId, requestId, origin, title } }];
}

/** Where a request stands while the department owes its response. */
const RESPONSE_OWED: readonly string[] = ['ACKNOWLEDGED', 'IN_RESPONSE', 'RETURNED'];

function decideVersion(
  { data }: SaveDraftVersion,
  { latest }: DraftFor<'save-draft-version'>,
  { actor, performedBy }: Context,
  facts: DraftFacts | undefined,
): Decision {
  const { text, textHash, baseVersion, changeSummary, rationale } = data;
  const superseded = refusedBase(baseVersion, facts);
  if (superseded) return superseded;
  const saved: VersionSaved['data'] = {
    number: (latest?.number ?? 0) + 1,
    text,
    textHash,
    baseVersion,
    author: performedBy,
    ...(actor === performedBy ? {} : { enteredBy: actor }),
    changeSummary,
    ...(rationale === undefined ? {} : { rationale }),
  };
  return [{ type: 'draft.version-saved', data: saved }];
}

function refusedBase(baseVersion: number, facts: DraftFacts | undefined): Rejection | undefined {
  const inForce = facts?.protocolVersion ?? 0;
  return baseVersion === inForce
    ? undefined
    : new Rejection(BASE_NOT_IN_FORCE, `The text changes version ${baseVersion}; in force is ${inForce || 'none'}.`);
}

function decideSubmission({ latest }: DraftFor<'submit-draft'>): Decision {
  if (!latest) return new Rejection(NO_VERSION_SAVED, 'No version of this draft was saved.');
  return [{ type: 'draft.submitted', data: { version: latest.number } }];
}

function decideApproval({ latest, authors }: Written, context: Context): Decision {
  return refusedOwnWork(authors, context, 'approve-draft') ?? [{ type: 'draft.approved', data: { version: latest.number } }];
}

function decideTransmittal(state: DraftFor<'transmit-draft'>, context: Context, facts: DraftFacts | undefined): Decision {
  const { latest, authors, origin, requestId, tracks } = state;
  if (context.role === 'commission-staff' && origin === 'DEPARTMENT')
    return new Rejection(NOT_FOR_STAFF_TO_TRANSMIT, `The origin of the draft is ${origin}.`);
  const refused = refusedOwnWork(authors, context, 'transmit-draft') ?? refusedBase(latest.baseVersion, facts);
  if (refused) return refused;
  const legal = clearanceOf(latest.number, tracks.legal, context.profile);
  if (legal instanceof Rejection) return legal;
  const { number: version, textHash } = latest;
  return [{ type: 'draft.transmitted', data: { version, textHash, ...(requestId === undefined ? {} : { requestId }), legal } }];
}

/** What happened to the text before the Board: only ever the one that was transmitted. */
function decideBoardText({ name, data }: NoteDraftPosted | NoteDraftAdopted, { latest }: Written): Decision {
  const { number: version, textHash } = latest;
  if (data.textHash !== textHash)
    return new Rejection(NOT_THE_TRANSMITTED_TEXT, `${name} names text ${data.textHash}; transmitted was ${textHash}.`);
  return 'meetingId' in data
    ? [{ type: 'draft.posted', data: { version, textHash, meetingId: data.meetingId } }]
    : [{ type: 'draft.adopted', data: { version, textHash, boardActionId: data.boardActionId } }];
}

function evolve(state: Draft, event: DraftEvent): Draft {
  if (event.type === 'draft.opened') {
    const { protocolId, requestId, origin } = event.data;
    const about = requestId === undefined ? { protocolId, origin } : { protocolId, requestId, origin };
    return { status: 'AUTHORING', ...about, authors: [], tracks: UNREVIEWED };
  }
  return isBeforeAVote(state) ? evolveLive(state, event) : state;
}

function evolveLive(state: Live, event: Exclude<DraftEvent, DraftOpened>): Draft {
  switch (event.type) {
    case 'draft.version-saved': {
      const { number, text, textHash, baseVersion, author, enteredBy } = event.data;
      const authors = [...new Set([...state.authors, author, ...(enteredBy === undefined ? [] : [enteredBy])])];
      const latest = { number, text, textHash, baseVersion };
      return { ...state, status: 'AUTHORING', authors, latest, tracks: afterNewText(state.tracks) };
    }
    case 'draft.withdrawn':
      return { status: 'WITHDRAWN' };
    case 'draft.not-adopted':
      return { status: 'NOT_ADOPTED' };
    case 'draft.posted':
      return state;
    case 'draft.review-recorded':
    case 'draft.review-note-recorded':
    case 'draft.comment-scheduled':
    case 'draft.comment-opened':
    case 'draft.comment-closed':
    case 'draft.comment-summarised':
      return { ...state, tracks: afterTrackEvent(state.tracks, event) };
    case 'draft.submitted':
      return written(state, (text) => ({ ...text, status: 'IN_REVIEW', tracks: afterSubmission(text) }));
    case 'draft.changes-requested':
      return written(state, (text) => ({ ...text, status: 'CHANGES_REQUESTED' }));
    case 'draft.approved':
      return written(state, (text) => ({ ...text, status: 'READY' }));
    case 'draft.transmitted':
      return written(state, (text) => ({ ...text, status: 'TRANSMITTED' }));
    case 'draft.adopted':
      return written(state, (text) => ({ ...text, status: 'ADOPTED', boardActionId: event.data.boardActionId }));
    default:
      return unreachable(event);
  }
}

/** What follows once there is a version. */
function written(state: Live, next: (state: Written) => Draft): Draft {
  return state.latest ? next({ ...state, latest: state.latest }) : state;
}

export const draft: Decider<DraftCommand, Draft, DraftEvent, DraftFacts | undefined> = {
  streamType: 'drafts',
  initial: { status: 'none' },
  decide,
  evolve,
};
