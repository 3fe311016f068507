import { NO_SUCH_RECORD, NOT_IN_THIS_STATE } from '#kernel';
import { storiesOf } from '#testing';
import { type ChangeKind, standingToCome, versionInForce } from './protocol-record.js';
import { BASE_NOT_IN_FORCE, PILOT_ENDS_AFTER_IT_BEGINS, PILOT_RUNS } from './protocol-rules.js';
import { protocol } from './protocol.js';
import { adopted, atEffect, ENDS, expired, first, pilot, put, registered, rescinded, second } from './spec-protocol.js';

const { given, stateAfter } = storiesOf(protocol);

describe('A pilot', () => {
  const expire = { name: 'expire-version', data: undefined } as const;

  it('is in force with the instant of its end, which lies after its beginning (refusal 12)', () => {
    const until = (expiresAt: string, change: ChangeKind = 'REVISED') =>
      given(registered, first).when(put(change, { expiresAt }), atEffect, adopted(1));
    until('2026-06-01T00:00:00-07:00').then(pilot);
    until('2026-03-10T18:00:00.001Z').thenLike({ type: 'protocol.version-effective' });
    until('2026-03-10T18:00:00.000Z').refused(PILOT_ENDS_AFTER_IT_BEGINS);
    until(ENDS, 'RESCINDED').refused(PILOT_ENDS_AFTER_IT_BEGINS);
    expect(PILOT_ENDS_AFTER_IT_BEGINS.refusal).toBe(12);
  });

  it('expires at its instant, not a millisecond before, and then nothing is in force', () => {
    given(registered, first, pilot).when(expire, { now: '2026-06-01T06:59:59.999Z' }).refused(PILOT_RUNS);
    given(registered, first, pilot).when(expire, { now: ENDS }).then(expired);
    expect(versionInForce(stateAfter(registered, first, pilot, expired))).toBe(0);
  });

  it('is the only kind of version that expires, and once', () => {
    given(registered, first).when(expire, { now: ENDS }).refused(PILOT_RUNS);
    given(registered, first, pilot, expired).when(expire, { now: ENDS }).refused(NOT_IN_THIS_STATE);
    given().when(expire).refused(NO_SUCH_RECORD);
  });

  it('is followed after its end by a version that was written on it, or on none', () => {
    const after = (change: ChangeKind, baseVersion: number) =>
      given(registered, first, pilot, expired).when(
        put(change, { effectiveAt: '2026-06-01T07:00:00.001Z' }),
        { now: '2026-06-02T00:00:00.000Z' },
        adopted(baseVersion),
      );
    after('ACTIVATED', 2).thenLike({ type: 'protocol.version-effective', data: { version: 3 } });
    after('ESTABLISHED', 0).thenLike({ type: 'protocol.version-effective', data: { version: 3 } });
    after('ACTIVATED', 1).refused(BASE_NOT_IN_FORCE);
    after('REVISED', 2).refused(NOT_IN_THIS_STATE);
  });

  it('is superseded or rescinded by an order from before its end, also where the clock came first', () => {
    const before = (change: ChangeKind, effectiveAt: string) =>
      given(registered, first, pilot, expired).when(
        put(change, { effectiveAt }),
        { now: '2026-06-02T00:00:00.000Z' },
        adopted(2),
      );
    before('REVISED', ENDS).thenLike({ type: 'protocol.version-effective', data: { version: 3, supersedes: 2 } });
    before('RESCINDED', '2026-05-31T00:00:00Z').thenLike({ type: 'protocol.version-rescinded', data: { version: 2 } });
    before('REVISED', second.data.effectiveAt).thenLike({ type: 'protocol.version-effective', data: { supersedes: 2 } });
    before('REVISED', '2026-03-10T17:59:59.999Z').refused(NOT_IN_THIS_STATE);
  });

  it('is told to orders as it will stand at their effect', () => {
    const running = stateAfter(registered, first, pilot);
    const over = stateAfter(registered, first, pilot, expired);
    const since = second.data.effectiveAt;
    for (const state of [running, over]) expect(standingToCome(state, ENDS)).toEqual({ versionInForce: 2, since });
    expect(standingToCome(running, '2026-06-01T07:00:00.001Z')).toEqual({ versionInForce: 0, since, expired: 2 });
    expect(standingToCome(over, '2026-06-01T07:00:00.001Z')).toEqual({ versionInForce: 0, since: ENDS, expired: 2 });
    expect(standingToCome(over, since)).toEqual({ versionInForce: 2, since });
    expect(standingToCome(over, '2026-03-10T17:59:59.999Z')).toEqual({ versionInForce: 0, since: ENDS, expired: 2 });
    expect(standingToCome(stateAfter(registered, first), '2099-01-01T00:00:00.000Z')).toMatchObject({ versionInForce: 1 });
    expect(standingToCome(stateAfter(registered), ENDS)).toEqual({ versionInForce: 0 });
    expect(standingToCome(stateAfter(registered, first, rescinded), ENDS)).toMatchObject({ versionInForce: 0 });
  });
});
