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
 *   NOT_ADOPTED ──note-draft-adopted, note-draft-adopted-as-amended──▶ as from TRANSMITTED   (a vote that was put right carries after all)
 *   AUTHORING to TRANSMITTED, RETURNED ──withdraw-draft──▶ WITHDRAWN   (before a vote)
 *   TRANSMITTED ──recall-draft, note-draft-returned (referred, continued)──▶ RETURNED ──save-draft-version──▶ AUTHORING
 *                                                                            RETURNED ──submit-draft (as it is)──▶ IN_REVIEW
 *   READY ──issue-without-board──▶ CHIEF_ISSUED   (where no approval of the Board is required)
 *   AUTHORING to READY, RETURNED ──rebase-draft──▶ AUTHORING   (where another version came into force)
 *   TRANSMITTED ──note-draft-adopted-as-amended, attach-conformed-text──▶ TRANSMITTED ──certify-conformed-text──▶ ADOPTED
 *
 * Versions are numbered from 1, kept for ever and never change; each names the version of the protocol that it changes.
 * What reviewers and the public say of a version stands in its tracks (review-tracks.ts), which run beside these states.
 */
import {
  type Context,
  type Decider,
  keptVersion,
  NO_SUCH_RECORD,
  type ProfileVersion,
  refusedOwnWork,
  refusedState,
  Rejection,
  type Transitions,
  unreachable,
} from '#kernel';
import { afterAdoption, afterAmendment, asVotedOn, votedDown } from './after-the-vote.js';
import {
  decideAmendment,
  decideBoardText,
  decideCertificate,
  decideConformedText,
  decideReturn,
  refusedAfterAmendment,
  savedBy,
  withAuthors,
} from './before-the-board.js';
import { dividedText, refusedStandIn } from './divided-text.js';
import type {
  Draft,
  DraftCommand,
  DraftEvent,
  DraftFacts,
  DraftOpened,
  OpenDraft,
  RebaseDraft,
  SaveDraftVersion,
  VersionSaved,
  Written,
} from './draft-record.js';
import { BASE_STILL_IN_FORCE, NO_VERSION_SAVED, REQUEST_NOT_ACKNOWLEDGED, SUBMITTED_VERSION_FIXED } from './draft-rules.js';
import { decideReview, isTrackCommand, timed } from './review-decisions.js';
import {
  afterItsClocks,
  afterNewText,
  afterSubmission,
  afterTrackEvent,
  isTrackEvent,
  type TrackEvent,
  UNREVIEWED,
} from './review-tracks.js';
import { decideIssue, decideTransmittal, refusedBase } from './transmittal.js';

type Status = Draft['status'];

const BEFORE_A_VOTE = ['AUTHORING', 'IN_REVIEW', 'CHANGES_REQUESTED', 'READY', 'TRANSMITTED', 'RETURNED'] as const;

const ENDED = ['ADOPTED', 'CHIEF_ISSUED', 'NOT_ADOPTED', 'WITHDRAWN'] as const;
const ALL = [...BEFORE_A_VOTE, ...ENDED] as const;
const REVIEWED = ['IN_REVIEW', 'CHANGES_REQUESTED', 'READY'] as const;
const BEFORE_THE_BOARD = [...REVIEWED, 'TRANSMITTED'] as const;
const SUBMITTED = ['IN_REVIEW', 'READY', 'TRANSMITTED'] as const;
/** Meeting and conferring may last beyond the vote, and conditions be met after it. */
const BEYOND_THE_VOTE = [...BEFORE_THE_BOARD, 'RETURNED', 'ADOPTED', 'CHIEF_ISSUED'] as const;
const CONFERRING = ['AUTHORING', ...BEYOND_THE_VOTE] as const;

export const DRAFT_TRANSITIONS = {
  'open-draft': { from: ['none'], to: ['AUTHORING'] },
  'save-draft-version': { from: ['AUTHORING', 'CHANGES_REQUESTED', 'RETURNED'], to: ['AUTHORING'] },
  'submit-draft': { from: ['AUTHORING', 'RETURNED'], to: ['IN_REVIEW'] },
  'record-legal-review': { from: REVIEWED, to: REVIEWED },
  'record-oig-review': { from: BEFORE_THE_BOARD, to: BEFORE_THE_BOARD },
  'record-legal-condition-met': { from: BEYOND_THE_VOTE, to: BEYOND_THE_VOTE },
  'certify-non-substantive': { from: ['IN_REVIEW', 'READY'], to: ['IN_REVIEW', 'READY'] },
  'concur-without-board': { from: ['IN_REVIEW', 'READY'], to: ['IN_REVIEW', 'READY'] },
  'screen-labor': { from: BEYOND_THE_VOTE, to: BEYOND_THE_VOTE },
  'concur-in-labor-scope': { from: CONFERRING, to: CONFERRING },
  'give-labor-notice': { from: CONFERRING, to: CONFERRING },
  'begin-labor-consultation': { from: CONFERRING, to: CONFERRING },
  'conclude-labor-consultation': { from: CONFERRING, to: CONFERRING },
  'declare-labor-impasse': { from: CONFERRING, to: CONFERRING },
  'resolve-labor-impasse': { from: CONFERRING, to: CONFERRING },
  'record-early-action': { from: BEYOND_THE_VOTE, to: BEYOND_THE_VOTE },
  'record-accessibility-review': { from: BEYOND_THE_VOTE, to: BEYOND_THE_VOTE },
  'reopen-review': { from: BEFORE_THE_BOARD, to: BEFORE_THE_BOARD },
  'pause-review': { from: SUBMITTED, to: SUBMITTED },
  'resume-review': { from: SUBMITTED, to: SUBMITTED },
  'extend-review': { from: SUBMITTED, to: SUBMITTED },
  'request-changes': { from: ['IN_REVIEW', 'READY'], to: ['CHANGES_REQUESTED'] },
  'schedule-public-comment': { from: SUBMITTED, to: SUBMITTED },
  // A clock may ring after the draft was withdrawn or decided on: that is lawful, and leaves nothing to do.
  'recompute-reviews': { from: ALL, to: ALL },
  'announce-review-overdue': { from: ALL, to: ALL },
  'escalate-review': { from: ALL, to: ALL },
  'open-public-comment': { from: ALL, to: ALL },
  'close-public-comment': { from: ALL, to: ALL },
  'summarise-public-comment': { from: BEFORE_A_VOTE, to: BEFORE_A_VOTE },
  'approve-draft': { from: ['IN_REVIEW'], to: ['READY'] },
  'transmit-draft': { from: ['READY'], to: ['TRANSMITTED'] },
  'note-draft-posted': { from: ['TRANSMITTED'], to: ['TRANSMITTED'] },
  'note-draft-adopted': { from: ['TRANSMITTED', 'NOT_ADOPTED'], to: ['ADOPTED'] },
  'note-draft-not-adopted': { from: ['TRANSMITTED'], to: ['NOT_ADOPTED'] },
  'rebase-draft': { from: ['AUTHORING', 'IN_REVIEW', 'CHANGES_REQUESTED', 'READY', 'RETURNED'], to: ['AUTHORING'] },
  'issue-without-board': { from: ['READY'], to: ['CHIEF_ISSUED'] },
  'recall-draft': { from: ['TRANSMITTED'], to: ['RETURNED'] },
  'note-draft-returned': { from: ['TRANSMITTED'], to: ['RETURNED'] },
  'note-draft-adopted-as-amended': { from: ['TRANSMITTED', 'NOT_ADOPTED'], to: ['TRANSMITTED'] },
  'attach-conformed-text': { from: ['TRANSMITTED'], to: ['TRANSMITTED'] },
  'certify-conformed-text': { from: ['TRANSMITTED'], to: ['ADOPTED'] },
  'withdraw-draft': { from: BEFORE_A_VOTE, to: ['WITHDRAWN'] },
} as const satisfies Transitions<DraftCommand, Status>;

type DraftFor<Name extends DraftCommand['name']> = Extract<Draft, { status: (typeof DRAFT_TRANSITIONS)[Name]['from'][number] }>;
type Decision = readonly DraftEvent[] | Rejection;
const LATER = [
  'rebase-draft',
  'issue-without-board',
  'recall-draft',
  'note-draft-returned',
  'note-draft-adopted-as-amended',
  'attach-conformed-text',
  'certify-conformed-text',
] as const;
type LaterCommand = Extract<DraftCommand, { name: (typeof LATER)[number] }>;

function isLater(command: DraftCommand): command is LaterCommand {
  return LATER.some((name) => name === command.name);
}

function decide(command: DraftCommand, state: Draft, context: Context, facts: DraftFacts | undefined): Decision {
  const decided = decideStep(command, state, context, facts);
  return decided instanceof Rejection || !('tracks' in state) ? decided : timed(decided, state.tracks, context);
}

function decideStep(command: DraftCommand, state: Draft, context: Context, facts: DraftFacts | undefined): Decision {
  if (command.name === 'open-public-comment' || command.name === 'close-public-comment')
    return from(command.name, state, () => (isBeforeAVote(state) ? decideReview(command, state as Written, context) : []));
  // What the tables of the tracks let pass without a version needs none; the times of reviews may ring where none is left.
  if (isTrackCommand(command))
    return from(command.name, state, (text) => ('tracks' in text ? decideReview(command, text as Written, context) : []));
  if (isLater(command)) return decideLater(command, state, context, facts);
  switch (command.name) {
    case 'open-draft':
      return from(command.name, state, () => decideOpening(command, context, facts));
    case 'save-draft-version':
      if (isUnderReview(state)) return new Rejection(SUBMITTED_VERSION_FIXED, `The draft is ${state.status}.`);
      return from(command.name, state, (open) => decideVersion(command, open, context, facts));
    case 'submit-draft':
      return from(command.name, state, decideSubmission);
    case 'request-changes':
      return from(command.name, state, ({ latest }) => [
        { type: 'draft.changes-requested', data: { version: latest.number, reason: command.data.reason } },
      ]);
    case 'approve-draft':
      return from(command.name, state, (written) => decideApproval(written, context));
    case 'transmit-draft':
      return from(command.name, state, (written) => decideTransmittal(written, context, facts));
    case 'note-draft-posted':
    case 'note-draft-adopted':
      return from(command.name, state, (written) => decideBoardText(command, asVotedOn(written), context));
    case 'note-draft-not-adopted':
      return from(command.name, state, ({ latest }) => [
        { type: 'draft.not-adopted', data: { version: latest.number, ...command.data } },
      ]);
    case 'withdraw-draft':
      return from(
        command.name,
        state,
        (live) =>
          refusedAfterAmendment(command.name, live) ?? [{ type: 'draft.withdrawn', data: { reason: command.data.reason } }],
      );
    default:
      return unreachable(command);
  }
}

/** What may come between a version and its adoption beside the straight way. */
function decideLater(command: LaterCommand, state: Draft, context: Context, facts: DraftFacts | undefined): Decision {
  switch (command.name) {
    case 'rebase-draft':
      return from(command.name, state, (open) => decideRebase(command, open, context, facts));
    case 'issue-without-board':
      return from(command.name, state, (written) => decideIssue(command, written, context, facts));
    case 'recall-draft':
    case 'note-draft-returned':
      return from(command.name, state, (transmitted) => decideReturn(command, transmitted, context));
    case 'note-draft-adopted-as-amended':
      return from(command.name, state, (voted) => decideAmendment(command, asVotedOn(voted), context));
    case 'attach-conformed-text':
      return from(command.name, state, (transmitted) => decideConformedText(command, transmitted, context));
    case 'certify-conformed-text':
      return from(command.name, state, (transmitted) => decideCertificate(command, transmitted, context));
    default:
      return unreachable(command);
  }
}

/** Takes a step where the lifecycle lists it for the present state, and refuses it elsewhere. */
function from<Name extends DraftCommand['name']>(name: Name, state: Draft, step: (state: DraftFor<Name>) => Decision): Decision {
  return refusedState(DRAFT_TRANSITIONS, name, state.status) ?? step(state as DraftFor<Name>);
}

type Live = Extract<Draft, { status: (typeof BEFORE_A_VOTE)[number] }>;

function isBeforeAVote(state: Draft): state is Live {
  return (BEFORE_A_VOTE as readonly Status[]).includes(state.status);
}

function isUnderReview({ status }: Draft): boolean {
  return status === 'IN_REVIEW' || status === 'READY' || status === 'TRANSMITTED';
}

function decideOpening({ data }: OpenDraft, context: Context, facts: DraftFacts | undefined): Decision {
  const { protocolId, requestId, origin, title } = data;
  if (facts?.protocolVersion === undefined) return new Rejection(NO_SUCH_RECORD, `There is no protocol ${protocolId}.`);
  if (requestId === undefined) return [{ type: 'draft.opened', data: { protocolId, origin, title } }];
  if (facts.requestStatus === undefined) return new Rejection(NO_SUCH_RECORD, `There is no request ${requestId}.`);
  if (!RESPONSE_OWED.includes(facts.requestStatus))
    return new Rejection(REQUEST_NOT_ACKNOWLEDGED, `Request ${requestId} is ${facts.requestStatus}.`);
  return [{ type: 'draft.opened', data: { protocolId, requestId, origin, title, ...keptVersion(context) } }];
}

/** Where a request stands while the department owes its response. */
const RESPONSE_OWED: readonly string[] = ['ACKNOWLEDGED', 'IN_RESPONSE', 'RETURNED'];

function decideVersion(
  { data }: SaveDraftVersion | RebaseDraft,
  { latest }: Pick<DraftFor<'save-draft-version'>, 'latest'>,
  context: Context,
  facts: DraftFacts | undefined,
): readonly [VersionSaved] | Rejection {
  const superseded = refusedBase(data.baseVersion, facts);
  if (superseded) return superseded;
  const text = refusedStandIn(data, context) ?? dividedText(data);
  if (text instanceof Rejection) return text;
  const number = (latest?.number ?? 0) + 1;
  return [{ type: 'draft.version-saved', data: { ...data, ...text, number, ...savedBy(context) } }];
}

/** A text on a superseded base is written anew on the one in force, also while it is under review: nobody could adopt it as it was. */
function decideRebase(
  command: RebaseDraft,
  state: DraftFor<'rebase-draft'>,
  context: Context,
  facts: DraftFacts | undefined,
): Decision {
  const { latest } = state;
  if (!latest) return new Rejection(NO_VERSION_SAVED, 'No version of this draft was saved.');
  if (!refusedBase(latest.baseVersion, facts))
    return new Rejection(BASE_STILL_IN_FORCE, `Version ${latest.baseVersion}, which the draft changes, is in force.`);
  const saved = decideVersion(command, state, context, facts);
  if (saved instanceof Rejection) return saved;
  return [{ ...saved[0], data: { ...saved[0].data, rebasedFrom: latest.baseVersion } }];
}

function decideSubmission({ latest }: DraftFor<'submit-draft'>): Decision {
  if (!latest) return new Rejection(NO_VERSION_SAVED, 'No version of this draft was saved.');
  return [{ type: 'draft.submitted', data: { version: latest.number } }];
}

function decideApproval({ latest, authors }: Written, context: Context): Decision {
  return refusedOwnWork(authors, context, 'approve-draft') ?? [{ type: 'draft.approved', data: { version: latest.number } }];
}

function evolve(state: Draft, event: DraftEvent): Draft {
  const next = evolveStep(state, event);
  return 'tracks' in next ? { ...next, tracks: afterItsClocks(next.tracks, event) } : next;
}

function evolveStep(state: Draft, event: DraftEvent): Draft {
  if (event.type === 'draft.opened') {
    const { protocolId, requestId, origin, profile } = event.data;
    const on = { ...(requestId === undefined ? {} : { requestId }), ...(profile && { profile }) };
    const about = { protocolId, ...on, origin };
    return { status: 'AUTHORING', ...about, authors: [], tracks: UNREVIEWED };
  }
  if (isTrackEvent(event)) return 'tracks' in state ? { ...state, tracks: afterTrackEvent(state.tracks, event) } : state;
  if (state.status === 'NOT_ADOPTED')
    return event.type === 'draft.adopted' || event.type === 'draft.adopted-as-amended' ? evolveLive(state.votedOn, event) : state;
  return isBeforeAVote(state) ? evolveLive(state, event) : state;
}

function evolveLive(state: Live, event: Exclude<DraftEvent, DraftOpened | TrackEvent>): Draft {
  switch (event.type) {
    case 'draft.version-saved': {
      const { number, text, sections, textHash, baseVersion, unavailable } = event.data;
      const authors = withAuthors(state.authors, event.data);
      const latest = { number, text, sections, textHash, baseVersion, ...(unavailable && { unavailable }) };
      return { ...state, status: 'AUTHORING', authors, latest, tracks: afterNewText(state.tracks) };
    }
    case 'draft.withdrawn':
      return { status: 'WITHDRAWN' };
    case 'draft.not-adopted':
      return state.status === 'TRANSMITTED' ? votedDown(state, event) : state;
    case 'draft.posted':
      return state;
    case 'draft.submitted':
      return written(state, (text) => ({
        ...text,
        status: 'IN_REVIEW',
        tracks: afterSubmission(text.tracks, text, event.data.reviews),
      }));
    case 'draft.changes-requested':
      return written(state, (text) => ({ ...text, status: 'CHANGES_REQUESTED' }));
    case 'draft.approved':
      return written(state, (text) => ({ ...text, status: 'READY' }));
    case 'draft.transmitted':
      return written(state, (text) => ({ ...text, status: 'TRANSMITTED' }));
    case 'draft.chief-issued':
      return written(state, (text) => ({ ...text, status: 'CHIEF_ISSUED' }));
    case 'draft.returned':
      return written(state, (text) => ({ ...text, status: 'RETURNED' }));
    case 'draft.adopted':
      return written(state, (text) => afterAdoption(text, event.data, 'amended' in state ? state.amended : undefined));
    case 'draft.adopted-as-amended':
    case 'draft.conformed-text-attached':
    case 'draft.conformed-text-certified':
      return state.status === 'TRANSMITTED' ? afterAmendment(state, event) : state;
    default:
      return unreachable(event);
  }
}

/** What follows once there is a version. */
function written(state: Live, next: (state: Written) => Draft): Draft {
  return state.latest ? next({ ...state, latest: state.latest }) : state;
}

/** The version of the profile that a draft keeps: that of its request. */
export function versionOfDraft(state: Draft): ProfileVersion | undefined {
  const kept = state.status === 'NOT_ADOPTED' ? state.votedOn : state;
  return 'profile' in kept ? kept.profile : undefined;
}

export const draft: Decider<DraftCommand, Draft, DraftEvent, DraftFacts | undefined> = {
  streamType: 'drafts',
  initial: { status: 'none' },
  decide,
  evolve,
};
