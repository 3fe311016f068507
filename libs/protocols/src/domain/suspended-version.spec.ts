import {
  NO_SUCH_SECTION,
  NOT_IN_THIS_STATE,
  NOT_SUSPENDED,
  SUSPENDED_ALREADY,
  SUSPENDED_BY_A_STATUS,
  SUSPENSION_OUT_OF_ORDER,
  SUSPENSION_OUTLIVES_ITS_ORDER,
} from '#kernel';
import { storiesOf } from '#testing';
import type { Protocol, ProtocolEvent, ProtocolPaused } from './protocol-record.js';
import { protocol } from './protocol.js';
import { first, registered, rescinded, second } from './spec-protocol.js';

const { given, stateAfter } = storiesOf(protocol);

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
