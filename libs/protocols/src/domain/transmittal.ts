/** What stands between a text and the Board: the rules by which a transmittal is refused, each with whoever can lift it. */
import { type Context, type Profile, refusedOwnWork, Rejection, wanting } from '#kernel';
import type {
  DraftChiefIssued,
  DraftFacts,
  DraftTransmitted,
  IssueWithoutBoard,
  TransmittedLegal,
  Written,
} from './draft-record.js';
import { LEGAL_CLEARANCE, NO_CONCURRENCE, NOT_FOR_STAFF_TO_TRANSMIT, REVIEW_MANDATORY } from './draft-rules.js';
import { clearanceOf } from './legal-track.js';
import { BASE_NOT_IN_FORCE } from './protocol-rules.js';

export function refusedBase(baseVersion: number, facts: DraftFacts | undefined): Rejection | undefined {
  const inForce = facts?.protocolVersion ?? 0;
  return baseVersion === inForce
    ? undefined
    : new Rejection(BASE_NOT_IN_FORCE, `The text changes version ${baseVersion}; in force is ${inForce || 'none'}.`);
}

/** Everything that keeps a text back, in the order in which it is told. */
export function obstaclesBeforeTheBoard(
  { latest, tracks }: Pick<Written, 'latest' | 'tracks'>,
  profile: Profile,
  facts: DraftFacts | undefined,
): readonly Rejection[] {
  return [
    refusedBase(latest.baseVersion, facts),
    clearanceOf(latest.number, tracks.legal, profile),
    ...refusedMandatory(tracks, profile),
  ].filter((answer) => answer instanceof Rejection);
}

/**
 * The legal outcome that goes with a text which nothing keeps back, or the first thing that does. Of the past a review that is not on
 * record may have been made: then nobody can tell how it ended.
 */
function clearedForTheBoard(state: Written, context: Context, facts: DraftFacts | undefined): TransmittedLegal | Rejection {
  const { latest, tracks } = state;
  const unheardOf = tracks.legal.status === 'OPEN';
  for (const obstacle of obstaclesBeforeTheBoard(state, context.profile, facts)) {
    const isWant = obstacle.rule === REVIEW_MANDATORY || (unheardOf && obstacle.rule === LEGAL_CLEARANCE);
    const refused = isWant ? wanting(context, obstacle.rule, obstacle.detail) : obstacle;
    if (refused) return refused;
  }
  return unheardOf ? 'NOT_EVALUATED' : clearanceOf(latest.number, tracks.legal, context.profile);
}

function refusedMandatory({ labor, comment }: Written['tracks'], { mandatoryTracks }: Profile): readonly Rejection[] {
  const begun = { LABOR: labor.status !== 'UNSCREENED', PUBLIC_COMMENT: comment.status !== 'NONE' };
  return mandatoryTracks
    .filter((track) => !begun[track])
    .map((track) => new Rejection(REVIEW_MANDATORY, `The review ${track} has not begun.`));
}

export function decideTransmittal(
  state: Written,
  context: Context,
  facts: DraftFacts | undefined,
): readonly DraftTransmitted[] | Rejection {
  const { authors, origin } = state;
  if (context.role === 'commission-staff' && origin === 'DEPARTMENT' && !context.asserted)
    return new Rejection(NOT_FOR_STAFF_TO_TRANSMIT, `The origin of the draft is ${origin}.`);
  const refused = refusedOwnWork(authors, context, 'transmit-draft');
  if (refused) return refused;
  const legal = clearedForTheBoard(state, context, facts);
  return legal instanceof Rejection ? legal : [{ type: 'draft.transmitted', data: { ...named(state), legal } }];
}

/** The Chief issues what requires no approval of the Board, by the city attorney's word on this version. */
export function decideIssue(
  { name, data: { reason } }: IssueWithoutBoard,
  state: Written,
  context: Context,
  facts: DraftFacts | undefined,
): readonly DraftChiefIssued[] | Rejection {
  const { latest, authors, tracks } = state;
  const refused = refusedOwnWork(authors, context, name);
  if (refused) return refused;
  if (tracks.legal.withoutBoard?.version !== latest.number)
    return new Rejection(NO_CONCURRENCE, `No city attorney has concurred on version ${latest.number}.`);
  const legal = clearedForTheBoard(state, context, facts);
  return legal instanceof Rejection ? legal : [{ type: 'draft.chief-issued', data: { ...named(state), reason, legal } }];
}

function named({ latest, requestId }: Written): { version: number; textHash: string; requestId?: string } {
  const answered = requestId === undefined ? {} : { requestId };
  return { version: latest.number, textHash: latest.textHash, ...answered };
}
