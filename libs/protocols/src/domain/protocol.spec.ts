import {
  NO_SUCH_RECORD,
  NOT_IN_THIS_STATE,
  NO_SUCH_SECTION,
  NOT_SUSPENDED,
  SUSPENDED_ALREADY,
  SUSPENDED_BY_A_STATUS,
  SUSPENSION_OUT_OF_ORDER,
  SUSPENSION_OUTLIVES_ITS_ORDER,
  TIME_IN_THE_FUTURE,
} from '#kernel';
import { contextOf, storiesOf } from '#testing';
import { protocol } from './protocol.js';
import {
  type ChangeKind,
  type Protocol,
  type ProtocolEvent,
  type ProtocolFacts,
  type ProtocolPaused,
  type ProtocolRegistered,
  type PutVersionInForce,
  standingToCome,
  type VersionEffective,
  type VersionExpired,
  versionInForce,
  type VersionRescinded,
} from './protocol-record.js';
import {
  BASE_NOT_IN_FORCE,
  EFFECT_BEFORE_ADOPTION,
  NOT_THE_ADOPTED_TEXT,
  ONE_EFFECTIVE_VERSION,
  PILOT_ENDS_AFTER_IT_BEGINS,
  PILOT_RUNS,
} from './protocol-rules.js';

const { given, stateAfter } = storiesOf(protocol);

const id = contextOf().subjectId;
const heading = { kind: 'MANUAL_SECTION', identifier: '1/556.10', title: 'Federal immigration action' } as const;
const registered: ProtocolRegistered = { type: 'protocol.registered', data: heading };
const first: VersionEffective = {
  type: 'protocol.version-effective',
  data: {
    ...{ version: 1, effectiveAt: '2026-01-05T08:00:00.000Z', source: 'Manual, edition of 2026' },
    ...{ text: 'old', sections: [], textHash: 'h1' },
  },
};
const second: VersionEffective = {
  type: 'protocol.version-effective',
  data: {
    version: 2,
    effectiveAt: '2026-03-10T18:00:00.000Z',
    supersedes: 1,
    text: 'new',
    sections: [],
    textHash: 'h2',
    orderId: 'order',
    draftId: 'draft',
    change: 'REVISED',
  },
};
const rescinded: VersionRescinded = {
  type: 'protocol.version-rescinded',
  data: { version: 1, effectiveAt: '2026-03-10T18:00:00.000Z', orderId: 'order', draftId: 'draft' },
};

function put(change: ChangeKind, over: Partial<PutVersionInForce['data']> = {}): PutVersionInForce {
  const data = { draftId: 'draft', textHash: 'h2', orderId: 'order', change, effectiveAt: '2026-03-10T18:00:00.000Z' };
  return { name: 'put-version-in-force', data: { ...data, ...over } };
}

function adopted(baseVersion: number, over: Partial<NonNullable<ProtocolFacts['adopted']>> = {}): ProtocolFacts {
  return {
    adopted: { protocolId: id, text: 'new', sections: [], textHash: 'h2', baseVersion, boardActionId: 'action', ...over },
  };
}

const atEffect = { now: '2026-03-10T18:00:00.000Z' };

describe('A protocol', () => {
  it('is registered once, with nothing in force', () => {
    given().when({ name: 'register-protocol', data: heading }).then(registered);
    given(registered).when({ name: 'register-protocol', data: heading }).refused(NOT_IN_THIS_STATE);
    expect(versionInForce(stateAfter(registered))).toBe(0);
  });

  it('is registered with the version that is in force, from the first instant of its day in Los Angeles', () => {
    const inForce = { text: 'old', textHash: 'h1', since: '2026-01-05', source: 'Manual, edition of 2026' };
    given()
      .when({ name: 'register-protocol', data: { ...heading, inForce } })
      .then(registered, first);
    expect(versionInForce(stateAfter(registered, first))).toBe(1);
  });

  it('is registered without the text of its version in force where that is unavailable', () => {
    const inForce = { since: '2026-01-05', source: 'cited by an order of 2026' };
    given()
      .when({ name: 'register-protocol', data: { ...heading, inForce } })
      .then(registered, {
        type: 'protocol.version-effective',
        data: { version: 1, effectiveAt: '2026-01-05T08:00:00.000Z', source: 'cited by an order of 2026', sections: [] },
      });
  });

  it('is in force since the day of its registration, not since the day after', () => {
    const since = (day: string) =>
      ({ name: 'register-protocol', data: { ...heading, inForce: { since: day, source: 'Manual' } } }) as const;
    // Late in the evening in Los Angeles, the next day in UTC.
    const evening = { occurredAt: '2026-03-11T05:00:00.000Z' };
    given().when(since('2026-03-10'), evening).thenLike({ type: 'protocol.registered' }, { type: 'protocol.version-effective' });
    given().when(since('2026-03-11'), evening).refused(TIME_IN_THE_FUTURE);
  });
});

describe('A version in force', () => {
  it('supersedes the one before', () => {
    given(registered, first).when(put('REVISED'), atEffect, adopted(1)).then(second);
    expect(versionInForce(stateAfter(registered, first, second))).toBe(2);
  });

  it('is the first one where a protocol is established', () => {
    given(registered)
      .when(put('ESTABLISHED'), atEffect, adopted(0))
      .then({
        type: 'protocol.version-effective',
        data: {
          version: 1,
          effectiveAt: '2026-03-10T18:00:00.000Z',
          text: 'new',
          sections: [],
          textHash: 'h2',
          orderId: 'order',
          draftId: 'draft',
          change: 'ESTABLISHED',
        },
      });
  });

  it('is activated whether or not one was in force', () => {
    given(registered)
      .when(put('ACTIVATED'), atEffect, adopted(0))
      .thenLike({ type: 'protocol.version-effective', data: { version: 1 } });
    given(registered, first)
      .when(put('ACTIVATED'), atEffect, adopted(1))
      .thenLike({ type: 'protocol.version-effective', data: { version: 2, supersedes: 1 } });
  });

  it('is rescinded by an order, and then none is in force', () => {
    given(registered, first).when(put('RESCINDED'), atEffect, adopted(1)).then(rescinded);
    expect(versionInForce(stateAfter(registered, first, rescinded))).toBe(0);
  });

  it('is numbered on after a rescission', () => {
    given(registered, first, rescinded)
      .when(put('ESTABLISHED'), atEffect, adopted(0))
      .thenLike({ type: 'protocol.version-effective', data: { version: 2 } });
  });

  it('is not revised or rescinded where none is in force', () => {
    given(registered).when(put('REVISED'), atEffect, adopted(0)).refused(NOT_IN_THIS_STATE);
    given(registered, first, rescinded).when(put('RESCINDED'), atEffect, adopted(0)).refused(NOT_IN_THIS_STATE);
  });

  it('is not established beside another one (refusal 12)', () => {
    given(registered, first).when(put('ESTABLISHED'), atEffect, adopted(1)).refused(ONE_EFFECTIVE_VERSION);
    expect(ONE_EFFECTIVE_VERSION.refusal).toBe(12);
  });

  it('changes the version that is in force, not a superseded one (refusal 12)', () => {
    given(registered, first, second).when(put('REVISED'), atEffect, adopted(1)).refused(BASE_NOT_IN_FORCE);
    given(registered, first, second).when(put('REVISED'), atEffect, adopted(2)).thenLike({ type: 'protocol.version-effective' });
    expect(BASE_NOT_IN_FORCE.refusal).toBe(12);
  });

  it('begins when the one before began or later, never earlier (refusal 12)', () => {
    const later = { now: '2026-03-20T00:00:00.000Z' };
    const from = (effectiveAt: string) => put('REVISED', { effectiveAt });
    given(registered, first, second).when(from('2026-03-10T17:59:59.999Z'), later, adopted(2)).refused(ONE_EFFECTIVE_VERSION);
    given(registered, first, second)
      .when(from('2026-03-10T18:00:00.000Z'), later, adopted(2))
      .thenLike({ type: 'protocol.version-effective' });
  });

  it('begins at its instant, not before', () => {
    const command = put('REVISED', { effectiveAt: '2026-03-10T11:00:00-07:00' });
    given(registered, first).when(command, { now: '2026-03-10T17:59:59.999Z' }, adopted(1)).refused(TIME_IN_THE_FUTURE);
    given(registered, first)
      .when(command, atEffect, adopted(1))
      .thenLike({ type: 'protocol.version-effective', data: { effectiveAt: '2026-03-10T18:00:00.000Z' } });
  });

  it('is the text that the Board adopted for this protocol (refusal 17)', () => {
    const refused = (facts: ProtocolFacts) =>
      given(registered, first).when(put('REVISED'), atEffect, facts).refused(NOT_THE_ADOPTED_TEXT);
    refused({});
    refused(adopted(1, { textHash: 'other' }));
    refused(adopted(1, { protocolId: 'another protocol' }));
  });

  it('is of a protocol that exists', () => {
    given().when(put('ESTABLISHED'), atEffect, adopted(0)).refused(NO_SUCH_RECORD);
  });
});

const ENDS = '2026-06-01T07:00:00.000Z';
const pilot: VersionEffective = { ...second, data: { ...second.data, expiresAt: ENDS } };
const expired: VersionExpired = { type: 'protocol.version-expired', data: { version: 2, expiredAt: ENDS } };

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
    expect(standingToCome(stateAfter(registered, first), '2099-01-01T00:00:00.000Z')).toMatchObject({ versionInForce: 1 });
    expect(standingToCome(stateAfter(registered), ENDS)).toEqual({ versionInForce: 0 });
    expect(standingToCome(stateAfter(registered, first, rescinded), ENDS)).toMatchObject({ versionInForce: 0 });
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

describe('The order of a version, rescinded', () => {
  const rescind = (orderId: string, effectiveAt = '2026-04-01T07:00:00.000Z') =>
    ({ name: 'rescind-version', data: { orderId, effectiveAt } }) as const;

  it('takes it with it while it is in force, from its beginning at the earliest', () => {
    given(registered, first, second)
      .when(rescind('order'))
      .then({
        type: 'protocol.version-rescinded',
        data: { version: 2, effectiveAt: '2026-04-01T07:00:00.000Z', orderId: 'order' },
      });
    given(registered, first, second)
      .when(rescind('order', '2026-03-01T00:00:00Z'))
      .thenLike({ type: 'protocol.version-rescinded', data: { effectiveAt: second.data.effectiveAt } });
  });

  it('changes nothing where another version is in force, or none', () => {
    given(registered, first, second).when(rescind('another order')).then();
    given(registered, first).when(rescind('order')).then();
    given(registered).when(rescind('order')).then();
    given(registered, first, second, { ...rescinded, data: { ...rescinded.data, version: 2 } })
      .when(rescind('order'))
      .then();
    given().when(rescind('order')).refused(NO_SUCH_RECORD);
  });
});

describe('A suspension of a version', () => {
  const SB = { authorityId: 'sb-627', scope: 'federal officers' };
  const AT = '2026-04-01T17:00:00.000Z';
  const divided = { ...first, data: { ...first.data, text: '# 3\nThree.\n# 4\nFour.\n' } };
  const standing = (status: string | undefined) => ({
    authority: { statusOn: (scope: string, date: string) => (scope === SB.scope && date >= '2026-04-01' ? status : undefined) },
  });
  const suspend = (sections?: readonly string[], over = SB) =>
    ({ name: 'suspend-protocol', data: { ...over, ...(sections ? { sections } : {}) } }) as const;
  const resume = (sections?: readonly string[], over = SB) =>
    ({ name: 'resume-protocol', data: { ...over, ...(sections ? { sections } : {}) } }) as const;
  const paused = (sections?: readonly string[]): ProtocolPaused => ({
    type: 'protocol.paused',
    data: { version: 1, ...SB, ...(sections ? { sections } : {}), suspendedAt: AT },
  });
  const at = { occurredAt: AT, now: '2026-06-01T00:00:00.000Z' };
  const suspensionsOf = (state: Protocol) => (state.status === 'IN_FORCE' ? state.suspensions : undefined);

  it('is of the whole or of sections, while a legal status says so (refusal 15)', () => {
    for (const status of ['ENJOINED', 'STAYED', 'VACATED', 'REPEALED', 'NOT_YET_OPERATIVE'])
      given(registered, divided).when(suspend(), at, standing(status)).then(paused());
    given(registered, divided)
      .when(suspend(['3', '4', '3']), at, standing('ENJOINED'))
      .then(paused(['3', '4']));
    given(registered, divided).when(suspend(), at, standing('IN_FORCE')).refused(SUSPENDED_BY_A_STATUS);
    given(registered, divided).when(suspend(), at, standing(undefined)).refused(SUSPENDED_BY_A_STATUS);
    given(registered, divided).when(suspend(), at, {}).refused(SUSPENDED_BY_A_STATUS);
    given(registered, divided)
      .when(suspend(undefined, { ...SB, scope: 'others' }), at, standing('ENJOINED'))
      .refused(SUSPENDED_BY_A_STATUS);
    expect(SUSPENDED_BY_A_STATUS.refusal).toBe(15);
  });

  it('is of sections that the text has, by the ids that they have in it', () => {
    const of = (sections: readonly string[], ...history: ProtocolEvent[]) =>
      given(registered, ...history).when(suspend(sections), at, standing('ENJOINED'));
    of(['3', '5'], divided).refused(NO_SUCH_SECTION);
    of(['3'], first).refused(NO_SUCH_SECTION);
    const marks = [{ id: 'evidence', number: '3', heading: '', level: 1, start: 0, end: 10 }];
    const asSent = { ...divided, data: { ...divided.data, sections: marks } };
    of(['evidence'], asSent).thenLike({ type: 'protocol.paused' });
    of(['3'], asSent).refused(NO_SUCH_SECTION);
    // Named by the versions before it, as readers are shown them.
    const later = { ...divided, data: { ...divided.data, version: 2, supersedes: 1, text: '# Three\nThree.\n', sections: [] } };
    of(['evidence'], asSent, { ...later, data: { ...later.data, text: '# 3 and more\nThree.\n' } }).thenLike({
      type: 'protocol.paused',
    });
    const { text: _lost, ...unavailable } = divided.data;
    of(['any'], { ...divided, data: unavailable }).thenLike({ type: 'protocol.paused' });
  });

  it('is from the day on which the status is effective', () => {
    const lateOnTheDayBefore = { ...at, occurredAt: '2026-04-01T06:59:59.999Z' };
    given(registered, divided).when(suspend(), lateOnTheDayBefore, standing('ENJOINED')).refused(SUSPENDED_BY_A_STATUS);
    given(registered, divided)
      .when(suspend(), { ...at, occurredAt: '2026-04-01T07:00:00.000Z' }, standing('ENJOINED'))
      .thenLike({ type: 'protocol.paused' });
  });

  it('is of what is in force, from its beginning on', () => {
    given(registered).when(suspend(), at, standing('ENJOINED')).refused(NOT_IN_THIS_STATE);
    given(registered, divided, rescinded).when(suspend(), at, standing('ENJOINED')).refused(NOT_IN_THIS_STATE);
    const from = (effectiveAt: string) =>
      given(registered, { ...divided, data: { ...divided.data, effectiveAt } }).when(suspend(), at, standing('ENJOINED'));
    from(AT).thenLike({ type: 'protocol.paused' });
    from('2026-04-01T17:00:00.001Z').refused(SUSPENSION_OUT_OF_ORDER);
  });

  it('is made once; other sections may follow, and another authority', () => {
    const again = (held: readonly string[] | undefined, asked?: readonly string[], over = SB) =>
      given(registered, divided, paused(held)).when(suspend(asked, over), at, standing('ENJOINED'));
    again(undefined).refused(SUSPENDED_ALREADY);
    again(undefined, ['3']).refused(SUSPENDED_ALREADY);
    again(['3'], ['4', '3']).refused(SUSPENDED_ALREADY);
    again(['3'], ['4']).thenLike({ type: 'protocol.paused' });
    again(['3']).thenLike({ type: 'protocol.paused' });
    again(undefined, undefined, { ...SB, authorityId: 'sb-805' }).thenLike({ type: 'protocol.paused' });
  });

  it('ends when its authority is neither enjoined nor stayed there any more (refusal 15)', () => {
    for (const status of ['ENJOINED', 'STAYED'])
      given(registered, divided, paused()).when(resume(), at, standing(status)).refused(SUSPENSION_OUTLIVES_ITS_ORDER);
    for (const status of ['IN_FORCE', 'VACATED', undefined])
      given(registered, divided, paused())
        .when(resume(), at, standing(status))
        .then({ type: 'protocol.resumed', data: { version: 1, ...SB, resumedAt: AT } });
    given(registered, divided, paused()).when(resume(), at, {}).refused(SUSPENDED_BY_A_STATUS);
    expect(SUSPENSION_OUTLIVES_ITS_ORDER.refusal).toBe(15);
  });

  it('ends when it began or later', () => {
    const before = { ...at, occurredAt: '2026-04-01T16:59:59.999Z' };
    given(registered, divided, paused()).when(resume(), before, standing('IN_FORCE')).refused(SUSPENSION_OUT_OF_ORDER);
  });

  it('ends for sections that it holds, or for all of them', () => {
    const three = paused(['3', '4']);
    given(registered, divided, three)
      .when(resume(['3']), at, standing('IN_FORCE'))
      .thenLike({ type: 'protocol.resumed' });
    given(registered, divided, three)
      .when(resume(['3', '5']), at, standing('IN_FORCE'))
      .refused(NOT_SUSPENDED);
    given(registered, divided, paused())
      .when(resume(['3']), at, standing('IN_FORCE'))
      .refused(NOT_SUSPENDED);
    given(registered, divided).when(resume(), at, standing('IN_FORCE')).refused(NOT_SUSPENDED);
    given(registered, divided, three)
      .when(resume(undefined, { ...SB, authorityId: 'sb-805' }), at, standing('IN_FORCE'))
      .refused(NOT_SUSPENDED);
    const resumed = (sections?: readonly string[]) =>
      ({ type: 'protocol.resumed', data: { version: 1, ...SB, ...(sections ? { sections } : {}), resumedAt: AT } }) as const;
    expect(suspensionsOf(stateAfter(registered, first, three, resumed(['3'])))).toMatchObject([{ section: '4' }]);
    expect(suspensionsOf(stateAfter(registered, first, three, resumed()))).toEqual([]);
  });

  it('is of the version that it found: the next one is judged anew', () => {
    expect(suspensionsOf(stateAfter(registered, first, paused(), second))).toEqual([]);
  });
});

describe('The versions of a protocol', () => {
  it('each supersede an earlier one: there is no cycle (refusal 12)', () => {
    let state = stateAfter(registered);
    for (let at = 1; at <= 5; at++) {
      const effectiveAt = `2026-03-0${at}T00:00:00.000Z`;
      const command = put('ACTIVATED', { effectiveAt });
      const [event] = protocol.decide(command, state, contextOf(atEffect), adopted(at - 1)) as VersionEffective[];
      if (!event) throw new Error('No event.');
      expect(event.data.version).toBe(at);
      expect(event.data.supersedes ?? 0).toBe(at - 1);
      state = protocol.evolve(state, event);
    }
  });
});
