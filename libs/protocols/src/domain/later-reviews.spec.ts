import { NOT_IN_THIS_STATE, OWN_WORK } from '#kernel';
import { storiesOf } from '#testing';
import { draft } from './draft.js';
import type { DraftCommand, DraftEvent } from './draft-record.js';
import { NO_SUCH_CONDITION, NOT_THE_VERSION_UNDER_REVIEW, NOT_THEIR_TRACK, NOTHING_NEW_TO_REVIEW } from './draft-rules.js';
import { type LegalStep, openConditions } from './legal-track.js';
import type { Reopenable } from './review-track.js';

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
const changesRequested: DraftEvent = { type: 'draft.changes-requested', data: { version: 1, reason: 'Say when.' } };
const inReview = [opened, saved(1), submitted(1)];
const secondText = [changesRequested, saved(2), submitted(2)];
const cleared: DraftEvent = {
  type: 'draft.review-recorded',
  data: { track: 'LEGAL', version: 1, textHash: 'hash 1', outcome: 'CLEARED' },
};
const onConditions: DraftEvent = {
  type: 'draft.review-recorded',
  data: {
    ...{ track: 'LEGAL', version: 1, textHash: 'hash 1', outcome: 'CONDITIONS' },
    ...{ conditions: ['Cite the act.', 'Name the unit.'], conditionIds: ['C1', 'C2'] },
  },
};
type Told<Step> = Step extends unknown ? Omit<Step, 'track' | 'version' | 'textHash'> : never;
const legalStep = (version: number, told: Told<LegalStep>): DraftEvent => ({
  type: 'draft.review-progressed',
  data: { track: 'LEGAL', version, textHash: `hash ${version}`, ...told } as LegalStep,
});
const met = (conditionId: string): DraftEvent => legalStep(1, { step: 'CONDITION_MET', conditionId });
const passed = (version: number): DraftEvent => ({
  type: 'draft.review-recorded',
  data: { track: 'ACCESSIBILITY', version, textHash: `hash ${version}`, outcome: 'PASSED' },
});

const attorney = { actor: 'attorney', role: 'city-attorney' } as const;
const staff = { actor: 'staff', role: 'commission-staff' } as const;
const meet = (conditionId: string): DraftCommand => ({ name: 'record-legal-condition-met', data: { conditionId } });
const tracksAfter = (...history: DraftEvent[]) => {
  const state = stateAfter(...history);
  return 'tracks' in state ? state.tracks : undefined;
};

const openIn = (...history: DraftEvent[]) => {
  const tracks = tracksAfter(...history);
  return tracks && openConditions(tracks.legal).map(({ id }) => id);
};

describe('A condition of a legal clearance', () => {
  it('has an id of its own in the draft, also in a later review', () => {
    const review: DraftCommand = {
      name: 'record-legal-review',
      data: { version: 1, outcome: 'CONDITIONS', conditions: ['Cite the act.', 'Name the unit.'] },
    };
    given(...inReview)
      .when(review, attorney)
      .then(onConditions);
    given(...inReview, onConditions)
      .when(review, attorney)
      .thenLike({ type: 'draft.review-recorded', data: { conditionIds: ['C3', 'C4'] } });
  });

  it('is numbered in the order of its review where that was entered before there were ids', () => {
    const seen = { track: 'LEGAL', version: 1, textHash: 'hash 1', outcome: 'CONDITIONS' } as const;
    const unnamed: DraftEvent = { type: 'draft.review-recorded', data: { ...seen, conditions: ['a', 'b', 'c'] } };
    expect(openIn(...inReview, unnamed)).toEqual(['C1', 'C2', 'C3']);
    expect(openIn(...inReview, onConditions, unnamed)).toEqual(['C3', 'C4', 'C5']);
  });

  it('is met once, by its id, also after the vote', () => {
    const decided: DraftEvent[] = [
      { type: 'draft.approved', data: { version: 1 } },
      { type: 'draft.transmitted', data: { version: 1, textHash: 'hash 1', legal: 'CONDITIONS' } },
      { type: 'draft.adopted', data: { version: 1, textHash: 'hash 1', boardActionId: 'action' } },
    ];
    const issued: DraftEvent[] = [
      { type: 'draft.approved', data: { version: 1 } },
      { type: 'draft.chief-issued', data: { version: 1, textHash: 'hash 1', reason: 'A form.', legal: 'CONDITIONS' } },
    ];
    for (const later of [[], decided, issued])
      given(...inReview, onConditions, ...later)
        .when(meet('C2'), attorney)
        .then(met('C2'));
    expect(tracksAfter(...inReview, onConditions, ...decided, met('C2'))?.legal).toMatchObject({
      conditions: [{ id: 'C1' }, { id: 'C2', met: true }],
    });
    expect(openIn(...inReview, onConditions, met('C2'))).toEqual(['C1']);
    given(...inReview, onConditions)
      .when({ name: 'record-legal-condition-met', data: { conditionId: 'C2', note: 'Seen.' } }, attorney)
      .then(legalStep(1, { step: 'CONDITION_MET', conditionId: 'C2', note: 'Seen.' }));
    given(...inReview, onConditions, met('C2'))
      .when(meet('C2'), attorney)
      .refused(NO_SUCH_CONDITION);
    given(...inReview, onConditions)
      .when(meet('C3'), attorney)
      .refused(NO_SUCH_CONDITION);
  });

  it('is one of a clearance with conditions, and is not met by an author', () => {
    given(...inReview, cleared)
      .when(meet('C1'), attorney)
      .refused(NOT_IN_THIS_STATE);
    given(...inReview, onConditions)
      .when(meet('C1'), { actor: 'author', role: 'city-attorney' })
      .refused(OWN_WORK);
  });
});

describe('A change that is certified as non-substantive', () => {
  const certify = (version: number): DraftCommand => ({
    name: 'certify-non-substantive',
    data: { version, reason: 'A misprint.' },
  });
  const certified = legalStep(2, { step: 'NON_SUBSTANTIVE', reason: 'A misprint.' });

  it('keeps the legal clearance and what passed for accessibility', () => {
    given(...inReview, cleared, passed(1), ...secondText)
      .when(certify(2), attorney)
      .then(certified);
    expect(tracksAfter(...inReview, cleared, passed(1), ...secondText)).toMatchObject({
      ...{ legal: { status: 'STALE', version: 1 }, accessibility: { status: 'STALE', version: 1 } },
    });
    expect(tracksAfter(...inReview, cleared, passed(1), ...secondText, certified)).toMatchObject({
      ...{ legal: { status: 'CLEARED', version: 2 }, accessibility: { status: 'PASSED', version: 2, textHash: 'hash 2' } },
    });
    given(...inReview, cleared, ...secondText, certified, { type: 'draft.approved', data: { version: 2 } })
      .when({ name: 'transmit-draft', data: {} }, { actor: 'chief', role: 'chief' }, { protocolVersion: 0 })
      .thenLike({ type: 'draft.transmitted', data: { version: 2, legal: 'CLEARED' } });
  });

  it('is what makes an earlier pass hold: a condition that is met does not', () => {
    expect(tracksAfter(...inReview, onConditions, passed(1), ...secondText, met('C1'))).toMatchObject({
      accessibility: { status: 'STALE', version: 1 },
    });
  });

  it('keeps conditions open, and makes no review where there was none', () => {
    expect(tracksAfter(...inReview, onConditions, met('C1'), ...secondText, certified)).toMatchObject({
      legal: { status: 'CONDITIONS', conditions: [{ id: 'C1', met: true }, { id: 'C2' }] },
      accessibility: { status: 'OPEN' },
    });
  });

  it('is one of a review that became stale, on the version under review, by another than the author', () => {
    given(...inReview, cleared)
      .when(certify(1), attorney)
      .refused(NOT_IN_THIS_STATE);
    given(...inReview, ...secondText)
      .when(certify(2), attorney)
      .refused(NOT_IN_THIS_STATE);
    given(...inReview, cleared, ...secondText)
      .when(certify(1), attorney)
      .refused(NOT_THE_VERSION_UNDER_REVIEW);
    given(...inReview, cleared, ...secondText)
      .when(certify(2), { actor: 'author', role: 'city-attorney' })
      .refused(OWN_WORK);
  });
});

describe('Accessibility', () => {
  const pass: DraftCommand = { name: 'record-accessibility-review', data: { version: 1 } };

  it('passes for the version that was looked at, by another than its author', () => {
    given(...inReview)
      .when(pass, staff)
      .then(passed(1));
    given(...inReview, ...secondText)
      .when(pass, staff)
      .refused(NOT_THE_VERSION_UNDER_REVIEW);
    given(...inReview)
      .when(pass, { actor: 'author' })
      .refused(OWN_WORK);
  });

  it('is warned of at a publication, and delays none', () => {
    const window = { opensAt: '2026-03-01T08:00:00.000Z', closesAt: '2026-03-11T07:00:00.000Z' };
    const scheduled: DraftEvent = { type: 'draft.comment-scheduled', data: { version: 1, textHash: 'hash 1', ...window } };
    const open: DraftCommand = { name: 'open-public-comment', data: {} };
    const seen = { version: 1, textHash: 'hash 1', ...window };
    given(...inReview, scheduled)
      .when(open, { now: window.opensAt })
      .then({ type: 'draft.comment-opened', data: { ...seen, accessibilityWarning: true } });
    given(...inReview, passed(1), scheduled)
      .when(open, { now: window.opensAt })
      .then({ type: 'draft.comment-opened', data: seen });
  });
});

describe('A review that keeps the version which it saw', () => {
  const reopen = (track: Reopenable): DraftCommand => ({ name: 'reopen-review', data: { track, reason: 'A new section.' } });
  const seen = { version: 1, textHash: 'hash 1' };
  const concluded: Record<Reopenable, DraftEvent[]> = {
    OIG: [{ type: 'draft.review-recorded', data: { track: 'OIG', ...seen, outcome: 'NO_COMMENT' } }],
    LABOR: [
      {
        type: 'draft.review-progressed',
        data: {
          ...{ track: 'LABOR', ...seen, status: 'SCREENED' },
          ...{ finding: 'IN_SCOPE', screenedBy: ['relations'], effectsGate: true },
        },
      },
      { type: 'draft.review-progressed', data: { track: 'LABOR', ...seen, status: 'NOTICE_GIVEN', organizations: ['Union'] } },
    ],
    PUBLIC_COMMENT: [{ type: 'draft.comment-summarised', data: { ...seen, received: 0, summary: 'None.' } }],
  };
  const status = { OIG: 'OPEN', LABOR: 'UNSCREENED', PUBLIC_COMMENT: 'NONE' };
  const standing = (...history: DraftEvent[]) => {
    const tracks = tracksAfter(...history);
    return { OIG: tracks?.oig.status, LABOR: tracks?.labor.status, PUBLIC_COMMENT: tracks?.comment.status };
  };

  it.each(['OIG', 'LABOR', 'PUBLIC_COMMENT'] as const)('is reopened on a later one: %s', (track) => {
    const reopened: DraftEvent = {
      type: 'draft.review-reopened',
      data: { track, version: 2, textHash: 'hash 2', reason: 'A new section.' },
    };
    given(...inReview, ...concluded[track], ...secondText)
      .when(reopen(track), staff)
      .thenLike(reopened);
    expect(standing(...inReview, ...concluded[track], ...secondText, reopened)[track]).toBe(status[track]);
    given(...inReview, ...concluded[track])
      .when(reopen(track), staff)
      .refused(NOTHING_NEW_TO_REVIEW);
    given(...inReview, ...secondText)
      .when(reopen(track), staff)
      .refused(NOT_IN_THIS_STATE);
  });

  it('is reopened before the Board too, as long as it has not decided', () => {
    const transmitted: DraftEvent[] = [
      { type: 'draft.approved', data: { version: 2 } },
      { type: 'draft.transmitted', data: { version: 2, textHash: 'hash 2', legal: 'CLEARED' } },
    ];
    const history = [...inReview, cleared, ...concluded.LABOR, ...secondText, ...transmitted];
    for (const role of ['labor-relations', 'commission-staff'] as const)
      given(...history)
        .when(reopen('LABOR'), { actor: 'relations', role })
        .thenLike({ type: 'draft.review-reopened', data: { track: 'LABOR', version: 2 } });
  });

  it('is reopened by those whose it is, or by commission staff', () => {
    const inspector = { actor: 'inspector', role: 'inspector-general' } as const;
    given(...inReview, ...concluded.OIG, ...secondText)
      .when(reopen('OIG'), inspector)
      .thenLike({ type: 'draft.review-reopened' });
    given(...inReview, ...concluded.LABOR, ...secondText)
      .when(reopen('LABOR'), inspector)
      .refused(NOT_THEIR_TRACK);
    given(...inReview, ...concluded.PUBLIC_COMMENT, ...secondText)
      .when(reopen('PUBLIC_COMMENT'), inspector)
      .refused(NOT_THEIR_TRACK);
  });
});
