import { losAngeles } from '#jurisdiction';
import { NO_SUCH_RECORD, NOT_IN_THIS_STATE } from '#kernel';
import { storiesOf } from '#testing';
import {
  DELEGATES_OWN_ROLE,
  DELEGATES_TO_ANOTHER,
  type DelegateRole,
  delegation,
  DELEGATION_IS_TIME_BOXED,
  REVOKED_BY_ITS_GRANTER,
  type RoleDelegated,
  standsFor,
} from './delegation.js';

const { given, stateAfter } = storiesOf(delegation);

const NOW = '2026-03-10T18:00:00.000Z';
const by = { actor: 'chief', role: 'chief', now: NOW } as const;
const terms = {
  to: 'deputy',
  role: 'chief',
  from: NOW,
  until: '2026-03-20T18:00:00.000Z',
  reason: 'Leave.',
} as const;
const grant = (over: Partial<DelegateRole['data']> = {}): DelegateRole => ({
  name: 'delegate-role',
  data: { ...terms, ...over },
});
const granted: RoleDelegated = { type: 'delegation.granted', data: { ...terms, by: 'chief' } };
const revoke = { name: 'revoke-delegation', data: { reason: 'Back.' } } as const;
const revoked = { type: 'delegation.revoked', data: { reason: 'Back.', revokedAt: '2026-03-12T00:00:00.000Z' } } as const;

describe('A delegation', () => {
  it('is granted by one who holds the role', () => {
    given().when(grant(), by).then(granted);
    given()
      .when(grant({ role: 'city-attorney' }), by)
      .refused(DELEGATES_OWN_ROLE);
    given(granted).when(grant(), by).refused(NOT_IN_THIS_STATE);
  });

  it('is of a role that can be delegated: a seat on the Board cannot', () => {
    given()
      .when(grant({ role: 'commissioner' }), { ...by, role: 'commissioner' })
      .refused(DELEGATES_OWN_ROLE);
  });

  it('is to another person than those who delegate', () => {
    given()
      .when(grant({ to: 'chief' }), by)
      .refused(DELEGATES_TO_ANOTHER);
    const under = { onBehalfOf: ['mayor'], actingUnder: { id: 'd1', until: terms.until } };
    given()
      .when(grant({ to: 'mayor' }), { ...by, ...under })
      .refused(DELEGATES_TO_ANOTHER);
  });

  it('ends after it begins, and lasts as long as the profile allows, to the millisecond', () => {
    const { mostDays } = losAngeles.delegation;
    const last = new Date(Date.parse(NOW) + mostDays * 86_400_000);
    given()
      .when(grant({ until: last.toISOString() }), by)
      .thenLike({ type: 'delegation.granted' });
    given()
      .when(grant({ until: new Date(last.getTime() + 1).toISOString() }), by)
      .refused(DELEGATION_IS_TIME_BOXED);
    given()
      .when(grant({ until: '2026-03-10T18:00:00.001Z' }), by)
      .thenLike({ type: 'delegation.granted' });
    given()
      .when(grant({ until: NOW }), by)
      .refused(DELEGATION_IS_TIME_BOXED);
    given()
      .when(grant({ from: '2020-01-01T00:00:00Z', until: NOW }), by)
      .refused(DELEGATION_IS_TIME_BOXED);
  });

  it('lasts from its first instant, or from now where that has passed', () => {
    const daysFromNow = (days: number) => new Date(Date.parse(NOW) + days * 86_400_000).toISOString();
    const { mostDays } = losAngeles.delegation;
    const lasting = (from: number, until: number) =>
      given().when(grant({ from: daysFromNow(from), until: daysFromNow(until) }), by);
    lasting(10, 10 + mostDays).thenLike({ type: 'delegation.granted', data: { from: daysFromNow(10) } });
    lasting(10, 11 + mostDays).refused(DELEGATION_IS_TIME_BOXED);
    lasting(-10, mostDays).thenLike({ type: 'delegation.granted', data: { from: daysFromNow(-10) } });
    lasting(-10, mostDays + 1).refused(DELEGATION_IS_TIME_BOXED);
  });

  it('lasts no longer than the one that it is granted under, and names it', () => {
    const under = { ...by, actor: 'deputy', onBehalfOf: ['chief'], actingUnder: { id: 'd1', until: terms.until } };
    given()
      .when(grant({ to: 'captain' }), under)
      .then({ ...granted, data: { ...terms, to: 'captain', by: 'deputy', under: 'd1' } });
    given()
      .when(grant({ to: 'captain', until: '2026-03-20T18:00:00.001Z' }), under)
      .refused(DELEGATION_IS_TIME_BOXED);
  });

  it('is revoked by the one who granted it, or by an administrator', () => {
    given(granted)
      .when(revoke, { ...by, now: revoked.data.revokedAt })
      .then(revoked);
    given(granted).when(revoke, { actor: 'operator', role: 'administrator' }).thenLike({ type: 'delegation.revoked' });
    given(granted).when(revoke, { actor: 'deputy', role: 'chief' }).refused(REVOKED_BY_ITS_GRANTER);
    given(granted, revoked).when(revoke, by).refused(NOT_IN_THIS_STATE);
    given().when(revoke, by).refused(NO_SUCH_RECORD);
  });

  it('comes to its end', () => {
    given(granted)
      .when({ name: 'expire-delegation', data: {} }, { role: 'system', now: terms.until })
      .then({ type: 'delegation.expired', data: { expiredAt: terms.until } });
  });

  it('stands for its person from its first instant up to its last', () => {
    const state = stateAfter(granted);
    expect(standsFor(state, 'deputy', NOW)).toBe(true);
    expect(standsFor(state, 'deputy', '2026-03-10T17:59:59.999Z')).toBe(false);
    expect(standsFor(state, 'deputy', '2026-03-20T17:59:59.999Z')).toBe(true);
    expect(standsFor(state, 'deputy', terms.until)).toBe(false);
    expect(standsFor(state, 'captain', NOW)).toBe(false);
    expect(standsFor(stateAfter(), 'deputy', NOW)).toBe(false);
  });

  it('stands no more from its revocation on, and stood before it', () => {
    const state = stateAfter(granted, revoked);
    expect(standsFor(state, 'deputy', '2026-03-11T23:59:59.999Z')).toBe(true);
    expect(standsFor(state, 'deputy', revoked.data.revokedAt)).toBe(false);
  });
});
