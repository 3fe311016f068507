import { NO_SUCH_RECORD, NOT_IN_THIS_STATE, OWN_WORK } from '#kernel';
import { storiesOf } from '#testing';
import { issuableText, textBeforeBoard } from './board-text.js';
import { draft } from './draft.js';
import type { DraftCommand, DraftEvent, DraftFacts } from './draft-record.js';
import {
  NO_VERSION_SAVED,
  NOT_FOR_STAFF_TO_TRANSMIT,
  NOT_THE_TRANSMITTED_TEXT,
  REQUEST_NOT_ACKNOWLEDGED,
  SUBMITTED_VERSION_FIXED,
} from './draft-rules.js';
import { BASE_NOT_IN_FORCE } from './protocol-rules.js';
import {
  adopted,
  approve,
  approved,
  atTheBoard,
  author,
  authoring,
  baseInForce,
  changesRequested,
  chief,
  cleared,
  inReview,
  notAdopted,
  noteAdopted,
  noteNotAdopted,
  notePosted,
  opened,
  openedBy,
  posted,
  ready,
  requestChanges,
  save,
  saved,
  submit,
  submitted,
  transmit,
  transmitted,
  VOTE,
  withdraw,
  withdrawn,
} from './spec-draft.js';

const { given, stateAfter } = storiesOf(draft);

describe('A draft', () => {
  const open: DraftCommand = { name: 'open-draft', data: opened.data };
  const onRequest = (requestStatus: string): DraftFacts => ({ protocolVersion: 1, requestStatus });

  it('is opened on a request while its response is owed', () => {
    for (const status of ['ACKNOWLEDGED', 'IN_RESPONSE', 'RETURNED']) given().when(open, author, onRequest(status)).then(opened);
  });

  it('is not opened on a request that was not issued and acknowledged, or is answered (refusal 9)', () => {
    for (const status of ['DRAFTED', 'AGENDIZED', 'ISSUED', 'RESPONDED', 'CLOSED', 'NOT_ADOPTED', 'WITHDRAWN'])
      given().when(open, author, onRequest(status)).refused(REQUEST_NOT_ACKNOWLEDGED);
    expect(REQUEST_NOT_ACKNOWLEDGED.refusal).toBe(9);
  });

  it('is opened without a request, also where no version of the protocol is in force', () => {
    const data = { protocolId: 'protocol', origin: 'DEPARTMENT', title: 'Federal immigration action' } as const;
    given().when({ name: 'open-draft', data }, author, { protocolVersion: 0 }).then({ type: 'draft.opened', data });
  });

  it('is of a protocol and a request that exist, and is opened once', () => {
    given().when(open, author, { requestStatus: 'ACKNOWLEDGED' }).refused(NO_SUCH_RECORD);
    given().when(open, author, { protocolVersion: 1 }).refused(NO_SUCH_RECORD);
    given(opened).when(open, author, onRequest('ACKNOWLEDGED')).refused(NOT_IN_THIS_STATE);
  });

  it('must exist before anything is done with it', () => {
    for (const command of [save(1), submit, approve, transmit, withdraw, noteAdopted])
      given().when(command, author, baseInForce).refused(NO_SUCH_RECORD);
  });
});

describe('A version', () => {
  it('is numbered from 1 and names its author', () => {
    given(opened).when(save(1), author, baseInForce).then(saved(1));
    given(...authoring)
      .when(save(2), { ...author, actor: 'second' }, baseInForce)
      .then(saved(2, 'second'));
  });

  it('keeps its rationale, and names who entered it where that is not the author', () => {
    given(opened)
      .when(save(1, { rationale: 'asked for' }), { actor: 'clerk', performedBy: 'author' }, baseInForce)
      .then(saved(1, 'author', { enteredBy: 'clerk', rationale: 'asked for' }));
  });

  it('changes the version in force, not another one', () => {
    given(opened).when(save(1), author, { protocolVersion: 2 }).refused(BASE_NOT_IN_FORCE);
    given(opened)
      .when(save(1, { baseVersion: 0 }), author, { protocolVersion: 1 })
      .refused(BASE_NOT_IN_FORCE);
    given(opened)
      .when(save(1, { baseVersion: 0 }), author, { protocolVersion: 0 })
      .thenLike({ type: 'draft.version-saved' });
  });

  it('follows when changes were requested', () => {
    const history = [...inReview, changesRequested];
    given(...history)
      .when(save(2), author, baseInForce)
      .then(saved(2));
    expect(stateAfter(...history, saved(2)).status).toBe('AUTHORING');
  });

  it('names everybody for whom it was saved: none of them approves it (refusal 8)', () => {
    const forTheLead = saved(1, 'author', { onBehalfOf: ['lead'] });
    given(opened)
      .when(save(1), { ...author, onBehalfOf: ['lead'] }, baseInForce)
      .then(forTheLead);
    given(opened, forTheLead, submitted(1)).when(approve, { actor: 'lead', role: 'chief' }).refused(OWN_WORK);
  });

  it('that was submitted is never edited (refusal 10)', () => {
    for (const history of [inReview, ready, atTheBoard])
      given(...history)
        .when(save(1), author, baseInForce)
        .refused(SUBMITTED_VERSION_FIXED);
    expect(SUBMITTED_VERSION_FIXED.refusal).toBe(10);
  });

  it('is not saved after the Board has decided', () => {
    given(...atTheBoard, adopted)
      .when(save(2), author, baseInForce)
      .refused(NOT_IN_THIS_STATE);
  });
});

describe('Submission', () => {
  it('is of the last version', () => {
    given(...authoring, saved(2))
      .when(submit, author)
      .thenLike(submitted(2));
    expect(stateAfter(...inReview).status).toBe('IN_REVIEW');
  });

  it('needs a version', () => {
    given(opened).when(submit, author).refused(NO_VERSION_SAVED);
  });

  it('is from AUTHORING: after changes were requested a new version comes first', () => {
    given(...inReview)
      .when(submit, author)
      .refused(NOT_IN_THIS_STATE);
    given(...inReview, changesRequested)
      .when(submit, author)
      .refused(NOT_IN_THIS_STATE);
  });
});

describe('Changes', () => {
  it('are requested of a draft in review or ready', () => {
    given(...inReview)
      .when(requestChanges)
      .then(changesRequested);
    given(...ready)
      .when(requestChanges)
      .then(changesRequested);
    expect(stateAfter(...inReview, changesRequested).status).toBe('CHANGES_REQUESTED');
  });

  it('are not requested before submission or after transmittal', () => {
    given(...authoring)
      .when(requestChanges)
      .refused(NOT_IN_THIS_STATE);
    given(...atTheBoard)
      .when(requestChanges)
      .refused(NOT_IN_THIS_STATE);
  });
});

describe('Approval', () => {
  it('makes a draft in review ready', () => {
    given(...inReview)
      .when(approve, chief)
      .then(approved);
    expect(stateAfter(...inReview, approved).status).toBe('READY');
    given(...authoring)
      .when(approve, chief)
      .refused(NOT_IN_THIS_STATE);
  });

  it('is not of own work, whoever sends it and whichever version it was (refusal 8)', () => {
    const twoAuthors = [...authoring, saved(2, 'second'), submitted(2)];
    given(...twoAuthors)
      .when(approve, { actor: 'author' })
      .refused(OWN_WORK);
    given(...twoAuthors)
      .when(approve, { actor: 'second' })
      .refused(OWN_WORK);
    given(...twoAuthors)
      .when(approve, { actor: 'clerk', performedBy: 'author' })
      .refused(OWN_WORK);
    given(...twoAuthors)
      .when(approve, { actor: 'author', performedBy: 'chief' })
      .refused(OWN_WORK);
    given(...twoAuthors)
      .when(approve, chief)
      .thenLike({ type: 'draft.approved' });
  });

  it('is not by who entered a version for its author (refusal 8)', () => {
    const entered = [opened, saved(1, 'author', { enteredBy: 'clerk' }), submitted(1)];
    given(...entered)
      .when(approve, { actor: 'clerk' })
      .refused(OWN_WORK);
  });
});

describe('Transmittal', () => {
  it('brings the cleared version before the Board, and answers the request', () => {
    given(...ready)
      .when(transmit, chief, baseInForce)
      .then(transmitted);
    expect(stateAfter(...atTheBoard).status).toBe('TRANSMITTED');
  });

  it('is from READY only', () => {
    given(...inReview, cleared(1))
      .when(transmit, chief, baseInForce)
      .refused(NOT_IN_THIS_STATE);
    given(...atTheBoard)
      .when(transmit, chief, baseInForce)
      .refused(NOT_IN_THIS_STATE);
  });

  it('by commission staff is of drafts of the Board and the OIG, not of the department', () => {
    const staff = { actor: 'staff', role: 'commission-staff' } as const;
    given(...ready)
      .when(transmit, staff, baseInForce)
      .refused(NOT_FOR_STAFF_TO_TRANSMIT);
    for (const origin of ['BOARD', 'OIG'] as const)
      given(openedBy(origin), ...ready.slice(1))
        .when(transmit, staff, baseInForce)
        .then({ type: 'draft.transmitted', data: { version: 1, textHash: 'hash 1', legal: 'CLEARED' } });
  });

  it('is not of own work (refusal 8)', () => {
    given(...ready)
      .when(transmit, { actor: 'author', role: 'chief' }, baseInForce)
      .refused(OWN_WORK);
  });

  it('waits for a rebase where another version came into force', () => {
    given(...ready)
      .when(transmit, chief, { protocolVersion: 2 })
      .refused(BASE_NOT_IN_FORCE);
  });
});

describe('Before the Board', () => {
  it('lies the transmitted version, and nothing before the transmittal', () => {
    expect(textBeforeBoard(stateAfter(...ready))).toBeUndefined();
    expect(textBeforeBoard(stateAfter(...atTheBoard, posted))).toEqual({
      version: 1,
      textHash: 'hash 1',
      protocolId: 'protocol',
      requestId: 'request',
      baseVersion: 1,
      commentTrack: 'NONE',
    });
    expect(textBeforeBoard(stateAfter(...atTheBoard, withdrawn))).toBeUndefined();
  });

  it('is posted as it was transmitted, as often as an agenda holds it', () => {
    given(...atTheBoard)
      .when(notePosted)
      .then(posted);
    given(...atTheBoard, posted)
      .when(notePosted)
      .then(posted);
    given(...ready)
      .when(notePosted)
      .refused(NOT_IN_THIS_STATE);
    const other: DraftCommand = { name: 'note-draft-posted', data: { meetingId: 'meeting', textHash: 'hash 2' } };
    given(...atTheBoard)
      .when(other)
      .refused(NOT_THE_TRANSMITTED_TEXT);
  });

  it('is adopted as it was transmitted, no other text (refusal 6)', () => {
    given(...atTheBoard)
      .when(noteAdopted, { now: '2026-03-11T18:00:00.000Z', occurredAt: VOTE })
      .then(adopted);
    given(...ready)
      .when(noteAdopted)
      .refused(NOT_IN_THIS_STATE);
    const other: DraftCommand = { name: 'note-draft-adopted', data: { boardActionId: 'action', textHash: 'hash 2' } };
    given(...atTheBoard)
      .when(other)
      .refused(NOT_THE_TRANSMITTED_TEXT);
    expect(NOT_THE_TRANSMITTED_TEXT.refusal).toBe(6);
  });

  it('leaves the adopted text, and who wrote it, to the order', () => {
    expect(issuableText(stateAfter(...atTheBoard))).toBeUndefined();
    expect(issuableText(stateAfter(...atTheBoard, adopted))).toEqual({
      version: 1,
      text: 'text 1',
      sections: [],
      textHash: 'hash 1',
      protocolId: 'protocol',
      baseVersion: 1,
      boardActionId: 'action',
      adoptedAt: VOTE,
      authors: ['author'],
      labor: 'SETTLED',
      conformed: false,
    });
  });

  it('is not adopted, with or without an action of the Board that says so', () => {
    given(...atTheBoard)
      .when(noteNotAdopted)
      .then(notAdopted);
    given(...atTheBoard)
      .when({ name: 'note-draft-not-adopted', data: { boardActionId: 'action' } })
      .then({ type: 'draft.not-adopted', data: { version: 1, boardActionId: 'action' } });
    given(...ready)
      .when(noteNotAdopted)
      .refused(NOT_IN_THIS_STATE);
    given(...atTheBoard, notAdopted)
      .when(notePosted)
      .refused(NOT_IN_THIS_STATE);
  });

  it('is adopted after all where the vote turns out to have carried, as it was transmitted', () => {
    const voted = [...atTheBoard, notAdopted];
    given(...voted)
      .when(noteAdopted)
      .then(adopted);
    given(...voted)
      .when({ ...noteAdopted, data: { boardActionId: 'action', textHash: 'another' } })
      .refused(NOT_THE_TRANSMITTED_TEXT);
    expect(stateAfter(...voted, adopted)).toEqual(stateAfter(...atTheBoard, adopted));
    given(...voted, adopted)
      .when(noteAdopted)
      .refused(NOT_IN_THIS_STATE);
  });

  it('waits for its conformed text where it turns out to have been adopted as amended', () => {
    const voted = [...atTheBoard, notAdopted];
    given(...voted)
      .when({ name: 'note-draft-adopted-as-amended', data: { boardActionId: 'action' } })
      .thenLike({ type: 'draft.adopted-as-amended', data: { version: 1, boardActionId: 'action' } });
    const amended: DraftEvent = {
      type: 'draft.adopted-as-amended',
      data: { version: 1, textHash: 'hash 1', boardActionId: 'action' },
    };
    expect(stateAfter(...voted, amended)).toMatchObject({ status: 'TRANSMITTED', amended: { boardActionId: 'action' } });
  });
});

describe('Withdrawal', () => {
  it('is possible until the Board has decided', () => {
    for (const history of [[opened], inReview, [...inReview, changesRequested], ready, atTheBoard])
      given(...history)
        .when(withdraw, author)
        .then(withdrawn);
    given(...atTheBoard, adopted)
      .when(withdraw, author)
      .refused(NOT_IN_THIS_STATE);
    given(...atTheBoard, notAdopted)
      .when(withdraw, author)
      .refused(NOT_IN_THIS_STATE);
    given(opened, withdrawn).when(withdraw, author).refused(NOT_IN_THIS_STATE);
    expect(stateAfter(opened, withdrawn)).toEqual({ status: 'WITHDRAWN' });
  });
});
