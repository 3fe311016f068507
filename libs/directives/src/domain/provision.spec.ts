import { NO_SUCH_RECORD, NOT_IN_THIS_STATE, OWN_WORK } from '#kernel';
import { storiesOf } from '#testing';
import { provision } from './provision.js';
import { PROVISION_TRANSITIONS, type ProvisionCommand, type ProvisionEvent, type ProvisionOpened } from './provision-record.js';
import {
  ANOTHER_OFFICE,
  DEPARTMENT_ALREADY_ASSIGNED,
  DIRECTIVE_HAS_ENDED,
  ONLY_A_REQUEST_IS_DECLINED,
  PART_NOT_FORESEEN,
  PARTS_CARRY_THE_WORK,
} from './provision-rules.js';

const { given, stateAfter } = storiesOf(provision);

const ED17 = 'directive-17';
const text = {
  directiveId: ED17,
  key: '2',
  verb: 'REQUEST',
  addressee: 'Board of Police Commissioners',
  text: 'Update.',
} as const;
const facts = { directive: { signedOn: '2026-02-10' } };
const requested: ProvisionOpened = { type: 'provision.opened', data: text };
const directed: ProvisionOpened = { type: 'provision.opened', data: { ...text, key: '1', verb: 'DIRECT' } };
const advised: ProvisionOpened = { type: 'provision.opened', data: { ...text, key: '3a', verb: 'GUIDANCE' } };
const divided: ProvisionOpened = { type: 'provision.opened', data: { ...text, key: '3', verb: 'GUIDANCE', parts: ['3a', '3b'] } };

const assigned: ProvisionEvent = { type: 'provision.assigned', data: { department: 'Police' } };
const started: ProvisionEvent = { type: 'provision.started', data: {} };
const links = [{ title: 'Plan', uri: 'https://example.org/plan.pdf' }];
const submittedBy = (person: string): ProvisionEvent => ({
  type: 'provision.evidence-submitted',
  data: { links, submittedBy: person },
});
const returned: ProvisionEvent = { type: 'provision.evidence-returned', data: { reason: 'One site is missing.' } };
const verified: ProvisionEvent = { type: 'provision.verified', data: {} };
const withdrawn: ProvisionEvent = { type: 'provision.withdrawn', data: { reason: 'Superseded by an ordinance.' } };
const superseded: ProvisionEvent = { type: 'provision.superseded', data: { reason: 'A new one.' } };
const declined: ProvisionEvent = {
  type: 'provision.declined',
  data: { boardActionId: 'action-1', reason: 'Not the Board’s to do.' },
};
const paused: ProvisionEvent = {
  type: 'provision.paused',
  data: { authorityId: 'sb-627', scope: 's', releaseCondition: 'c', pausedAt: '2026-02-20T18:00:00.000Z' },
};

const add = { name: 'add-provision', data: text } as const;
const assign = { name: 'assign-provision', data: { department: 'Police' } } as const;
const start = { name: 'start-provision', data: {} } as const;
const submit = { name: 'submit-evidence', data: { links } } as const;
const verify = { name: 'verify-provision', data: {} } as const;
const sendBack = { name: 'return-evidence', data: { reason: 'One site is missing.' } } as const;
const hold = { name: 'place-legal-hold', data: { authorityId: 'sb-627', scope: 's', releaseCondition: 'c' } } as const;
const release = { name: 'release-legal-hold', data: {} } as const;
const withdraw = { name: 'withdraw-provision', data: { reason: 'Superseded by an ordinance.' } } as const;
const supersede = { name: 'supersede-provision', data: { reason: 'A new one.' } } as const;
const extend = { name: 'extend-provision-deadline', data: { dueOn: '2026-03-31', reason: 'Sites were added.' } } as const;
const decline = { name: 'decline-provision', data: { boardActionId: 'action-1', reason: 'Not the Board’s to do.' } } as const;
const announce = { name: 'announce-provision-overdue', data: {} } as const;

const liaison = { role: 'mayor-liaison', actor: 'mayor-liaison-1' } as const;
const staff = { role: 'commission-staff', actor: 'staff-1' } as const;

/** A provision's history up to each of its states. */
const UP_TO: Readonly<Record<string, readonly ProvisionEvent[]>> = {
  OPEN: [requested],
  ASSIGNED: [requested, assigned],
  IN_PROGRESS: [requested, assigned, started],
  EVIDENCE_SUBMITTED: [requested, assigned, started, submittedBy('dana')],
  LEGAL_HOLD: [requested, paused],
  SATISFIED: [requested, assigned, started, submittedBy('dana'), verified],
  WITHDRAWN: [requested, withdrawn],
  DECLINED: [requested, declined],
  SUPERSEDED: [requested, superseded],
};

describe('A provision', () => {
  it('is entered under a directive that is there, once', () => {
    given().when(add, liaison, facts).then(requested);
    given().when(add, liaison, {}).refused(NO_SUCH_RECORD);
    given(requested).when(add, liaison, facts).refused(NOT_IN_THIS_STATE);
    given()
      .when(add, liaison, { directive: { ...facts.directive, ended: true } })
      .refused(DIRECTIVE_HAS_ENDED);
  });

  it('is assigned, started, shown by evidence and verified', () => {
    given(requested).when(assign).then(assigned);
    given(requested, assigned).when(start).then(started);
    given(...(UP_TO.IN_PROGRESS ?? []))
      .when({ name: 'submit-evidence', data: { links, note: 'All sites.' } }, { actor: 'dana' })
      .then({
        type: 'provision.evidence-submitted',
        data: { links, note: 'All sites.', submittedBy: 'dana', submitters: ['dana'] },
      });
    given(...(UP_TO.EVIDENCE_SUBMITTED ?? []))
      .when(verify, staff)
      .then(verified);
  });

  it.each(Object.keys(UP_TO))('stands at %s after its history', (status) => {
    expect(stateAfter(...(UP_TO[status] ?? [])).status).toBe(status);
  });

  const steps = [assign, start, submit, verify, sendBack, hold, release, withdraw, supersede, extend, decline];
  const refusals = steps.flatMap((step) => {
    const possible: readonly string[] = PROVISION_TRANSITIONS[step.name].from;
    return Object.keys(UP_TO)
      .filter((status) => !possible.includes(status))
      .map((status): [ProvisionCommand, string] => [step, status]);
  });

  it.each(refusals)('refuses $name while it is %s', (step, status) => {
    given(...(UP_TO[status] ?? []))
      .when(step, staff, facts)
      .refused(NOT_IN_THIS_STATE);
  });

  it.each([...steps, announce])('knows nothing to $name before it was entered', (step) => {
    given().when(step, staff, facts).refused(NO_SUCH_RECORD);
  });

  it('says who did what where another enters it', () => {
    given(...(UP_TO.IN_PROGRESS ?? []))
      .when(submit, { actor: 'clerk', performedBy: 'dana' })
      .thenLike({ type: 'provision.evidence-submitted', data: { submittedBy: 'dana' } });
  });
});

describe('Its assignments', () => {
  it('are one a department, and leave work that began as it is', () => {
    const property: ProvisionEvent = { type: 'provision.assigned', data: { department: 'General Services' } };
    const more = { name: 'assign-provision', data: { department: 'General Services' } } as const;
    given(requested, assigned).when(more).then(property);
    given(requested, assigned).when(assign).refused(DEPARTMENT_ALREADY_ASSIGNED);
    given(requested, assigned, property).when(more).refused(DEPARTMENT_ALREADY_ASSIGNED);
    expect(stateAfter(requested, assigned, property).status).toBe('ASSIGNED');
    expect(stateAfter(requested, assigned, started, property).status).toBe('IN_PROGRESS');
  });

  it('are for the Mayor’s liaison alone where the provision directs', () => {
    given(directed).when(assign, liaison).then(assigned);
    given(directed).when(assign, staff).refused(ANOTHER_OFFICE);
    given(requested).when(assign, liaison).then(assigned);
    given(advised).when(assign, staff).then(assigned);
  });
});

describe('Its evidence', () => {
  const shown = (opened: ProvisionOpened) => given(opened, assigned, started, submittedBy('dana'));

  it.each([verify, sendBack])('is judged by the office that the verb names: $name', (judge) => {
    const event = judge === verify ? verified : returned;
    shown(directed).when(judge, liaison).then(event);
    shown(directed).when(judge, staff).refused(ANOTHER_OFFICE);
    shown(requested).when(judge, staff).then(event);
    shown(requested).when(judge, liaison).refused(ANOTHER_OFFICE);
    shown(advised).when(judge, staff).then(event);
    shown(advised).when(judge, liaison).refused(ANOTHER_OFFICE);
  });

  it('is never verified by anybody who submitted some of it', () => {
    const twice = [requested, assigned, started, submittedBy('dana'), returned, submittedBy('emil')];
    given(...twice)
      .when(verify, { ...staff, actor: 'dana' })
      .refused(OWN_WORK);
    given(...twice)
      .when(verify, { ...staff, actor: 'emil' })
      .refused(OWN_WORK);
    given(...twice)
      .when(verify, staff)
      .then(verified);
  });

  it('is not verified by its submitter through another’s name, nor in the submitter’s name', () => {
    shown(requested)
      .when(verify, { ...staff, actor: 'dana', performedBy: 'frida' })
      .refused(OWN_WORK);
    shown(requested)
      .when(verify, { ...staff, actor: 'clerk', performedBy: 'dana' })
      .refused(OWN_WORK);
  });

  it('is not verified by a delegate of its submitter, nor by whoever had it submitted by a delegate', () => {
    shown(requested)
      .when(verify, { ...staff, onBehalfOf: ['dana'] })
      .refused(OWN_WORK);
    const through: ProvisionEvent = {
      type: 'provision.evidence-submitted',
      data: { links, submittedBy: 'dana', submitters: ['dana', 'the delegator'] },
    };
    given(requested, assigned, started, through)
      .when(verify, { ...staff, actor: 'the delegator' })
      .refused(OWN_WORK);
  });

  it('is returned with a reason, and work goes on', () => {
    shown(requested).when(sendBack, staff).then(returned);
    expect(stateAfter(requested, assigned, started, submittedBy('dana'), returned).status).toBe('IN_PROGRESS');
  });

  it('is added to by another department before it is judged', () => {
    shown(requested).when(submit, { actor: 'emil' }).thenLike(submittedBy('emil'));
  });
});

describe('A provision ends', () => {
  it.each(['OPEN', 'ASSIGNED', 'IN_PROGRESS', 'EVIDENCE_SUBMITTED', 'LEGAL_HOLD'])(
    'withdrawn, superseded or declined from %s',
    (status) => {
      const history = UP_TO[status] ?? [];
      given(...history)
        .when(withdraw, liaison)
        .then(withdrawn);
      given(...history)
        .when(supersede, { role: 'system' })
        .then(superseded);
      given(...history)
        .when(decline, { role: 'system' })
        .then(declined);
    },
  );

  it.each([
    [withdraw, liaison, withdrawn],
    [supersede, { role: 'system' }, superseded],
    [decline, { role: 'system' }, declined],
  ] as const)('by $name, and names the requests that were opened on it, where there are any', (step, by, { type, data }) => {
    const requests = ['request-1', 'request-2'];
    given(requested)
      .when(step, by, { requests })
      .then({ type, data: { ...data, requests } } as ProvisionEvent);
    given(requested)
      .when(step, by, { requests: [] })
      .then({ type, data } as ProvisionEvent);
  });

  it('declined only where it was requested', () => {
    given(directed).when(decline, { role: 'system' }).refused(ONLY_A_REQUEST_IS_DECLINED);
    given(advised).when(decline, { role: 'system' }).refused(ONLY_A_REQUEST_IS_DECLINED);
  });
});

describe('A divided provision', () => {
  const whole = { directiveId: ED17, key: '3', verb: 'GUIDANCE', parts: ['3a', '3b'] } as const;
  const part = { ...text, key: '3b', verb: 'GUIDANCE', partOf: 'provision-3' } as const;
  const addPart = (data: object = {}) => ({ name: 'add-provision', data: { ...part, ...data } }) as const;

  it('leaves everything to its parts', () => {
    expect(stateAfter(divided)).toMatchObject({ status: 'DIVIDED', parts: ['3a', '3b'] });
    for (const step of [assign, start, submit, verify, sendBack, hold, release, withdraw, supersede, extend, decline])
      given(divided).when(step, staff, facts).refused(PARTS_CARRY_THE_WORK);
    given(divided).when(announce, { role: 'system' }).then();
    given(divided).when(add, liaison, facts).refused(NOT_IN_THIS_STATE);
  });

  it('has no deadline of its own', () => {
    given()
      .when({ name: 'add-provision', data: { ...divided.data, dueInDays: 15 } }, liaison, facts)
      .refused(PARTS_CARRY_THE_WORK);
    given().when({ name: 'add-provision', data: divided.data }, liaison, facts).then(divided);
  });

  it('takes the parts that it lists', () => {
    given()
      .when(addPart(), liaison, { ...facts, whole })
      .then({ type: 'provision.opened', data: part });
    given()
      .when(addPart({ key: '3c' }), liaison, { ...facts, whole })
      .refused(PART_NOT_FORESEEN);
  });

  it('takes no part of another directive, of another verb, or that is divided again', () => {
    given()
      .when(addPart({ directiveId: 'directive-18' }), liaison, { ...facts, whole })
      .refused(PART_NOT_FORESEEN);
    given()
      .when(addPart({ verb: 'REQUEST' }), liaison, { ...facts, whole })
      .refused(PART_NOT_FORESEEN);
    given()
      .when(addPart({ parts: ['3c', '3d'] }), liaison, { ...facts, whole })
      .refused(PART_NOT_FORESEEN);
  });

  it('is there and divided before its parts are', () => {
    given().when(addPart(), liaison, facts).refused(NO_SUCH_RECORD);
    given()
      .when(addPart(), liaison, { ...facts, whole: { ...whole, parts: [] } })
      .refused(PART_NOT_FORESEEN);
  });
});
