import { storiesOf } from '#testing';
import { dividedText, type SentSection } from './divided-text.js';
import { draft } from './draft.js';
import type { DraftEvent } from './draft-record.js';
import { textsSince } from './told-since.js';

const { stateAfter } = storiesOf(draft);

const opened: DraftEvent = { type: 'draft.opened', data: { protocolId: 'protocol', origin: 'DEPARTMENT', title: 'Protocol' } };
const said = { textHash: 'hash', baseVersion: 0, changeSummary: 'synthetic', author: 'author' };

function saved(number: number, sections: readonly SentSection[]): DraftEvent {
  const text = dividedText({ sections });
  if (!('text' in text)) throw new Error(text.detail);
  return { type: 'draft.version-saved', data: { number, ...text, ...said } };
}

const since = (before: readonly DraftEvent[], after: readonly DraftEvent[]) =>
  textsSince(stateAfter(...before), stateAfter(...before, ...after));

const [evidence, aid, training] = [
  { id: 'evidence', number: '1', heading: 'Evidence', text: 'Keep it.' },
  { id: 'aid', number: '2', heading: 'Aid', text: 'Ask.' },
  { id: 'training', number: '3', heading: 'Training', text: 'Yearly.' },
];
const first = saved(1, [evidence, aid, training]);

describe('Whoever saves second', () => {
  it('is told what became of each section', () => {
    const later = saved(2, [
      { ...aid, number: '1' },
      { ...evidence, number: '2', text: 'Keep all of it.' },
      { id: 'reports', heading: 'Reports', text: 'Monthly.' },
    ]);
    expect(since([opened, first], [later])).toEqual({
      ...{ from: 1, to: 2 },
      told: 'aid moved and renumbered, training removed, evidence changed and renumbered, reports added',
    });
  });

  it('is told of all that came since, not of the last text only', () => {
    const between = saved(2, [evidence, { ...aid, text: 'Ask at once.' }, training]);
    const last = saved(3, [{ ...evidence, text: 'Keep all.' }, { ...aid, text: 'Ask at once.' }, training]);
    expect(since([opened, first], [between, last])).toEqual({ from: 1, to: 3, told: 'evidence changed, aid changed' });
  });

  it('is told of the first text, and of one that says the same', () => {
    expect(since([opened], [first])).toEqual({ to: 1, told: 'the first one' });
    expect(since([opened, first], [saved(2, [evidence, aid, training])])).toMatchObject({ told: 'the same sections' });
  });

  it('is told nothing of the text where something else came since', () => {
    expect(since([opened, first], [{ type: 'draft.submitted', data: { version: 1 } }])).toBeUndefined();
    expect(since([opened], [{ type: 'draft.withdrawn', data: { reason: 'Overtaken.' } }])).toBeUndefined();
  });

  it('is told of the text that an amendment from the floor was worked into', () => {
    const atTheBoard: DraftEvent[] = [
      ...[opened, first, { type: 'draft.submitted', data: { version: 1 } } as const],
      { type: 'draft.approved', data: { version: 1 } },
      { type: 'draft.transmitted', data: { version: 1, textHash: 'hash', legal: 'CLEARED' } },
      {
        type: 'draft.adopted-as-amended',
        data: { version: 1, textHash: 'hash', boardActionId: 'action', adoptedAt: '2026-03-10T18:00:00.000Z' },
      },
    ];
    const text = dividedText({ sections: [evidence, aid] });
    if (!('text' in text)) throw new Error(text.detail);
    const conformed: DraftEvent = {
      type: 'draft.conformed-text-attached',
      data: { number: 2, ...text, ...said, boardActionId: 'action' },
    };
    expect(since(atTheBoard, [conformed])).toEqual({ from: 1, to: 2, told: 'training removed' });
  });

  it('is told how many more there are where they are many', () => {
    const many = (text: string) => Array.from({ length: 22 }, (_, at) => ({ id: `s${at}`, heading: `S${at}`, text }));
    expect(since([opened, saved(1, many('a'))], [saved(2, many('b'))])?.told).toMatch(/^s0 changed, .*, s19 changed, 2 more$/);
    const twenty = (text: string) => many(text).slice(2);
    expect(since([opened, saved(1, twenty('a'))], [saved(2, twenty('b'))])?.told).toMatch(/^s2 changed, .*, s21 changed$/);
  });
});
