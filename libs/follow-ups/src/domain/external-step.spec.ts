import { NO_SUCH_RECORD, NOT_IN_THIS_STATE, OWN_WORK, TIME_IN_THE_FUTURE } from '#kernel';
import { storiesOf } from '#testing';
import { externalStep, type ExternalStepEvent, type RecordExternalStep, VERIFIED_ON_EVIDENCE } from './external-step.js';

const { given } = storiesOf(externalStep);
const staff = { actor: 'sue', role: 'commission-staff' } as const;
const other = { actor: 'tom', role: 'commission-staff' } as const;
const step = { body: 'City Council (synthetic)', act: 'Adopted an ordinance', on: '2026-03', source: 'Council file 26-1' };
const evidence = [{ title: 'The file', uri: 'https://example.org/26-1' }];
const record = (over: Partial<RecordExternalStep['data']> = {}): RecordExternalStep => ({
  name: 'record-external-step',
  data: { ...step, ...over },
});
const recorded = (over: object = {}): ExternalStepEvent => ({
  type: 'external-step.recorded',
  data: { ...step, evidence: [], recorders: ['sue'], ...over },
});
const add = { name: 'add-step-evidence', data: { evidence } } as const;
const added = (recorder: string): ExternalStepEvent => ({
  type: 'external-step.evidence-added',
  data: { evidence, recorders: [recorder] },
});
const verify = { name: 'verify-external-step', data: { how: 'Compared with the file.' } } as const;
const verified: ExternalStepEvent = { type: 'external-step.verified', data: { how: 'Compared with the file.' } };
const withdraw = { name: 'withdraw-external-step', data: { reason: 'Another file.' } } as const;
const withdrawn: ExternalStepEvent = { type: 'external-step.withdrawn', data: { reason: 'Another file.' } };

describe('A step of another body', () => {
  it('is recorded as far as its date is known, and not before it', () => {
    given().when(record(), staff).then(recorded());
    given().when(record({ evidence }), staff).then(recorded({ evidence }));
    for (const on of ['2026-03-11', '2026-04', '2027']) given().when(record({ on }), staff).refused(TIME_IN_THE_FUTURE);
    given()
      .when(record({ on: '2026-03-10' }), staff)
      .thenLike({ type: 'external-step.recorded' });
  });

  it('is about a record that exists, where it names one', () => {
    const about = { type: 'orders', id: 'order-1' } as const;
    given().when(record({ about }), staff, { subjectExists: true }).then(recorded({ about }));
    given().when(record({ about }), staff, { subjectExists: false }).refused(NO_SUCH_RECORD);
  });

  it('is verified on evidence, by somebody who recorded neither it nor the evidence', () => {
    given(recorded()).when(verify, other).refused(VERIFIED_ON_EVIDENCE);
    given(recorded({ evidence })).when(verify, other).then(verified);
    given(recorded({ evidence })).when(verify, staff).refused(OWN_WORK);
    given(recorded(), added('tom')).when(verify, other).refused(OWN_WORK);
    given(recorded(), added('sue')).when(verify, other).then(verified);
    given(recorded({ evidence }), added('sue')).when(verify, other).then(verified);
    given(recorded({ evidence }), verified).when(verify, other).refused(NOT_IN_THIS_STATE);
  });

  it('gets more evidence, also once it is verified, and is withdrawn with the reason', () => {
    given(recorded()).when(add, staff).then(added('sue'));
    given(recorded({ evidence }), verified).when(add, other).then(added('tom'));
    given(recorded()).when(withdraw, staff).then(withdrawn);
    given(recorded({ evidence }), verified).when(withdraw, staff).then(withdrawn);
    for (const command of [add, verify, withdraw, record()])
      given(recorded(), withdrawn).when(command, other).refused(NOT_IN_THIS_STATE);
    given().when(add, staff).refused(NO_SUCH_RECORD);
  });
});
