import { NO_SUCH_RECORD, NOT_IN_THIS_STATE, TIME_IN_THE_FUTURE } from '#kernel';
import { contextOf, storiesOf } from '#testing';
import {
  BASE_NOT_IN_FORCE,
  type ChangeKind,
  NOT_THE_ADOPTED_TEXT,
  ONE_EFFECTIVE_VERSION,
  protocol,
  type ProtocolFacts,
  type ProtocolRegistered,
  type PutVersionInForce,
  type VersionEffective,
  versionInForce,
  type VersionRescinded,
} from './protocol.js';

const { given, stateAfter } = storiesOf(protocol);

const id = contextOf().subjectId;
const heading = { kind: 'MANUAL_SECTION', identifier: '1/556.10', title: 'Federal immigration action' } as const;
const registered: ProtocolRegistered = { type: 'protocol.registered', data: heading };
const first: VersionEffective = {
  type: 'protocol.version-effective',
  data: { version: 1, effectiveAt: '2026-01-05T08:00:00.000Z', source: 'Manual, edition of 2026', text: 'old', textHash: 'h1' },
};
const second: VersionEffective = {
  type: 'protocol.version-effective',
  data: {
    version: 2,
    effectiveAt: '2026-03-10T18:00:00.000Z',
    supersedes: 1,
    text: 'new',
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
  return { adopted: { protocolId: id, text: 'new', textHash: 'h2', baseVersion, ...over } };
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
        data: { version: 1, effectiveAt: '2026-01-05T08:00:00.000Z', source: 'cited by an order of 2026' },
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
