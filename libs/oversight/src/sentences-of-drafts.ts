/** What is said of drafts, of their reviews and of the comments on them. */
import type { DraftEvent, ReviewCommentEvent } from '#protocols';
import { count, daysFrom, type Sentences, told, words } from './sentence.js';

const unchecked = (warning?: true): string => (warning ? ' It has not passed the review of its accessibility.' : '');
const REVIEWS = {
  LEGAL: 'Legal review',
  OIG: 'Review by the Inspector General',
  LABOR: 'Screening for labor relations',
  ACCESSIBILITY: 'Accessibility',
};
const LEGAL_STEPS = {
  CONDITION_MET: (version: number) => `A condition of the legal clearance of version ${version} is met.`,
  NON_SUBSTANTIVE: (version: number) => `What is new in version ${version} was certified to change no substance.`,
  NO_BOARD_APPROVAL: (version: number) => `Version ${version} requires no approval of the Board, the city attorney concurs.`,
};
const COMMENTERS = { REVIEWER: 'a reviewer', OIG: 'the Inspector General', PUBLIC: 'the public' };

export const OF_DRAFTS: Sentences<DraftEvent | ReviewCommentEvent> = {
  'draft.opened': { plain: 'A draft was opened.', full: ({ title }) => `A draft was opened: ${title}.` },
  'draft.version-saved': {
    plain: 'A version of the draft was saved.',
    full: ({ number, changeSummary }) => `Version ${number} of the draft was saved: ${changeSummary}`,
  },
  'draft.submitted': {
    plain: 'The draft was submitted for review.',
    full: ({ version }) => `Version ${version} was submitted for review.`,
  },
  'draft.review-recorded': {
    plain: 'A review of the draft was recorded.',
    full: ({ track, version, outcome }) => `${REVIEWS[track]} of version ${version}: ${words(outcome)}.`,
  },
  'draft.review-progressed': {
    plain: 'A review of the draft went on.',
    full: (step) =>
      step.track === 'LABOR'
        ? `Labor, on version ${step.version}: ${words(step.status)}${step.status === 'RESOLVED' ? `, ${words(step.ending)}` : ''}.`
        : LEGAL_STEPS[step.step](step.version),
  },
  'draft.review-reopened': {
    plain: 'A review of the draft was reopened.',
    full: ({ track, version, reason }) => `The review ${words(track)} was reopened on version ${version}: ${reason}`,
  },
  'draft.review-paused': {
    plain: 'The time of a review was paused.',
    full: ({ track, reason, daysLeft }) => `${REVIEWS[track]}: paused with ${count(daysLeft, 'business day')} left. ${reason}`,
  },
  'draft.review-resumed': {
    plain: 'The time of a review runs on.',
    full: ({ track, dueOn }) => `${REVIEWS[track]}: taken up again, due on ${dueOn}.`,
  },
  'draft.review-extended': {
    plain: 'A review was given more time.',
    full: ({ track, was, dueOn, grantedBy, reason }) =>
      `${REVIEWS[track]}: ${grantedBy} moved the day from ${was} to ${dueOn}. ${reason}`,
  },
  'draft.review-recomputed': {
    plain: 'The time of a review was computed anew.',
    full: ({ track, was, dueOn, reason }) => `${REVIEWS[track]}: due on ${dueOn}, not on ${was.dueOn}. ${reason}`,
  },
  'draft.review-overdue': {
    plain: 'The time of a review passed.',
    full: ({ track, dueOn }) => `${REVIEWS[track]}: its last day, ${dueOn}, passed.`,
  },
  'draft.review-escalated': {
    plain: 'The time of a review was brought to attention.',
    full: ({ track, tells, days, dueOn }) =>
      `${REVIEWS[track]}: ${told(tells)} of the last day, ${dueOn}, in business days ${daysFrom(days)}.`,
  },
  'draft.early-action-recorded': {
    plain: 'A decision of the Board on the draft was recorded.',
    full: ({ ground, conditions = [], finding = '' }) =>
      ground === 'EMERGENCY'
        ? `The Board found an emergency and acts before labor is concluded: ${finding}`
        : `The Board acts before labor is concluded, on conditions: ${conditions.join('; ')}`,
  },
  'draft.review-note-recorded': { plain: 'A note on a review was recorded.' },
  'draft.changes-requested': {
    plain: 'Changes to the draft were requested.',
    full: ({ version, reason }) => `Changes to version ${version} were requested: ${reason}`,
  },
  'draft.comment-scheduled': {
    plain: 'A public comment period was scheduled.',
    full: ({ version, opensAt, closesAt }) => `Public comment on version ${version} is to run from ${opensAt} to ${closesAt}.`,
  },
  'draft.comment-opened': {
    plain: 'Public comment opened.',
    full: ({ version, closesAt, accessibilityWarning }) =>
      `Public comment on version ${version} opened; it closes at ${closesAt}.${unchecked(accessibilityWarning)}`,
  },
  'draft.comment-closed': { plain: 'Public comment closed.' },
  'draft.comment-summarised': {
    plain: 'Public comment was summarised.',
    full: ({ received }) => `${count(received, 'public comment')} received; the summary is in.`,
  },
  'draft.approved': {
    plain: 'The draft was approved for the Board.',
    full: ({ version }) => `Version ${version} was approved for the Board.`,
  },
  'draft.transmitted': {
    plain: 'The draft was transmitted to the Board.',
    full: ({ version }) => `Version ${version} was transmitted to the Board.`,
  },
  'draft.posted': {
    plain: 'The text was posted with an agenda.',
    full: ({ version, accessibilityWarning }) =>
      `The text of version ${version} was posted with an agenda.${unchecked(accessibilityWarning)}`,
  },
  'draft.adopted': {
    plain: 'The Board adopted the text.',
    full: ({ version }) => `The Board adopted the text of version ${version}.`,
  },
  'draft.not-adopted': {
    plain: 'The Board did not adopt the text.',
    full: ({ version }) => `The Board did not adopt the text of version ${version}.`,
  },
  'draft.chief-issued': {
    plain: 'The Chief issued the text.',
    full: ({ version, reason }) => `The Chief issued version ${version} without the Board: ${reason}`,
  },
  'draft.returned': {
    plain: 'The text came back from the Board.',
    full: (data) =>
      data.how === 'RECALLED' ? `The text was recalled: ${data.reason}` : `The Board gave the text back: ${words(data.how)}.`,
  },
  'draft.adopted-as-amended': {
    plain: 'The Board adopted the text as amended.',
    full: ({ version }) => `The Board adopted the text of version ${version} as amended; its conformed version is awaited.`,
  },
  'draft.conformed-text-attached': {
    plain: 'The conformed text was attached.',
    full: ({ number, changeSummary }) => `The conformed text was attached as version ${number}: ${changeSummary}`,
  },
  'draft.conformed-text-certified': {
    plain: 'The conformed text was certified.',
    full: ({ version }) => `The conformed text, version ${version}, was certified to be what the Board adopted.`,
  },
  'draft.withdrawn': { plain: 'The draft was withdrawn.', full: ({ reason }) => `The draft was withdrawn: ${reason}` },
  'comment.received': {
    plain: 'A comment on a draft was received.',
    full: ({ version, source, late }) =>
      `A comment on version ${version} was received from ${COMMENTERS[source]}${late ? ', after the period' : ''}.`,
  },
  'comment.answered': {
    plain: 'A comment on a draft was answered.',
    full: ({ respondent, inclusion, inVersion, reason }) =>
      `${respondent === 'OIG' ? 'The Inspector General' : 'The department'} answered a comment: ${words(inclusion)}${inVersion === undefined ? '' : ` in version ${inVersion}`}. ${reason}`,
  },
};
