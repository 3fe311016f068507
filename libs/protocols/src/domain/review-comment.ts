/**
 * A comment on a version of a draft, and the responses to it: the department's and the Inspector General's, apart.
 *
 *   none ──comment-on-draft──▶ RECEIVED ──respond-to-comment (policy-author)──▶ ANSWERED
 *
 *   RECEIVED, ANSWERED ──respond-to-comment──▶ the same   (by the Inspector General; or again: the later response stands)
 *
 * The department owes every comment its response: whether it is included, why, and in which version. The Inspector General's stands
 * beside it and moves nothing. Comments come from reviewers, from the Inspector General and from the public; one of the public that comes
 * after the period is kept and flagged. Nobody says for or against: a comment is words.
 */
import {
  ANONYMOUS,
  type Context,
  type Decider,
  type DomainCommand,
  type DomainEvent,
  NO_SUCH_RECORD,
  NO_SUCH_SECTION,
  peopleBehind,
  refusedOwnWork,
  refusedState,
  Rejection,
  type Rule,
  type Transitions,
  unreachable,
} from '#kernel';
import { type Anchor, isQuotedFrom } from './anchors.js';
import type { CommentedDraft } from './commented-draft.js';
import { sectionsOf } from './sections.js';

export type CommentSource = 'REVIEWER' | 'OIG' | 'PUBLIC';

export const INCLUSIONS = ['INCLUDED', 'INCLUDED_IN_PART', 'NOT_INCLUDED'] as const;
export type Inclusion = (typeof INCLUSIONS)[number];

/** Whose response it is. */
type Respondent = 'DEPARTMENT' | 'OIG';

interface Said {
  readonly draftId: string;
  /** The version that it is on. */
  readonly version: number;
  readonly comment: string;
  /** What in the text it is about; absent where it is about the whole. */
  readonly anchor?: Anchor;
  /** As a member of the public wants to be called; nobody has to say one. */
  readonly name?: string;
}

export type CommentOnDraft = DomainCommand<'comment-on-draft', Said & { readonly fromPublic?: boolean }>;
export type RespondToComment = DomainCommand<
  'respond-to-comment',
  {
    readonly inclusion: Inclusion;
    readonly reason: string;
    /** The version that has what was included. */
    readonly inVersion?: number;
  }
>;
export type ReviewCommentCommand = CommentOnDraft | RespondToComment;

export type CommentReceived = DomainEvent<
  'comment.received',
  Said & {
    readonly source: CommentSource;
    /** It came after the public's period. */
    readonly late: boolean;
    /** Everybody behind it who is known; nobody for an anonymous one. */
    readonly by: readonly string[];
  }
>;
export type CommentAnswered = DomainEvent<
  'comment.answered',
  RespondToComment['data'] & {
    readonly draftId: string;
    readonly source: CommentSource;
    readonly respondent: Respondent;
    readonly by: readonly string[];
  }
>;
export type ReviewCommentEvent = CommentReceived | CommentAnswered;

interface Received {
  readonly draftId: string;
  readonly version: number;
  readonly source: CommentSource;
  readonly by: readonly string[];
}

export type ReviewComment = { readonly status: 'none' } | ({ readonly status: 'RECEIVED' | 'ANSWERED' } & Received);

/** The draft that the comment is on; absent where there is none. */
export interface CommentFacts {
  readonly draft?: CommentedDraft;
}

export const COMMENT_NOT_OPENED: Rule = {
  code: 'comment-not-opened',
  sentence: 'The public comments on a version on which a comment period was opened.',
  remedy: 'Look at the draft for the version that is open to comment; what is not public yet is not open either.',
  status: 409,
};

export const DRAFT_ENDED: Rule = {
  code: 'draft-ended',
  sentence: 'Reviewers comment on a draft until the Board has decided on it or it was withdrawn.',
  remedy: 'Comment on the draft that follows it.',
  status: 409,
};

export const ENTERED_FOR_THE_PUBLIC: Rule = {
  code: 'entered-for-the-public',
  sentence: 'Commission staff enter what the public sent on paper or said; only a comment of the public carries a name.',
  remedy: 'Leave fromPublic and name out: a comment of your own is recorded under your own name.',
  status: 403,
};

export const NOT_QUOTED_FROM_THE_VERSION: Rule = {
  code: 'not-quoted-from-the-version',
  sentence: 'A comment quotes words that stand in the version which it is on, and in the section that it names there.',
  remedy: 'Quote the version letter for letter, or leave the anchor out: the comment is on the whole text then.',
  status: 409,
};

export const RESPONSE_INCOMPLETE: Rule = {
  code: 'response-incomplete',
  sentence:
    'A response that includes a comment names the version that has it, saved later than the one commented on; any other names none.',
  remedy: 'Save the version that includes it, then respond with its number.',
  status: 409,
};

export const COMMENT_TRANSITIONS = {
  'comment-on-draft': { from: ['none'], to: ['RECEIVED'] },
  'respond-to-comment': { from: ['RECEIVED', 'ANSWERED'], to: ['RECEIVED', 'ANSWERED'] },
} as const satisfies Transitions<ReviewCommentCommand, ReviewComment['status']>;

type Decision = readonly ReviewCommentEvent[] | Rejection;

function decide(
  command: ReviewCommentCommand,
  state: ReviewComment,
  context: Context,
  facts: CommentFacts | undefined,
): Decision {
  const refused = refusedState(COMMENT_TRANSITIONS, command.name, state.status);
  if (refused) return refused;
  switch (command.name) {
    case 'comment-on-draft':
      return decideComment(command, context, facts?.draft);
    case 'respond-to-comment':
      return state.status === 'none' ? [] : decideResponse(command, state, context, facts?.draft);
    default:
      return unreachable(command);
  }
}

function decideComment({ data }: CommentOnDraft, context: Context, draft: CommentedDraft | undefined): Decision {
  const { fromPublic, ...said } = data;
  const source = sourceOf(context, fromPublic);
  if (source !== 'PUBLIC' ? data.name !== undefined : context.role !== 'public' && context.role !== 'commission-staff')
    return new Rejection(ENTERED_FOR_THE_PUBLIC, `The comment was sent by ${context.role}.`);
  const refused = source === 'PUBLIC' ? refusedByPeriod(data, draft) : refusedByDraft(data, draft);
  if (refused) return refused;
  const version = draft?.versions.find(({ number }) => number === data.version);
  const misplaced = data.anchor && version && refusedAnchor(data.anchor, version);
  if (misplaced) return misplaced;
  const late = source === 'PUBLIC' && !draft?.periods.some((period) => isInTime(period, data.version, context));
  const by = peopleBehind(context).filter((person) => person !== ANONYMOUS);
  return [{ type: 'comment.received', data: { ...said, source, late, by } }];
}

/** In a text that was sent whole each reader names the sections by what it may read of the texts before: there they only help to find words. */
function refusedAnchor(anchor: Anchor, version: CommentedDraft['versions'][number]): Rejection | undefined {
  const { exact, sectionId } = anchor;
  const section = sectionsOf(version).find(({ id }) => id === sectionId);
  const divided = version.sections.length > 0;
  if (sectionId !== undefined && (divided ? !section : exact === undefined))
    return new Rejection(
      NO_SUCH_SECTION,
      `Version ${version.number} ${divided ? `has no section ${sectionId}` : 'was sent whole: quote words of it'}.`,
    );
  const within = divided && section ? section.text : version.text;
  if (exact === undefined ? sectionId !== undefined : isQuotedFrom(within, exact)) return undefined;
  return new Rejection(NOT_QUOTED_FROM_THE_VERSION, `Version ${version.number} does not have the words that were quoted there.`);
}

function sourceOf({ role }: Context, fromPublic = false): CommentSource {
  if (role === 'public' || fromPublic) return 'PUBLIC';
  return role === 'inspector-general' ? 'OIG' : 'REVIEWER';
}

/** One answer whether there is no draft, none that is public, or another version: whoever asks from outside learns nothing by asking. */
function refusedByPeriod({ draftId, version }: Said, draft: CommentedDraft | undefined): Rejection | undefined {
  return draft?.periods.some((period) => period.version === version)
    ? undefined
    : new Rejection(COMMENT_NOT_OPENED, `No comment period was opened on version ${version} of a draft ${draftId}.`);
}

function refusedByDraft({ draftId, version }: Said, draft: CommentedDraft | undefined): Rejection | undefined {
  if (!draft || draft.status === 'none') return new Rejection(NO_SUCH_RECORD, `There is no draft ${draftId}.`);
  if (draft.status === 'ENDED') return new Rejection(DRAFT_ENDED, `Draft ${draftId} was decided on or withdrawn.`);
  return hasVersion(draft, version) ? undefined : new Rejection(NO_SUCH_RECORD, `Draft ${draftId} has no version ${version}.`);
}

const hasVersion = ({ versions }: CommentedDraft, version: number): boolean => versions.some(({ number }) => number === version);

/** The public speaks when it sends; a letter that staff enter came on the day that they say. */
function isInTime(period: CommentedDraft['periods'][number], version: number, { role, now, occurredAt }: Context): boolean {
  return period.version === version && (role === 'public' ? now : occurredAt) < period.closesAt;
}

function decideResponse(
  { data }: RespondToComment,
  { draftId, version, source, by }: Received,
  context: Context,
  draft: CommentedDraft | undefined,
): Decision {
  const { inclusion, inVersion } = data;
  const ownWork = refusedOwnWork(by, context, 'respond-to-comment');
  if (ownWork) return ownWork;
  if ((inclusion === 'NOT_INCLUDED') !== (inVersion === undefined))
    return new Rejection(RESPONSE_INCOMPLETE, `${inclusion} goes ${inVersion === undefined ? 'with' : 'without'} a version.`);
  if (inVersion !== undefined && (inVersion <= version || !draft || !hasVersion(draft, inVersion)))
    return new Rejection(RESPONSE_INCOMPLETE, `Version ${inVersion} is none that was saved after version ${version}.`);
  const respondent = context.role === 'inspector-general' ? 'OIG' : 'DEPARTMENT';
  return [{ type: 'comment.answered', data: { ...data, draftId, source, respondent, by: peopleBehind(context) } }];
}

function evolve(state: ReviewComment, event: ReviewCommentEvent): ReviewComment {
  switch (event.type) {
    case 'comment.received': {
      const { draftId, version, source, by } = event.data;
      return { status: 'RECEIVED', draftId, version, source, by };
    }
    case 'comment.answered':
      return state.status === 'none' || event.data.respondent === 'OIG' ? state : { ...state, status: 'ANSWERED' };
    default:
      return unreachable(event);
  }
}

export const reviewComment: Decider<ReviewCommentCommand, ReviewComment, ReviewCommentEvent, CommentFacts | undefined> = {
  streamType: 'comments',
  initial: { status: 'none' },
  decide,
  evolve,
};
