import { type Assertion, OWN_WORK } from '#kernel';
import { contextOf, storiesOf } from '#testing';
import { order } from './order.js';
import type { OrderFacts, OrderNumberReserved, SignOrder } from './order-record.js';
import { CHANGE_NAMES_ITS_DRAFT, LABOR_OPEN, NOT_ADOPTED, NOT_FINAL, OTHER_TEXT_THAN_ADOPTED } from './order-rules.js';
import type { ChangeFacts, ProtocolChange } from './signing.js';

const { given } = storiesOf(order);

const HASH = 'a'.repeat(64);
/** 17:00 in Los Angeles on Monday, 10 March 2025. */
const ADOPTED_AT = '2025-03-11T00:00:00.000Z';
const reserved: OrderNumberReserved = {
  type: 'order.number-reserved',
  data: {
    orderType: 'SPECIAL_ORDER',
    office: 'Office of the Chief of Police',
    year: 2025,
    number: 3,
    subject: 'Use of force',
    designation: 'Special Order No. 3 of 2025',
  },
};
const change = { protocolId: 'protocol-1', change: 'REVISED' } as const;
const drafted: ProtocolChange = { ...change, draftId: 'draft-1', textHash: HASH };
const action = { id: 'action-1', adoptedAt: ADOPTED_AT, amended: false, attested: true, finalFrom: ADOPTED_AT };
const { finalFrom: _final, ...undecided } = action;
const protocol = { versionInForce: 3 };
const adopted = {
  protocolId: 'protocol-1',
  draftVersion: 2,
  textHash: HASH,
  baseVersion: 3,
  boardActionId: 'action-1',
  authors: ['the author'],
  labor: 'SETTLED',
  conformed: false,
} as const;

const asserted = (): Assertion => ({ source: 'The order on paper', notEvaluated: [] });
const codesOf = ({ notEvaluated }: Assertion): string[] => notEvaluated.map(({ rule }) => rule.code);

/** The order signed at an instant of the past, in so far as it is known. */
function signed(over: Partial<SignOrder['data']>, facts: OrderFacts, context: Partial<ReturnType<typeof contextOf>> = {}) {
  const data: SignOrder['data'] = {
    ...{ fileCode: '3.1', effectiveAt: '2025-05-01T07:00:00.000Z' },
    ...{ boardApproval: 'REQUIRED', boardActionId: 'action-1', changes: [change] },
    ...over,
  };
  const signedAt = {
    actor: 'the clerk',
    performedBy: 'the chief',
    role: 'chief',
    occurredAt: '2025-04-15T17:00:00.000Z',
  } as const;
  return given(reserved).when({ name: 'sign-order', data }, { ...signedAt, ...context }, facts);
}

describe('An order of the past whose draft is not on record', () => {
  const facts = { changes: [{ action, protocol }] };

  it('is bound to the action and to the version in force; its text, labor and authors are not evaluated', () => {
    const assertion = asserted();
    signed({}, facts, { asserted: assertion }).thenLike({
      type: 'order.signed',
      data: { changes: [{ ...change, baseVersion: 3, boardActionId: 'action-1' }] },
    });
    expect(codesOf(assertion)).toEqual([OTHER_TEXT_THAN_ADOPTED.code, LABOR_OPEN.code, OWN_WORK.code]);
  });

  it('keeps its text with the hash, and the end of a pilot, where those are known', () => {
    const known = { ...change, text: 'Officers shall …', textHash: HASH };
    const pilot = { ...known, expiresAt: '2026-05-01T00:00:00-07:00' };
    const changesOf = (one: ProtocolChange, bound: object) =>
      signed({ changes: [one] }, facts, { asserted: asserted() }).thenLike({ type: 'order.signed', data: { changes: [bound] } });
    changesOf(known, { ...known, baseVersion: 3 });
    changesOf(pilot, { ...pilot, expiresAt: '2026-05-01T07:00:00.000Z' });
    // A hash alone is that of no text that is kept.
    changesOf({ ...change, textHash: HASH }, { ...change, baseVersion: 3 });
  });

  it('is bound to no action where none is known', () => {
    signed(
      { boardApproval: 'NOT_SHOWN', boardActionId: undefined },
      { changes: [{ protocol }] },
      { asserted: asserted() },
    ).thenLike({
      type: 'order.signed',
      data: { changes: [{ ...change, baseVersion: 3 }] },
    });
  });

  it('names its draft where it is none of the past', () => {
    signed({}, facts).refused(CHANGE_NAMES_ITS_DRAFT);
  });

  it.each([
    { ...change, draftId: 'draft-1' },
    { ...drafted, text: 'Officers shall …' },
  ])('names a draft with its hash, without a text of its own, or none: %j', (one) => {
    const whole = { changes: [{ adopted, action, protocol }] };
    signed({ changes: [one] }, whole, { asserted: asserted() }).refused(CHANGE_NAMES_ITS_DRAFT);
    signed({ changes: [one] }, whole).refused(CHANGE_NAMES_ITS_DRAFT);
  });
});

describe('Whether the Council could still undo the action behind an order of the past', () => {
  const facts = { changes: [{ adopted, action: undecided, protocol }] };
  const undoable = (requireFinality: 'off' | 'warn' | 'block', occurredAt: string, over = {}) =>
    signed({ changes: [drafted] }, facts, { occurredAt, profile: { ...contextOf().profile, requireFinality }, ...over });
  const FIFTH_DAY = '2025-03-16T06:59:59.999Z';
  const SIXTH_DAY = '2025-03-16T07:00:00.000Z';

  it('is certain for as many calendar days as the Council has regular ones', () => {
    undoable('block', FIFTH_DAY, { asserted: asserted() }).refused(NOT_FINAL);
    undoable('warn', FIFTH_DAY, { asserted: asserted() }).thenLike({ type: 'order.signed', data: { finalityWarning: true } });
  });

  it.each(['warn', 'block'] as const)('is not evaluated after them, and neither refused nor warned of: %s', (strictness) => {
    const assertion = asserted();
    undoable(strictness, SIXTH_DAY, { asserted: assertion }).then({
      type: 'order.signed',
      data: {
        ...{
          ...reserved.data,
          fileCode: '3.1',
          signer: 'the chief',
          signedAt: SIXTH_DAY,
          effectiveAt: '2025-05-01T07:00:00.000Z',
        },
        ...{ boardApproval: 'REQUIRED', boardActionId: 'action-1' },
        changes: [{ ...drafted, draftVersion: 2, baseVersion: 3, boardActionId: 'action-1' }],
      },
    });
    expect(codesOf(assertion)).toEqual([NOT_FINAL.code]);
  });

  it('is not asked where the profile does not ask', () => {
    const assertion = asserted();
    undoable('off', SIXTH_DAY, { asserted: assertion }).thenLike({ type: 'order.signed' });
    expect(codesOf(assertion)).toEqual([]);
  });

  it('is taken from the record where the order is none of the past', () => {
    undoable('block', SIXTH_DAY).refused(NOT_FINAL);
  });

  it('is warned of where it can be undone behind one change of several', () => {
    const second = { ...drafted, protocolId: 'protocol-2', draftId: 'draft-2' };
    const final: ChangeFacts = { adopted: { ...adopted, protocolId: 'protocol-2' }, action, protocol };
    const profile = { ...contextOf().profile, requireFinality: 'warn' as const };
    signed({ changes: [second, drafted] }, { changes: [final, ...facts.changes] }, { profile }).thenLike({
      type: 'order.signed',
      data: { finalityWarning: true },
    });
  });
});

describe('The approval behind an order of the past', () => {
  it('is not taken from a text that the Chief issued, where none is shown', () => {
    const { boardActionId: _none, ...issued } = adopted;
    const unshown = { changes: [drafted], boardApproval: 'NOT_SHOWN', boardActionId: undefined } as const;
    signed(unshown, { changes: [{ adopted: issued, protocol }] }).refused(NOT_ADOPTED);
  });
});
