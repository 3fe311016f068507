import fc from 'fast-check';
import { redline, type RedlinePart } from './redline.js';

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
