import { NO_SUCH_RECORD, NOT_IN_THIS_STATE } from '#kernel';
import { contextOf, storiesOf } from '#testing';
import type { OrderRescinded, OrderSigned, SupersededOrder } from './order-record.js';
import { SUPERSEDED_SO_ALREADY, SUPERSEDES_A_SIGNED_ORDER, SUPERSESSION_CYCLE } from './order-rules.js';
import { order } from './order.js';
import { byTheChief, effective, EFFECTIVE_AT, facts, reserved, sign, signed } from './spec-order.js';

const { given, stateAfter } = storiesOf(order);

describe('An order that supersedes another', () => {
  const supersedes = ['order-1', 'order-2'];
  const old = (orderId: string, over: Partial<SupersededOrder> = {}): SupersededOrder => ({
    orderId,
    status: 'EFFECTIVE',
    supersedes: [],
    ...over,
  });
  const own = contextOf().subjectId;
  const signing = (superseded: readonly SupersededOrder[], ids = supersedes) =>
    given(reserved).when(sign({ supersedes: ids }), byTheChief, { ...facts(), superseded });

  it('names which, once each, and tells so at its effect', () => {
    signing([old('order-1'), old('order-2')], [...supersedes, 'order-1']).thenLike({
      type: 'order.signed',
      data: { supersedes },
    });
    const superseding: OrderSigned = { ...signed, data: { ...signed.data, supersedes } };
    given(reserved, superseding)
      .when({ name: 'put-order-into-effect', data: {} }, { now: EFFECTIVE_AT })
      .then({ ...effective, data: { ...effective.data, supersedes } });
  });

  it('names orders that were signed and not rescinded', () => {
    for (const status of ['SIGNED', 'EFFECTIVE', 'SUPERSEDED'] as const)
      signing([old('order-1'), old('order-2', { status })]).thenLike({ type: 'order.signed' });
    for (const status of ['NUMBER_RESERVED', 'NUMBER_VOIDED', 'OPENED', 'RESCINDED'] as const)
      signing([old('order-1'), old('order-2', { status })]).refused(SUPERSEDES_A_SIGNED_ORDER);
    signing([old('order-1')]).refused(NO_SUCH_RECORD);
    signing([old('order-1'), old('order-2', { status: 'none' })]).refused(NO_SUCH_RECORD);
  });

  it('supersedes itself neither directly nor by others (refusal 12)', () => {
    signing([old('order-1'), old(own)], ['order-1', own]).refused(SUPERSESSION_CYCLE);
    signing([old('order-1'), old('order-2', { supersedes: ['order-3', own] })]).refused(SUPERSESSION_CYCLE);
    expect(SUPERSESSION_CYCLE.refusal).toBe(12);
  });

  it('may be found to do so later, in no circle, and once', () => {
    const record = (id: string) =>
      ({ name: 'record-supersession', data: { supersedes: id, source: 'Index of orders' } }) as const;
    const recorded = { type: 'order.supersession-recorded', data: { supersedes: 'order-1', source: 'Index of orders' } } as const;
    const known = { superseded: [old('order-1')] };
    given(reserved, signed).when(record('order-1'), {}, known).then(recorded);
    given(reserved, signed, effective)
      .when(record('order-1'), {}, known)
      .then({ ...recorded, data: { ...recorded.data, effectiveAt: EFFECTIVE_AT } });
    const ended: OrderRescinded = {
      type: 'order.rescinded',
      data: { rescindedAt: EFFECTIVE_AT, reason: 'A slip', changes: [] },
    };
    given(reserved, signed, ended).when(record('order-1'), {}, known).then(recorded);
    given(reserved, signed, effective, ended)
      .when(record('order-1'), {}, known)
      .thenLike({ type: 'order.supersession-recorded', data: { effectiveAt: EFFECTIVE_AT } });
    given(reserved, signed, recorded).when(record('order-1'), {}, known).refused(SUPERSEDED_SO_ALREADY);
    given(reserved, signed)
      .when(record('order-1'), {}, { superseded: [old('order-1', { supersedes: [own] })] })
      .refused(SUPERSESSION_CYCLE);
    given(reserved, signed).when(record(own), {}, {}).refused(SUPERSESSION_CYCLE);
    given(reserved).when(record('order-1'), {}, known).refused(NOT_IN_THIS_STATE);
    expect(stateAfter(reserved, signed, recorded)).toMatchObject({ supersedes: ['order-1'] });
  });
});
