import { NO_SUCH_RECORD, NOT_IN_THIS_STATE, TIME_IN_THE_FUTURE } from '#kernel';
import { contextOf, storiesOf } from '#testing';
import { type ProtocolFacts, sectionIdsOf, type VersionEffective, versionInForce } from './protocol-record.js';
import { BASE_NOT_IN_FORCE, NOT_THE_ADOPTED_TEXT, ONE_EFFECTIVE_VERSION } from './protocol-rules.js';
import { protocol } from './protocol.js';
import { adopted, atEffect, first, heading, put, registered, rescinded, second } from './spec-protocol.js';

const { given, stateAfter } = storiesOf(protocol);

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

  it('has the text that was adopted, whatever else the command brings, and takes effect when its order says', () => {
    given(registered, first)
      .when(put('REVISED', { text: 'another' }), atEffect, adopted(1))
      .then(second);
    given(registered, first)
      .when(put('REVISED'), atEffect, adopted(1, { adoptedAt: '2026-03-10T18:00:00.001Z' }))
      .then(second);
  });

  it('is kept with its text and its order, as far as they are known', () => {
    const { text: _lost, textHash: _hash, ...unavailable } = first.data;
    const old = { ...first, data: unavailable };
    expect(stateAfter(registered, old)).toStrictEqual({
      ...{ status: 'IN_FORCE', version: 1, since: first.data.effectiveAt, suspensions: [] },
      texts: [{ version: 1, sections: [] }],
    });
    expect(stateAfter(registered, old, second)).toStrictEqual({
      ...{ status: 'IN_FORCE', version: 2, since: second.data.effectiveAt, suspensions: [], orderId: 'order' },
      texts: [
        { version: 1, sections: [] },
        { version: 2, sections: [], orderId: 'order', text: 'new' },
      ],
    });
  });

  it('has the sections of its own text', () => {
    const divided = { ...first, data: { ...first.data, text: '# Evidence\nKeep it.\n' } };
    const history = stateAfter(registered, divided, second);
    expect(sectionIdsOf(history, ({ version }) => version === 1)).toEqual(['evidence']);
    expect(sectionIdsOf(history, ({ version }) => version === 2)).toEqual(['opening']);
    expect(sectionIdsOf(history, ({ version }) => version === 3)).toBeUndefined();
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
