import { NO_SUCH_RECORD, NOT_IN_THIS_STATE, OWN_WORK } from '#kernel';
import { contextOf, storiesOf } from '#testing';
import type { OrderApprovalReviewed } from './order-record.js';
import {
  APPROVAL_REASON_MISSING,
  CHANGE_DOES_NOT_FIT,
  CONCURRENCE_MISSING,
  CONFORMED_TEXT_AWAITED,
  EFFECT_BEFORE_SIGNATURE,
  LABOR_OPEN,
  NOT_ADOPTED,
  NOT_ATTESTED,
  NOT_FINAL,
  NOT_SHOWN_IS_FOR_THE_PAST,
  OTHER_TEXT_THAN_ADOPTED,
  PROTOCOL_CHANGED_TWICE,
  SUPERSEDED_BASE,
} from './order-rules.js';
import { order } from './order.js';
import type { ProtocolChange } from './signing.js';
import {
  action,
  adopted,
  byTheChief,
  EFFECTIVE_AT,
  facts,
  opened,
  profile,
  protocol,
  reserved,
  revision,
  sign,
  signed,
  SIGNED_AT,
  signedChange,
  voided,
} from './spec-order.js';

const { given } = storiesOf(order);

const OTHER_HASH = 'b'.repeat(64);
const concurred: OrderApprovalReviewed = {
  type: 'order.approval-reviewed',
  data: { reason: 'Changes no rule', by: ['the city attorney'] },
};

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
