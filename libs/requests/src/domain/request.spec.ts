import { losAngeles } from '#jurisdiction';
import { NO_SUCH_RECORD, NOT_IN_THIS_STATE } from '#kernel';
import { storiesOf } from '#testing';
import {
  CONDITION_OPEN,
  PROVISION_NOT_TO_BE_REQUESTED,
  REPORT_BACK_OVERDUE,
  request,
  REQUEST_NOT_ISSUED,
  REQUEST_TRANSITIONS,
  type RequestCommand,
  type RequestEvent,
  type RequestOpened,
  versionOfRequest,
} from './request.js';

const { given, stateAfter } = storiesOf(request);

const asked = {
  provisionId: 'provision-2',
  boardReportId: 'report-1',
  title: 'Protocols on federal immigration action',
  asks: ['Preserve video and evidence.'],
};
const place = { meetingId: 'meeting-1', itemNumber: '3A' };
const opened: RequestOpened = {
  type: 'request.opened',
  data: { ...asked, bpcNumber: 'BPC #26-0123', profile: { id: 'los-angeles', version: 1 } },
};
const agendized: RequestEvent = { type: 'request.agendized', data: place };
const issued: RequestEvent = { type: 'request.issued', data: { boardActionId: 'action-1' } };
const notAdopted: RequestEvent = { type: 'request.not-adopted', data: {} };
const acknowledged: RequestEvent = { type: 'request.acknowledged', data: {} };
const begun: RequestEvent = { type: 'request.response-begun', data: { draftId: 'draft-1' } };
const responded: RequestEvent = { type: 'request.responded', data: { draftId: 'draft-1' } };
const returned: RequestEvent = { type: 'request.returned', data: { reason: 'Two elements are missing.' } };
const closed: RequestEvent = { type: 'request.closed', data: {} };
const withdrawn: RequestEvent = { type: 'request.withdrawn', data: { reason: 'Taken up elsewhere.' } };

const toIssued = [opened, agendized, issued];
const toResponded = [...toIssued, acknowledged, begun, responded];

/** A request's history up to each of its states. */
const UP_TO: Readonly<Record<string, readonly RequestEvent[]>> = {
  DRAFTED: [opened],
  AGENDIZED: [opened, agendized],
  ISSUED: toIssued,
  ACKNOWLEDGED: [...toIssued, acknowledged],
  IN_RESPONSE: [...toIssued, acknowledged, begun],
  RESPONDED: toResponded,
  RETURNED: [...toResponded, returned],
  CLOSED: [...toResponded, closed],
  NOT_ADOPTED: [opened, agendized, notAdopted],
  WITHDRAWN: [opened, withdrawn],
};

const open = { name: 'open-request', data: asked } as const;
const steps: readonly [RequestCommand, RequestEvent][] = [
  [{ name: 'note-request-agendized', data: place }, agendized],
  [{ name: 'note-request-issued', data: { boardActionId: 'action-1' } }, issued],
  [{ name: 'note-request-not-adopted', data: {} }, notAdopted],
  [{ name: 'acknowledge-request', data: {} }, acknowledged],
  [{ name: 'note-response-begun', data: { draftId: 'draft-1' } }, begun],
  [{ name: 'note-response-made', data: { draftId: 'draft-1' } }, responded],
  [{ name: 'return-request', data: { reason: 'Two elements are missing.' } }, returned],
  [{ name: 'close-request', data: {} }, closed],
  [{ name: 'withdraw-request', data: { reason: 'Taken up elsewhere.' } }, withdrawn],
];
const OBLIGING = ['acknowledge-request', 'note-response-begun', 'note-response-made'];
const NEVER_ISSUED = ['DRAFTED', 'AGENDIZED', 'NOT_ADOPTED', 'WITHDRAWN'];

/** Each step in each state, where the lifecycle lists it and where it does not. */
const cases = steps.flatMap(([step, event]) =>
  Object.keys(UP_TO).map((status) => ({ step, event, status, name: step.name, listed: isListed(step, status) })),
);

function isListed({ name }: RequestCommand, status: string): boolean {
  return REQUEST_TRANSITIONS[name].from.some((possible) => possible === status);
}

describe('The rules of a request', () => {
  const facts = {
    provision: { key: '2', verb: 'REQUEST', status: 'IN_PROGRESS', open: true },
    boardReport: { bpcNumber: 'BPC #26-0123' },
  };

  it('are those of the day on which it was begun, and its beginning names them', () => {
    const profile = { id: 'los-angeles', version: 7 };
    given()
      .when(open, { profile: { ...losAngeles, ...profile } }, facts)
      .then({ ...opened, data: { ...opened.data, profile } });
    expect(versionOfRequest(stateAfter(...toResponded))).toEqual({ id: 'los-angeles', version: 1 });
  });

  it('are the present ones where its beginning was entered before they were kept', () => {
    const { profile: _later, ...before } = opened.data;
    expect(versionOfRequest(stateAfter({ type: 'request.opened', data: before }))).toBeUndefined();
  });
});

describe('A request', () => {
  const provision = { key: '2', verb: 'REQUEST', status: 'OPEN', open: true };
  const facts = { provision, boardReport: { bpcNumber: 'BPC #26-0123' } };

  it('is opened on a provision and cites the number of its Board report', () => {
    given().when(open, {}, facts).then(opened);
    given()
      .when(open, {}, { ...facts, provision: { ...provision, verb: 'GUIDANCE' } })
      .then(opened);
  });

  it('is opened once', () => {
    given(opened).when(open, {}, facts).refused(NOT_IN_THIS_STATE);
  });

  it('is not opened where the provision directs, is divided or has ended', () => {
    given()
      .when(open, {}, { ...facts, provision: { ...provision, verb: 'DIRECT' } })
      .refused(PROVISION_NOT_TO_BE_REQUESTED);
    given()
      .when(open, {}, { ...facts, provision: { ...provision, status: 'DIVIDED', open: false } })
      .refused(PROVISION_NOT_TO_BE_REQUESTED);
  });

  it('is not opened without its provision and its Board report', () => {
    given().when(open, {}, { provision }).refused(NO_SUCH_RECORD);
    given().when(open, {}, { boardReport: facts.boardReport }).refused(NO_SUCH_RECORD);
  });

  it.each(Object.keys(UP_TO))('stands at %s after its history', (status) => {
    expect(stateAfter(...(UP_TO[status] ?? [])).status).toBe(status);
  });

  it.each(cases.filter(({ listed }) => listed))('takes $name while it is $status', ({ step, event, status }) => {
    given(...(UP_TO[status] ?? []))
      .when(step)
      .then(event);
  });

  it.each(cases.filter(({ listed, name, status }) => !listed && !(OBLIGING.includes(name) && NEVER_ISSUED.includes(status))))(
    'refuses $name while it is $status',
    ({ step, status }) => {
      given(...(UP_TO[status] ?? []))
        .when(step)
        .refused(NOT_IN_THIS_STATE);
    },
  );

  it.each(cases.filter(({ name, status }) => OBLIGING.includes(name) && NEVER_ISSUED.includes(status)))(
    'obliges nobody before the Board issues it: $name while it is $status',
    ({ step, status }) => {
      given(...(UP_TO[status] ?? []))
        .when(step)
        .refused(REQUEST_NOT_ISSUED);
    },
  );

  it.each(steps)('knows nothing to $name before it was opened', (step) => {
    given().when(step).refused(NO_SUCH_RECORD);
  });

  it('is answered again after it was returned', () => {
    expect(stateAfter(...toResponded, returned, begun).status).toBe('IN_RESPONSE');
    expect(stateAfter(...toResponded, returned, begun, responded).status).toBe('RESPONDED');
  });

  it('is issued as it was drafted where the vote that did not adopt it turns out to have carried', () => {
    expect(stateAfter(opened, agendized, notAdopted, issued)).toEqual(stateAfter(...toIssued));
  });

  it('remembers its provision, its report and the action that issued it', () => {
    expect(stateAfter(...toResponded)).toEqual({
      status: 'RESPONDED',
      provisionId: 'provision-2',
      boardReportId: 'report-1',
      boardActionId: 'action-1',
      profile: { id: 'los-angeles', version: 1 },
      obligations: [],
    });
  });

  it('lists the states of its lifecycle', () => {
    expect(Object.fromEntries(Object.entries(REQUEST_TRANSITIONS).map(([name, { from }]) => [name, from]))).toMatchObject({
      'note-request-agendized': ['DRAFTED', 'AGENDIZED'],
      // A vote that was put right carries after all.
      'note-request-issued': ['AGENDIZED', 'NOT_ADOPTED'],
      'note-request-not-adopted': ['AGENDIZED'],
      'acknowledge-request': ['ISSUED'],
      'note-response-begun': ['ACKNOWLEDGED', 'RETURNED', 'IN_RESPONSE'],
      'note-response-made': ['IN_RESPONSE', 'RESPONDED'],
      'return-request': ['RESPONDED'],
      'close-request': ['RESPONDED'],
      'withdraw-request': ['DRAFTED', 'AGENDIZED'],
    });
  });
});

describe('A request whose provision ended without being carried out', () => {
  const ended = (how: 'DECLINED' | 'WITHDRAWN' | 'SUPERSEDED', over: object = {}) =>
    ({ name: 'note-provision-ended', data: { how, reason: 'Not ours to ask.', ...over } }) as const;

  it.each(['DRAFTED', 'AGENDIZED'])('is withdrawn while it is %s, and says how that ended and why', (status) => {
    const history = UP_TO[status] ?? [];
    given(...history)
      .when(ended('DECLINED', { boardActionId: 'action-2' }), { role: 'system' })
      .then({
        type: 'request.withdrawn',
        data: {
          reason: 'Its provision was declined: Not ours to ask.',
          provision: { ended: 'DECLINED', boardActionId: 'action-2' },
        },
      });
    for (const how of ['WITHDRAWN', 'SUPERSEDED'] as const)
      given(...history)
        .when(ended(how), { role: 'system' })
        .then({
          type: 'request.withdrawn',
          data: { reason: `Its provision was ${how.toLowerCase()}: Not ours to ask.`, provision: { ended: how } },
        });
  });

  it.each(Object.keys(UP_TO).filter((status) => !['DRAFTED', 'AGENDIZED'].includes(status)))(
    'stays as it is where it is %s: the Board’s action binds, and an end is an end',
    (status) => {
      given(...(UP_TO[status] ?? []))
        .when(ended('DECLINED'), { role: 'system' })
        .then();
    },
  );

  it('has to be there', () => {
    given().when(ended('WITHDRAWN'), { role: 'system' }).refused(NO_SUCH_RECORD);
  });
});

describe('What a request waits for', () => {
  const condition = { obligation: 'board-actions/1#1', kind: 'CONDITION' } as const;
  const report = { obligation: 'report-backs/1', kind: 'REPORT_BACK', dueAt: '2026-06-01T06:59:59.999Z' } as const;
  const waitsFor = (data: typeof condition | typeof report): RequestEvent => ({ type: 'request.obligation-opened', data });
  const met = ({ obligation }: { obligation: string }): RequestEvent => ({
    type: 'request.obligation-met',
    data: { obligation },
  });
  const close = { name: 'close-request', data: {} } as const;

  it('is noted in any state, once, and again where its day moved', () => {
    const note = (data: object) => ({ name: 'note-obligation-opened', data: { ...report, ...data } }) as const;
    given(opened).when(note({})).then(waitsFor(report));
    given(...toResponded, closed)
      .when(note({}))
      .then(waitsFor(report));
    given(opened, waitsFor(report)).when(note({})).then();
    given(opened, waitsFor(report))
      .when(note({ dueAt: '2026-07-01T06:59:59.999Z' }))
      .thenLike({ type: 'request.obligation-opened', data: { dueAt: '2026-07-01T06:59:59.999Z' } });
    given().when(note({})).refused(NO_SUCH_RECORD);
  });

  it.each([{ obligation: 'report-backs/2' }, { kind: 'CONDITION' }] as const)('is another one where it differs in %j', (data) => {
    given(opened, waitsFor(report))
      .when({ name: 'note-obligation-opened', data: { ...report, ...data } })
      .thenLike({ type: 'request.obligation-opened', data });
  });

  it('goes on with the others where one of them is met', () => {
    const note = { name: 'note-obligation-met', data: { obligation: report.obligation } } as const;
    given(opened, waitsFor(condition)).when(note).then();
    expect(stateAfter(opened, waitsFor(condition), waitsFor(report), met(report))).toMatchObject({ obligations: [condition] });
    expect(stateAfter(opened, waitsFor(condition), waitsFor(report), waitsFor(report))).toMatchObject({
      obligations: [condition, report],
    });
  });

  it('is met once, where it was noted', () => {
    const note = { name: 'note-obligation-met', data: { obligation: report.obligation } } as const;
    given(opened, waitsFor(report)).when(note).then(met(report));
    given(opened).when(note).then();
    given(opened, waitsFor(report), met(report)).when(note).then();
    given().when(note).refused(NO_SUCH_RECORD);
  });

  it('keeps it from being closed while a condition is open', () => {
    given(...toResponded, waitsFor(condition))
      .when(close)
      .refused(CONDITION_OPEN);
    given(...toResponded, waitsFor(condition), met(condition))
      .when(close)
      .then(closed);
  });

  it('keeps it from being closed from the instant on at which a report-back is overdue', () => {
    const at = (occurredAt: string) => given(...toResponded, waitsFor(report)).when(close, { occurredAt });
    at('2026-06-01T06:59:59.999Z').then(closed);
    at('2026-06-01T07:00:00.000Z').refused(REPORT_BACK_OVERDUE);
    given(...toResponded, waitsFor(report), met(report))
      .when(close, { occurredAt: '2026-06-01T07:00:00.000Z' })
      .then(closed);
  });

  it('is judged by its present day where that was moved', () => {
    const moved = waitsFor({ ...report, dueAt: '2026-07-01T06:59:59.999Z' } as never);
    given(...toResponded, waitsFor(report), moved)
      .when(close, { occurredAt: '2026-06-15T12:00:00.000Z' })
      .then(closed);
  });
});
