import { whenAnActionDoesNotCarryRequireTheRescissionOfItsOrders } from './when-an-action-does-not-carry-require-the-rescission-of-its-orders.js';
import { whenAnOrderRestsOnAnActionThatDoesNotCarryRequireItsRescission } from './when-an-order-rests-on-an-action-that-does-not-carry-require-its-rescission.js';
import { whenAnActionIsVetoedRequireTheRescissionOfItsOrders } from './when-an-action-is-vetoed-require-the-rescission-of-its-orders.js';
import { whenAnOrderIsSignedNoteItOnItsActions } from './when-an-order-is-signed-note-it-on-its-actions.js';
import { whenAnOrderRestsOnAVetoedActionRequireItsRescission } from './when-an-order-rests-on-a-vetoed-action-require-its-rescission.js';
import { whenAnOrderIsRescindedRescindItsVersions } from './when-an-order-is-rescinded-rescind-its-versions.js';
import { whenAnOrderTakesEffectNoteWhatItSupersedes } from './when-an-order-takes-effect-note-what-it-supersedes.js';
import { whenAnOrderTakesEffectPutItsVersionsInForce } from './when-an-order-takes-effect-put-its-versions-in-force.js';
import { whenASupersessionIsRecordedNoteTheOrderSuperseded } from './when-a-supersession-is-recorded-note-the-order-superseded.js';

describe('When an order takes effect', () => {
  it('the version of each of its changes is put in force from the instant of the order', () => {
    const change = (at: number) => ({
      protocolId: `protocol-${at}`,
      draftId: `draft-${at}`,
      change: 'REVISED',
      textHash: 'a'.repeat(64),
    });
    const signed = [1, 2].map((at) => ({ ...change(at), draftVersion: 2, baseVersion: 1, boardActionId: 'action-1' }));
    const effectiveAt = '2026-05-04T07:00:00.000Z';
    const event = { subjectId: 'order-1', data: { effectiveAt, changes: signed } };
    expect(whenAnOrderTakesEffectPutItsVersionsInForce.then(event as never)).toEqual(
      [1, 2].map((at) => ({ name: 'put-version-in-force', body: { ...change(at), orderId: 'order-1', effectiveAt } })),
    );
  });

  it('the end of a pilot goes with its version', () => {
    const change = { protocolId: 'p', draftId: 'd', change: 'REVISED', textHash: 'h', expiresAt: '2027-01-01T08:00:00.000Z' };
    const event = { subjectId: 'order-1', data: { effectiveAt: '2026-05-04T07:00:00.000Z', changes: [change] } };
    expect(whenAnOrderTakesEffectPutItsVersionsInForce.then(event as never)).toMatchObject([
      { body: { expiresAt: '2027-01-01T08:00:00.000Z' } },
    ]);
  });

  it('each order that it supersedes is told so, from that instant', () => {
    const effectiveAt = '2026-05-04T07:00:00.000Z';
    const event = { subjectId: 'order-3', data: { effectiveAt, changes: [], supersedes: ['order-1', 'order-2'] } };
    expect(whenAnOrderTakesEffectNoteWhatItSupersedes.then(event as never)).toEqual(
      ['order-1', 'order-2'].map((orderId) => ({
        name: 'note-order-superseded',
        body: { orderId, byOrderId: 'order-3', effectiveAt },
      })),
    );
    expect(whenAnOrderTakesEffectNoteWhatItSupersedes.then({ ...event, data: { effectiveAt, changes: [] } } as never)).toEqual(
      [],
    );
  });
});

describe('When an action of the Board does not carry', () => {
  const note = (orderId: string) => ({
    name: 'note-rescission-required',
    body: { orderId, sourceType: 'board-actions', sourceId: 'action-1', occurredAt: '2026-03-12T20:00:00.000Z' },
  });
  const on = { subjectId: 'action-1', occurredAt: '2026-03-12T20:00:00.000Z' };

  it('each order that rests on it has to be rescinded, also one that was noted later', () => {
    const event = { ...on, data: { outcome: 'FAILED', orders: ['order-1', 'order-2'] } };
    expect(whenAnActionDoesNotCarryRequireTheRescissionOfItsOrders.then(event as never)).toMatchObject([
      note('order-1'),
      note('order-2'),
    ]);
    const signed = (over: object) =>
      whenAnOrderRestsOnAnActionThatDoesNotCarryRequireItsRescission.then({
        ...on,
        data: { orderId: 'order-1', vetoed: false, ...over },
      } as never);
    expect(signed({ outcomeChanged: true })).toMatchObject([note('order-1')]);
    expect(signed({})).toEqual([]);
  });
});

describe('When a supersession is recorded', () => {
  it('the order is told so where the other one is in effect', () => {
    const recorded = (over: object) =>
      whenASupersessionIsRecordedNoteTheOrderSuperseded.then({
        subjectId: 'order-3',
        data: { supersedes: 'order-1', source: 'Index', ...over },
      } as never);
    const effectiveAt = '2026-05-04T07:00:00.000Z';
    expect(recorded({ effectiveAt })).toEqual([
      { name: 'note-order-superseded', body: { orderId: 'order-1', byOrderId: 'order-3', effectiveAt } },
    ]);
    expect(recorded({})).toEqual([]);
  });
});

describe('When an order is rescinded', () => {
  it('the versions that it put in force go with it; what it rescinded stays rescinded', () => {
    const changes = ['REVISED', 'RESCINDED', 'ESTABLISHED'].map((change, at) => ({ protocolId: `protocol-${at}`, change }));
    const rescindedAt = '2026-06-01T07:00:00.000Z';
    const event = { subjectId: 'order-1', data: { rescindedAt, reason: 'Vetoed', changes } };
    expect(whenAnOrderIsRescindedRescindItsVersions.then(event as never)).toEqual(
      ['protocol-0', 'protocol-2'].map((protocolId) => ({
        name: 'rescind-version',
        body: { protocolId, orderId: 'order-1', effectiveAt: rescindedAt },
      })),
    );
  });
});

describe('An order that rests on an action of the Board', () => {
  const occurredAt = '2026-05-01T17:00:00.000Z';
  const rescission = (orderId: string) => ({
    name: 'note-rescission-required',
    body: {
      ...{ orderId, sourceType: 'council-reviews', sourceId: 'action-1', occurredAt },
      reason: 'The Council vetoed the action of the Board that the order rests on.',
    },
  });

  it('is noted on each such action once', () => {
    const changes = ['action-1', 'action-2', 'action-2'].map((boardActionId) => ({ boardActionId }));
    const event = { subjectId: 'order-1', occurredAt, data: { boardActionId: 'action-1', changes } };
    expect(whenAnOrderIsSignedNoteItOnItsActions.then(event as never)).toEqual(
      ['action-1', 'action-2'].map((boardActionId) => ({
        name: 'note-order-signed',
        body: { boardActionId, orderId: 'order-1', occurredAt },
      })),
    );
    const without = { subjectId: 'order-1', occurredAt, data: { changes: [] } };
    expect(whenAnOrderIsSignedNoteItOnItsActions.then(without as never)).toEqual([]);
  });

  it('has to be rescinded when the Council vetoes that, whichever is entered first', () => {
    const veto = { subjectId: 'action-1', occurredAt, data: { orders: ['order-1', 'order-2'] } };
    expect(whenAnActionIsVetoedRequireTheRescissionOfItsOrders.then(veto as never)).toEqual([
      rescission('order-1'),
      rescission('order-2'),
    ]);
    const noted = (vetoed: boolean) => ({ subjectId: 'action-1', occurredAt, data: { orderId: 'order-1', vetoed } });
    expect(whenAnOrderRestsOnAVetoedActionRequireItsRescission.then(noted(true) as never)).toEqual([rescission('order-1')]);
    expect(whenAnOrderRestsOnAVetoedActionRequireItsRescission.then(noted(false) as never)).toEqual([]);
  });
});
