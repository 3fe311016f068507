import { type Context, NO_SUCH_RECORD, NOT_IN_THIS_STATE, OWN_WORK } from '#kernel';
import { storiesOf } from '#testing';
import {
  ANSWERED_BY_ITS_ADDRESSEE,
  recommendation,
  type RecommendationEvent,
  type RecordRecommendation,
  type RespondToRecommendation,
} from './recommendation.js';

const { given, stateAfter } = storiesOf(recommendation);
const inspector: Partial<Context> = { actor: 'ivy', role: 'inspector-general' };
const chief: Partial<Context> = { actor: 'carl', role: 'chief' };
const advice = { to: 'DEPARTMENT', text: 'Report all such incidents to the full Board (synthetic).', number: '4b' } as const;
const record: RecordRecommendation = { name: 'record-recommendation', data: advice };
const recorded: RecommendationEvent = { type: 'recommendation.recorded', data: advice };
const toBoard: RecommendationEvent = { type: 'recommendation.recorded', data: { ...advice, to: 'BOARD' } };
const answer = (how: RespondToRecommendation['data']['answer']): RespondToRecommendation => ({
  name: 'respond-to-recommendation',
  data: { answer: how, reason: 'Synthetic' },
});
const answered = (how: RespondToRecommendation['data']['answer']): RecommendationEvent => ({
  type: 'recommendation.answered',
  data: { answer: how, reason: 'Synthetic' },
});
const done = { what: 'Order 3 (synthetic)', evidence: [{ title: 'Order 3', uri: 'https://example.org/3' }] };
const report = { name: 'report-implementation', data: done } as const;
const reported = (...reporters: string[]): RecommendationEvent => ({
  type: 'recommendation.implementation-reported',
  data: { ...done, reporters },
});
const verify = { name: 'verify-implementation', data: { finding: 'Seen.' } } as const;
const verified: RecommendationEvent = { type: 'recommendation.verified', data: { finding: 'Seen.' } };
const giveBack = { name: 'return-implementation', data: { reason: 'Not to the full Board.' } } as const;
const returned: RecommendationEvent = {
  type: 'recommendation.implementation-returned',
  data: { reason: 'Not to the full Board.' },
};
const withdraw = { name: 'withdraw-recommendation', data: { reason: 'Moot.' } } as const;
const withdrawn: RecommendationEvent = { type: 'recommendation.withdrawn', data: { reason: 'Moot.' } };

describe('A recommendation', () => {
  it('is recorded once, about records that exist', () => {
    given().when(record, inspector, { missing: [] }).then(recorded);
    given()
      .when(record, inspector, { missing: ['drafts/d'] })
      .refused(NO_SUCH_RECORD);
    given().when(record, inspector).then(recorded);
    given(recorded).when(record, inspector).refused(NOT_IN_THIS_STATE);
    expect(stateAfter(recorded)).toEqual({ status: 'OPEN', to: 'DEPARTMENT', reporters: [] });
  });

  it('is answered by the one whom it is made to, and a later answer stands', () => {
    given(recorded).when(answer('REJECTED'), chief).then(answered('REJECTED'));
    given(recorded, answered('REJECTED')).when(answer('ACCEPTED_IN_PART'), chief).then(answered('ACCEPTED_IN_PART'));
    given(recorded, answered('ACCEPTED')).when(answer('REJECTED'), chief).then(answered('REJECTED'));
    given(recorded).when(answer('ACCEPTED'), { role: 'commission-staff' }).refused(ANSWERED_BY_ITS_ADDRESSEE);
    given(toBoard).when(answer('ACCEPTED'), { role: 'commission-staff' }).then(answered('ACCEPTED'));
    given(toBoard).when(answer('ACCEPTED'), chief).refused(ANSWERED_BY_ITS_ADDRESSEE);
    given().when(answer('ACCEPTED'), chief).refused(NO_SUCH_RECORD);
  });

  it('is carried out once it is accepted, also in part, by the one whom it is made to', () => {
    for (const how of ['ACCEPTED', 'ACCEPTED_IN_PART'] as const)
      given(recorded, answered(how)).when(report, chief).then(reported('carl'));
    given(toBoard, answered('ACCEPTED')).when(report, { role: 'commission-staff' }).then(reported('somebody'));
    given(recorded, answered('ACCEPTED')).when(report, { role: 'commission-staff' }).refused(ANSWERED_BY_ITS_ADDRESSEE);
    given(recorded).when(report, chief).refused(NOT_IN_THIS_STATE);
    given(recorded, answered('REJECTED')).when(report, chief).refused(NOT_IN_THIS_STATE);
  });

  it('is verified or returned by the Inspector General, not by whoever ever reported it', () => {
    const accepted = [recorded, answered('ACCEPTED')];
    given(...accepted, reported('carl'))
      .when(verify, inspector)
      .then(verified);
    given(...accepted, reported('ivy'), returned, reported('carl'))
      .when(verify, inspector)
      .refused(OWN_WORK);
    given(...accepted, reported('carl'))
      .when(giveBack, inspector)
      .then(returned);
    given(...accepted, reported('carl'), returned)
      .when(report, chief)
      .then(reported('carl'));
    given(...accepted)
      .when(verify, inspector)
      .refused(NOT_IN_THIS_STATE);
  });

  it('is withdrawn while it is not verified', () => {
    for (const history of [[], [answered('ACCEPTED')], [answered('REJECTED')], [answered('ACCEPTED'), reported('carl')]])
      given(recorded, ...history)
        .when(withdraw, inspector)
        .then(withdrawn);
    given(recorded, answered('ACCEPTED'), reported('carl'), verified).when(withdraw, inspector).refused(NOT_IN_THIS_STATE);
    given(recorded, withdrawn).when(answer('ACCEPTED'), chief).refused(NOT_IN_THIS_STATE);
  });
});
