import {
  NO_SUCH_RECORD,
  NOT_IN_THIS_STATE,
  NO_SUCH_SECTION,
  NOT_SUSPENDED,
  OWN_WORK,
  SUSPENDED_BY_A_STATUS,
  SUSPENSION_OUT_OF_ORDER,
  SUSPENSION_OUTLIVES_ITS_ORDER,
  TIME_IN_THE_FUTURE,
} from '#kernel';
import { profileFrom } from '#jurisdiction';
import { contextOf, storiesOf } from '#testing';
import { orderIdentity, orderSeries } from './numbering.js';
import { order } from './order.js';
import type {
  OrderApprovalReviewed,
  OrderEffective,
  OrderFacts,
  OrderMilestoneRecorded,
  OrderNumberReserved,
  OrderNumberVoided,
  OrderOpened,
  OrderRescinded,
  OrderSigned,
  OrderSuperseded,
  RecordOrderMilestone,
  SignOrder,
  SupersededOrder,
} from './order-record.js';
import {
  APPROVAL_REASON_MISSING,
  CHANGE_DOES_NOT_FIT,
  CONCURRENCE_MISSING,
  CONFORMED_TEXT_AWAITED,
  EFFECT_BEFORE_SIGNATURE,
  LABOR_OPEN,
  MILESTONE_BEFORE_SIGNATURE,
  NOT_ADOPTED,
  NOT_ATTESTED,
  NOT_FINAL,
  NOT_SHOWN_IS_FOR_THE_PAST,
  NOT_YET_ITS_INSTANT,
  OFFICE_UNKNOWN,
  ORDER_TYPE_UNKNOWN,
  OTHER_TEXT_THAN_ADOPTED,
  PROTOCOL_CHANGED_TWICE,
  RESCINDED_BEFORE_SIGNATURE,
  SUPERSEDED_BASE,
  SUPERSEDED_SO_ALREADY,
  SUPERSEDES_A_SIGNED_ORDER,
  SUPERSESSION_CYCLE,
} from './order-rules.js';
import type { ChangeFacts, ProtocolChange } from './signing.js';

const { given, stateAfter } = storiesOf(order);

const HASH = 'a'.repeat(64);
const OTHER_HASH = 'b'.repeat(64);
const SIGNED_AT = '2026-05-01T17:00:00.000Z';
const EFFECTIVE_AT = '2026-05-04T07:00:00.000Z';

const heading = {
  orderType: 'SPECIAL_ORDER',
  office: 'Office of the Chief of Police',
  year: 2026,
  subject: 'Federal action',
} as const;
const reserved: OrderNumberReserved = {
  type: 'order.number-reserved',
  data: { ...heading, number: 12, designation: 'Special Order No. 12 of 2026' },
};
const opened: OrderOpened = {
  type: 'order.opened',
  data: { orderType: 'NOTICE', office: 'Office of Operations', subject: 'Use of cameras' },
};
const concurred: OrderApprovalReviewed = {
  type: 'order.approval-reviewed',
  data: { reason: 'Changes no rule', by: ['the city attorney'] },
};
const voided: OrderNumberVoided = { type: 'order.number-voided', data: { reason: 'Reserved twice' } };
const revision: ProtocolChange = { protocolId: 'protocol-1', draftId: 'draft-1', change: 'REVISED', textHash: HASH };
const signedChange = { ...revision, draftVersion: 2, baseVersion: 3, boardActionId: 'action-1' };
const signed: OrderSigned = {
  type: 'order.signed',
  data: {
    ...reserved.data,
    fileCode: '17.2',
    signer: 'the chief',
    signedAt: SIGNED_AT,
    effectiveAt: EFFECTIVE_AT,
    boardApproval: 'REQUIRED',
    boardActionId: 'action-1',
    changes: [signedChange],
  },
};
const effective: OrderEffective = { type: 'order.effective', data: { effectiveAt: EFFECTIVE_AT, changes: [signedChange] } };
const posted: OrderMilestoneRecorded = {
  type: 'order.milestone-recorded',
  data: { milestone: 'POSTED_ONLINE', on: '2026-05-04', uri: 'https://example.org/so12' },
};

const byTheChief = { actor: 'the chief', role: 'chief', occurredAt: SIGNED_AT } as const;
const profile = (requireAttestation: 'off' | 'warn' | 'block') => ({ profile: { ...contextOf().profile, requireAttestation } });

const sign = (over: Partial<SignOrder['data']> = {}): SignOrder => ({
  name: 'sign-order',
  data: {
    fileCode: '17.2',
    effectiveAt: EFFECTIVE_AT,
    boardApproval: 'REQUIRED',
    boardActionId: 'action-1',
    changes: [revision],
    ...over,
  },
});

const adopted = {
  protocolId: 'protocol-1',
  draftVersion: 2,
  textHash: HASH,
  baseVersion: 3,
  boardActionId: 'action-1',
  authors: ['the author', 'the second author'],
  labor: 'SETTLED',
  conformed: false,
} as const;
const action = {
  id: 'action-1',
  adoptedAt: '2026-03-10T18:00:00.000Z',
  textHash: HASH,
  amended: false,
  attested: true,
  finalFrom: SIGNED_AT,
};
const protocol = { versionInForce: 3, since: '2024-01-01T08:00:00.000Z' };
const facts = (over: Partial<ChangeFacts> = {}): OrderFacts => ({ changes: [{ adopted, action, protocol, ...over }] });

describe('The number of an order', () => {
  it('is the next of its series where none is named, and the named one where one is', () => {
    given().when({ name: 'reserve-order-number', data: heading }, {}, { nextNumber: 12 }).then(reserved);
    given()
      .when({ name: 'reserve-order-number', data: { ...heading, number: 7 } }, {}, {})
      .thenLike({ type: 'order.number-reserved', data: { number: 7 } });
  });

  it('is reserved once for an order', () => {
    given(reserved).when({ name: 'reserve-order-number', data: heading }, {}, { nextNumber: 13 }).refused(NOT_IN_THIS_STATE);
  });

  it('is given up with a reason, before the signature only', () => {
    given(reserved).when({ name: 'void-number', data: voided.data }).then(voided);
    given(reserved, signed).when({ name: 'void-number', data: voided.data }).refused(NOT_IN_THIS_STATE);
    given(reserved, voided).when({ name: 'void-number', data: voided.data }).refused(NOT_IN_THIS_STATE);
    given(opened).when({ name: 'void-number', data: voided.data }).refused(NOT_IN_THIS_STATE);
    given().when({ name: 'void-number', data: voided.data }).refused(NO_SUCH_RECORD);
  });

  it('is counted by type, office and year; an office is the same however it is spelled', () => {
    const series = orderSeries(heading);
    expect(series).toBe('order/SPECIAL_ORDER/office-of-the-chief-of-police/2026');
    expect(orderSeries({ ...heading, office: ' OFFICE of the  Chief of Police ' })).toBe(series);
    expect(orderSeries({ ...heading, orderType: 'ADMINISTRATIVE_ORDER' })).not.toBe(series);
    expect(orderSeries({ ...heading, year: 2027 })).not.toBe(series);
    expect(orderSeries({ ...heading, office: 'Office of Operations' })).not.toBe(series);
  });
});

describe('The signature of an order', () => {
  it('binds each change to the text that the Board adopted', () => {
    given(reserved).when(sign(), byTheChief, facts()).then(signed);
  });

  it('is made under a reserved number, once', () => {
    given().when(sign(), byTheChief, facts()).refused(NO_SUCH_RECORD);
    given(reserved, voided).when(sign(), byTheChief, facts()).refused(NOT_IN_THIS_STATE);
    given(reserved, signed).when(sign(), byTheChief, facts()).refused(NOT_IN_THIS_STATE);
  });

  it('names an effect at its own instant or later, not a millisecond before', () => {
    const effectAt = (effectiveAt: string) => given(reserved).when(sign({ effectiveAt }), byTheChief, facts());
    effectAt('2026-05-01T10:00:00-07:00').thenLike({ type: 'order.signed', data: { effectiveAt: SIGNED_AT } });
    effectAt('2026-05-01T09:59:59.999-07:00').refused(EFFECT_BEFORE_SIGNATURE);
  });

  it('names an action of the Board where approval is required', () => {
    given(reserved)
      .when(sign({ boardActionId: undefined }), byTheChief, facts())
      .refused(NOT_ADOPTED);
    given(reserved)
      .when(sign({ boardActionId: 'action-2' }), byTheChief, facts())
      .refused(NOT_ADOPTED);
    given(reserved)
      .when(sign({ changes: [] }), byTheChief, { changes: [] })
      .refused(NOT_ADOPTED);
  });

  const withoutApproval = { boardApproval: 'NOT_REQUIRED', boardActionId: undefined, changes: [] } as const;
  const withReason = sign({ ...withoutApproval, approvalReason: 'Changes no protocol' });

  it('gives the reason where approval is not required', () => {
    given(reserved, concurred).when(sign(withoutApproval), byTheChief, { changes: [] }).refused(APPROVAL_REASON_MISSING);
    given(reserved, concurred)
      .when(withReason, byTheChief, { changes: [] })
      .thenLike({
        type: 'order.signed',
        data: { boardApproval: 'NOT_REQUIRED', approvalReason: 'Changes no protocol', changes: [] },
      });
    given(opened, concurred).when(withReason, byTheChief, { changes: [] }).thenLike({ type: 'order.signed' });
    // An action that the facts do not hold did not adopt the text, and the Chief did not issue it either.
    given(reserved, concurred)
      .when({ ...withReason, data: { ...withReason.data, changes: [revision] } }, byTheChief, facts({ action: undefined }))
      .refused(NOT_ADOPTED);
  });

  it('waits for a city attorney to concur where approval is not required, another person than the signer (refusal 17)', () => {
    const concur = { name: 'record-approval-concurrence', data: { reason: 'Changes no rule' } } as const;
    const byTheAttorney = { actor: 'the city attorney', role: 'city-attorney' } as const;
    for (const begun of [reserved, opened]) given(begun).when(concur, byTheAttorney).then(concurred);
    given(reserved)
      .when(concur, { ...byTheAttorney, actor: 'the clerk', performedBy: 'the city attorney', onBehalfOf: ['the chief'] })
      .thenLike({ type: 'order.approval-reviewed', data: { by: ['the city attorney', 'the clerk', 'the chief'] } });
    given(reserved, signed).when(concur, byTheAttorney).refused(NOT_IN_THIS_STATE);
    given(reserved).when(withReason, byTheChief, { changes: [] }).refused(CONCURRENCE_MISSING);
    given(reserved, concurred)
      .when(withReason, { ...byTheChief, onBehalfOf: ['the city attorney'] }, { changes: [] })
      .refused(OWN_WORK);
    expect(CONCURRENCE_MISSING.refusal).toBe(17);
  });

  it('leaves the approval open only before the day since which records are kept', () => {
    const notShown = (occurredAt: string) =>
      given(reserved).when(
        sign({ boardApproval: 'NOT_SHOWN', boardActionId: undefined, changes: [] }),
        { ...byTheChief, occurredAt },
        { changes: [] },
      );
    notShown('2026-02-10T07:59:59.999Z').thenLike({ type: 'order.signed', data: { boardApproval: 'NOT_SHOWN' } });
    notShown('2026-02-10T08:00:00.000Z').refused(NOT_SHOWN_IS_FOR_THE_PAST);
  });

  it('puts no text into force that the Board did not adopt, whatever is said of its approval', () => {
    given(reserved)
      .when(sign(), byTheChief, facts({ adopted: undefined }))
      .refused(NOT_ADOPTED);
    given(reserved)
      .when(sign(), byTheChief, facts({ action: undefined }))
      .refused(NOT_ADOPTED);
    given(reserved, concurred)
      .when(
        sign({ boardApproval: 'NOT_REQUIRED', approvalReason: 'Said to be minor', boardActionId: undefined }),
        byTheChief,
        facts({ adopted: undefined, action: undefined }),
      )
      .refused(NOT_ADOPTED);
  });

  it('puts a text into force that the Chief issued without the Board, where it says that no approval is required', () => {
    const { boardActionId: _action, ...issued } = adopted;
    const without = { adopted: issued, action: undefined };
    const change = { ...revision, draftVersion: 2, baseVersion: 3 };
    given(reserved, concurred)
      .when(
        sign({ boardApproval: 'NOT_REQUIRED', approvalReason: 'Within what the Board delegated', boardActionId: undefined }),
        byTheChief,
        facts(without),
      )
      .then({
        type: 'order.signed',
        data: {
          ...reserved.data,
          ...{ fileCode: '17.2', signer: 'the chief', signedAt: SIGNED_AT, effectiveAt: EFFECTIVE_AT },
          ...{ boardApproval: 'NOT_REQUIRED', approvalReason: 'Within what the Board delegated', changes: [change] },
        },
      });
    given(reserved, concurred)
      .when(sign({ boardActionId: undefined }), byTheChief, facts(without))
      .refused(NOT_ADOPTED);
    given(reserved).when(sign(), byTheChief, facts(without)).refused(NOT_ADOPTED);
  });

  it('is on the text that was adopted, and for the protocol that it was adopted for', () => {
    given(reserved)
      .when(sign({ changes: [{ ...revision, textHash: OTHER_HASH }] }), byTheChief, facts())
      .refused(OTHER_TEXT_THAN_ADOPTED);
    given(reserved)
      .when(sign(), byTheChief, facts({ action: { ...action, textHash: OTHER_HASH } }))
      .refused(OTHER_TEXT_THAN_ADOPTED);
    given(reserved)
      .when(sign(), byTheChief, facts({ adopted: { ...adopted, textHash: OTHER_HASH } }))
      .refused(OTHER_TEXT_THAN_ADOPTED);
    given(reserved)
      .when(sign(), byTheChief, facts({ adopted: { ...adopted, protocolId: 'protocol-2' } }))
      .refused(OTHER_TEXT_THAN_ADOPTED);
  });

  it('waits for the conformed version of a text that was adopted as amended', () => {
    given(reserved)
      .when(sign(), byTheChief, facts({ action: { ...action, amended: true } }))
      .refused(CONFORMED_TEXT_AWAITED);
    given(reserved)
      .when(sign(), byTheChief, { changes: [{ protocol, awaitsConformedText: true }] })
      .refused(CONFORMED_TEXT_AWAITED);
    given(reserved)
      .when(sign(), byTheChief, facts({ action: { ...action, amended: true }, adopted: { ...adopted, conformed: true } }))
      .then(signed);
  });

  it('waits for labor, unless the Board acted before it is settled (refusal 17)', () => {
    const withLabor = (labor: 'SETTLED' | 'PERMITTED' | 'OPEN') =>
      given(reserved).when(sign(), byTheChief, facts({ adopted: { ...adopted, labor } }));
    withLabor('OPEN').refused(LABOR_OPEN);
    withLabor('PERMITTED').then(signed);
    expect(LABOR_OPEN.refusal).toBe(17);
  });

  it('is not made on a base that was superseded since', () => {
    given(reserved)
      .when(sign(), byTheChief, facts({ protocol: { versionInForce: 4 } }))
      .refused(SUPERSEDED_BASE);
  });

  it('establishes what is not in force, revises or rescinds what is', () => {
    const change = (kind: ProtocolChange['change'], versionInForce: number) =>
      given(reserved).when(
        sign({ changes: [{ ...revision, change: kind }] }),
        byTheChief,
        facts({ adopted: { ...adopted, baseVersion: versionInForce }, protocol: { versionInForce } }),
      );
    for (const kind of ['ESTABLISHED', 'ACTIVATED'] as const) change(kind, 0).thenLike({ type: 'order.signed' });
    for (const kind of ['REVISED', 'RESCINDED'] as const) change(kind, 0).refused(CHANGE_DOES_NOT_FIT);
    for (const kind of ['REVISED', 'RESCINDED', 'ACTIVATED'] as const) change(kind, 3).thenLike({ type: 'order.signed' });
    change('ESTABLISHED', 3).refused(CHANGE_DOES_NOT_FIT);
    given(reserved)
      .when(sign(), byTheChief, facts({ protocol: undefined }))
      .refused(NO_SUCH_RECORD);
  });

  it('names no effect from before the version that it follows', () => {
    const inForceSince = (since: string) =>
      given(reserved).when(sign(), byTheChief, facts({ protocol: { versionInForce: 3, since } }));
    inForceSince(EFFECTIVE_AT).thenLike({ type: 'order.signed' });
    inForceSince('2026-05-04T07:00:00.001Z').refused(CHANGE_DOES_NOT_FIT);
  });

  it('may follow a pilot whose time is over at the effect', () => {
    const after = (baseVersion: number, change: ProtocolChange['change']) =>
      given(reserved).when(
        sign({ changes: [{ ...revision, change }] }),
        byTheChief,
        facts({ adopted: { ...adopted, baseVersion }, protocol: { versionInForce: 0, since: SIGNED_AT, expired: 3 } }),
      );
    after(3, 'ACTIVATED').thenLike({ type: 'order.signed' });
    after(0, 'ESTABLISHED').thenLike({ type: 'order.signed' });
    after(2, 'ACTIVATED').refused(SUPERSEDED_BASE);
    after(3, 'REVISED').refused(CHANGE_DOES_NOT_FIT);
  });

  it('names the end of a pilot, which lies after its beginning', () => {
    const until = (expiresAt: string, change: ProtocolChange['change'] = 'REVISED') =>
      given(reserved).when(sign({ changes: [{ ...revision, change, expiresAt }] }), byTheChief, facts());
    until('2026-05-04T00:00:00.001-07:00').thenLike({
      type: 'order.signed',
      data: { changes: [{ expiresAt: '2026-05-04T07:00:00.001Z' }] },
    });
    until(EFFECTIVE_AT).refused(CHANGE_DOES_NOT_FIT);
    until('2027-05-04T07:00:00.000Z', 'RESCINDED').refused(CHANGE_DOES_NOT_FIT);
  });

  it('changes a protocol once, and may change several on several actions', () => {
    const second = { ...revision, protocolId: 'protocol-2', draftId: 'draft-2' };
    const secondFacts = { adopted: { ...adopted, protocolId: 'protocol-2', boardActionId: 'action-2' }, action, protocol };
    given(reserved)
      .when(sign({ changes: [revision, { ...revision, draftId: 'draft-2' }] }), byTheChief, {
        changes: [
          { adopted, action, protocol },
          { adopted, action, protocol },
        ],
      })
      .refused(PROTOCOL_CHANGED_TWICE);
    given(reserved)
      .when(sign({ changes: [revision, second] }), byTheChief, { changes: [{ adopted, action, protocol }, secondFacts] })
      .thenLike({
        type: 'order.signed',
        data: { changes: [signedChange, { ...signedChange, ...second, boardActionId: 'action-2' }] },
      });
  });

  it('is not made by whoever wrote a version of the text, nor recorded by them for another', () => {
    given(reserved)
      .when(sign(), { ...byTheChief, performedBy: 'the second author' }, facts())
      .refused(OWN_WORK);
    given(reserved)
      .when(sign(), { ...byTheChief, actor: 'the author', performedBy: 'the chief' }, facts())
      .refused(OWN_WORK);
    given(reserved)
      .when(sign(), { ...byTheChief, onBehalfOf: ['the author'] }, facts())
      .refused(OWN_WORK);
  });

  it('is held to the rules of the request that its text answers, not to newer ones', () => {
    const { finalFrom: _final, ...open } = { ...action, attested: false };
    const all = (how: 'off' | 'warn' | 'block') => ({ requireAttestation: how, requireFinality: how });
    const now = (how: 'off' | 'warn' | 'block') => ({ ...byTheChief, profile: { ...contextOf().profile, ...all(how) } });
    given(reserved)
      .when(sign(), now('block'), facts({ action: open, rules: all('off') }))
      .then(signed);
    const one = { action: open, rules: { ...all('off'), requireAttestation: 'block' } } as const;
    given(reserved).when(sign(), now('off'), facts(one)).refused(NOT_ATTESTED);
    const other = { action: open, rules: { ...all('off'), requireFinality: 'warn' } } as const;
    given(reserved)
      .when(sign(), now('off'), facts(other))
      .then({ ...signed, data: { ...signed.data, finalityWarning: true } });
  });

  it('warns, blocks or says nothing where the Council can still undo the action, as the profile has it', () => {
    const finality = (requireFinality: 'off' | 'warn' | 'block') => ({ profile: { ...contextOf().profile, requireFinality } });
    const { finalFrom: _final, ...open } = action;
    for (const undoable of [open, { ...action, finalFrom: '2026-05-01T17:00:00.001Z' }]) {
      given(reserved)
        .when(sign(), { ...byTheChief, ...finality('warn') }, facts({ action: undoable }))
        .then({ ...signed, data: { ...signed.data, finalityWarning: true } });
      given(reserved)
        .when(sign(), { ...byTheChief, ...finality('block') }, facts({ action: undoable }))
        .refused(NOT_FINAL);
      given(reserved)
        .when(sign(), { ...byTheChief, ...finality('off') }, facts({ action: undoable }))
        .then(signed);
    }
    given(reserved)
      .when(sign(), { ...byTheChief, ...finality('block') }, facts())
      .then(signed);
  });

  it('warns, blocks or says nothing where the action is not attested, as the profile has it', () => {
    const unattested = facts({ action: { ...action, attested: false } });
    given(reserved)
      .when(sign(), { ...byTheChief, ...profile('warn') }, unattested)
      .then({ ...signed, data: { ...signed.data, attestationWarning: true } });
    given(reserved)
      .when(sign(), { ...byTheChief, ...profile('block') }, unattested)
      .refused(NOT_ATTESTED);
    given(reserved)
      .when(sign(), { ...byTheChief, ...profile('off') }, unattested)
      .then(signed);
    given(reserved)
      .when(sign(), { ...byTheChief, ...profile('block') }, facts())
      .then(signed);
  });
});

describe('The effect of an order', () => {
  const put = { name: 'put-order-into-effect', data: {} } as const;

  it('comes at its instant, not a millisecond before', () => {
    given(reserved, signed).when(put, { now: EFFECTIVE_AT }).then(effective);
    given(reserved, signed).when(put, { now: '2026-05-04T06:59:59.999Z' }).refused(NOT_YET_ITS_INSTANT);
  });

  it('comes once, after the signature', () => {
    given().when(put, { now: EFFECTIVE_AT }).refused(NO_SUCH_RECORD);
    given(reserved).when(put, { now: EFFECTIVE_AT }).refused(NOT_IN_THIS_STATE);
    given(reserved, signed, effective).when(put, { now: EFFECTIVE_AT }).refused(NOT_IN_THIS_STATE);
  });
});

describe('A milestone of an order', () => {
  const on = (day: string): RecordOrderMilestone => ({ name: 'record-order-milestone', data: { ...posted.data, on: day } });

  it('is recorded from the signature on, before and after the effect, any number of times', () => {
    given(reserved, signed).when(on('2026-05-04'), { now: '2026-05-05T17:00:00.000Z' }).then(posted);
    given(reserved, signed, effective, posted).when(on('2026-05-04'), { now: '2026-05-05T17:00:00.000Z' }).then(posted);
    given(reserved).when(on('2026-05-04')).refused(NOT_IN_THIS_STATE);
    given(reserved, voided).when(on('2026-05-04')).refused(NOT_IN_THIS_STATE);
  });

  it('lies between the day of the signature and today', () => {
    const lateOnTheDay = { now: '2026-05-05T06:59:59.000Z' };
    given(reserved, signed).when(on('2026-05-01'), lateOnTheDay).thenLike({ type: 'order.milestone-recorded' });
    given(reserved, signed).when(on('2026-04-30'), lateOnTheDay).refused(MILESTONE_BEFORE_SIGNATURE);
    given(reserved, signed).when(on('2026-05-04'), lateOnTheDay).thenLike({ type: 'order.milestone-recorded' });
    given(reserved, signed).when(on('2026-05-05'), lateOnTheDay).refused(TIME_IN_THE_FUTURE);
  });
});

describe('The type of an order', () => {
  const reserve = (orderType: string, office: string = heading.office) =>
    ({ name: 'reserve-order-number', data: { ...heading, orderType, office, number: 3 } }) as const;
  const open = (orderType: string) => ({ name: 'open-order', data: { ...opened.data, orderType } }) as const;
  const invented = { profile: profileFrom('port-alder') };

  it('is one of the profile, numbered as that says', () => {
    given().when(reserve('ADMINISTRATIVE_ORDER')).thenLike({ type: 'order.number-reserved' });
    given().when(open('NOTICE')).then(opened);
    for (const type of ['NOTICE', 'GENERAL_ORDER', 'toString']) given().when(reserve(type)).refused(ORDER_TYPE_UNKNOWN);
    for (const type of ['SPECIAL_ORDER', 'BULLETIN']) given().when(open(type)).refused(ORDER_TYPE_UNKNOWN);
  });

  it('has the names, the form of the number and the offices of another place', () => {
    given()
      .when(reserve('GENERAL_ORDER', 'office of the  Chief'), invented)
      .thenLike({ type: 'order.number-reserved', data: { designation: '2026-3' } });
    given().when(reserve('SPECIAL_ORDER', 'Office of the Chief'), invented).refused(ORDER_TYPE_UNKNOWN);
    given().when(reserve('GENERAL_ORDER'), invented).refused(OFFICE_UNKNOWN);
  });
});

describe('A notice', () => {
  it('is signed without a number, and known by office, date and subject', () => {
    const lateInTheEvening = { ...byTheChief, occurredAt: '2027-01-01T06:59:00.000Z' };
    const signing = sign({ effectiveAt: '2027-01-01T06:59:00.000Z' });
    given(opened)
      .when(signing, lateInTheEvening, facts())
      .thenLike({ type: 'order.signed', data: { ...opened.data, year: 2026, signedOn: '2026-12-31' } });
    const identity = orderIdentity({ ...signed.data, ...opened.data, signedOn: '2026-12-31' });
    expect(identity).toEqual({ scope: 'order/NOTICE/office-of-operations/2026-12-31', key: 'subject/use-of-cameras' });
    const again = orderIdentity({ ...signed.data, ...opened.data, signedOn: '2026-12-31', subject: ' Use of  CAMERAS' });
    expect(again).toEqual(identity);
  });
});

describe('An order that supersedes another', () => {
  const supersedes = ['order-1', 'order-2'];
  const old = (orderId: string, over: Partial<SupersededOrder> = {}): SupersededOrder => ({
    orderId,
    status: 'EFFECTIVE',
    supersedes: [],
    ...over,
  });
  const own = contextOf().subjectId;
  const signing = (superseded: readonly SupersededOrder[], ids = supersedes) =>
    given(reserved).when(sign({ supersedes: ids }), byTheChief, { ...facts(), superseded });

  it('names which, once each, and tells so at its effect', () => {
    signing([old('order-1'), old('order-2')], [...supersedes, 'order-1']).thenLike({
      type: 'order.signed',
      data: { supersedes },
    });
    const superseding: OrderSigned = { ...signed, data: { ...signed.data, supersedes } };
    given(reserved, superseding)
      .when({ name: 'put-order-into-effect', data: {} }, { now: EFFECTIVE_AT })
      .then({ ...effective, data: { ...effective.data, supersedes } });
  });

  it('names orders that were signed and not rescinded', () => {
    for (const status of ['SIGNED', 'EFFECTIVE', 'SUPERSEDED'] as const)
      signing([old('order-1'), old('order-2', { status })]).thenLike({ type: 'order.signed' });
    for (const status of ['NUMBER_RESERVED', 'NUMBER_VOIDED', 'OPENED', 'RESCINDED'] as const)
      signing([old('order-1'), old('order-2', { status })]).refused(SUPERSEDES_A_SIGNED_ORDER);
    signing([old('order-1')]).refused(NO_SUCH_RECORD);
    signing([old('order-1'), old('order-2', { status: 'none' })]).refused(NO_SUCH_RECORD);
  });

  it('supersedes itself neither directly nor by others (refusal 12)', () => {
    signing([old('order-1'), old(own)], ['order-1', own]).refused(SUPERSESSION_CYCLE);
    signing([old('order-1'), old('order-2', { supersedes: ['order-3', own] })]).refused(SUPERSESSION_CYCLE);
    expect(SUPERSESSION_CYCLE.refusal).toBe(12);
  });

  it('may be found to do so later, in no circle, and once', () => {
    const record = (id: string) =>
      ({ name: 'record-supersession', data: { supersedes: id, source: 'Index of orders' } }) as const;
    const recorded = { type: 'order.supersession-recorded', data: { supersedes: 'order-1', source: 'Index of orders' } } as const;
    const known = { superseded: [old('order-1')] };
    given(reserved, signed).when(record('order-1'), {}, known).then(recorded);
    given(reserved, signed, effective)
      .when(record('order-1'), {}, known)
      .then({ ...recorded, data: { ...recorded.data, effectiveAt: EFFECTIVE_AT } });
    const ended: OrderRescinded = {
      type: 'order.rescinded',
      data: { rescindedAt: EFFECTIVE_AT, reason: 'A slip', changes: [] },
    };
    given(reserved, signed, ended).when(record('order-1'), {}, known).then(recorded);
    given(reserved, signed, effective, ended)
      .when(record('order-1'), {}, known)
      .thenLike({ type: 'order.supersession-recorded', data: { effectiveAt: EFFECTIVE_AT } });
    given(reserved, signed, recorded).when(record('order-1'), {}, known).refused(SUPERSEDED_SO_ALREADY);
    given(reserved, signed)
      .when(record('order-1'), {}, { superseded: [old('order-1', { supersedes: [own] })] })
      .refused(SUPERSESSION_CYCLE);
    given(reserved, signed).when(record(own), {}, {}).refused(SUPERSESSION_CYCLE);
    given(reserved).when(record('order-1'), {}, known).refused(NOT_IN_THIS_STATE);
    expect(stateAfter(reserved, signed, recorded)).toMatchObject({ supersedes: ['order-1'] });
  });
});

describe('The end of an order', () => {
  const superseded: OrderSuperseded = {
    type: 'order.superseded',
    data: { byOrderId: 'order-9', effectiveAt: '2026-06-01T07:00:00.000Z' },
  };
  const rescinded: OrderRescinded = {
    type: 'order.rescinded',
    data: { rescindedAt: '2026-06-01T07:00:00.000Z', reason: 'Vetoed', changes: [signedChange] },
  };
  const noted = { name: 'note-order-superseded', data: superseded.data } as const;
  const rescind = (boardActionId?: string) =>
    ({ name: 'rescind-order', data: { reason: 'Vetoed', ...(boardActionId ? { boardActionId } : {}) } }) as const;
  const at = { occurredAt: '2026-06-01T07:00:00.000Z' };

  it('comes with the effect of the order that supersedes it, once', () => {
    given(reserved, signed).when(noted).then(superseded);
    given(reserved, signed, effective).when(noted).then(superseded);
    given(reserved, signed, effective, superseded).when(noted).then();
    given(reserved, signed, effective, rescinded).when(noted).then();
    given(reserved).when(noted).refused(NOT_IN_THIS_STATE);
    expect(stateAfter(reserved, signed, effective, superseded)).toMatchObject({ status: 'SUPERSEDED' });
    expect(stateAfter(reserved, signed, effective, rescinded)).toMatchObject({ status: 'RESCINDED' });
    expect(stateAfter(reserved, signed)).toMatchObject({ status: 'SIGNED', supersedes: [] });
  });

  it('comes with a rescission, which names the versions that go with it', () => {
    given(reserved, signed, effective).when(rescind(), at).then(rescinded);
    given(reserved, signed)
      .when(rescind(), at)
      .then({ ...rescinded, data: { ...rescinded.data, changes: [] } });
    for (const end of [superseded, rescinded])
      given(reserved, signed, effective, end).when(rescind(), at).refused(NOT_IN_THIS_STATE);
    given(reserved).when(rescind(), at).refused(NOT_IN_THIS_STATE);
  });

  it('comes not before the signature (refusal 12)', () => {
    given(reserved, signed).when(rescind(), { occurredAt: '2026-05-01T16:59:59.999Z' }).refused(RESCINDED_BEFORE_SIGNATURE);
    given(reserved, signed).when(rescind(), { occurredAt: SIGNED_AT }).thenLike({ type: 'order.rescinded' });
  });

  it('rests on an action of the Board that exists, where it names one', () => {
    given(reserved, signed).when(rescind('action-2'), at, { actionExists: false }).refused(NO_SUCH_RECORD);
    given(reserved, signed)
      .when(rescind('action-2'), at, { actionExists: true })
      .thenLike({ type: 'order.rescinded', data: { boardActionId: 'action-2' } });
  });

  it('is required by what it rests on, once a reason, while it has not come', () => {
    const required = { sourceType: 'council-reviews', sourceId: 'review-1', reason: 'Vetoed' } as const;
    const note = (sourceId = 'review-1') => ({ name: 'note-rescission-required', data: { ...required, sourceId } }) as const;
    const event = { type: 'order.rescission-required', data: required } as const;
    given(reserved, signed).when(note()).then(event);
    given(reserved, signed, effective, event).when(note()).then();
    given(reserved, signed, effective, event).when(note('review-2')).thenLike({ type: 'order.rescission-required' });
    for (const end of [superseded, rescinded]) given(reserved, signed, effective, end).when(note()).then();
    given(reserved).when(note()).refused(NOT_IN_THIS_STATE);
  });

  it('leaves its milestones and its errata to be entered', () => {
    const command = { name: 'record-order-milestone', data: posted.data } as const;
    given(reserved, signed, effective, superseded).when(command, { now: '2026-06-02T00:00:00.000Z' }).then(posted);
  });
});

describe('An erratum', () => {
  const data = { passage: 'Order of 1997', shouldRead: 'Order of 1979', reason: 'A slip', source: 'The order of 1979' };

  it('is noted of an issued text, which stays as it is', () => {
    given(reserved, signed).when({ name: 'annotate-erratum', data }).then({ type: 'order.erratum-annotated', data });
    given(reserved).when({ name: 'annotate-erratum', data }).refused(NOT_IN_THIS_STATE);
    expect(stateAfter(reserved, signed, { type: 'order.erratum-annotated', data })).toEqual(stateAfter(reserved, signed));
  });
});

describe('A suspension of an order', () => {
  const cites = { authorityId: 'sb-627', scope: 'federal officers' };
  const AT = '2026-05-20T17:00:00.000Z';
  const standing = (status: string): OrderFacts => ({ authority: { statusOn: () => status } });
  const paused = { type: 'order.paused', data: { ...cites, sections: ['II'], suspendedAt: AT } } as const;
  const suspend = { name: 'suspend-order', data: { ...cites, sections: ['II'] } } as const;
  const resume = { name: 'resume-order', data: cites } as const;

  it('is of an order in effect, from its effect on, while a legal status says so (refusal 15)', () => {
    given(reserved, signed, effective).when(suspend, { occurredAt: AT }, standing('STAYED')).then(paused);
    given(reserved, signed, effective).when(suspend, { occurredAt: AT }, standing('IN_FORCE')).refused(SUSPENDED_BY_A_STATUS);
    given(reserved, signed, effective)
      .when(suspend, { occurredAt: '2026-05-04T06:59:59.999Z' }, standing('STAYED'))
      .refused(SUSPENSION_OUT_OF_ORDER);
    given(reserved, signed).when(suspend, { occurredAt: AT }, standing('STAYED')).refused(NOT_IN_THIS_STATE);
    const having = (...sections: readonly string[]) => ({ ...standing('STAYED'), sections });
    given(reserved, signed, effective).when(suspend, { occurredAt: AT }, having('I', 'II')).then(paused);
    given(reserved, signed, effective).when(suspend, { occurredAt: AT }, having('I')).refused(NO_SUCH_SECTION);
  });

  it('ends when its authority is neither enjoined nor stayed there any more (refusal 15)', () => {
    given(reserved, signed, effective, paused)
      .when(resume, { occurredAt: AT }, standing('STAYED'))
      .refused(SUSPENSION_OUTLIVES_ITS_ORDER);
    given(reserved, signed, effective, paused)
      .when(resume, { occurredAt: AT }, standing('IN_FORCE'))
      .then({ type: 'order.resumed', data: { ...cites, resumedAt: AT } });
    given(reserved, signed, effective).when(resume, { occurredAt: AT }, standing('IN_FORCE')).refused(NOT_SUSPENDED);
    const resumed = { type: 'order.resumed', data: { ...cites, resumedAt: AT } } as const;
    expect(stateAfter(reserved, signed, effective, paused)).toMatchObject({ suspensions: [{ section: 'II' }] });
    expect(stateAfter(reserved, signed, effective, paused, resumed)).toMatchObject({ suspensions: [] });
  });
});
