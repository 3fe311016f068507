import { losAngeles } from '#jurisdiction';
import { type Context, NO_SUCH_RECORD, NOT_IN_THIS_STATE } from '#kernel';
import { storiesOf } from '#testing';
import { type Capacity, SIGNED_ALREADY, SIGNS_FOR_ONESELF, SIGNS_IN_OWN_CAPACITY } from './attestation.js';
import { adoptionOf, boardAction, type BoardActionEvent, OUTCOME_HAS_CHANGED, versionOfAction } from './board-action.js';
import { ACTION_DECIDES_SOMETHING_ELSE, PROVISION_NOT_TO_BE_DECLINED } from './declined-provision.js';
import { WAIVER_NAMES_ITS_DRAFT } from './privilege.js';
import { adopted, item } from './spec-action.js';
import { FIVE_MEMBERS, HASH, VOTE_AT } from './spec-meeting.js';

const { given, stateAfter } = storiesOf(boardAction);
const SIGNED_AT = '2026-03-10T19:00:00.000Z';
const facts = { board: FIVE_MEMBERS, outcome: 'APPROVED' } as const;
const attest = (as: Capacity) => ({ name: 'attest-action', data: { as } }) as const;
const commissioner = (actor: string): Partial<Context> => ({ actor, role: 'commissioner', occurredAt: SIGNED_AT });
const secretary: Partial<Context> = { actor: 'sam', role: 'board-secretary', occurredAt: SIGNED_AT };
const signed = (as: Capacity, by: string): BoardActionEvent => ({ type: 'board-action.attestation-signed', data: { as, by } });
const attested: BoardActionEvent = { type: 'board-action.attested', data: { attestedAt: SIGNED_AT } };

const unreviewed: Partial<Context> = {
  profile: { ...losAngeles, councilReview: { ...losAngeles.councilReview, applies: false } },
};

describe('An action of the Board', () => {
  it('is recorded once, while its vote carries', () => {
    const record = { name: 'record-board-action', data: item } as const;
    given().when(record, unreviewed, { outcome: 'APPROVED' }).then(adopted);
    given().when(record, {}, { outcome: 'APPROVED' }).thenLike(adopted, { type: 'board-action.council-review-opened' });
    given(adopted).when(record, {}, { outcome: 'APPROVED' }).refused(NOT_IN_THIS_STATE);
    given().when(record, {}, { outcome: 'FAILED' }).refused(OUTCOME_HAS_CHANGED);
  });

  it('keeps the rules of the request behind it', () => {
    const profile = { id: 'los-angeles', version: 7 };
    const record = { name: 'record-board-action', data: item } as const;
    const kept: BoardActionEvent = { type: 'board-action.adopted', data: { ...item, profile } };
    given()
      .when(record, { ...unreviewed, begunUnder: profile }, { outcome: 'APPROVED' })
      .then(kept);
    expect(versionOfAction(stateAfter(kept))).toEqual(profile);
    expect(versionOfAction(stateAfter(adopted))).toBeUndefined();
  });

  it('tells what it adopted and whether it is attested', () => {
    const adoption = {
      meetingId: 'meeting-1',
      itemNumber: '3A',
      draftId: 'draft-1',
      textHash: HASH,
      amended: false,
      adoptedAt: VOTE_AT,
      finalFrom: VOTE_AT,
      conditionsOpen: 0,
    };
    expect(adoptionOf(stateAfter())).toBeUndefined();
    expect(adoptionOf(stateAfter(adopted))).toEqual({ ...adoption, attested: false });
    const { draftId: _draft, textHash: _hash, ...onNothing } = item;
    const { draftId: _of, textHash: _text, ...bare } = adoption;
    expect(adoptionOf(stateAfter({ type: 'board-action.adopted', data: onNothing }))).toStrictEqual({ ...bare, attested: false });
    const onRequest: BoardActionEvent = { type: 'board-action.adopted', data: { ...onNothing, requestId: 'request-1' } };
    expect(adoptionOf(stateAfter(onRequest))).toStrictEqual({ ...bare, requestId: 'request-1', attested: false });
    expect(stateAfter(adopted)).toMatchObject({ declined: [] });
    expect(adoptionOf(stateAfter(adopted, attested))).toEqual({ ...adoption, attested: true });
  });
});

describe('A waiver of privilege', () => {
  it('is an act of the Board, and says what it covers', () => {
    const waive = { name: 'waive-privilege', data: { draftId: 'draft-1', scope: 'The advice on version 2' } } as const;
    const known = { ...facts, draftExists: true };
    given(adopted).when(waive, secretary, known).then({ type: 'board-action.privilege-waived', data: waive.data });
    given().when(waive, secretary, known).refused(NO_SUCH_RECORD);
    given(adopted)
      .when(waive, secretary, { ...known, draftExists: false })
      .refused(NO_SUCH_RECORD);
    given(adopted)
      .when(waive, secretary, { ...known, outcome: 'FAILED' })
      .refused(OUTCOME_HAS_CHANGED);
  });

  it('opens to readers what stands on a draft, and names in words what stands on none', () => {
    const readers = ['commissioner'] as const;
    const opening = { name: 'waive-privilege', data: { draftId: 'draft-1', scope: 'All of it', readers } } as const;
    given(adopted)
      .when(opening, secretary, { ...facts, draftExists: true })
      .then({ type: 'board-action.privilege-waived', data: opening.data });
    given(adopted)
      .when({ name: 'waive-privilege', data: { scope: 'All of it', readers } }, secretary, facts)
      .refused(WAIVER_NAMES_ITS_DRAFT);
    const inWords = { name: 'waive-privilege', data: { scope: 'The memorandum of 3 March' } } as const;
    given(adopted).when(inWords, secretary, facts).then({ type: 'board-action.privilege-waived', data: inWords.data });
  });
});

describe('What the Board declines of what was requested of it', () => {
  const data = { provisionId: 'provision-2', reason: 'It is for the Council to ask.' };
  const decline = { name: 'record-provision-declined', data } as const;
  const declined: BoardActionEvent = { type: 'board-action.provision-declined', data };
  const { draftId: _draft, textHash: _hash, ...bare } = item;
  const alone: BoardActionEvent = { type: 'board-action.adopted', data: bare };
  const asked = (verb: string, status = 'IN_PROGRESS', open = true) => ({
    ...facts,
    provision: { key: '2', verb, status, open },
  });

  it('is recorded once, with the reason', () => {
    given(alone).when(decline, secretary, asked('REQUEST')).then(declined);
    given(alone, declined)
      .when(decline, secretary, asked('REQUEST', 'DECLINED', false))
      .then();
    given().when(decline, secretary, asked('REQUEST')).refused(NO_SUCH_RECORD);
  });

  it('is neither what was directed or advised, nor what has ended or is divided (refusal 9)', () => {
    for (const verb of ['DIRECT', 'GUIDANCE'])
      given(alone).when(decline, secretary, asked(verb)).refused(PROVISION_NOT_TO_BE_DECLINED);
    for (const status of ['SATISFIED', 'DIVIDED'])
      given(alone)
        .when(decline, secretary, asked('REQUEST', status, false))
        .refused(PROVISION_NOT_TO_BE_DECLINED);
    given(alone).when(decline, secretary, facts).refused(NO_SUCH_RECORD);
    expect(PROVISION_NOT_TO_BE_DECLINED.refusal).toBe(9);
  });

  it('is declined by an action of its own, whose vote carries', () => {
    given(adopted).when(decline, secretary, asked('REQUEST')).refused(ACTION_DECIDES_SOMETHING_ELSE);
    const issuing: BoardActionEvent = { type: 'board-action.adopted', data: { ...bare, requestId: 'request-1' } };
    given(issuing).when(decline, secretary, asked('REQUEST')).refused(ACTION_DECIDES_SOMETHING_ELSE);
    given(alone)
      .when(decline, secretary, { ...asked('REQUEST'), outcome: 'FAILED' })
      .refused(OUTCOME_HAS_CHANGED);
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

  it.each<[boolean, ...Capacity[]]>([
    [true, 'PRESIDENT'],
    [true, 'VICE_PRESIDENT'],
    [true, 'MEMBER', 'MEMBER'],
    [true, 'PRESIDENT', 'VICE_PRESIDENT'],
    [false, 'MEMBER'],
    [false],
  ])('with the secretary: complete is %s with %s %s', (complete, ...others) => {
    const people = ['ana', 'ben'];
    const before = others.map((as, at) => signed(as, people[at] ?? ''));
    given(adopted, ...before)
      .when(attest('SECRETARY'), secretary, facts)
      .then(signed('SECRETARY', 'sam'), ...(complete ? [attested] : []));
  });

  it('is never complete without the secretary', () => {
    given(adopted, signed('PRESIDENT', 'ana'), signed('VICE_PRESIDENT', 'ben'), signed('MEMBER', 'cho'))
      .when(attest('MEMBER'), commissioner('dee'), facts)
      .then(signed('MEMBER', 'dee'));
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

  it('is complete with as many members as the profile says', () => {
    const three = { ...losAngeles, attestation: { members: 3 } };
    const two = [adopted, signed('MEMBER', 'ana'), signed('MEMBER', 'ben')];
    const sign = { ...secretary, profile: three };
    given(...two)
      .when(attest('SECRETARY'), sign, facts)
      .then(signed('SECRETARY', 'sam'));
    given(...two, signed('MEMBER', 'cho'))
      .when(attest('SECRETARY'), sign, facts)
      .then(signed('SECRETARY', 'sam'), attested);
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
    given(adopted)
      .when(attest('PRESIDENT'), { ...commissioner('ana'), onBehalfOf: ['ben'] }, facts)
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
