import { storiesOf } from '#testing';
import { issuableText } from './board-text.js';
import { type SentSection, type SentText, TEXT_OR_SECTIONS } from './divided-text.js';
import { draft } from './draft.js';
import type { DraftEvent } from './draft-record.js';

const { given, stateAfter } = storiesOf(draft);

const author = { actor: 'author', role: 'policy-author' } as const;
const said = { baseVersion: 1, changeSummary: 'synthetic' };
const SENT: readonly SentSection[] = [
  { id: 'evidence', number: '1', heading: 'Evidence', text: 'Keep the video.' },
  { id: 'aid', number: '2', heading: 'Aid', text: 'Ask for an ambulance.' },
];
const TOGETHER = '# 1 Evidence\nKeep the video.\n\n# 2 Aid\nAsk for an ambulance.\n';
const MARKS = [
  { id: 'evidence', number: '1', heading: 'Evidence', level: 1, start: 0, end: 30 },
  { id: 'aid', number: '2', heading: 'Aid', level: 1, start: 30, end: TOGETHER.length },
];
/** What is sent, and what is kept of it. */
const inSections = { sections: SENT, textHash: 'hash' };
const kept = { text: TOGETHER, sections: MARKS, textHash: 'hash' };

const opened: DraftEvent = { type: 'draft.opened', data: { protocolId: 'protocol', origin: 'DEPARTMENT', title: 'Protocol' } };
const saved: DraftEvent = { type: 'draft.version-saved', data: { number: 1, ...kept, ...said, author: 'author' } };
const atTheBoard: readonly DraftEvent[] = [
  opened,
  saved,
  { type: 'draft.submitted', data: { version: 1 } },
  { type: 'draft.review-recorded', data: { track: 'LEGAL', version: 1, textHash: 'hash', outcome: 'CLEARED' } },
  { type: 'draft.approved', data: { version: 1 } },
  { type: 'draft.transmitted', data: { version: 1, textHash: 'hash', legal: 'CLEARED' } },
];
const amended: DraftEvent = {
  type: 'draft.adopted-as-amended',
  data: { version: 1, textHash: 'hash', boardActionId: 'action', adoptedAt: '2026-03-10T18:00:00.000Z' },
};

describe('A text in sections', () => {
  it('is saved as the one text that they make, with where each stands in it', () => {
    given(opened)
      .when({ name: 'save-draft-version', data: { ...inSections, ...said } }, author, { protocolVersion: 1 })
      .then(saved);
  });

  it('is rebased', () => {
    given(opened, saved)
      .when({ name: 'rebase-draft', data: { ...inSections, ...said, baseVersion: 2 } }, author, { protocolVersion: 2 })
      .thenLike({ type: 'draft.version-saved', data: { ...kept, number: 2, rebasedFrom: 1 } });
  });

  it('is conformed to an amendment from the floor', () => {
    given(...atTheBoard, amended)
      .when({ name: 'attach-conformed-text', data: { ...inSections, changeSummary: 'synthetic' } }, author)
      .thenLike({ type: 'draft.conformed-text-attached', data: { ...kept, number: 2 } });
  });

  it('goes as it was divided to the order that puts it in force', () => {
    const adopted: DraftEvent = {
      type: 'draft.adopted',
      data: { version: 1, textHash: 'hash', boardActionId: 'action', adoptedAt: '2026-03-10T18:00:00.000Z' },
    };
    expect(issuableText(stateAfter(...atTheBoard, adopted))).toMatchObject(kept);
  });

  it('is sent instead of a whole text, in every step that takes one', () => {
    const wrong: readonly SentText[] = [{ textHash: 'hash' }, { ...inSections, text: TOGETHER }];
    for (const text of wrong) {
      given(opened)
        .when({ name: 'save-draft-version', data: { ...text, ...said } }, author, { protocolVersion: 1 })
        .refused(TEXT_OR_SECTIONS);
      given(opened, saved)
        .when({ name: 'rebase-draft', data: { ...text, ...said, baseVersion: 2 } }, author, { protocolVersion: 2 })
        .refused(TEXT_OR_SECTIONS);
      given(...atTheBoard, amended)
        .when({ name: 'attach-conformed-text', data: { ...text, changeSummary: 'synthetic' } }, author)
        .refused(TEXT_OR_SECTIONS);
    }
  });
});
