/** Special Order No. 12 of 2026 and what it puts into force, told in events and commands. */
import type { Context } from '#kernel';
import { contextOf } from '#testing';
import type {
  OrderEffective,
  OrderFacts,
  OrderMilestoneRecorded,
  OrderNumberReserved,
  OrderNumberVoided,
  OrderOpened,
  OrderSigned,
  SignOrder,
} from './order-record.js';
import type { ChangeFacts, ProtocolChange } from './signing.js';

const HASH = 'a'.repeat(64);
export const SIGNED_AT = '2026-05-01T17:00:00.000Z';
export const EFFECTIVE_AT = '2026-05-04T07:00:00.000Z';
export const heading = {
  orderType: 'SPECIAL_ORDER',
  office: 'Office of the Chief of Police',
  year: 2026,
  subject: 'Federal action',
} as const;
export const reserved: OrderNumberReserved = {
  type: 'order.number-reserved',
  data: { ...heading, number: 12, designation: 'Special Order No. 12 of 2026' },
};
export const opened: OrderOpened = {
  type: 'order.opened',
  data: { orderType: 'NOTICE', office: 'Office of Operations', subject: 'Use of cameras' },
};
export const voided: OrderNumberVoided = { type: 'order.number-voided', data: { reason: 'Reserved twice' } };
export const revision: ProtocolChange = { protocolId: 'protocol-1', draftId: 'draft-1', change: 'REVISED', textHash: HASH };
export const signedChange = { ...revision, draftVersion: 2, baseVersion: 3, boardActionId: 'action-1' };
export const signed: OrderSigned = {
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
export const effective: OrderEffective = {
  type: 'order.effective',
  data: { effectiveAt: EFFECTIVE_AT, changes: [signedChange] },
};
export const posted: OrderMilestoneRecorded = {
  type: 'order.milestone-recorded',
  data: { milestone: 'POSTED_ONLINE', on: '2026-05-04', uri: 'https://example.org/so12' },
};
export const byTheChief = { actor: 'the chief', role: 'chief', occurredAt: SIGNED_AT } as const;
export const profile = (requireAttestation: 'off' | 'warn' | 'block'): Pick<Context, 'profile'> => ({
  profile: { ...contextOf().profile, requireAttestation },
});
export const sign = (over: Partial<SignOrder['data']> = {}): SignOrder => ({
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
export const adopted = {
  protocolId: 'protocol-1',
  draftVersion: 2,
  textHash: HASH,
  baseVersion: 3,
  boardActionId: 'action-1',
  authors: ['the author', 'the second author'],
  labor: 'SETTLED',
  conformed: false,
} as const;
export const action = {
  id: 'action-1',
  adoptedAt: '2026-03-10T18:00:00.000Z',
  textHash: HASH,
  amended: false,
  attested: true,
  finalFrom: SIGNED_AT,
};
export const protocol = { versionInForce: 3, since: '2024-01-01T08:00:00.000Z' };
export const facts = (over: Partial<ChangeFacts> = {}): OrderFacts => ({ changes: [{ adopted, action, protocol, ...over }] });
