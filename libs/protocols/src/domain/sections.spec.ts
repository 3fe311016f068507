import fc from 'fast-check';
import type { DividedText } from './divided-text.js';
import { bodyOf, sectionsOf, sectionsThrough } from './sections.js';

const FIRST = 'Purpose of it.\n# Evidence\nKeep the video.\n## Medical aid\nAsk for an ambulance.\n';
const mark = (id: string, number: string, start: number, end: number) => ({ id, number, heading: '', level: 1, start, end });
const idsOf = (...texts: readonly (string | DividedText)[]) => sectionsOf(...texts).map(({ id }) => id);

describe('The sections of a text', () => {
  it('begin at its headings; what stands before the first is one too', () => {
    expect(sectionsOf(FIRST)).toEqual([
      { id: 'opening', heading: '', level: 0, start: 0, end: 15, text: 'Purpose of it.\n' },
      { id: 'evidence', heading: 'Evidence', level: 1, start: 15, end: 42, text: '# Evidence\nKeep the video.\n' },
      {
        ...{ id: 'medical-aid', heading: 'Medical aid', level: 2 },
        ...{ start: 42, end: FIRST.length, text: '## Medical aid\nAsk for an ambulance.\n' },
      },
    ]);
    expect(sectionsOf('')).toEqual([]);
    expect(idsOf('\n\n# One\n')).toEqual(['one']);
  });

  it('have a heading without its marks, and a body without its heading', () => {
    expect(sectionsOf('  ## One \nWords.\n')).toMatchObject([{ heading: 'One', level: 2 }]);
    expect(sectionsOf('# Aid {#x}\n')).toMatchObject([{ id: 'x', heading: 'Aid' }]);
    expect(bodyOf({ level: 1, text: '# One\nWords.\n' })).toBe('Words.');
    expect(bodyOf({ level: 1, text: '# One' })).toBe('');
    expect(bodyOf({ level: 0, text: 'First line.\nWords.\n' })).toBe('First line.\nWords.');
  });

  it('are told apart from what only looks like a heading', () => {
    expect(idsOf('# One\n```\n# no heading\n~~~\n# none either\n```\n#hash\n####### seven\n    # indented\n# Two')).toEqual([
      'one',
      'two',
    ]);
    expect(idsOf('# One\nWrite ``` here.\n# Two\n')).toEqual(['one', 'two']);
    expect(idsOf('# One {#a} b}\n')).toEqual(['one-a-b']);
  });

  it('have short names', () => {
    expect(idsOf(`# ${'a'.repeat(59)} b\n`)).toEqual(['a'.repeat(59)]);
    expect(idsOf(`# ${'a'.repeat(58)} bc\n`)).toEqual([`${'a'.repeat(58)}-b`]);
  });

  it('have names of their own where two headings are the same', () => {
    expect(idsOf('# Rule\na\n# Rule\nb\n#\nc\n')).toEqual(['rule', 'rule-2', 'section']);
  });

  it('cover the text without a gap, each name once, whatever the text', () => {
    const line = fc.constantFrom('# One', '## Two {#two}', '# Two {#two}', 'words', '', '```', '#', '# One {#}');
    fc.assert(
      fc.property(
        fc.array(line).map((lines) => lines.join('\n')),
        fc.array(line).map((lines) => lines.join('\n')),
        (a, b) => {
          for (const sections of sectionsThrough([a, b])) {
            expect(new Set(sections.map(({ id }) => id)).size).toBe(sections.length);
            for (const [at, { start }] of sections.entries()) if (at > 0) expect(start).toBe(sections[at - 1]?.end);
          }
        },
      ),
      { seed: 17, numRuns: 300 },
    );
  });

  it('are found in a text of half a million characters in no time worth naming', () => {
    expect(sectionsOf('# a\n'.repeat(5_000), '# b\n'.repeat(5_000))).toHaveLength(5_000);
    expect(sectionsOf(`# ${' #{'.repeat(160_000)}}`)).toHaveLength(1);
  });

  it('have names of their own also where a heading reads like a name that was made', () => {
    expect(idsOf('# B\n# B\n# B 2\n# B\n')).toEqual(['b', 'b-2', 'b-2-2', 'b-3']);
  });

  it('are 5,000 at most, and hold the whole text all the same', () => {
    const text = '#\n'.repeat(250_000);
    const [first = [], second = []] = sectionsThrough([text, `# New\n${text}`]);
    expect([first.length, second.length]).toEqual([5_000, 5_000]);
    expect(second.map(({ text: words }) => words).join('')).toBe(`# New\n${text}`);
    expect(new Set(second.map(({ id }) => id)).size).toBe(5_000);
  });
});

describe('A section keeps its name', () => {
  it('under the same heading, whatever its case, its text and its place', () => {
    expect(idsOf(FIRST, '# MEDICAL AID\nOther words.\n# Evidence\nQuite new.\n')).toEqual(['medical-aid', 'evidence']);
  });

  it('under another heading, where at least half of its words are the same', () => {
    const keeps = '# Evidence\nPreserve video and all reports at once.\n';
    expect(idsOf(keeps, '# Records\nPreserve video and all reports today.\n')).toEqual(['evidence']);
    expect(idsOf('# a\nb c\n', '# x\ny b c\n')).toEqual(['a']);
    expect(idsOf('# a\nb c\n', '# x\ny z b c\n')).toEqual(['a']);
    expect(idsOf('# a\nb c\n', '# x\ny c\n')).toEqual(['x']);
  });

  it('by the likest words first, whichever stands first', () => {
    expect(idsOf('# one\na b c d e f\n', '# two\na b c d x y\n# three\na b c d e f\n')).toEqual(['two', 'one']);
  });

  it('by its words where it is one of the first 200 that have none by their heading', () => {
    const numbers = Array.from({ length: 201 }, (_, at) => at);
    const words = (at: number) => `alpha${at} beta${at} gamma${at}`;
    const many = numbers.map((at) => `# h${at}\n${words(at)}\n`).join('');
    expect(idsOf(many, `# new\n${words(199)}\n`)).toEqual(['h199']);
    expect(idsOf(many, `# new\n${words(200)}\n`)).toEqual(['new']);
    const renamed = numbers.map((at) => `# n${at}\nother${at}\n`);
    const movedTo = (place: number) => renamed.with(place, `# n${place}\n${words(0)}\n`).join('');
    expect(idsOf(`# one\n${words(0)}\n`, movedTo(199))[199]).toBe('one');
    expect(idsOf(`# one\n${words(0)}\n`, movedTo(200))[200]).toBe('n200');
    const lastRenamed = numbers.map((at) => `# ${at === 200 ? 'new' : `h${at}`}\n${words(at)}\n`).join('');
    expect(idsOf(many, lastRenamed)[200]).toBe('h200');
  });

  it('under the same heading, not under one that only runs together or has none', () => {
    expect(idsOf('# Body worn\nalpha\n', '# Bodyworn\nbeta\n')).toEqual(['bodyworn']);
    expect(idsOf('Opening words.\n', '#\nQuite other text.\n')).toEqual(['section']);
  });

  it('by the name that its heading gives it, before all else', () => {
    expect(idsOf(FIRST, '# Something else {#evidence}\nNew.\n# Evidence\nKeep the video.\n')).toEqual(['evidence', 'evidence-2']);
    expect(idsOf('# Evidence\nKeep it.\n', '# Evidence {#e}\nKeep it.\n')).toEqual(['e']);
  });

  it('by the last heading that it had', () => {
    expect(idsOf('# Rule {#r}\nalpha\n', '# Other {#r}\nalpha\n', '# Rule\nbeta\n# Other\ngamma\n')).toEqual(['rule', 'r']);
  });

  it('by the id that its author gave it, whatever becomes of number, heading, words and place', () => {
    const first = { text: '# 1 A\nalpha\n# 2 B\nbeta\n', sections: [mark('a', '1', 0, 12), mark('b', '2', 12, 23)] };
    const second = { text: '# 1 X\ngamma\n# 2 A\nalpha\n', sections: [mark('b', '1', 0, 12), mark('a', '2', 12, 24)] };
    expect(sectionsThrough([first, second]).map((sections) => sections.map(({ id, number }) => [id, number]))).toEqual([
      [
        ['a', '1'],
        ['b', '2'],
      ],
      [
        ['b', '1'],
        ['a', '2'],
      ],
    ]);
    // What is sent whole after that is named by what was there.
    expect(idsOf(first, second, '# 2 A\nalpha\n# New\n')).toEqual(['a', 'new']);
  });

  it('when it comes back, and nothing else is given it meanwhile', () => {
    const three = sectionsThrough(['# Rule\nalpha beta\n', '# Other\ngamma delta\n', '# Rule\nback\n# Other\ngamma delta\n']);
    expect(three.map((sections) => sections.map(({ id }) => id))).toEqual([['rule'], ['other'], ['rule', 'other']]);
    expect(idsOf('# Rule {#x}\nalpha beta\n', '# Other\ngamma\n', '# X\nepsilon\n')).toEqual(['x-2']);
  });
});
