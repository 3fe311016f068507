import { NO_SUCH_RECORD, NOT_IN_THIS_STATE, OWN_WORK, TIME_IN_THE_FUTURE } from '#kernel';
import { contextOf, storiesOf } from '#testing';
import {
  order,
  type OrderEffective,
  type OrderFacts,
  type OrderMilestoneRecorded,
  type OrderNumberReserved,
  type OrderNumberVoided,
  orderSeries,
  type OrderSigned,
  type RecordOrderMilestone,
  type SignOrder,
} from './order.js';
import {
  APPROVAL_REASON_MISSING,
  CHANGE_DOES_NOT_FIT,
  CONFORMED_TEXT_AWAITED,
  EFFECT_BEFORE_SIGNATURE,
  MILESTONE_BEFORE_SIGNATURE,
  NOT_ADOPTED,
  NOT_ATTESTED,
  NOT_YET_ITS_INSTANT,
  OTHER_TEXT_THAN_ADOPTED,
  PROTOCOL_CHANGED_TWICE,
  SUPERSEDED_BASE,
} from './order-rules.js';
import type { ChangeFacts, ProtocolChange } from './signing.js';

const { given } = storiesOf(order);

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
const reserved: OrderNumberReserved = { type: 'order.number-reserved', data: { ...heading, number: 12 } };
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
};
const action = { textHash: HASH, amended: false, attested: true };
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

  it('gives the reason where approval is not required', () => {
    const withoutApproval = { boardApproval: 'NOT_REQUIRED', boardActionId: undefined, changes: [] } as const;
    given(reserved).when(sign(withoutApproval), byTheChief, { changes: [] }).refused(APPROVAL_REASON_MISSING);
    given(reserved)
      .when(sign({ ...withoutApproval, approvalReason: 'Changes no protocol' }), byTheChief, { changes: [] })
      .thenLike({
        type: 'order.signed',
        data: { boardApproval: 'NOT_REQUIRED', approvalReason: 'Changes no protocol', changes: [] },
      });
  });

  it('puts no text into force that the Board did not adopt, whatever is said of its approval', () => {
    given(reserved)
      .when(sign(), byTheChief, facts({ adopted: undefined }))
      .refused(NOT_ADOPTED);
    given(reserved)
      .when(sign(), byTheChief, facts({ action: undefined }))
      .refused(NOT_ADOPTED);
    given(reserved)
      .when(
        sign({ boardApproval: 'NOT_REQUIRED', approvalReason: 'Said to be minor', boardActionId: undefined }),
        byTheChief,
        facts({ adopted: undefined, action: undefined }),
      )
      .refused(NOT_ADOPTED);
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
