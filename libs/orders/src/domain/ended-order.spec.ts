import {
  NO_SUCH_RECORD,
  NO_SUCH_SECTION,
  NOT_IN_THIS_STATE,
  NOT_SUSPENDED,
  SUSPENDED_BY_A_STATUS,
  SUSPENSION_OUT_OF_ORDER,
  SUSPENSION_OUTLIVES_ITS_ORDER,
} from '#kernel';
import { storiesOf } from '#testing';
import type { OrderFacts, OrderRescinded, OrderSuperseded } from './order-record.js';
import { RESCINDED_BEFORE_SIGNATURE } from './order-rules.js';
import { order } from './order.js';
import { effective, posted, reserved, signed, SIGNED_AT, signedChange } from './spec-order.js';

const { given, stateAfter } = storiesOf(order);

describe('The end of an order', () => {
  const superseded: OrderSuperseded = {
    type: 'order.superseded',
    data: { byOrderId: 'order-9', effectiveAt: '2026-06-01T07:00:00.000Z' },
  };
  const rescinded: OrderRescinded = {
    type: 'order.rescinded',
    data: { rescindedAt: '2026-06-01T07:00:00.000Z', reason: 'Vetoed', changes: [signedChange] },
  };
  const noted = { name: 'note-order-superseded', data: superseded.data } as const;
  const rescind = (boardActionId?: string) =>
    ({ name: 'rescind-order', data: { reason: 'Vetoed', ...(boardActionId ? { boardActionId } : {}) } }) as const;
  const at = { occurredAt: '2026-06-01T07:00:00.000Z' };

  it('comes with the effect of the order that supersedes it, once', () => {
    given(reserved, signed).when(noted).then(superseded);
    given(reserved, signed, effective).when(noted).then(superseded);
    given(reserved, signed, effective, superseded).when(noted).then();
    given(reserved, signed, effective, rescinded).when(noted).then();
    given(reserved).when(noted).refused(NOT_IN_THIS_STATE);
    expect(stateAfter(reserved, signed, effective, superseded)).toMatchObject({ status: 'SUPERSEDED' });
    expect(stateAfter(reserved, signed, effective, rescinded)).toMatchObject({ status: 'RESCINDED' });
    expect(stateAfter(reserved, signed)).toMatchObject({ status: 'SIGNED', supersedes: [], rescissionRequiredBy: [] });
  });

  it('comes with a rescission, which names the versions that go with it', () => {
    given(reserved, signed, effective).when(rescind(), at).then(rescinded);
    given(reserved, signed)
      .when(rescind(), at)
      .then({ ...rescinded, data: { ...rescinded.data, changes: [] } });
    for (const end of [superseded, rescinded])
      given(reserved, signed, effective, end).when(rescind(), at).refused(NOT_IN_THIS_STATE);
    given(reserved).when(rescind(), at).refused(NOT_IN_THIS_STATE);
  });

  it('comes not before the signature (refusal 12)', () => {
    given(reserved, signed).when(rescind(), { occurredAt: '2026-05-01T16:59:59.999Z' }).refused(RESCINDED_BEFORE_SIGNATURE);
    given(reserved, signed).when(rescind(), { occurredAt: SIGNED_AT }).thenLike({ type: 'order.rescinded' });
  });

  it('rests on an action of the Board that exists, where it names one', () => {
    given(reserved, signed).when(rescind('action-2'), at, { actionExists: false }).refused(NO_SUCH_RECORD);
    given(reserved, signed)
      .when(rescind('action-2'), at, { actionExists: true })
      .thenLike({ type: 'order.rescinded', data: { boardActionId: 'action-2' } });
  });

  it('is required by what it rests on, once a reason, while it has not come', () => {
    const required = { sourceType: 'council-reviews', sourceId: 'review-1', reason: 'Vetoed' } as const;
    const note = (sourceId = 'review-1') => ({ name: 'note-rescission-required', data: { ...required, sourceId } }) as const;
    const event = { type: 'order.rescission-required', data: required } as const;
    given(reserved, signed).when(note()).then(event);
    given(reserved, signed, effective, event).when(note()).then();
    given(reserved, signed, effective, event).when(note('review-2')).thenLike({ type: 'order.rescission-required' });
    for (const end of [superseded, rescinded]) given(reserved, signed, effective, end).when(note()).then();
    given(reserved).when(note()).refused(NOT_IN_THIS_STATE);
  });

  it('leaves its milestones and its errata to be entered', () => {
    const command = { name: 'record-order-milestone', data: posted.data } as const;
    given(reserved, signed, effective, superseded).when(command, { now: '2026-06-02T00:00:00.000Z' }).then(posted);
  });
});

describe('A suspension of an order', () => {
  const cites = { authorityId: 'sb-627', scope: 'federal officers' };
  const AT = '2026-05-20T17:00:00.000Z';
  const standing = (status: string): OrderFacts => ({ authority: { statusOn: () => status } });
  const paused = { type: 'order.paused', data: { ...cites, sections: ['II'], suspendedAt: AT } } as const;
  const suspend = { name: 'suspend-order', data: { ...cites, sections: ['II'] } } as const;
  const resume = { name: 'resume-order', data: cites } as const;

  it('is of an order in effect, from its effect on, while a legal status says so (refusal 15)', () => {
    given(reserved, signed, effective).when(suspend, { occurredAt: AT }, standing('STAYED')).then(paused);
    given(reserved, signed, effective).when(suspend, { occurredAt: AT }, standing('IN_FORCE')).refused(SUSPENDED_BY_A_STATUS);
    given(reserved, signed, effective)
      .when(suspend, { occurredAt: '2026-05-04T06:59:59.999Z' }, standing('STAYED'))
      .refused(SUSPENSION_OUT_OF_ORDER);
    given(reserved, signed).when(suspend, { occurredAt: AT }, standing('STAYED')).refused(NOT_IN_THIS_STATE);
    const having = (...sections: readonly string[]) => ({ ...standing('STAYED'), sections });
    given(reserved, signed, effective).when(suspend, { occurredAt: AT }, having('I', 'II')).then(paused);
    given(reserved, signed, effective).when(suspend, { occurredAt: AT }, having('I')).refused(NO_SUCH_SECTION);
  });

  it('ends when its authority is neither enjoined nor stayed there any more (refusal 15)', () => {
    given(reserved, signed, effective, paused)
      .when(resume, { occurredAt: AT }, standing('STAYED'))
      .refused(SUSPENSION_OUTLIVES_ITS_ORDER);
    given(reserved, signed, effective, paused)
      .when(resume, { occurredAt: AT }, standing('IN_FORCE'))
      .then({ type: 'order.resumed', data: { ...cites, resumedAt: AT } });
    given(reserved, signed, effective).when(resume, { occurredAt: AT }, standing('IN_FORCE')).refused(NOT_SUSPENDED);
    const resumed = { type: 'order.resumed', data: { ...cites, resumedAt: AT } } as const;
    expect(stateAfter(reserved, signed, effective, paused)).toMatchObject({ suspensions: [{ section: 'II' }] });
    expect(stateAfter(reserved, signed, effective, paused, resumed)).toMatchObject({ suspensions: [] });
  });
});
