import { type Assertion, NOT_IN_THIS_STATE, OWN_WORK, type Profile } from '#kernel';
import { contextOf, storiesOf } from '#testing';
import { textBeforeBoard } from './board-text.js';
import type { CommentTrack } from './comment-track.js';
import { draft } from './draft.js';
import type { DraftCommand, DraftEvent, TransmittedLegal } from './draft-record.js';
import { COMMENT_WINDOW, LEGAL_CLEARANCE, NOT_THE_VERSION_UNDER_REVIEW, REVIEW_INCOMPLETE } from './draft-rules.js';
import type { LegalOutcome } from './legal-track.js';
import { BASE_NOT_IN_FORCE } from './protocol-rules.js';

const { given, stateAfter } = storiesOf(draft);

const opened: DraftEvent = { type: 'draft.opened', data: { protocolId: 'protocol', origin: 'DEPARTMENT', title: 'Protocol' } };
const saved = (number: number): DraftEvent => ({
  type: 'draft.version-saved',
  data: {
    number,
    text: 'text',
    sections: [],
    textHash: `hash ${number}`,
    baseVersion: 0,
    author: 'author',
    changeSummary: 'first',
  },
});
const submitted = (version: number): DraftEvent => ({ type: 'draft.submitted', data: { version } });
const legal = (outcome: LegalOutcome, version = 1): DraftEvent => ({
  type: 'draft.review-recorded',
  data: { track: 'LEGAL', version, textHash: `hash ${version}`, outcome },
});
const oig: DraftEvent = {
  type: 'draft.review-recorded',
  data: { track: 'OIG', version: 1, textHash: 'hash 1', outcome: 'COMMENTED', comment: 'Keep records.' },
};
const changesRequested: DraftEvent = { type: 'draft.changes-requested', data: { version: 1, reason: 'Say when.' } };
const approved = (version = 1): DraftEvent => ({ type: 'draft.approved', data: { version } });
const transmitted: DraftEvent = { type: 'draft.transmitted', data: { version: 1, textHash: 'hash 1', legal: 'CLEARED' } };
const withdrawn: DraftEvent = { type: 'draft.withdrawn', data: { reason: 'Overtaken.' } };

const authoring = [opened, saved(1)];
const inReview = [...authoring, submitted(1)];
const secondInReview = [...inReview, legal('CLEARED'), oig, changesRequested, saved(2), submitted(2)];

const attorney = { actor: 'attorney', role: 'city-attorney' } as const;
const inspector = { actor: 'inspector', role: 'inspector-general' } as const;
const chief = { actor: 'chief', role: 'chief' } as const;
const transmit: DraftCommand = { name: 'transmit-draft', data: {} };
const noneInForce = { protocolVersion: 0 };

function review(outcome: LegalOutcome, over: { version?: number; conditions?: string[]; note?: string } = {}): DraftCommand {
  return { name: 'record-legal-review', data: { version: 1, outcome, ...over } };
}

describe('The legal review', () => {
  it('is bound to the version and the hash that it saw', () => {
    given(...inReview)
      .when(review('CLEARED'), attorney)
      .then(legal('CLEARED'));
  });

  it('is recorded again while the draft is not transmitted; the later outcome stands', () => {
    given(...inReview, legal('CLEARED'), approved())
      .when(review('OBJECTION'), attorney)
      .then(legal('OBJECTION'));
    given(...inReview, changesRequested)
      .when(review('OBJECTION'), attorney)
      .then(legal('OBJECTION'));
    expect(stateAfter(...inReview, legal('OBJECTION'), legal('CLEARED'))).toMatchObject({
      tracks: { legal: { status: 'CLEARED' } },
    });
  });

  it('is of a submitted draft that is not transmitted yet', () => {
    given(...authoring)
      .when(review('CLEARED'), attorney)
      .refused(NOT_IN_THIS_STATE);
    given(...inReview, legal('CLEARED'), approved(), transmitted)
      .when(review('OBJECTION'), attorney)
      .refused(NOT_IN_THIS_STATE);
  });

  it('is of the version under review', () => {
    given(...inReview)
      .when(review('CLEARED', { version: 2 }), attorney)
      .refused(NOT_THE_VERSION_UNDER_REVIEW);
    given(...secondInReview)
      .when(review('CLEARED'), attorney)
      .refused(NOT_THE_VERSION_UNDER_REVIEW);
    given(...secondInReview)
      .when(review('CLEARED', { version: 2 }), attorney)
      .then(legal('CLEARED', 2));
  });

  it('names conditions with the outcome CONDITIONS, and only then', () => {
    given(...inReview)
      .when(review('CONDITIONS', { conditions: ['Cite the act.'] }), attorney)
      .thenLike({ type: 'draft.review-recorded', data: { outcome: 'CONDITIONS', conditions: ['Cite the act.'] } });
    given(...inReview)
      .when(review('CONDITIONS'), attorney)
      .refused(REVIEW_INCOMPLETE);
    given(...inReview)
      .when(review('CONDITIONS', { conditions: [] }), attorney)
      .refused(REVIEW_INCOMPLETE);
    given(...inReview)
      .when(review('CLEARED', { conditions: ['Cite the act.'] }), attorney)
      .refused(REVIEW_INCOMPLETE);
  });

  it('keeps a privileged note in an entry of its own', () => {
    given(...inReview)
      .when(review('OBJECTION', { note: 'Advice.' }), attorney)
      .then(legal('OBJECTION'), {
        type: 'draft.review-note-recorded',
        data: { version: 1, textHash: 'hash 1', note: 'Advice.' },
      });
  });

  it('is not of own work, nor entered by the author for another (refusal 8)', () => {
    given(...inReview)
      .when(review('CLEARED'), { actor: 'author' })
      .refused(OWN_WORK);
    given(...inReview)
      .when(review('CLEARED'), { actor: 'author', performedBy: 'attorney' })
      .refused(OWN_WORK);
    given(...inReview)
      .when(review('CLEARED'), { actor: 'attorney', performedBy: 'author' })
      .refused(OWN_WORK);
  });
});

describe('A transmittal', () => {
  const ready = (...reviews: DraftEvent[]) => given(...inReview, ...reviews, approved());

  it('needs a legal clearance (refusal 7)', () => {
    ready().when(transmit, chief, noneInForce).refused(LEGAL_CLEARANCE);
    ready(legal('CLEARED'))
      .when(transmit, chief, noneInForce)
      .thenLike({ type: 'draft.transmitted', data: { legal: 'CLEARED' } });
    expect(LEGAL_CLEARANCE.refusal).toBe(7);
  });

  it('needs it of this version: new text makes it stale, and a new review clears it (refusal 7)', () => {
    expect(stateAfter(...secondInReview)).toMatchObject({
      tracks: { legal: { status: 'STALE', version: 1, textHash: 'hash 1' } },
    });
    given(...secondInReview, approved(2))
      .when(transmit, chief, noneInForce)
      .refused(LEGAL_CLEARANCE);
    given(...secondInReview, legal('CLEARED', 2), approved(2))
      .when(transmit, chief, noneInForce)
      .thenLike({ type: 'draft.transmitted', data: { version: 2, textHash: 'hash 2' } });
  });

  it('is stopped by an objection, or shows it, as the profile says (refusal 7)', () => {
    const { profile } = contextOf();
    const under = (legalObjection: 'block' | 'warn') => ({ ...chief, profile: { ...profile, legalObjection } });
    ready(legal('OBJECTION')).when(transmit, under('block'), noneInForce).refused(LEGAL_CLEARANCE);
    ready(legal('OBJECTION'))
      .when(transmit, under('warn'), noneInForce)
      .thenLike({ type: 'draft.transmitted', data: { legal: 'OBJECTION' } });
  });

  it('of the past notes what is not on record of its reviews, and is refused by what is', () => {
    const past = (): Assertion => ({ source: 'The minutes', notEvaluated: [] });
    const transmittal = (asserted: Assertion, reviews: DraftEvent[], over: Partial<Profile> = {}, protocolVersion = 0) =>
      ready(...reviews).when(transmit, { ...chief, asserted, profile: { ...contextOf().profile, ...over } }, { protocolVersion });
    const codes = ({ notEvaluated }: Assertion) => notEvaluated.map(({ rule }) => rule.code);
    const known = (legal: TransmittedLegal) => ({ type: 'draft.transmitted', data: { legal } }) as const;
    const nothing = past();
    transmittal(nothing, []).thenLike(known('NOT_EVALUATED'));
    expect(codes(nothing)).toEqual(['legal-clearance']);
    const unscreened = past();
    transmittal(unscreened, [legal('CLEARED')], { mandatoryTracks: ['LABOR'] }).thenLike(known('CLEARED'));
    expect(codes(unscreened)).toEqual(['review-mandatory']);
    const all = past();
    transmittal(all, [legal('CLEARED')]).thenLike(known('CLEARED'));
    expect(codes(all)).toEqual([]);
    transmittal(past(), [legal('OBJECTION')], { legalObjection: 'block' }).refused(LEGAL_CLEARANCE);
    transmittal(past(), [], {}, 1).refused(BASE_NOT_IN_FORCE);
  });

  it('passes with conditions, and shows them', () => {
    ready(legal('CONDITIONS'))
      .when(transmit, chief, noneInForce)
      .thenLike({ type: 'draft.transmitted', data: { legal: 'CONDITIONS' } });
  });
});

describe('The OIG review', () => {
  const comment: DraftCommand = {
    name: 'record-oig-review',
    data: { version: 1, outcome: 'COMMENTED', comment: 'Keep records.' },
  };

  it('is advice, given until the Board has decided', () => {
    for (const more of [[], [changesRequested], [approved()], [legal('CLEARED'), approved(), transmitted]])
      given(...inReview, ...more)
        .when(comment, inspector)
        .then(oig);
    given(...authoring)
      .when(comment, inspector)
      .refused(NOT_IN_THIS_STATE);
  });

  it('may be that there is nothing to say', () => {
    given(...inReview)
      .when({ name: 'record-oig-review', data: { version: 1, outcome: 'NO_COMMENT' } }, inspector)
      .then({ type: 'draft.review-recorded', data: { track: 'OIG', version: 1, textHash: 'hash 1', outcome: 'NO_COMMENT' } });
  });

  it('has a comment where it says so, and only then', () => {
    const recorded = (outcome: 'COMMENTED' | 'NO_COMMENT', text?: string): DraftCommand => ({
      name: 'record-oig-review',
      data: { version: 1, outcome, ...(text === undefined ? {} : { comment: text }) },
    });
    given(...inReview)
      .when(recorded('COMMENTED'), inspector)
      .refused(REVIEW_INCOMPLETE);
    given(...inReview)
      .when(recorded('NO_COMMENT', 'But.'), inspector)
      .refused(REVIEW_INCOMPLETE);
  });

  it('keeps the version that it saw when the text changes', () => {
    expect(stateAfter(...secondInReview)).toMatchObject({ tracks: { oig: { status: 'COMMENTED', version: 1 } } });
  });

  it('is not of own work (refusal 8)', () => {
    given(...inReview)
      .when(comment, { actor: 'author', role: 'inspector-general' })
      .refused(OWN_WORK);
  });
});

describe('Public comment', () => {
  // Across the change to daylight saving time on 8 March 2026: instants, so nothing moves.
  const opensAt = '2026-03-01T08:00:00.000Z';
  const closesAt = '2026-03-11T07:00:00.000Z';
  const seen = { version: 1, textHash: 'hash 1' };
  const schedule = (over: { opensAt?: string; closesAt?: string } = {}): DraftCommand => ({
    name: 'schedule-public-comment',
    data: { opensAt, closesAt, ...over },
  });
  const scheduled: DraftEvent = { type: 'draft.comment-scheduled', data: { ...seen, opensAt, closesAt } };
  const openedForComment: DraftEvent = {
    type: 'draft.comment-opened',
    data: { ...seen, opensAt, closesAt, accessibilityWarning: true },
  };
  const closed: DraftEvent = { type: 'draft.comment-closed', data: seen };
  const summarised: DraftEvent = {
    type: 'draft.comment-summarised',
    data: { ...seen, received: 12, summary: 'For and against.' },
  };
  const openNow: DraftCommand = { name: 'open-public-comment', data: {} };
  const closeNow: DraftCommand = { name: 'close-public-comment', data: {} };
  const summarise: DraftCommand = { name: 'summarise-public-comment', data: { received: 12, summary: 'For and against.' } };
  const trackAfter = (...history: DraftEvent[]): CommentTrack | undefined => {
    const state = stateAfter(...history);
    return 'tracks' in state ? state.tracks.comment : undefined;
  };

  it('is scheduled on the version under review, in UTC', () => {
    given(...inReview)
      .when(schedule({ opensAt: '2026-03-01T00:00:00-08:00' }))
      .then(scheduled);
    given(...authoring)
      .when(schedule())
      .refused(NOT_IN_THIS_STATE);
  });

  it('is scheduled while the draft is ready or before the Board, and once', () => {
    given(...inReview, approved())
      .when(schedule())
      .then(scheduled);
    given(...inReview, legal('CLEARED'), approved(), transmitted)
      .when(schedule())
      .then(scheduled);
    given(...inReview, scheduled)
      .when(schedule())
      .refused(NOT_IN_THIS_STATE);
  });

  it('closes after it opens', () => {
    given(...inReview)
      .when(schedule({ closesAt: opensAt }))
      .refused(COMMENT_WINDOW);
    given(...inReview)
      .when(schedule({ closesAt: '2026-03-01T08:00:00.001Z' }))
      .thenLike({ type: 'draft.comment-scheduled' });
  });

  it('opens at its instant, not before', () => {
    given(...inReview, scheduled)
      .when(openNow, { now: '2026-03-01T07:59:59.999Z' })
      .refused(COMMENT_WINDOW);
    given(...inReview, scheduled)
      .when(openNow, { now: opensAt })
      .then(openedForComment);
    given(...inReview, scheduled, openedForComment)
      .when(openNow, { now: opensAt })
      .refused(NOT_IN_THIS_STATE);
  });

  it('closes at its instant, not before', () => {
    const open = [...inReview, scheduled, openedForComment];
    given(...open)
      .when(closeNow, { now: '2026-03-11T06:59:59.999Z' })
      .refused(COMMENT_WINDOW);
    given(...open)
      .when(closeNow, { now: closesAt })
      .then(closed);
    given(...inReview, scheduled)
      .when(closeNow, { now: closesAt })
      .refused(NOT_IN_THIS_STATE);
  });

  it('is summarised after it has closed', () => {
    given(...inReview, scheduled, openedForComment)
      .when(summarise)
      .refused(NOT_IN_THIS_STATE);
    given(...inReview, scheduled, openedForComment, closed)
      .when(summarise)
      .then(summarised);
    given(...inReview, scheduled, openedForComment, closed, summarised)
      .when(summarise)
      .refused(NOT_IN_THIS_STATE);
  });

  it('opens on the version submitted last, and then keeps the one that the public saw', () => {
    const second = [changesRequested, saved(2), submitted(2)];
    expect(trackAfter(...inReview, scheduled, changesRequested, saved(2))).toMatchObject(seen);
    expect(trackAfter(...inReview, scheduled, ...second)).toMatchObject({ status: 'SCHEDULED', version: 2, textHash: 'hash 2' });
    expect(trackAfter(...inReview, scheduled, openedForComment, ...second)).toMatchObject({ status: 'OPEN', ...seen });
  });

  it('is told to the Board, which votes after the summary', () => {
    const steps = [scheduled, openedForComment, closed, summarised];
    const told = steps.map((_, at) =>
      textBeforeBoard(stateAfter(...inReview, legal('CLEARED'), approved(), transmitted, ...steps.slice(0, at + 1))),
    );
    expect(told.map((text) => text?.commentTrack)).toEqual(['SCHEDULED', 'OPEN', 'CLOSED', 'SUMMARISED']);
  });

  it('leaves nothing to open or close where the Board has decided', () => {
    const decided: DraftEvent = { type: 'draft.adopted', data: { version: 1, textHash: 'hash 1', boardActionId: 'action' } };
    const before = [...inReview, legal('CLEARED'), approved(), transmitted];
    given(...before, scheduled, decided)
      .when(openNow, { now: opensAt })
      .then();
    given(...before, scheduled, openedForComment, decided)
      .when(closeNow, { now: closesAt })
      .then();
  });

  it('leaves nothing to open or close where the draft was withdrawn', () => {
    given(...inReview, scheduled, withdrawn)
      .when(openNow, { now: opensAt })
      .then();
    given(...inReview, scheduled, openedForComment, withdrawn)
      .when(closeNow, { now: closesAt })
      .then();
    given(...inReview, scheduled, openedForComment, closed, withdrawn)
      .when(summarise)
      .refused(NOT_IN_THIS_STATE);
  });
});
