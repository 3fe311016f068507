/** What is said of recommendations, directions, undertakings and steps of other bodies. */
import type { DirectionEvent, ExternalStepEvent, RecommendationEvent, UndertakingEvent } from '#follow-ups';
import { count, type Sentences, words } from './sentence.js';

const ADDRESSEE = { DEPARTMENT: 'the Department', BOARD: 'the Board' };

export const OF_FOLLOW_UPS: Sentences<RecommendationEvent | DirectionEvent | UndertakingEvent | ExternalStepEvent> = {
  'recommendation.recorded': {
    plain: 'A recommendation of the Inspector General was recorded.',
    full: ({ to, text }) => `The Inspector General recommends to ${ADDRESSEE[to]}: ${text}`,
  },
  'recommendation.answered': {
    plain: 'A recommendation was answered.',
    full: ({ answer, reason }) => `The recommendation was ${words(answer)}: ${reason}`,
  },
  'recommendation.implementation-reported': {
    plain: 'It was reported what was done about a recommendation.',
    full: ({ what }) => `About the recommendation it was reported: ${what}`,
  },
  'recommendation.verified': {
    plain: 'The Inspector General verified that a recommendation was carried out.',
    full: ({ finding }) => `The Inspector General verified that the recommendation was carried out: ${finding}`,
  },
  'recommendation.implementation-returned': {
    plain: 'What was reported about a recommendation was returned.',
    full: ({ reason }) => `What was reported about the recommendation does not suffice: ${reason}`,
  },
  'recommendation.withdrawn': {
    plain: 'A recommendation was withdrawn.',
    full: ({ reason }) => `The recommendation was withdrawn: ${reason}`,
  },
  'direction.recorded': {
    plain: 'A direction of a member of the Board was logged.',
    full: ({ member, of, text }) => `${member} asked ${of}: ${text}`,
  },
  'direction.followed': { plain: 'A direction was followed.', full: ({ what }) => `The direction was followed: ${what}` },
  'direction.set-aside': { plain: 'A direction was set aside.', full: ({ reason }) => `The direction was set aside: ${reason}` },
  'undertaking.recorded': {
    plain: 'An undertaking was recorded.',
    full: ({ givenBy, text, dueOn }) => `${givenBy} undertook${dueOn ? ` to do until ${dueOn}` : ''}: ${text}`,
  },
  'undertaking.extended': {
    plain: 'The day of an undertaking was moved.',
    full: ({ was, dueOn, reason, grantedBy }) =>
      `The undertaking is to be kept until ${dueOn}${was ? ` instead of ${was}` : ''}, granted by ${grantedBy}: ${reason}`,
  },
  'undertaking.kept': { plain: 'An undertaking was kept.', full: ({ how }) => `The undertaking was kept: ${how}` },
  'undertaking.released': {
    plain: 'An undertaking was released.',
    full: ({ reason }) => `The Board no longer asks for what was undertaken: ${reason}`,
  },
  'undertaking.overdue': {
    plain: 'An undertaking is overdue.',
    full: ({ dueOn }) => `The undertaking was to be kept until ${dueOn}, and is not.`,
  },
  'external-step.recorded': {
    plain: 'A step of another body was recorded.',
    full: ({ body, act, on }) => `${body}, ${on}: ${act} (not verified).`,
  },
  'external-step.evidence-added': {
    plain: 'Evidence of a step of another body was added.',
    full: ({ evidence }) => `Evidence of the step was added: ${count(evidence.length, 'link')}.`,
  },
  'external-step.verified': {
    plain: 'A step of another body was verified.',
    full: ({ how }) => `The step was verified: ${how}`,
  },
  'external-step.withdrawn': {
    plain: 'A step of another body was withdrawn.',
    full: ({ reason }) => `What was recorded of another body is not to be relied on: ${reason}`,
  },
};
