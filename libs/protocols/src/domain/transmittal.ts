/** What stands between a text and the Board: the rules by which a transmittal is refused, each with whoever can lift it. */
import { type Profile, Rejection } from '#kernel';
import type { DraftFacts, Written } from './draft-record.js';
import { REVIEW_MANDATORY } from './draft-rules.js';
import { clearanceOf, type LegalOutcome } from './legal-track.js';
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

/** The legal outcome that goes with a text which nothing keeps back, or the first thing that does. */
export function clearedForTheBoard(state: Written, profile: Profile, facts: DraftFacts | undefined): LegalOutcome | Rejection {
  const [obstacle] = obstaclesBeforeTheBoard(state, profile, facts);
  return obstacle ?? clearanceOf(state.latest.number, state.tracks.legal, profile);
}

function refusedMandatory({ labor, comment }: Written['tracks'], { mandatoryTracks }: Profile): readonly Rejection[] {
  const begun = { LABOR: labor.status !== 'UNSCREENED', PUBLIC_COMMENT: comment.status !== 'NONE' };
  return mandatoryTracks
    .filter((track) => !begun[track])
    .map((track) => new Rejection(REVIEW_MANDATORY, `The review ${track} has not begun.`));
}
