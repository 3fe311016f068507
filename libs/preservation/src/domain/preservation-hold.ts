/**
 * A preservation hold: records that may not be erased while it stands, whatever the retention schedule says.
 *
 *   none ──place-preservation-hold──▶ PLACED ──release-preservation-hold──▶ RELEASED  (by another person)
 *
 * It covers everything, series of the schedule, or single records with all entries that name them. It is another thing than a legal hold,
 * by which work waits for the law. A hold and an erasure of what it covers are decided one after the other: the second one is refused.
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
  type Rule,
  type Transitions,
  unreachable,
} from '#kernel';
import { covers, type HoldableEntry, type HoldScope } from './covering.js';

export type PlacePreservationHold = DomainCommand<
  'place-preservation-hold',
  {
    readonly kind: HoldScope['kind'];
    readonly series?: readonly string[];
    readonly subjects?: readonly string[];
    /** What demands it: a case, a claim, a records request. */
    readonly authority: string;
    readonly reason: string;
  }
>;
export type ReleasePreservationHold = DomainCommand<'release-preservation-hold', { readonly reason: string }>;
export type PreservationHoldCommand = PlacePreservationHold | ReleasePreservationHold;

export type PreservationHoldPlaced = DomainEvent<
  'preservation-hold.placed',
  { readonly scope: HoldScope; readonly authority: string; readonly reason: string; readonly by: readonly string[] }
>;
export type PreservationHoldReleased = DomainEvent<'preservation-hold.released', { readonly reason: string }>;
export type PreservationHoldEvent = PreservationHoldPlaced | PreservationHoldReleased;

export type PreservationHold =
  | { readonly status: 'none' }
  | { readonly status: 'PLACED' | 'RELEASED'; readonly scope: HoldScope; readonly placedBy: readonly string[] };

export interface HoldFacts {
  /** Those of the subjects of which nothing was ever recorded. */
  readonly unknownSubjects: readonly string[];
  /** Entries whose erasure was ordered and is not carried out yet. */
  readonly beingErased: readonly HoldableEntry[];
}

export const HOLD_SCOPE_UNCLEAR: Rule = {
  code: 'hold-scope-unclear',
  sentence: 'A preservation hold covers everything, or names the series of the retention schedule or the records that it covers.',
  remedy: 'Send series with SERIES, subjects with SUBJECTS, neither with ALL; the series stand in /v1/retention.',
  status: 422,
};

export const ERASURE_UNDER_WAY: Rule = {
  code: 'erasure-under-way',
  sentence: 'A preservation hold does not cover what is just being erased: that was ordered before it.',
  remedy: 'Place it again in a moment: it then covers what is left. What was erased is named by the order.',
  status: 409,
};

export const PRESERVATION_HOLD_TRANSITIONS = {
  'place-preservation-hold': { from: ['none'], to: ['PLACED'] },
  'release-preservation-hold': { from: ['PLACED'], to: ['RELEASED'] },
} as const satisfies Transitions<PreservationHoldCommand, PreservationHold['status']>;

type Decision = readonly PreservationHoldEvent[] | Rejection;

function decide(
  command: PreservationHoldCommand,
  state: PreservationHold,
  context: Context,
  facts: HoldFacts | undefined,
): Decision {
  const refused = refusedState(PRESERVATION_HOLD_TRANSITIONS, command.name, state.status);
  if (refused) return refused;
  switch (command.name) {
    case 'place-preservation-hold':
      return decidePlacing(command, context, facts);
    case 'release-preservation-hold':
      return (
        refusedOwnWork(state.status === 'none' ? [] : state.placedBy, context, command.name) ?? [
          { type: 'preservation-hold.released', data: command.data },
        ]
      );
    default:
      return unreachable(command);
  }
}

function decidePlacing({ data }: PlacePreservationHold, context: Context, facts: HoldFacts | undefined): Decision {
  const { authority, reason } = data;
  const scope = scopeOf(data, context);
  if (scope instanceof Rejection) return scope;
  const [unknown] = facts?.unknownSubjects ?? [];
  if (unknown !== undefined) return new Rejection(NO_SUCH_RECORD, `Nothing was ever recorded of ${unknown}.`);
  const erased = facts?.beingErased.filter((entry) => covers(scope, entry, context.profile)) ?? [];
  if (erased.length > 0)
    return new Rejection(
      ERASURE_UNDER_WAY,
      `The erasure of ${erased.map(({ position }) => `position ${position}`).join(', ')} was ordered and is not carried out yet.`,
    );
  return [{ type: 'preservation-hold.placed', data: { scope, authority, reason, by: peopleBehind(context) } }];
}

function scopeOf({ kind, series, subjects }: PlacePreservationHold['data'], { profile }: Context): HoldScope | Rejection {
  const unknown = series?.find((name) => !Object.hasOwn(profile.retention, name));
  if (unknown !== undefined) return new Rejection(HOLD_SCOPE_UNCLEAR, `The retention schedule has no series ${unknown}.`);
  if (kind === 'ALL' && !series && !subjects) return { kind };
  if (kind === 'SERIES' && series && !subjects) return { kind, series };
  if (kind === 'SUBJECTS' && subjects && !series) return { kind, subjects };
  return new Rejection(
    HOLD_SCOPE_UNCLEAR,
    `${kind} came ${[series && 'with series', subjects && 'with subjects'].filter(Boolean).join(' and ') || 'alone'}.`,
  );
}

function evolve(state: PreservationHold, event: PreservationHoldEvent): PreservationHold {
  switch (event.type) {
    case 'preservation-hold.placed':
      return { status: 'PLACED', scope: event.data.scope, placedBy: event.data.by };
    case 'preservation-hold.released':
      return state.status === 'none' ? state : { ...state, status: 'RELEASED' };
    default:
      return unreachable(event);
  }
}

export const preservationHold: Decider<PreservationHoldCommand, PreservationHold, PreservationHoldEvent, HoldFacts | undefined> =
  {
    streamType: 'preservation-holds',
    initial: { status: 'none' },
    decide,
    evolve,
  };
