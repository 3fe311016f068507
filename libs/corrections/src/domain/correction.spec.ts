import { NO_SUCH_RECORD, NOT_IN_THIS_STATE, OWN_WORK } from '#kernel';
import { storiesOf } from '#testing';
import {
  correction,
  type CorrectionConfirmed,
  type CorrectionDeclined,
  type CorrectionFacts,
  type CorrectionProposed,
  type CorrectRecord,
  FIELD_IS_FIXED,
  NOT_A_VOTE,
  NOTHING_CORRECTED,
  ORIGINAL_ROLE,
  WAS_NOT_SO,
} from './correction.js';

const { given, stateAfter } = storiesOf(correction);

const entry = {
  type: 'order.milestone-recorded',
  stream: 'orders/order-1',
  role: 'policy-author',
  visibility: 'INTERNAL',
  data: { milestone: 'POSTED_ONLINE', on: '2026-05-04', copies: 12 },
  correctable: ['on', 'copies', 'day'],
} as const;
const facts = (over: Partial<NonNullable<CorrectionFacts['entry']>> = {}): CorrectionFacts => ({ entry: { ...entry, ...over } });

const proposal = {
  position: 417,
  field: '/on',
  was: '2026-05-04',
  is: '2026-05-05',
  reason: 'Misread',
  source: 'The web server',
} as const;
const correct = (over: Partial<CorrectRecord['data']> = {}): CorrectRecord => ({
  name: 'correct-record',
  data: { ...proposal, ...over },
});
const proposed: CorrectionProposed = {
  type: 'correction.proposed',
  data: {
    ...proposal,
    entryStream: 'orders/order-1',
    entryType: 'order.milestone-recorded',
    entryRole: 'policy-author',
    entryVisibility: 'INTERNAL',
    proposers: ['an author'],
  },
};
const confirmed: CorrectionConfirmed = { type: 'correction.confirmed', data: { position: 417 } };
const declined: CorrectionDeclined = {
  type: 'correction.declined',
  data: { position: 417, reason: 'It was so', entryVisibility: 'INTERNAL' },
};

const anAuthor = { actor: 'an author', role: 'policy-author' } as const;
const another = { actor: 'another author', role: 'policy-author' } as const;

describe('A correction', () => {
  it('is proposed with what the entry says and what is right', () => {
    given().when(correct(), anAuthor, facts()).then(proposed);
    given()
      .when(correct({ field: '/copies', was: '12', is: '21' }), anAuthor, facts())
      .thenLike({ type: 'correction.proposed', data: { was: '12', is: '21' } });
  });

  it('names both who proposed it and who entered it, and keeps what is confidential so', () => {
    given()
      .when(correct(), { ...anAuthor, performedBy: 'the unit' }, facts({ visibility: 'PRIVILEGED' }))
      .thenLike({ type: 'correction.proposed', data: { proposers: ['the unit', 'an author'], entryVisibility: 'PRIVILEGED' } });
  });

  it('is proposed once, of an entry that exists', () => {
    given(proposed).when(correct(), anAuthor, facts()).refused(NOT_IN_THIS_STATE);
    given().when(correct(), anAuthor, {}).refused(NO_SUCH_RECORD);
  });

  it('is proposed under the role of the entry only, whatever it says of the value', () => {
    given()
      .when(correct(), { ...anAuthor, role: 'chief' }, facts())
      .refused(ORIGINAL_ROLE);
    given()
      .when(correct({ was: 'a guess' }), { ...anAuthor, role: 'chief' }, facts())
      .refused(ORIGINAL_ROLE);
    given()
      .when(correct(), anAuthor, facts({ role: 'system' }))
      .refused(ORIGINAL_ROLE);
  });

  it('repeats what the entry says', () => {
    given()
      .when(correct({ was: '2026-05-03' }), anAuthor, facts())
      .refused(WAS_NOT_SO);
    given()
      .when(correct({ field: '/day' }), anAuthor, facts())
      .refused(WAS_NOT_SO);
    given()
      .when(correct(), anAuthor, facts({ data: null }))
      .refused(WAS_NOT_SO);
  });

  it('says something else than the entry', () => {
    given()
      .when(correct({ is: '2026-05-04' }), anAuthor, facts())
      .refused(NOTHING_CORRECTED);
    given()
      .when(correct({ is: '"2026-05-04"' }), anAuthor, facts())
      .refused(NOTHING_CORRECTED);
  });

  it('leaves what is not listed as it is, and changes what is in a listed place', () => {
    const data = { text: 'Words', textHash: 'a'.repeat(64), changeSummary: 'Words added', links: [{ title: 'A', uri: 'u' }] };
    const of = (field: string, was: string, correctable: readonly string[] = ['changeSummary', 'links/*/title']) =>
      given().when(correct({ field, was }), anAuthor, facts({ type: 'draft.version-saved', data, correctable }));
    of('/text', 'Words').refused(FIELD_IS_FIXED);
    of('/textHash', data.textHash).refused(FIELD_IS_FIXED);
    of('/changeSummary', 'Words added').thenLike({ type: 'correction.proposed' });
    of('/links/0/title', 'A').thenLike({ type: 'correction.proposed' });
    of('/links/0/uri', 'u').refused(FIELD_IS_FIXED);
    of('/links', '[]').refused(FIELD_IS_FIXED);
    of('/links/0/title', 'A', ['links']).thenLike({ type: 'correction.proposed' });
    of('/changeSummary', 'Words added', []).refused(FIELD_IS_FIXED);
  });

  it('does not tell by the rule what an entry of another role holds', () => {
    given()
      .when(correct(), { ...anAuthor, role: 'chief' }, facts({ correctable: [] }))
      .refused(ORIGINAL_ROLE);
  });
});

describe('A proposed correction', () => {
  const confirm = { name: 'confirm-correction', data: {} } as const;
  const decline = { name: 'decline-correction', data: { reason: 'It was so' } } as const;

  it('is confirmed by another person with the role', () => {
    given(proposed).when(confirm, another).then(confirmed);
    given(proposed)
      .when(confirm, { ...another, role: 'chief' })
      .refused(ORIGINAL_ROLE);
  });

  it('is not confirmed by whoever proposed or entered it, under whatever name', () => {
    const entered: CorrectionProposed = { ...proposed, data: { ...proposed.data, proposers: ['the unit', 'an author'] } };
    given(entered).when(confirm, anAuthor).refused(OWN_WORK);
    given(entered)
      .when(confirm, { ...anAuthor, performedBy: 'another author' })
      .refused(OWN_WORK);
    given(entered)
      .when(confirm, { ...another, performedBy: 'the unit' })
      .refused(OWN_WORK);
  });

  it('is declined with a reason under the role, also by whoever proposed it', () => {
    given(proposed).when(decline, another).then(declined);
    given(proposed).when(decline, anAuthor).then(declined);
    given(proposed)
      .when(decline, { ...another, role: 'chief' })
      .refused(ORIGINAL_ROLE);
  });

  it('is decided on once', () => {
    for (const step of [confirm, decline]) {
      given().when(step, another).refused(NO_SUCH_RECORD);
      given(proposed, confirmed).when(step, another).refused(NOT_IN_THIS_STATE);
      given(proposed, declined).when(step, another).refused(NOT_IN_THIS_STATE);
    }
  });
});

describe('The correction of a vote', () => {
  const cast = { meetingId: 'meeting-1', items: ['3A'], votedAt: '2026-03-10T17:00:00.000Z', member: 'dee' };
  const data = { votes: [{ member: 'dee', vote: 'AYE' }] };
  const rollCall = facts({
    ...{ type: 'meeting.roll-call-recorded', data, correctable: ['votes/*/vote'] },
    vote: { ...cast, choices: ['AYE', 'NO', 'ABSTAIN'] },
  });
  const toNo = correct({ field: '/votes/0/vote', was: 'AYE', is: 'NO' });
  const ofTheVote: CorrectionProposed = { ...proposed, data: { ...proposed.data, ...toNo.data, vote: cast } };

  it('says whose vote it is, in which roll call', () => {
    given()
      .when(toNo, anAuthor, rollCall)
      .thenLike({ type: 'correction.proposed', data: { is: 'NO', vote: cast } });
  });

  it('is to another vote', () => {
    for (const is of ['no', '"NO"', 'ABSENT'])
      given()
        .when(correct({ ...toNo.data, is }), anAuthor, rollCall)
        .refused(NOT_A_VOTE);
    given()
      .when(correct({ ...toNo.data, is: 'AYE' }), anAuthor, rollCall)
      .refused(NOTHING_CORRECTED);
  });

  it('is counted once it is confirmed', () => {
    const counted = { type: 'correction.vote-corrected', data: { ...cast, position: 417, is: 'NO' } } as const;
    given(ofTheVote).when({ name: 'confirm-correction', data: {} }, another).then(confirmed, counted);
    expect(stateAfter(ofTheVote, confirmed, counted)).toEqual({ status: 'CONFIRMED' });
    expect(stateAfter(ofTheVote, declined)).toEqual({ status: 'DECLINED' });
    given(ofTheVote)
      .when({ name: 'decline-correction', data: { reason: 'It was so' } }, another)
      .then(declined);
  });
});
