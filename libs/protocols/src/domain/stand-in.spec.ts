import type { Assertion } from '#kernel';
import { storiesOf } from '#testing';
import { issuableText } from './board-text.js';
import { STAND_IN_IS_FOR_THE_PAST } from './divided-text.js';
import { draft } from './draft.js';
import type { DraftEvent } from './draft-record.js';
import { protocol } from './protocol.js';
import type { ProtocolEvent } from './protocol-record.js';

const asserted = (): Assertion => ({ source: 'The minutes', notEvaluated: [] });
const WORDS = 'The text is not on record; the agenda of that day has it.';
const said = { baseVersion: 1, changeSummary: 'As presented', unavailable: true } as const;

describe('A version of the past whose text is not on record', () => {
  const { given, stateAfter } = storiesOf(draft);
  const opened: DraftEvent = { type: 'draft.opened', data: { protocolId: 'protocol', origin: 'DEPARTMENT', title: 'Synthetic' } };
  const saved: DraftEvent = {
    type: 'draft.version-saved',
    data: { number: 1, text: WORDS, sections: [], textHash: 'hash', ...said, author: 'author' },
  };
  const save = { name: 'save-draft-version', data: { text: WORDS, textHash: 'hash', ...said } } as const;

  it('is saved as words that stand in for it', () => {
    const past = { actor: 'author', role: 'commission-staff', asserted: asserted() } as const;
    given(opened).when(save, past, { protocolVersion: 1 }).then(saved);
  });

  it('is of the past alone', () => {
    const present = { actor: 'author', role: 'policy-author' } as const;
    given(opened).when(save, present, { protocolVersion: 1 }).refused(STAND_IN_IS_FOR_THE_PAST);
    given(opened, saved)
      .when({ name: 'rebase-draft', data: { ...save.data, baseVersion: 2 } }, present, { protocolVersion: 2 })
      .refused(STAND_IN_IS_FOR_THE_PAST);
  });

  it('is adopted as what it is', () => {
    const adopted: readonly DraftEvent[] = [
      opened,
      saved,
      { type: 'draft.submitted', data: { version: 1 } },
      { type: 'draft.review-recorded', data: { track: 'LEGAL', version: 1, textHash: 'hash', outcome: 'CLEARED' } },
      { type: 'draft.approved', data: { version: 1 } },
      { type: 'draft.transmitted', data: { version: 1, textHash: 'hash', legal: 'CLEARED' } },
      {
        type: 'draft.adopted',
        data: { version: 1, textHash: 'hash', boardActionId: 'action', adoptedAt: '2020-02-04T18:00:00.000Z' },
      },
    ];
    expect(issuableText(stateAfter(...adopted))).toMatchObject({ version: 1, textHash: 'hash', unavailable: true });
  });
});

describe('A protocol', () => {
  const { given } = storiesOf(protocol);

  it('has no text in force where words stood in for what was adopted', () => {
    const since = '2019-12-17T08:00:00.000Z';
    const inForce: readonly ProtocolEvent[] = [
      { type: 'protocol.registered', data: { kind: 'MANUAL_SECTION', identifier: '1/556.10', title: 'Synthetic' } },
      { type: 'protocol.version-effective', data: { version: 1, effectiveAt: since, source: 'The minutes', sections: [] } },
    ];
    const effectiveAt = '2020-02-05T08:00:00.000Z';
    const put = { draftId: 'draft', textHash: 'hash', orderId: 'order', effectiveAt, change: 'REVISED' } as const;
    const adopted = {
      ...{ protocolId: 'protocol', text: WORDS, textHash: 'hash', baseVersion: 1, boardActionId: 'action' },
      ...{ sections: [{ id: 'opening', heading: '', level: 0, start: 0, end: WORDS.length }] },
      unavailable: true,
    } as const;
    given(...inForce)
      .when({ name: 'put-version-in-force', data: put }, { subjectId: 'protocol', occurredAt: effectiveAt }, { adopted })
      .then({
        type: 'protocol.version-effective',
        data: { version: 2, effectiveAt, supersedes: 1, sections: [], orderId: 'order', draftId: 'draft', change: 'REVISED' },
      });
  });
});
