import { NO_SUCH_RECORD, NOT_IN_THIS_STATE, TIME_IN_THE_FUTURE } from '#kernel';
import { storiesOf } from '#testing';
import { directive, type DirectiveActivated, type DirectiveRegistered } from './directive.js';

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
