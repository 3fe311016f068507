/**
 * Meeting and conferring with the employees' organizations over a draft. It gates what is done with an adopted text, not its adoption.
 *
 *   UNSCREENED ──screen-labor──▶ SCREENED | EFFECTS_ONLY        SCREENED ──concur-in-labor-scope (city attorney)──▶ NOT_IN_SCOPE
 *   SCREENED, EFFECTS_ONLY ──give-labor-notice──▶ NOTICE_GIVEN ──begin-labor-consultation──▶ CONSULTING
 *   CONSULTING ──conclude-labor-consultation──▶ CONCLUDED
 *              ──declare-labor-impasse──▶ IMPASSE ──resolve-labor-impasse──▶ RESOLVED (AGREED | MEDIATED | IMPLEMENTED_AFTER_IMPASSE)
 *
 *   screen-labor          also from SCREENED, EFFECTS_ONLY and NOT_IN_SCOPE: the later finding stands
 *   record-early-action   from any but the settled ones: the Board acts before this is concluded, on conditions or in an emergency
 *
 * What is proposed at the table is never stored. Entries have neutral types: what they say of labor is data.
 */
import {
  type Context,
  type DomainCommand,
  type DomainEvent,
  peopleBehind,
  refusedOwnWork,
  Rejection,
  type Transition,
  unreachable,
} from '#kernel';
import { EARLY_ACTION_INCOMPLETE, NOT_FOUND_OUT_OF_SCOPE, SCOPE_REASON_MISSING } from './draft-rules.js';
import { refusedReviewer, refusedStep, seen, type UnderReview, type VersionSeen } from './review-track.js';

/** What the screening says of a text: nothing to confer on, only its effects on the employees, or the text itself. */
export const SCOPE_FINDINGS = ['NOT_IN_SCOPE', 'EFFECTS_ONLY', 'IN_SCOPE'] as const;
export type ScopeFinding = (typeof SCOPE_FINDINGS)[number];

export const IMPASSE_ENDINGS = ['AGREED', 'MEDIATED', 'IMPLEMENTED_AFTER_IMPASSE'] as const;
export type ImpasseEnding = (typeof IMPASSE_ENDINGS)[number];

export const EARLY_GROUNDS = ['CONDITIONS', 'EMERGENCY'] as const;
export type EarlyGround = (typeof EARLY_GROUNDS)[number];

/** Why the Board acts before labor is concluded, in its own words: the conditions of its action, or the emergency that it found. */
export interface EarlyAction {
  readonly ground: EarlyGround;
  /** The meeting at which the Board so decided. */
  readonly meetingId: string;
  readonly conditions?: readonly string[];
  readonly finding?: string;
}

interface Screened extends VersionSeen {
  readonly finding: ScopeFinding;
  /** Whoever stands behind the screening: none of them concurs in it. */
  readonly screenedBy: readonly string[];
  /** Whether a text is implemented only after its effects were conferred on: what the profile said at the screening. */
  readonly effectsGate: boolean;
}

const CONFERRING = ['NOTICE_GIVEN', 'CONSULTING', 'IMPASSE'] as const;
const SETTLED = ['NOT_IN_SCOPE', 'CONCLUDED', 'RESOLVED'] as const;
const UNSETTLED = ['UNSCREENED', 'SCREENED', 'EFFECTS_ONLY', ...CONFERRING] as const;

export type LaborTrack =
  // `owed`: the track was reopened, so that the new text has to be screened whatever the profile asks for.
  (
    | { readonly status: 'UNSCREENED'; readonly owed?: true }
    | ({ readonly status: Exclude<(typeof UNSETTLED)[number], 'UNSCREENED'> | (typeof SETTLED)[number] } & Screened)
  ) & { readonly early?: EarlyAction };
export type LaborStatus = LaborTrack['status'];

export type ScreenLabor = DomainCommand<
  'screen-labor',
  { readonly version: number; readonly finding: ScopeFinding; readonly reason?: string }
>;
export type ConcurInLaborScope = DomainCommand<'concur-in-labor-scope', object>;
export type GiveLaborNotice = DomainCommand<'give-labor-notice', { readonly organizations: readonly string[] }>;
export type BeginLaborConsultation = DomainCommand<'begin-labor-consultation', object>;
export type ConcludeLaborConsultation = DomainCommand<'conclude-labor-consultation', object>;
export type DeclareLaborImpasse = DomainCommand<'declare-labor-impasse', object>;
export type ResolveLaborImpasse = DomainCommand<'resolve-labor-impasse', { readonly ending: ImpasseEnding }>;
export type RecordEarlyAction = DomainCommand<'record-early-action', EarlyAction>;
export type LaborCommand =
  | ScreenLabor
  | ConcurInLaborScope
  | GiveLaborNotice
  | BeginLaborConsultation
  | ConcludeLaborConsultation
  | DeclareLaborImpasse
  | ResolveLaborImpasse
  | RecordEarlyAction;

type Step =
  | ({ readonly status: 'SCREENED' | 'EFFECTS_ONLY'; readonly reason?: string } & Omit<Screened, keyof VersionSeen>)
  | { readonly status: 'NOT_IN_SCOPE' | 'CONSULTING' | 'CONCLUDED' | 'IMPASSE' }
  | { readonly status: 'NOTICE_GIVEN'; readonly organizations: readonly string[] }
  | { readonly status: 'RESOLVED'; readonly ending: ImpasseEnding };
/** A step of the track; it stays bound to the version that was screened. */
export type LaborStep = { readonly track: 'LABOR' } & VersionSeen & Step;
type LaborProgressed = DomainEvent<'draft.review-progressed', LaborStep>;
export type EarlyActionRecorded = DomainEvent<'draft.early-action-recorded', EarlyAction>;

export const LABOR_TRANSITIONS = {
  'screen-labor': {
    from: ['UNSCREENED', 'SCREENED', 'EFFECTS_ONLY', 'NOT_IN_SCOPE'],
    to: ['SCREENED', 'EFFECTS_ONLY'],
  },
  'concur-in-labor-scope': { from: ['SCREENED'], to: ['NOT_IN_SCOPE'] },
  'give-labor-notice': { from: ['SCREENED', 'EFFECTS_ONLY'], to: ['NOTICE_GIVEN'] },
  'begin-labor-consultation': { from: ['NOTICE_GIVEN'], to: ['CONSULTING'] },
  'conclude-labor-consultation': { from: ['CONSULTING'], to: ['CONCLUDED'] },
  'declare-labor-impasse': { from: ['CONSULTING'], to: ['IMPASSE'] },
  'resolve-labor-impasse': { from: ['IMPASSE'], to: ['RESOLVED'] },
  'record-early-action': { from: UNSETTLED, to: UNSETTLED },
  'reopen-review': { from: [...CONFERRING, ...SETTLED], to: ['UNSCREENED'] },
} as const satisfies Readonly<Record<LaborCommand['name'] | 'reopen-review', Transition<LaborStatus>>>;

/**
 * What the track means for the implementation of the text: SETTLED, or PERMITTED since the Board acted early; OPEN keeps an order from being
 * signed. A text that nobody screened is settled where no screening was owed.
 */
export type LaborGate = 'SETTLED' | 'PERMITTED' | 'OPEN';

export function laborGate(labor: LaborTrack): LaborGate {
  if (isSettled(labor)) return 'SETTLED';
  return labor.early ? 'PERMITTED' : 'OPEN';
}

function isSettled(labor: LaborTrack): boolean {
  if (labor.status === 'UNSCREENED') return !labor.owed && !labor.early;
  if (labor.finding === 'EFFECTS_ONLY' && !labor.effectsGate) return true;
  return (SETTLED as readonly LaborStatus[]).includes(labor.status);
}

export function decideScreening(
  command: ScreenLabor,
  review: UnderReview,
  labor: LaborTrack,
  context: Context,
): readonly LaborProgressed[] | Rejection {
  const refused =
    refusedStep('LABOR', LABOR_TRANSITIONS, command.name, labor.status) ?? refusedReviewer(command, review, context);
  if (refused) return refused;
  const { finding, reason } = command.data;
  if (finding === 'NOT_IN_SCOPE' && reason === undefined)
    return new Rejection(SCOPE_REASON_MISSING, 'The finding NOT_IN_SCOPE came without its reason.');
  const said = reason === undefined ? {} : { reason };
  const screened = {
    status: finding === 'EFFECTS_ONLY' ? 'EFFECTS_ONLY' : 'SCREENED',
    ...{ finding, ...said, screenedBy: peopleBehind(context), effectsGate: context.profile.laborEffects === 'block' },
  } as const;
  return [{ type: 'draft.review-progressed', data: { track: 'LABOR', ...seen(review), ...screened } }];
}

/** A step after the screening: it may be taken while the author writes the next version. */
export function decideLabor(
  command: Exclude<LaborCommand, ScreenLabor>,
  labor: LaborTrack,
  context: Context,
): readonly (LaborProgressed | EarlyActionRecorded)[] | Rejection {
  const refused = refusedStep('LABOR', LABOR_TRANSITIONS, command.name, labor.status);
  if (refused) return refused;
  if (command.name === 'record-early-action') return decideEarlyAction(command.data);
  const step = decideStep(command, labor, context);
  if (step instanceof Rejection) return step;
  // The table lists none of these for a text that was not screened.
  const { version, textHash } = labor as Extract<LaborTrack, VersionSeen>;
  return [{ type: 'draft.review-progressed', data: { track: 'LABOR', version, textHash, ...step } }];
}

function decideStep(
  command: Exclude<LaborCommand, ScreenLabor | RecordEarlyAction>,
  labor: LaborTrack,
  context: Context,
): Step | Rejection {
  switch (command.name) {
    case 'concur-in-labor-scope':
      return refusedConcurrence(labor, context) ?? { status: 'NOT_IN_SCOPE' };
    case 'give-labor-notice':
      return { status: 'NOTICE_GIVEN', organizations: command.data.organizations };
    case 'begin-labor-consultation':
      return { status: 'CONSULTING' };
    case 'conclude-labor-consultation':
      return { status: 'CONCLUDED' };
    case 'declare-labor-impasse':
      return { status: 'IMPASSE' };
    case 'resolve-labor-impasse':
      return { status: 'RESOLVED', ending: command.data.ending };
    default:
      return unreachable(command);
  }
}

/** The city attorney concurs in a finding that there is nothing to confer on, and not in the own one. */
function refusedConcurrence(labor: LaborTrack, context: Context): Rejection | undefined {
  if (labor.status === 'UNSCREENED' || labor.finding !== 'NOT_IN_SCOPE')
    return new Rejection(NOT_FOUND_OUT_OF_SCOPE, 'The screening did not find the text out of scope.');
  return refusedOwnWork(labor.screenedBy, context, 'concur-in-labor-scope');
}

function decideEarlyAction({
  ground,
  meetingId,
  conditions = [],
  finding,
}: EarlyAction): readonly EarlyActionRecorded[] | Rejection {
  if ((ground === 'CONDITIONS') !== conditions.length > 0 || (ground === 'EMERGENCY') !== (finding !== undefined))
    return new Rejection(EARLY_ACTION_INCOMPLETE, `The ground ${ground} does not go with the words beside it.`);
  const words = finding === undefined ? { conditions } : { finding };
  return [{ type: 'draft.early-action-recorded', data: { ground, meetingId, ...words } }];
}

export function afterLaborStep(labor: LaborTrack, step: LaborStep): LaborTrack {
  const early = labor.early === undefined ? {} : { early: labor.early };
  if (step.status === 'SCREENED' || step.status === 'EFFECTS_ONLY') {
    const { status, version, textHash, finding, screenedBy, effectsGate } = step;
    return { status, version, textHash, finding, screenedBy, effectsGate, ...early };
  }
  return labor.status === 'UNSCREENED' ? labor : { ...labor, status: step.status };
}
