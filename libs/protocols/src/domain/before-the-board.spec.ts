import { NOT_IN_THIS_STATE, OWN_WORK } from '#kernel';
import { storiesOf } from '#testing';
import { issuableText, awaitsConformedText, textBeforeBoard } from './board-text.js';
import { draft } from './draft.js';
import type { DraftCommand, DraftEvent, SaveDraftVersion } from './draft-record.js';
import {
  ADOPTED_AS_AMENDED,
  BASE_STILL_IN_FORCE,
  LEGAL_CLEARANCE,
  NO_AMENDMENT_ADOPTED,
  NO_CONCURRENCE,
  NO_VERSION_SAVED,
  NOT_FOR_STAFF_TO_TRANSMIT,
  NOT_THE_CONFORMED_TEXT,
} from './draft-rules.js';
import { BASE_NOT_IN_FORCE } from './protocol-rules.js';

const { given, stateAfter } = storiesOf(draft);

const openedBy = (origin: 'DEPARTMENT' | 'OIG'): DraftEvent => ({
  type: 'draft.opened',
  data: { protocolId: 'protocol', origin, title: 'Protocol' },
});
const opened = openedBy('DEPARTMENT');
const sent = { text: 'text', textHash: 'hash 1', baseVersion: 1, changeSummary: 'first' };
const savedAs = { ...sent, sections: [] };
const saved: DraftEvent = { type: 'draft.version-saved', data: { number: 1, ...savedAs, author: 'author' } };
const submitted: DraftEvent = { type: 'draft.submitted', data: { version: 1 } };
const cleared: DraftEvent = {
  type: 'draft.review-recorded',
  data: { track: 'LEGAL', version: 1, textHash: 'hash 1', outcome: 'CLEARED' },
};
const approved: DraftEvent = { type: 'draft.approved', data: { version: 1 } };
const transmitted: DraftEvent = { type: 'draft.transmitted', data: { version: 1, textHash: 'hash 1', legal: 'CLEARED' } };
const changesRequested: DraftEvent = { type: 'draft.changes-requested', data: { version: 1, reason: 'Say when.' } };
const inReview = [opened, saved, submitted];
const ready = [...inReview, cleared, approved];
const atTheBoard = [...ready, transmitted];

const author = { actor: 'author', role: 'policy-author' } as const;
const chief = { actor: 'chief', role: 'chief' } as const;
const staff = { actor: 'staff', role: 'commission-staff' } as const;
const attorney = { actor: 'attorney', role: 'city-attorney' } as const;
const secretary = { actor: 'secretary', role: 'board-secretary' } as const;

describe('A draft whose base was superseded', () => {
  const text = { ...sent, textHash: 'hash 2', baseVersion: 2, changeSummary: 'on the new base' };
  const rebase: DraftCommand = { name: 'rebase-draft', data: text };
  const rebased: DraftEvent = {
    type: 'draft.version-saved',
    data: { number: 2, ...text, sections: [], author: 'author', rebasedFrom: 1 },
  };

  it('is rebased, also while it is under review; the legal clearance becomes stale', () => {
    for (const history of [[opened, saved], inReview, [...inReview, changesRequested], ready])
      given(...history)
        .when(rebase, author, { protocolVersion: 2 })
        .then(rebased);
    expect(stateAfter(...ready, rebased)).toMatchObject({ status: 'AUTHORING', tracks: { legal: { status: 'STALE' } } });
  });

  it('is rebased on the version in force, and only where the base was superseded', () => {
    given(...ready)
      .when(rebase, author, { protocolVersion: 3 })
      .refused(BASE_NOT_IN_FORCE);
    given(...ready)
      .when(rebase, author, { protocolVersion: 1 })
      .refused(BASE_STILL_IN_FORCE);
    given(opened).when(rebase, author, { protocolVersion: 2 }).refused(NO_VERSION_SAVED);
    given(...atTheBoard)
      .when(rebase, author, { protocolVersion: 2 })
      .refused(NOT_IN_THIS_STATE);
  });
});

describe('A text that requires no approval of the Board', () => {
  const issue: DraftCommand = { name: 'issue-without-board', data: { reason: 'A form.' } };
  const concur: DraftCommand = { name: 'concur-without-board', data: { version: 1, reason: 'A form.' } };
  const concurred: DraftEvent = {
    type: 'draft.review-progressed',
    data: { track: 'LEGAL', version: 1, textHash: 'hash 1', step: 'NO_BOARD_APPROVAL', reason: 'A form.' },
  };

  it('is issued by the Chief where the city attorney concurs', () => {
    given(...ready)
      .when(concur, attorney)
      .then(concurred);
    given(...ready, concurred)
      .when(issue, chief, { protocolVersion: 1 })
      .then({ type: 'draft.chief-issued', data: { version: 1, textHash: 'hash 1', reason: 'A form.', legal: 'CLEARED' } });
    const issued: DraftEvent = {
      type: 'draft.chief-issued',
      data: { version: 1, textHash: 'hash 1', reason: 'A form.', legal: 'CLEARED' },
    };
    // Its word stands whether it comes before or after its review.
    given(...inReview, concurred, cleared, approved)
      .when(issue, chief, { protocolVersion: 1 })
      .then(issued);
    expect(issuableText(stateAfter(...ready, issued))).toEqual({
      ...{
        version: 1,
        text: 'text',
        sections: [],
        textHash: 'hash 1',
        protocolId: 'protocol',
        baseVersion: 1,
        authors: ['author'],
      },
      ...{ labor: 'SETTLED', conformed: false },
    });
  });

  it('is not issued without that word on this very version', () => {
    given(...ready)
      .when(issue, chief, { protocolVersion: 1 })
      .refused(NO_CONCURRENCE);
    const second: DraftEvent[] = [
      { type: 'draft.version-saved', data: { number: 2, ...savedAs, textHash: 'hash 2', author: 'author' } },
      { type: 'draft.submitted', data: { version: 2 } },
      { type: 'draft.approved', data: { version: 2 } },
    ];
    given(...inReview, concurred, changesRequested, ...second)
      .when(issue, chief, { protocolVersion: 1 })
      .refused(NO_CONCURRENCE);
  });

  it('is held to everything that a text for the Board is', () => {
    given(...inReview, concurred, approved)
      .when(issue, chief, { protocolVersion: 1 })
      .refused(LEGAL_CLEARANCE);
    given(...ready, concurred)
      .when(issue, chief, { protocolVersion: 2 })
      .refused(BASE_NOT_IN_FORCE);
    given(...ready, concurred)
      .when(issue, { actor: 'author', role: 'chief' }, { protocolVersion: 1 })
      .refused(OWN_WORK);
    given(...inReview, cleared, concurred)
      .when(issue, chief, { protocolVersion: 1 })
      .refused(NOT_IN_THIS_STATE);
  });
});

describe('A text that comes back from the Board', () => {
  const recall: DraftCommand = { name: 'recall-draft', data: { reason: 'A new statute.' } };
  const recalled: DraftEvent = { type: 'draft.returned', data: { version: 1, how: 'RECALLED', reason: 'A new statute.' } };
  const again: SaveDraftVersion = { name: 'save-draft-version', data: { ...sent, textHash: 'hash 2' } };

  it('is recalled by those who transmit it, before a decision', () => {
    given(...atTheBoard)
      .when(recall, chief)
      .then(recalled);
    given(...atTheBoard)
      .when(recall, staff)
      .refused(NOT_FOR_STAFF_TO_TRANSMIT);
    given(openedBy('OIG'), ...atTheBoard.slice(1))
      .when(recall, staff)
      .then(recalled);
    given(...ready)
      .when(recall, chief)
      .refused(NOT_IN_THIS_STATE);
  });

  it('is referred or continued by the Board', () => {
    for (const how of ['REFERRED', 'CONTINUED'] as const)
      given(...atTheBoard)
        .when({ name: 'note-draft-returned', data: { how, meetingId: 'meeting' } }, { role: 'system' })
        .then({ type: 'draft.returned', data: { version: 1, how, meetingId: 'meeting' } });
  });

  it('is written anew, or submitted as it is; it lies before the Board no more', () => {
    given(...atTheBoard, recalled)
      .when(again, author, { protocolVersion: 1 })
      .thenLike({ type: 'draft.version-saved', data: { number: 2 } });
    given(...atTheBoard, recalled)
      .when({ name: 'submit-draft', data: {} }, author)
      .thenLike(submitted);
    expect(textBeforeBoard(stateAfter(...atTheBoard, recalled))).toBeUndefined();
  });

  it('lies before the Board on no request where it answers none, and awaits no conformed text', () => {
    expect(textBeforeBoard(stateAfter(...atTheBoard))).toStrictEqual({
      ...{ version: 1, textHash: 'hash 1', protocolId: 'protocol', baseVersion: 1, commentTrack: 'NONE' },
    });
    expect(awaitsConformedText(stateAfter(...atTheBoard))).toBe(false);
  });
});

describe('An amendment from the floor', () => {
  const VOTE = '2026-03-10T18:00:00.000Z';
  const amendedBy = (amendedHash?: string): DraftEvent => ({
    type: 'draft.adopted-as-amended',
    data: {
      ...{ version: 1, textHash: 'hash 1', boardActionId: 'action', adoptedAt: VOTE },
      ...(amendedHash === undefined ? {} : { amendedHash }),
    },
  });
  const amended = amendedBy();
  const words = { text: 'amended text', textHash: 'conformed hash', changeSummary: 'as amended' };
  const attach: DraftCommand = { name: 'attach-conformed-text', data: words };
  const attached: DraftEvent = {
    type: 'draft.conformed-text-attached',
    data: { number: 2, ...words, sections: [], baseVersion: 1, author: 'author', boardActionId: 'action' },
  };
  const certify: DraftCommand = { name: 'certify-conformed-text', data: { textHash: 'conformed hash' } };
  const text = { version: 2, textHash: 'conformed hash', boardActionId: 'action', adoptedAt: VOTE };
  const certified: DraftEvent[] = [
    { type: 'draft.conformed-text-certified', data: text },
    { type: 'draft.adopted', data: text },
  ];

  it('is noted with the text that the vote named, if it named one', () => {
    for (const named of [undefined, 'named hash'])
      given(...atTheBoard)
        .when(
          {
            name: 'note-draft-adopted-as-amended',
            data: { boardActionId: 'action', ...(named === undefined ? {} : { textHash: named }) },
          },
          { role: 'system', occurredAt: VOTE },
        )
        .then(amendedBy(named));
  });

  it('leaves the text where it is until its conformed version is attached and certified', () => {
    given(...atTheBoard, amended)
      .when(attach, author)
      .then(attached);
    const conditioned: DraftEvent = {
      type: 'draft.review-recorded',
      data: { track: 'LEGAL', version: 1, textHash: 'hash 1', outcome: 'CONDITIONS', conditions: ['c'], conditionIds: ['C1'] },
    };
    given(...atTheBoard, conditioned, amended)
      .when(attach, author)
      .then(attached);
    const waiting = stateAfter(...atTheBoard, amended, attached);
    expect(waiting.status).toBe('TRANSMITTED');
    expect([awaitsConformedText(waiting), textBeforeBoard(waiting), issuableText(waiting)]).toEqual([true, undefined, undefined]);
    given(...atTheBoard, amended, attached)
      .when(certify, { ...secretary, now: '2026-03-20T18:00:00.000Z' })
      .then(...certified);
    const adopted = stateAfter(...atTheBoard, amended, attached, ...certified);
    expect(awaitsConformedText(adopted)).toBe(false);
    expect(issuableText(adopted)).toMatchObject({
      ...{ version: 2, text: 'amended text', textHash: 'conformed hash', baseVersion: 1, conformed: true, adoptedAt: VOTE },
    });
  });

  it('says no time of the adoption where none was kept', () => {
    const data = { version: 1, textHash: 'hash 1', boardActionId: 'action' };
    const untimed: DraftEvent = { type: 'draft.adopted-as-amended', data };
    const { adoptedAt: _kept, ...timeless } = text;
    given(...atTheBoard, untimed, attached)
      .when(certify, secretary)
      .then({ type: 'draft.conformed-text-certified', data: timeless }, { type: 'draft.adopted', data: timeless });
    const adopted = issuableText(stateAfter(...atTheBoard, { type: 'draft.adopted', data }));
    expect(Object.keys(adopted ?? {})).not.toContain('adoptedAt');
  });

  it('is worked in once the Board has adopted it, into the text that the vote named', () => {
    given(...atTheBoard)
      .when(attach, author)
      .refused(NO_AMENDMENT_ADOPTED);
    given(...atTheBoard, amendedBy('named hash'))
      .when(attach, author)
      .refused(NOT_THE_CONFORMED_TEXT);
    given(...atTheBoard, amendedBy('conformed hash'))
      .when(attach, author)
      .then(attached);
    given(...atTheBoard, amended, attached)
      .when(attach, author)
      .thenLike({ type: 'draft.conformed-text-attached', data: { number: 3 } });
  });

  it('is certified by a secretary who wrote none of it, letter for letter (refusal 6)', () => {
    given(...atTheBoard, amended)
      .when(certify, secretary)
      .refused(NO_AMENDMENT_ADOPTED);
    given(...atTheBoard, amended, attached)
      .when({ name: 'certify-conformed-text', data: { textHash: 'hash 1' } }, secretary)
      .refused(NOT_THE_CONFORMED_TEXT);
    given(...atTheBoard, amended, {
      ...attached,
      data: { ...attached.data, author: 'clerk', enteredBy: 'secretary' },
    })
      .when(certify, secretary)
      .refused(OWN_WORK);
    expect(NOT_THE_CONFORMED_TEXT.refusal).toBe(6);
  });

  it('is a decision: the text is not withdrawn, recalled or given back any more', () => {
    for (const command of [
      { name: 'withdraw-draft', data: { reason: 'Overtaken.' } },
      { name: 'recall-draft', data: { reason: 'Overtaken.' } },
      { name: 'note-draft-returned', data: { how: 'REFERRED', meetingId: 'meeting' } },
    ] as const)
      given(...atTheBoard, amended)
        .when(command, chief)
        .refused(ADOPTED_AS_AMENDED);
  });
});
