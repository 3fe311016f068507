/** The versions of a protocol, told in events and commands. */
import { contextOf } from '#testing';
import type {
  ChangeKind,
  ProtocolFacts,
  ProtocolRegistered,
  PutVersionInForce,
  VersionEffective,
  VersionExpired,
  VersionRescinded,
} from './protocol-record.js';

const id = contextOf().subjectId;
export const heading = { kind: 'MANUAL_SECTION', identifier: '1/556.10', title: 'Federal immigration action' } as const;
export const registered: ProtocolRegistered = { type: 'protocol.registered', data: heading };
export const first: VersionEffective = {
  type: 'protocol.version-effective',
  data: {
    ...{ version: 1, effectiveAt: '2026-01-05T08:00:00.000Z', source: 'Manual, edition of 2026' },
    ...{ text: 'old', sections: [], textHash: 'h1' },
  },
};
export const second: VersionEffective = {
  type: 'protocol.version-effective',
  data: {
    version: 2,
    effectiveAt: '2026-03-10T18:00:00.000Z',
    supersedes: 1,
    text: 'new',
    sections: [],
    textHash: 'h2',
    orderId: 'order',
    draftId: 'draft',
    change: 'REVISED',
  },
};
export const rescinded: VersionRescinded = {
  type: 'protocol.version-rescinded',
  data: { version: 1, effectiveAt: '2026-03-10T18:00:00.000Z', orderId: 'order', draftId: 'draft' },
};
export function put(change: ChangeKind, over: Partial<PutVersionInForce['data']> = {}): PutVersionInForce {
  const data = { draftId: 'draft', textHash: 'h2', orderId: 'order', change, effectiveAt: '2026-03-10T18:00:00.000Z' };
  return { name: 'put-version-in-force', data: { ...data, ...over } };
}
export function adopted(baseVersion: number, over: Partial<NonNullable<ProtocolFacts['adopted']>> = {}): ProtocolFacts {
  return {
    adopted: { protocolId: id, text: 'new', sections: [], textHash: 'h2', baseVersion, boardActionId: 'action', ...over },
  };
}
export const atEffect = { now: '2026-03-10T18:00:00.000Z' };
export const ENDS = '2026-06-01T07:00:00.000Z';
export const pilot: VersionEffective = { ...second, data: { ...second.data, expiresAt: ENDS } };
export const expired: VersionExpired = { type: 'protocol.version-expired', data: { version: 2, expiredAt: ENDS } };
