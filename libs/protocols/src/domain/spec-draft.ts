/** A draft on its way to the Board, told by the events and commands that most of its stories begin with. */
import type { DraftCommand, DraftEvent, DraftFacts, DraftOpened, SaveDraftVersion, VersionSaved } from './draft-record.js';

export const opened: DraftOpened = {
  type: 'draft.opened',
  data: { protocolId: 'protocol', requestId: 'request', origin: 'DEPARTMENT', title: 'Federal immigration action' },
};
export const openedBy = (origin: 'BOARD' | 'OIG'): DraftOpened => ({
  type: 'draft.opened',
  data: { protocolId: 'protocol', origin, title: 'By itself' },
});

export function saved(number: number, author = 'author', over: Partial<VersionSaved['data']> = {}): VersionSaved {
  const text = { text: `text ${number}`, sections: [], textHash: `hash ${number}`, baseVersion: 1, changeSummary: 'first' };
  return { type: 'draft.version-saved', data: { number, ...text, author, ...over } };
}

export function save(number: number, over: Partial<SaveDraftVersion['data']> = {}): SaveDraftVersion {
  const data = { text: `text ${number}`, textHash: `hash ${number}`, baseVersion: 1, changeSummary: 'first' };
  return { name: 'save-draft-version', data: { ...data, ...over } };
}

export const submitted = (version: number): DraftEvent => ({ type: 'draft.submitted', data: { version } });
export const cleared = (version: number): DraftEvent => ({
  type: 'draft.review-recorded',
  data: { track: 'LEGAL', version, textHash: `hash ${version}`, outcome: 'CLEARED' },
});
export const changesRequested: DraftEvent = { type: 'draft.changes-requested', data: { version: 1, reason: 'Say when.' } };
export const approved: DraftEvent = { type: 'draft.approved', data: { version: 1 } };
export const transmitted: DraftEvent = {
  type: 'draft.transmitted',
  data: { version: 1, textHash: 'hash 1', requestId: 'request', legal: 'CLEARED' },
};
export const posted: DraftEvent = {
  type: 'draft.posted',
  data: { version: 1, textHash: 'hash 1', meetingId: 'meeting', accessibilityWarning: true },
};
export const VOTE = '2026-03-10T18:00:00.000Z';
export const adopted: DraftEvent = {
  type: 'draft.adopted',
  data: { version: 1, textHash: 'hash 1', boardActionId: 'action', adoptedAt: VOTE },
};
export const notAdopted: DraftEvent = { type: 'draft.not-adopted', data: { version: 1 } };
export const withdrawn: DraftEvent = { type: 'draft.withdrawn', data: { reason: 'Overtaken.' } };

export const authoring = [opened, saved(1)];
export const inReview = [...authoring, submitted(1)];
export const ready = [...inReview, cleared(1), approved];
export const atTheBoard = [...ready, transmitted];

export const submit: DraftCommand = { name: 'submit-draft', data: {} };
export const approve: DraftCommand = { name: 'approve-draft', data: {} };
export const transmit: DraftCommand = { name: 'transmit-draft', data: {} };
export const requestChanges: DraftCommand = { name: 'request-changes', data: { reason: 'Say when.' } };
export const withdraw: DraftCommand = { name: 'withdraw-draft', data: { reason: 'Overtaken.' } };
export const noteAdopted = {
  name: 'note-draft-adopted',
  data: { boardActionId: 'action', textHash: 'hash 1' },
} as const satisfies DraftCommand;
export const notePosted: DraftCommand = { name: 'note-draft-posted', data: { meetingId: 'meeting', textHash: 'hash 1' } };
export const noteNotAdopted: DraftCommand = { name: 'note-draft-not-adopted', data: {} };

export const author = { actor: 'author', role: 'policy-author' } as const;
export const chief = { actor: 'chief', role: 'chief' } as const;
export const baseInForce: DraftFacts = { protocolVersion: 1 };
