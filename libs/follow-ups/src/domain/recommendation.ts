/**
 * A recommendation of the Inspector General, with what was answered and what was done about it.
 *
 *   none ──record-recommendation──▶ OPEN ──respond-to-recommendation──▶ ACCEPTED | REJECTED
 *   ACCEPTED ──report-implementation──▶ IMPLEMENTED ──verify-implementation──▶ VERIFIED
 *      ▲───────────────return-implementation──┘
 *   OPEN, ACCEPTED, REJECTED, IMPLEMENTED ──withdraw-recommendation──▶ WITHDRAWN
 *
 *   respond-to-recommendation   also from ACCEPTED and REJECTED: the later answer stands, every one is kept
 *
 * It is advice: silence and rejection are shown, and block nothing. Whoever reported that it was carried out does not verify it.
 */
import {
  type Context,
  type Decider,
  type DomainCommand,
  type DomainEvent,
  NO_SUCH_RECORD,
  peopleBehind,
  refusedOwnWork,
  refusedState,
  Rejection,
  type Role,
  type Rule,
  type Transitions,
  unreachable,
} from '#kernel';
import type { Evidence } from './evidence.js';

/** Whom it is made to: the Department answers through the Chief, the Board through the Commission's staff. */
export const ADDRESSEES = ['DEPARTMENT', 'BOARD'] as const;
export type Addressee = (typeof ADDRESSEES)[number];
export const ANSWERS = ['ACCEPTED', 'ACCEPTED_IN_PART', 'REJECTED'] as const;
export type Answer = (typeof ANSWERS)[number];

interface Advice {
  readonly to: Addressee;
  readonly text: string;
  /** The report of the Inspector General that makes it, and how that report numbers it. */
  readonly boardReportId?: string;
  readonly number?: string;
  /** The draft that it is about, or the provision. */
  readonly draftId?: string;
  readonly provisionId?: string;
}

export type RecordRecommendation = DomainCommand<'record-recommendation', Advice>;
export type RespondToRecommendation = DomainCommand<
  'respond-to-recommendation',
  { readonly answer: Answer; readonly reason: string }
>;
export type ReportImplementation = DomainCommand<
  'report-implementation',
  { readonly what: string; readonly evidence: readonly Evidence[] }
>;
export type VerifyImplementation = DomainCommand<'verify-implementation', { readonly finding: string }>;
export type ReturnImplementation = DomainCommand<'return-implementation', { readonly reason: string }>;
export type WithdrawRecommendation = DomainCommand<'withdraw-recommendation', { readonly reason: string }>;
export type RecommendationCommand =
  | RecordRecommendation
  | RespondToRecommendation
  | ReportImplementation
  | VerifyImplementation
  | ReturnImplementation
  | WithdrawRecommendation;

export type RecommendationRecorded = DomainEvent<'recommendation.recorded', Advice>;
export type ImplementationReported = DomainEvent<
  'recommendation.implementation-reported',
  ReportImplementation['data'] & { readonly reporters: readonly string[] }
>;
export type RecommendationEvent =
  | RecommendationRecorded
  | DomainEvent<'recommendation.answered', RespondToRecommendation['data']>
  | ImplementationReported
  | DomainEvent<'recommendation.verified', VerifyImplementation['data']>
  | DomainEvent<'recommendation.implementation-returned', ReturnImplementation['data']>
  | DomainEvent<'recommendation.withdrawn', WithdrawRecommendation['data']>;

export type Recommendation =
  | { readonly status: 'none' }
  | {
      readonly status: 'OPEN' | 'ACCEPTED' | 'REJECTED' | 'IMPLEMENTED' | 'VERIFIED' | 'WITHDRAWN';
      readonly to: Addressee;
      /** Everybody who ever reported that it was carried out. */
      readonly reporters: readonly string[];
    };
export type RecommendationStatus = Exclude<Recommendation['status'], 'none'>;

/** The records that it names and that do not exist: `drafts/{id}`. */
export interface RecommendationFacts {
  readonly missing: readonly string[];
}

export const ANSWERED_BY_ITS_ADDRESSEE: Rule = {
  code: 'answered-by-its-addressee',
  sentence: 'The Department answers through the Chief what is recommended to it, the Board through the staff of the Commission.',
  remedy: 'Have the one answer to whom it is recommended.',
  status: 403,
};

const WHO_ANSWERS: Readonly<Record<Addressee, Role>> = { DEPARTMENT: 'chief', BOARD: 'commission-staff' };

export const RECOMMENDATION_TRANSITIONS = {
  'record-recommendation': { from: ['none'], to: ['OPEN'] },
  'respond-to-recommendation': { from: ['OPEN', 'ACCEPTED', 'REJECTED'], to: ['ACCEPTED', 'REJECTED'] },
  'report-implementation': { from: ['ACCEPTED'], to: ['IMPLEMENTED'] },
  'verify-implementation': { from: ['IMPLEMENTED'], to: ['VERIFIED'] },
  'return-implementation': { from: ['IMPLEMENTED'], to: ['ACCEPTED'] },
  'withdraw-recommendation': { from: ['OPEN', 'ACCEPTED', 'REJECTED', 'IMPLEMENTED'], to: ['WITHDRAWN'] },
} as const satisfies Transitions<RecommendationCommand, Recommendation['status']>;

type Known = Exclude<Recommendation, { status: 'none' }>;

function decide(
  command: RecommendationCommand,
  state: Recommendation,
  context: Context,
  { missing }: RecommendationFacts = { missing: [] },
): readonly RecommendationEvent[] | Rejection {
  const refused = refusedState(RECOMMENDATION_TRANSITIONS, command.name, state.status);
  if (refused) return refused;
  switch (command.name) {
    case 'record-recommendation':
      return missing.length > 0
        ? new Rejection(NO_SUCH_RECORD, `There is no ${missing.join(' and no ')}.`)
        : [{ type: 'recommendation.recorded', data: command.data }];
    case 'respond-to-recommendation':
      return refusedAddressee(state as Known, context) ?? [{ type: 'recommendation.answered', data: command.data }];
    case 'report-implementation':
      return (
        refusedAddressee(state as Known, context) ?? [
          { type: 'recommendation.implementation-reported', data: { ...command.data, reporters: peopleBehind(context) } },
        ]
      );
    case 'verify-implementation':
      return (
        refusedOwnWork((state as Known).reporters, context, command.name) ?? [
          { type: 'recommendation.verified', data: command.data },
        ]
      );
    case 'return-implementation':
      return [{ type: 'recommendation.implementation-returned', data: command.data }];
    case 'withdraw-recommendation':
      return [{ type: 'recommendation.withdrawn', data: command.data }];
    default:
      return unreachable(command);
  }
}

function refusedAddressee({ to }: Known, { role }: Context): Rejection | undefined {
  return role === WHO_ANSWERS[to]
    ? undefined
    : new Rejection(ANSWERED_BY_ITS_ADDRESSEE, `It is made to the ${to}; the command was sent as ${role}.`);
}

function evolve(state: Recommendation, event: RecommendationEvent): Recommendation {
  if (event.type === 'recommendation.recorded') return { status: 'OPEN', to: event.data.to, reporters: [] };
  if (state.status === 'none') return state;
  switch (event.type) {
    case 'recommendation.answered':
      return { ...state, status: event.data.answer === 'REJECTED' ? 'REJECTED' : 'ACCEPTED' };
    case 'recommendation.implementation-reported':
      return { ...state, status: 'IMPLEMENTED', reporters: [...new Set([...state.reporters, ...event.data.reporters])] };
    case 'recommendation.verified':
      return { ...state, status: 'VERIFIED' };
    case 'recommendation.implementation-returned':
      return { ...state, status: 'ACCEPTED' };
    case 'recommendation.withdrawn':
      return { ...state, status: 'WITHDRAWN' };
    default:
      return unreachable(event);
  }
}

export const recommendation: Decider<
  RecommendationCommand,
  Recommendation,
  RecommendationEvent,
  RecommendationFacts | undefined
> = { streamType: 'recommendations', initial: { status: 'none' }, decide, evolve };
