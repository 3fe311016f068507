import { type Context, NO_SUCH_RECORD, NOT_IN_THIS_STATE } from '#kernel';
import { storiesOf } from '#testing';
import {
  adoptionOf,
  type AdoptedItem,
  boardAction,
  type BoardActionEvent,
  type Capacity,
  OUTCOME_HAS_CHANGED,
  SIGNED_ALREADY,
  SIGNS_FOR_ONESELF,
  SIGNS_IN_OWN_CAPACITY,
} from './board-action.js';
import { FIVE_MEMBERS, HASH, VOTE_AT } from './spec-meeting.js';

const { given, stateAfter } = storiesOf(boardAction);
const SIGNED_AT = '2026-03-10T19:00:00.000Z';
const item: AdoptedItem = {
  ...{ boardId: 'board-1', meetingId: 'meeting-1', itemNumber: '3A', title: 'The protocol', draftId: 'draft-1', textHash: HASH },
  ...{ ayes: 4, noes: 0, abstentions: 0, recused: ['eli'], amended: false, adoptedAt: VOTE_AT },
};
const adopted: BoardActionEvent = { type: 'board-action.adopted', data: item };
const facts = { board: FIVE_MEMBERS, outcome: 'APPROVED' } as const;
const attest = (as: Capacity) => ({ name: 'attest-action', data: { as } }) as const;
const commissioner = (actor: string): Partial<Context> => ({ actor, role: 'commissioner', occurredAt: SIGNED_AT });
const secretary: Partial<Context> = { actor: 'sam', role: 'board-secretary', occurredAt: SIGNED_AT };
const signed = (as: Capacity, by: string): BoardActionEvent => ({ type: 'board-action.attestation-signed', data: { as, by } });
const attested: BoardActionEvent = { type: 'board-action.attested', data: { attestedAt: SIGNED_AT } };

describe('An action of the Board', () => {
  it('is recorded once, while its vote carries', () => {
    const record = { name: 'record-board-action', data: item } as const;
    given().when(record, {}, { outcome: 'APPROVED' }).then(adopted);
    given(adopted).when(record, {}, { outcome: 'APPROVED' }).refused(NOT_IN_THIS_STATE);
    given().when(record, {}, { outcome: 'FAILED' }).refused(OUTCOME_HAS_CHANGED);
  });

  it('tells what it adopted and whether it is attested', () => {
    const adoption = {
      meetingId: 'meeting-1',
      itemNumber: '3A',
      draftId: 'draft-1',
      textHash: HASH,
      amended: false,
      adoptedAt: VOTE_AT,
    };
    expect(adoptionOf(stateAfter())).toBeUndefined();
    expect(adoptionOf(stateAfter(adopted))).toEqual({ ...adoption, attested: false });
    expect(adoptionOf(stateAfter(adopted, attested))).toEqual({ ...adoption, attested: true });
  });
});

describe('An attestation', () => {
  it('is complete with the President or the Vice-President and the secretary, in any order', () => {
    given(adopted).when(attest('PRESIDENT'), commissioner('ana'), facts).then(signed('PRESIDENT', 'ana'));
    given(adopted, signed('PRESIDENT', 'ana'))
      .when(attest('SECRETARY'), secretary, facts)
      .then(signed('SECRETARY', 'sam'), attested);
    given(adopted, signed('SECRETARY', 'sam'))
      .when(attest('VICE_PRESIDENT'), commissioner('ben'), facts)
      .then(signed('VICE_PRESIDENT', 'ben'), attested);
  });

  it('is complete with two members and the secretary, not with one, nor with members alone', () => {
    const one = signed('MEMBER', 'cho');
    given(adopted).when(attest('SECRETARY'), secretary, facts).then(signed('SECRETARY', 'sam'));
    given(adopted, one).when(attest('SECRETARY'), secretary, facts).then(signed('SECRETARY', 'sam'));
    given(adopted, one).when(attest('MEMBER'), commissioner('dee'), facts).then(signed('MEMBER', 'dee'));
    given(adopted, one, signed('SECRETARY', 'sam'))
      .when(attest('MEMBER'), commissioner('dee'), facts)
      .then(signed('MEMBER', 'dee'), attested);
  });

  it('is announced as complete once', () => {
    const complete = [adopted, signed('PRESIDENT', 'ana'), signed('SECRETARY', 'sam'), attested];
    given(...complete)
      .when(attest('MEMBER'), commissioner('cho'), facts)
      .then(signed('MEMBER', 'cho'));
  });

  it('is signed in an office or a seat that the signer holds on that day', () => {
    given(adopted).when(attest('PRESIDENT'), commissioner('ben'), facts).refused(SIGNS_IN_OWN_CAPACITY);
    given(adopted).when(attest('MEMBER'), commissioner('zoe'), facts).refused(SIGNS_IN_OWN_CAPACITY);
    given(adopted)
      .when(attest('MEMBER'), { ...commissioner('cho'), occurredAt: '2025-06-30T19:00:00.000Z' }, facts)
      .refused(SIGNS_IN_OWN_CAPACITY);
    given(adopted).when(attest('MEMBER'), commissioner('cho'), {}).refused(SIGNS_IN_OWN_CAPACITY);
    given(adopted).when(attest('SECRETARY'), commissioner('ana'), facts).refused(SIGNS_IN_OWN_CAPACITY);
    given(adopted)
      .when(attest('PRESIDENT'), { ...secretary, performedBy: 'ana' }, facts)
      .refused(SIGNS_IN_OWN_CAPACITY);
  });

  it('is signed for nobody else, and once a person', () => {
    given(adopted)
      .when(attest('PRESIDENT'), { ...commissioner('ben'), performedBy: 'ana' }, facts)
      .refused(SIGNS_FOR_ONESELF);
    given(adopted, signed('PRESIDENT', 'ana')).when(attest('MEMBER'), commissioner('ana'), facts).refused(SIGNED_ALREADY);
    given(adopted, signed('SECRETARY', 'sam'))
      .when(attest('SECRETARY'), { ...secretary, actor: 'tia' }, facts)
      .refused(SIGNED_ALREADY);
  });

  it('is not given to a vote that a late recusal has changed, nor to an action that does not exist', () => {
    given(adopted)
      .when(attest('PRESIDENT'), commissioner('ana'), { ...facts, outcome: 'FAILED' })
      .refused(OUTCOME_HAS_CHANGED);
    given().when(attest('PRESIDENT'), commissioner('ana'), facts).refused(NO_SUCH_RECORD);
  });
});
