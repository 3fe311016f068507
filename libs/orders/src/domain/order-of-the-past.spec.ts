import { type Assertion, type Context, UNKNOWN_PERSON } from '#kernel';
import { contextOf, storiesOf } from '#testing';
import { order } from './order.js';
import type { OrderFacts, OrderNumberReserved, SignOrder } from './order-record.js';
import { CHANGE_NAMES_ITS_DRAFT, FILE_CODE_MISSING, NOT_ADOPTED, NOT_FINAL } from './order-rules.js';
import type { ChangeFacts, ProtocolChange } from './signing.js';

const { given } = storiesOf(order);

const HASH = 'a'.repeat(64);
/** Wednesday, 5 February 2020: the day after the vote. */
const SIGNED_AT = '2020-02-05T18:00:00.000Z';
const reserved: OrderNumberReserved = {
  type: 'order.number-reserved',
  data: {
    ...{ orderType: 'SPECIAL_ORDER', office: 'Office of the Chief of Police', year: 2020, number: 4, subject: 'Synthetic' },
    designation: 'Special Order No. 4 of 2020',
  },
};

const change: ProtocolChange = { protocolId: 'protocol-1', change: 'REVISED' };
const sign = (over: Partial<SignOrder['data']> = {}): SignOrder => ({
  name: 'sign-order',
  data: { effectiveAt: SIGNED_AT, boardApproval: 'REQUIRED', boardActionId: 'action-1', changes: [change], ...over },
});
const action = { id: 'action-1', adoptedAt: '2020-02-04T18:00:00.000Z', amended: false, attested: true };
const facts = (over: Partial<NonNullable<ChangeFacts['action']>> = {}): OrderFacts => ({
  changes: [{ action: { ...action, ...over }, protocol: { versionInForce: 1, since: '2019-12-17T08:00:00.000Z' } }],
});
const asserted = (): Assertion => ({ source: 'The order', notEvaluated: [] });
const entered = (assertion: Assertion, requireFinality: 'off' | 'warn' | 'block', occurredAt = SIGNED_AT): Partial<Context> => ({
  ...{ actor: 'the staff', role: 'commission-staff', performedBy: UNKNOWN_PERSON, occurredAt, asserted: assertion },
  profile: { ...contextOf().profile, requireFinality },
});
const codesOf = ({ notEvaluated }: Assertion): string[] => notEvaluated.map(({ rule }) => rule.code);

describe('An order of the past', () => {
  it('is entered without its draft and its file code, and says what nobody could evaluate', () => {
    const past = asserted();
    given(reserved)
      .when(sign(), entered(past, 'off'), facts())
      .then({
        type: 'order.signed',
        data: {
          ...reserved.data,
          ...{ signer: UNKNOWN_PERSON, signedAt: SIGNED_AT, effectiveAt: SIGNED_AT, boardApproval: 'REQUIRED' },
          ...{ boardActionId: 'action-1', changes: [{ ...change, baseVersion: 1, boardActionId: 'action-1' }] },
        },
      });
    expect(codesOf(past)).toEqual(['file-code-missing', 'other-text-than-adopted', 'labor-open', 'own-work']);
  });

  it('brings its text itself, where that is known', () => {
    const brought = { ...change, text: 'Synthetic', textHash: HASH };
    given(reserved)
      .when(sign({ changes: [brought] }), entered(asserted(), 'off'), facts())
      .thenLike({ type: 'order.signed', data: { changes: [{ ...brought, baseVersion: 1, boardActionId: 'action-1' }] } });
  });

  it('names a draft with its hash alone, or none; one of the present names it always', () => {
    const drafted = { ...change, draftId: 'draft-1' };
    for (const wrong of [drafted, { ...drafted, textHash: HASH, text: 'Synthetic' }])
      given(reserved)
        .when(sign({ changes: [wrong] }), entered(asserted(), 'off'), facts())
        .refused(CHANGE_NAMES_ITS_DRAFT);
    const { asserted: _asserted, ...present } = entered(asserted(), 'off');
    given(reserved)
      .when(sign({ fileCode: '17.2' }), present, facts())
      .refused(CHANGE_NAMES_ITS_DRAFT);
    given(reserved).when(sign(), present, facts()).refused(FILE_CODE_MISSING);
  });

  it('names the action that adopted what it puts into force', () => {
    given(reserved)
      .when(sign({ boardActionId: 'action-2' }), entered(asserted(), 'off'), facts())
      .refused(NOT_ADOPTED);
  });

  it('inside the window of the Council is let be, warned of or refused, as the rules say', () => {
    given(reserved)
      .when(sign(), entered(asserted(), 'warn'), facts())
      .thenLike({ type: 'order.signed', data: { finalityWarning: true } });
    given(reserved).when(sign(), entered(asserted(), 'block'), facts()).refused(NOT_FINAL);
    const final = facts({ finalFrom: SIGNED_AT });
    given(reserved)
      .when(sign(), entered(asserted(), 'block'), final)
      .thenLike({ type: 'order.signed', data: { boardActionId: 'action-1' } });
  });

  it('later than that leaves finality open, where the days of the Council are not on record', () => {
    const within = entered(asserted(), 'block', '2020-02-09T18:00:00.000Z');
    const at = { effectiveAt: '2020-02-20T18:00:00.000Z' };
    given(reserved).when(sign(at), within, facts()).refused(NOT_FINAL);
    const past = asserted();
    given(reserved)
      .when(sign(at), entered(past, 'block', '2020-02-10T18:00:00.000Z'), facts())
      .thenLike({ type: 'order.signed', data: { signedAt: '2020-02-10T18:00:00.000Z' } });
    expect(codesOf(past)).toContain('not-final');
  });
});
