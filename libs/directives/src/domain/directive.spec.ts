import { NO_SUCH_RECORD, NOT_IN_THIS_STATE, TIME_IN_THE_FUTURE } from '#kernel';
import { storiesOf } from '#testing';
import {
  directive,
  type DirectiveActivated,
  type DirectiveClosed,
  type DirectiveEvent,
  type DirectiveRegistered,
  PROVISIONS_STILL_OPEN,
  SUPERSEDES_ITSELF,
} from './directive.js';

const { given, stateAfter } = storiesOf(directive);

const ed17: DirectiveRegistered = {
  type: 'directive.registered',
  data: { number: 17, label: 'Executive Directive 17 (10 February 2026)', issuedBy: 'Mayor', signedOn: '2026-02-10' },
};
const active: DirectiveActivated = { type: 'directive.activated', data: {} };
const register = { name: 'register-directive', data: ed17.data } as const;
const activate = { name: 'activate-directive', data: {} } as const;

describe('A directive', () => {
  it('is registered once', () => {
    given().when(register).then(ed17);
    given(ed17).when(register).refused(NOT_IN_THIS_STATE);
  });

  it('says where it is invented', () => {
    const invented = { ...ed17.data, synthetic: true };
    given().when({ name: 'register-directive', data: invented }).then({ type: 'directive.registered', data: invented });
  });

  it('is registered on the local day of its signature, not the day before', () => {
    given().when(register, { now: '2026-02-10T08:00:00.000Z' }).then(ed17);
    given().when(register, { now: '2026-02-10T07:59:59.999Z' }).refused(TIME_IN_THE_FUTURE);
  });

  it('is activated once, after it was registered', () => {
    given(ed17).when(activate).then(active);
    given(ed17, active).when(activate).refused(NOT_IN_THIS_STATE);
    given().when(activate).refused(NO_SUCH_RECORD);
  });

  it('keeps its date when it becomes active', () => {
    expect(stateAfter(ed17)).toEqual({ status: 'REGISTERED', label: ed17.data.label, signedOn: '2026-02-10' });
    expect(stateAfter(ed17, active)).toEqual({ status: 'ACTIVE', label: ed17.data.label, signedOn: '2026-02-10' });
  });
});

describe('The end of a directive', () => {
  const close = { name: 'close-directive', data: {} } as const;
  const supersede = { name: 'supersede-directive', data: { byDirectiveId: 'ed-18', reason: 'A new one.' } } as const;
  const rescind = { name: 'rescind-directive', data: { reason: 'Taken back.' } } as const;
  const closed: DirectiveClosed = { type: 'directive.closed', data: {} };
  const provisions = ['provision-1'];
  const superseded: DirectiveEvent = { type: 'directive.superseded', data: { ...supersede.data, provisions } };
  const rescinded: DirectiveEvent = { type: 'directive.rescinded', data: { ...rescind.data, provisions } };
  const open = { provisions: { openKeys: ['1', '3b'], openIds: provisions, any: true } };
  const ended = { provisions: { openKeys: [], openIds: [], any: true } };

  it('is its close, when every provision has ended and there is one at least', () => {
    given(ed17, active).when(close, {}, ended).then(closed);
    given(ed17, active).when(close, {}, open).refused(PROVISIONS_STILL_OPEN);
    given(ed17, active)
      .when(close, {}, { provisions: { openKeys: ['3b'], openIds: [], any: true } })
      .refused(PROVISIONS_STILL_OPEN);
    given(ed17, active)
      .when(close, {}, { provisions: { openKeys: [], openIds: [], any: false } })
      .refused(PROVISIONS_STILL_OPEN);
    given(ed17, active).when(close).refused(PROVISIONS_STILL_OPEN);
  });

  it('is another one in its place, that exists, or that it is taken back; it names what had not ended', () => {
    given(ed17, active)
      .when(supersede, {}, { ...open, successorKnown: true })
      .then(superseded);
    given(ed17, active)
      .when(supersede, {}, { ...open, successorKnown: false })
      .refused(NO_SUCH_RECORD);
    given(ed17, active)
      .when(supersede, { subjectId: 'ed-18' }, { ...open, successorKnown: true })
      .refused(SUPERSEDES_ITSELF);
    given(ed17, active).when(rescind, {}, open).then(rescinded);
    given(ed17, active)
      .when(rescind)
      .thenLike({ type: 'directive.rescinded', data: { provisions: [] } });
  });

  it.each([close, supersede, rescind])('comes once, to an active one: $name', (step) => {
    const facts = { ...ended, successorKnown: true };
    given().when(step, {}, facts).refused(NO_SUCH_RECORD);
    given(ed17).when(step, {}, facts).refused(NOT_IN_THIS_STATE);
    for (const end of [closed, superseded, rescinded]) given(ed17, active, end).when(step, {}, facts).refused(NOT_IN_THIS_STATE);
  });
});
