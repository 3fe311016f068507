import { storiesOf } from '#testing';
import { draft, versionOfDraft } from './draft.js';
import type { DraftEvent, DraftOpened } from './draft-record.js';

const { given, stateAfter } = storiesOf(draft);

const opening = { protocolId: 'protocol', requestId: 'request', origin: 'DEPARTMENT', title: 'Synthetic' } as const;
const opened: DraftOpened = { type: 'draft.opened', data: opening };
const byItself: DraftOpened = { type: 'draft.opened', data: { protocolId: 'protocol', origin: 'OIG', title: 'By itself' } };
const seen = { version: 1, textHash: 'hash 1' };
const atTheBoard: DraftEvent[] = [
  {
    type: 'draft.version-saved',
    data: { number: 1, text: 'text', sections: [], textHash: 'hash 1', baseVersion: 1, author: 'author', changeSummary: 'first' },
  },
  { type: 'draft.submitted', data: { version: 1 } },
  { type: 'draft.approved', data: { version: 1 } },
  { type: 'draft.transmitted', data: { ...seen, legal: 'CLEARED' } },
];
const adopted: DraftEvent = { type: 'draft.adopted', data: { ...seen, boardActionId: 'action' } };

describe('A draft', () => {
  it('keeps the rules of its request, from its first event to its adoption', () => {
    const profile = { id: 'los-angeles', version: 7 };
    const kept: DraftEvent = { type: 'draft.opened', data: { ...opening, profile } };
    given()
      .when(
        { name: 'open-draft', data: opening },
        { actor: 'author', role: 'policy-author', begunUnder: profile },
        { protocolVersion: 1, requestStatus: 'ACKNOWLEDGED' },
      )
      .then(kept);
    expect(versionOfDraft(stateAfter(kept))).toEqual(profile);
    expect(versionOfDraft(stateAfter(opened))).toBeUndefined();
    expect(stateAfter(kept, ...atTheBoard, adopted)).toMatchObject({ status: 'ADOPTED', requestId: 'request', profile });
  });

  it('holds no field for what its entries do not name', () => {
    const about = { protocolId: 'protocol', origin: 'OIG', tracks: expect.anything() as never };
    expect(stateAfter(byItself)).toStrictEqual({ status: 'AUTHORING', ...about, authors: [] });
    expect(stateAfter(byItself, ...atTheBoard, adopted)).toStrictEqual({
      ...{ status: 'ADOPTED', ...about, authors: ['author'], boardActionId: 'action', latest: expect.anything() as never },
    });
    const amended: DraftEvent = { type: 'draft.adopted-as-amended', data: { ...seen, boardActionId: 'action' } };
    const waiting = stateAfter(byItself, ...atTheBoard, amended);
    expect('amended' in waiting && waiting.amended).toStrictEqual({ boardActionId: 'action' });
  });
});
