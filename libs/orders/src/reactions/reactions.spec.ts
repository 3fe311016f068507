import { whenAnOrderTakesEffectPutItsVersionsInForce } from './when-an-order-takes-effect-put-its-versions-in-force.js';

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
});
