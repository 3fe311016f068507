/** Which track decides a step of the reviews. */
import { type Context, type Rejection, unreachable } from '#kernel';
import { decideAccessibility } from './accessibility-track.js';
import { decideComment, decideCommentWindow } from './comment-track.js';
import type { DraftCommand, DraftEvent, TrackCommand, Written } from './draft-record.js';
import { decideLabor, decideScreening } from './labor-track.js';
import { decideLegal } from './legal-track.js';
import { decideOigReview } from './oig-track.js';
import { decideReopening } from './reopening.js';
import { breachesBefore, clocksEndedBy, decideReviewClock, type ReviewClockCommand, reviewsDue } from './review-clock.js';
import { awaited, type ReviewTracks } from './review-tracks.js';

const TRACK_COMMANDS: Readonly<Record<TrackCommand['name'], true>> = {
  'record-legal-review': true,
  'record-legal-condition-met': true,
  'certify-non-substantive': true,
  'concur-without-board': true,
  'record-oig-review': true,
  'screen-labor': true,
  'concur-in-labor-scope': true,
  'give-labor-notice': true,
  'begin-labor-consultation': true,
  'conclude-labor-consultation': true,
  'declare-labor-impasse': true,
  'resolve-labor-impasse': true,
  'record-early-action': true,
  'schedule-public-comment': true,
  'open-public-comment': true,
  'close-public-comment': true,
  'summarise-public-comment': true,
  'record-accessibility-review': true,
  'reopen-review': true,
  'pause-review': true,
  'resume-review': true,
  'extend-review': true,
  'recompute-reviews': true,
  'announce-review-overdue': true,
  'escalate-review': true,
};

export function isTrackCommand(command: DraftCommand): command is TrackCommand {
  return command.name in TRACK_COMMANDS;
}

const OF_ITS_TIME: Readonly<Record<ReviewClockCommand['name'], true>> = {
  'pause-review': true,
  'resume-review': true,
  'extend-review': true,
  'recompute-reviews': true,
  'announce-review-overdue': true,
  'escalate-review': true,
};

function isOfItsTime(command: TrackCommand): command is ReviewClockCommand {
  return command.name in OF_ITS_TIME;
}

type Reviewed = Pick<Written, 'latest' | 'authors' | 'tracks'>;

export function decideReview(command: TrackCommand, state: Reviewed, context: Context): readonly DraftEvent[] | Rejection {
  if (isOfItsTime(command)) return decideReviewClock(command, state.tracks.clocks ?? {}, context);
  return decideStep(command, state, context);
}

function decideStep(
  command: Exclude<TrackCommand, ReviewClockCommand>,
  state: Reviewed,
  context: Context,
): readonly DraftEvent[] | Rejection {
  const { tracks } = state;
  switch (command.name) {
    case 'record-legal-review':
    case 'record-legal-condition-met':
    case 'certify-non-substantive':
    case 'concur-without-board':
      return decideLegal(command, state, tracks.legal, context);
    case 'record-oig-review':
      return decideOigReview(command, state, tracks.oig, context);
    case 'screen-labor':
      return decideScreening(command, state, tracks.labor, context);
    case 'concur-in-labor-scope':
    case 'give-labor-notice':
    case 'begin-labor-consultation':
    case 'conclude-labor-consultation':
    case 'declare-labor-impasse':
    case 'resolve-labor-impasse':
    case 'record-early-action':
      return decideLabor(command, tracks.labor, context);
    case 'schedule-public-comment':
      return decideCommentWindow(command, state, tracks.comment);
    case 'open-public-comment':
    case 'close-public-comment':
    case 'summarise-public-comment':
      return decideComment(command, tracks, context);
    case 'record-accessibility-review':
      return decideAccessibility(command, state, tracks.accessibility, context);
    case 'reopen-review':
      return decideReopening(command, state, tracks, context);
    default:
      return unreachable(command);
  }
}

/** What a decision means for the times of the reviews: a breach that nobody has announced comes first, and what begins is given its time. */
export function timed(events: readonly DraftEvent[], tracks: ReviewTracks, context: Context): readonly DraftEvent[] {
  const breaches = breachesBefore(events.flatMap(clocksEndedBy), tracks.clocks ?? {}, context);
  return [...breaches, ...events.map((event) => withTimes(event, tracks, context))];
}

function withTimes(event: DraftEvent, tracks: ReviewTracks, context: Context): DraftEvent {
  if (event.type === 'draft.submitted') {
    const reviews = reviewsDue(awaited(tracks), context);
    return reviews.length > 0 ? { ...event, data: { ...event.data, reviews } } : event;
  }
  if (event.type !== 'draft.review-reopened' || event.data.track === 'PUBLIC_COMMENT') return event;
  const [begun] = reviewsDue([event.data.track], context);
  if (!begun) return event;
  const { track: _track, ...due } = begun;
  return { ...event, data: { ...event.data, due } };
}
