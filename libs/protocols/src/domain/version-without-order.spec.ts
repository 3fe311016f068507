import { storiesOf } from '#testing';
import type { ChangeKind, PutVersionInForce } from './protocol-record.js';
import { EFFECT_BEFORE_ADOPTION, NOT_THE_ADOPTED_TEXT } from './protocol-rules.js';
import { protocol } from './protocol.js';
import { adopted, atEffect, expired, first, pilot, put, registered, rescinded, second } from './spec-protocol.js';

const { given } = storiesOf(protocol);

describe('A version by an order of the past whose draft is not on record', () => {
  const { draftId: _draft, textHash: _hash, ...named } = put('REVISED').data;
  const bare = (over: Partial<PutVersionInForce['data']> = {}): PutVersionInForce => ({
    name: 'put-version-in-force',
    data: { ...named, ...over },
  });
  const { draftId: _none, text: _text, textHash: _unknown, ...unavailable } = second.data;

  it('has the text that the order itself gives, or none', () => {
    given(registered, first)
      .when(bare({ text: 'new', textHash: 'h2' }), atEffect)
      .then({ ...second, data: { ...unavailable, text: 'new', textHash: 'h2' } });
    given(registered, first)
      .when(bare(), atEffect)
      .then({ ...second, data: unavailable });
  });

  it('is rescinded by such an order too', () => {
    const { draftId: _no, ...byTheOrder } = rescinded.data;
    given(registered, first)
      .when(bare({ change: 'RESCINDED' }), atEffect)
      .then({ ...rescinded, data: byTheOrder });
  });
});

describe('A version without an order', () => {
  const put = (over: object = {}) =>
    ({
      name: 'put-action-in-force',
      data: {
        ...{ draftId: 'draft', textHash: 'h2', boardActionId: 'action', change: 'REVISED' as ChangeKind },
        ...{ effectiveAt: '2026-03-10T18:00:00.000Z', source: 'Minutes; no order in the index of orders', ...over },
      },
    }) as const;

  it('takes effect by the action of the Board that adopted it', () => {
    given(registered, first)
      .when(put(), atEffect, adopted(1))
      .thenLike({
        type: 'protocol.version-effective',
        data: { version: 2, boardActionId: 'action', source: 'Minutes; no order in the index of orders' },
      });
    given(registered, first)
      .when(put({ change: 'RESCINDED' }), atEffect, adopted(1))
      .thenLike({ type: 'protocol.version-rescinded', data: { version: 1, boardActionId: 'action' } });
  });

  it('begins where none is in force: never yet, rescinded, or over', () => {
    given(registered)
      .when(put({ change: 'ESTABLISHED' }), atEffect, adopted(0))
      .thenLike({ type: 'protocol.version-effective', data: { version: 1, boardActionId: 'action' } });
    const AFTER_IT = '2026-06-01T07:00:00.001Z';
    const after = { now: AFTER_IT, occurredAt: AFTER_IT };
    given(registered, first, rescinded)
      .when(put({ change: 'ESTABLISHED', effectiveAt: AFTER_IT }), after, adopted(0))
      .thenLike({ type: 'protocol.version-effective', data: { boardActionId: 'action' } });
    given(registered, first, pilot, expired)
      .when(put({ change: 'ESTABLISHED', effectiveAt: AFTER_IT }), after, adopted(0))
      .thenLike({ type: 'protocol.version-effective', data: { boardActionId: 'action' } });
    given(registered, first, pilot, expired)
      .when(put({ change: 'RESCINDED', effectiveAt: '2026-05-01T07:00:00.000Z' }), after, adopted(2))
      .thenLike({ type: 'protocol.version-rescinded', data: { version: 2, boardActionId: 'action' } });
  });

  it('takes effect at its adoption or later (refusal 12); where no time of it was kept, that is not evaluated', () => {
    const effect = '2026-03-10T18:00:00.000Z';
    given(registered, first)
      .when(put(), atEffect, adopted(1, { adoptedAt: effect }))
      .thenLike({ type: 'protocol.version-effective' });
    const after = adopted(1, { adoptedAt: '2026-03-10T18:00:00.001Z' });
    given(registered, first).when(put(), atEffect, after).refused(EFFECT_BEFORE_ADOPTION);
    given(registered, first)
      .when(put({ change: 'RESCINDED' }), atEffect, after)
      .refused(EFFECT_BEFORE_ADOPTION);
    expect(EFFECT_BEFORE_ADOPTION.refusal).toBe(12);
  });

  it('takes effect by no other action (refusal 17)', () => {
    given(registered, first)
      .when(put({ boardActionId: 'another action' }), atEffect, adopted(1))
      .refused(NOT_THE_ADOPTED_TEXT);
    expect(NOT_THE_ADOPTED_TEXT.refusal).toBe(17);
  });
});
