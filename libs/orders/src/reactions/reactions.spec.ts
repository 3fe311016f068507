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
