import { NO_SUCH_RECORD, NOT_IN_THIS_STATE } from '#kernel';
import { storiesOf } from '#testing';
import {
  authority,
  type AuthorityRegistered,
  EFFECTIVE_BEFORE_ORDERED,
  legalStatusOn,
  type LegalStatusRecorded,
  standingOn,
} from './authority.js';

const { given, stateAfter } = storiesOf(authority);

const sb627: AuthorityRegistered = { type: 'authority.registered', data: { citation: 'SB 627', title: 'Facial coverings' } };
const enjoined: LegalStatusRecorded = {
  type: 'authority.status-recorded',
  data: { scope: 'federal officers', status: 'ENJOINED', orderedOn: '2026-02-09', effectiveOn: '2026-02-19', source: 'order' },
};

describe('An authority', () => {
  it('is registered once', () => {
    given().when({ name: 'register-authority', data: sb627.data }).then(sb627);
    given(sb627).when({ name: 'register-authority', data: sb627.data }).refused(NOT_IN_THIS_STATE);
  });

  it('takes a status in a scope', () => {
    given(sb627).when({ name: 'record-legal-status', data: enjoined.data }).then(enjoined);
  });

  it('takes a status that is effective on the day of its order, not the day before', () => {
    const on = (effectiveOn: string) => ({ name: 'record-legal-status', data: { ...enjoined.data, effectiveOn } }) as const;
    given(sb627).when(on('2026-02-09')).thenLike({ type: 'authority.status-recorded' });
    given(sb627).when(on('2026-02-08')).refused(EFFECTIVE_BEFORE_ORDERED);
  });

  it('has no status to record before it is registered', () => {
    given().when({ name: 'record-legal-status', data: enjoined.data }).refused(NO_SUCH_RECORD);
  });

  it('stands as the order says, from its effective day on and in its scope only', () => {
    const state = stateAfter(sb627, enjoined);
    expect(legalStatusOn(state, 'federal officers', '2026-02-18')).toBeUndefined();
    expect(legalStatusOn(state, 'federal officers', '2026-02-19')).toBe('ENJOINED');
    expect(legalStatusOn(state, 'state officers', '2026-02-19')).toBeUndefined();
  });

  it('stands on a day in each scope as the last order that was in effect then says', () => {
    const entry = (scope: string, status: 'STAYED' | 'IN_FORCE', effectiveOn: string) => ({
      ...enjoined.data,
      scope,
      status,
      effectiveOn,
    });
    const late = entry('federal officers', 'STAYED', '2026-02-19');
    const lifted = entry('federal officers', 'IN_FORCE', '2026-03-01');
    const other = entry('state officers', 'IN_FORCE', '2026-01-01');
    const standing = [lifted, enjoined.data, late, other];
    expect(standingOn(standing, '2025-12-31')).toEqual([]);
    expect(standingOn(standing, '2026-02-19')).toEqual([late, other]);
    expect(standingOn(standing, '2026-03-01')).toEqual([lifted, other]);
  });
});
