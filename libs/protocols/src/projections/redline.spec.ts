import fc from 'fast-check';
import { sectionsThrough } from '../domain/sections.js';
import { redline, redlineBySection, type RedlinePart } from './redline.js';

const side = (parts: readonly RedlinePart[], op: 'removed' | 'added') =>
  parts
    .filter((part) => part.op === 'same' || part.op === op)
    .map(({ text }) => text)
    .join('');

describe('A redline', () => {
  it('shows changed words within a line, and whole lines that are new', () => {
    expect(redline('Officers shall ask.\nThe end.\n', 'Officers shall always ask.\nThe end.\nAppendix.\n')).toEqual([
      { op: 'same', text: 'Officers shall ' },
      { op: 'added', text: 'always ' },
      { op: 'same', text: 'ask.\nThe end.\n' },
      { op: 'added', text: 'Appendix.\n' },
    ]);
  });

  it('shows a line that is gone', () => {
    expect(redline('one\ntwo\n', 'two\n')).toEqual([
      { op: 'removed', text: 'one\n' },
      { op: 'same', text: 'two\n' },
    ]);
  });

  it('of equal texts is the text; of nothing it is empty', () => {
    expect(redline('the same\n', 'the same\n')).toEqual([{ op: 'same', text: 'the same\n' }]);
    expect(redline('', '')).toEqual([]);
    expect(redline('', 'new')).toEqual([{ op: 'added', text: 'new' }]);
  });

  it('gives back both texts, letter for letter, and never two neighbours of one kind', () => {
    const line = fc.stringMatching(/^[ab ,]{0,8}$/);
    const text = fc.oneof(
      fc.array(line, { maxLength: 12 }).map((lines) => lines.join('\n')),
      fc.string({ unit: 'grapheme', maxLength: 60 }),
    );
    fc.assert(
      fc.property(text, text, (from, to) => {
        const parts = redline(from, to);
        expect(side(parts, 'removed')).toBe(from);
        expect(side(parts, 'added')).toBe(to);
        expect(parts.every((part, at) => part.text !== '' && part.op !== parts[at + 1]?.op)).toBe(true);
      }),
      { seed: 17, numRuns: 300 },
    );
  });

  it('shows a text that was rewritten beyond comparison as replaced', () => {
    const lines = (name: string) => Array.from({ length: 600 }, (_, at) => `${name} ${at}\n`).join('');
    expect(redline(lines('old'), lines('new'))).toEqual([
      { op: 'removed', text: lines('old') },
      { op: 'added', text: lines('new') },
    ]);
  });

  it('shows a line that was rewritten beyond comparison as replaced, and the lines around it as the same', () => {
    const words = (name: string) => `${Array.from({ length: 600 }, (_, at) => name + at).join(' ')}\n`;
    expect(redline(`kept\n${words('a')}`, `kept\n${words('b')}`)).toEqual([
      { op: 'same', text: 'kept\n' },
      { op: 'removed', text: words('a') },
      { op: 'added', text: words('b') },
    ]);
  });
});

describe('A redline by sections', () => {
  const between = (from: string, to: string) => {
    const [before = [], after = []] = sectionsThrough([from, to]);
    return redlineBySection(before, after);
  };

  it('shows what was moved as moved, and its words compared with what they were', () => {
    const from = '# A\none\n\n# B\nx two three\n\n# C\ngone\n';
    expect(between(from, '# B\ny two three\n\n# A\none\n\n# D\nnew words\n')).toMatchObject([
      {
        ...{ id: 'b', change: 'CHANGED', renumbered: false },
        parts: [
          { op: 'same', text: '# B\n' },
          { op: 'removed', text: 'x' },
          { op: 'added', text: 'y' },
          { op: 'same', text: ' two three\n' },
        ],
      },
      { id: 'c', change: 'REMOVED', moved: false, before: { heading: 'C' }, parts: [{ op: 'removed', text: '# C\ngone\n' }] },
      { id: 'a', change: 'SAME', after: { heading: 'A' }, parts: [{ op: 'same', text: '# A\none\n' }] },
      { id: 'd', change: 'ADDED', moved: false, after: { heading: 'D' }, parts: [{ op: 'added', text: '# D\nnew words\n' }] },
    ]);
    expect(between('# A\none\n# B\ntwo\n', '# B\ntwo\n# A\none\n').filter(({ moved }) => moved)).toHaveLength(1);
  });

  it('of nothing is all that the other text has', () => {
    expect(redlineBySection([], [])).toEqual([]);
    expect(between('', '# A\none\n')).toMatchObject([{ id: 'a', change: 'ADDED' }]);
    expect(between('# A\none\n', '')).toMatchObject([{ id: 'a', change: 'REMOVED' }]);
  });

  it('shows sections that were rewritten beyond comparison, however many, as replaced', () => {
    const lines = (name: string) => Array.from({ length: 60 }, (_, at) => `${name} ${at}\n`).join('');
    const text = (name: string) => Array.from({ length: 100 }, (_, at) => `# ${at}\n${lines(name)}`).join('');
    const sections = between(text('old'), text('new'));
    expect(sections).toHaveLength(100);
    // The heading is the same, and stands before what was taken out and what was put in.
    expect(sections.every(({ change, parts }) => change === 'CHANGED' && parts.length <= 3)).toBe(true);
  });
});
