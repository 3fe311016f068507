import { Rejection } from '#kernel';
import {
  dividedText,
  SECTION_ID,
  type SentSection,
  sentWhole,
  TEXT_LENGTH_MAX,
  TEXT_OR_SECTIONS,
  wholeTextOf,
} from './divided-text.js';
import { sectionsOf } from './sections.js';

const SENT: readonly SentSection[] = [
  { id: 'purpose', text: 'What it is for.\n\n' },
  { id: 'evidence', number: '1', heading: 'Evidence', text: 'Keep the video.' },
  { id: 'medical-aid', number: '1.1', heading: 'Medical aid', level: 2 },
];
const TOGETHER = 'What it is for.\n\n# 1 Evidence\nKeep the video.\n\n## 1.1 Medical aid\n';

function refusedBecause(sent: Parameters<typeof dividedText>[0]): string {
  const answer = dividedText(sent);
  if (!(answer instanceof Rejection)) throw new Error('Not refused.');
  expect(answer.rule).toBe(TEXT_OR_SECTIONS);
  return answer.detail;
}

describe('Sections that are sent', () => {
  it('are put together into one text, in which each has its place', () => {
    const divided = dividedText({ sections: SENT });
    expect(divided).toStrictEqual({
      text: TOGETHER,
      sections: [
        { id: 'purpose', heading: '', level: 0, start: 0, end: 17 },
        { id: 'evidence', number: '1', heading: 'Evidence', level: 1, start: 17, end: 47 },
        { id: 'medical-aid', number: '1.1', heading: 'Medical aid', level: 2, start: 47, end: TOGETHER.length },
      ],
    });
    expect(wholeTextOf({ sections: SENT })).toBe(TOGETHER);
    expect(
      sectionsOf(divided as Exclude<typeof divided, Rejection>)
        .map(({ text }) => text)
        .join(''),
    ).toBe(TOGETHER);
  });

  it('stand as their author divided them, whatever looks like a heading in their words', () => {
    const divided = dividedText({
      sections: [
        { id: 'a', heading: 'One', text: '# no section\n```\n' },
        { id: 'b', heading: 'Two' },
      ],
    });
    expect(sectionsOf(divided as Exclude<typeof divided, Rejection>).map(({ id }) => id)).toEqual(['a', 'b']);
  });

  it('come in place of a text, each with an id of its own and something to read', () => {
    expect(refusedBecause({})).toContain('neither');
    expect(refusedBecause({ text: 'Words', sections: SENT })).toContain('both');
    expect(refusedBecause({ sections: [...SENT, { id: 'evidence', text: 'Again.' }] })).toContain('id evidence');
    expect(refusedBecause({ sections: [{ id: 'empty', text: ' \n' }] })).toContain('Section empty');
    expect(refusedBecause({ sections: [{ id: 'empty' }] })).toContain('Section empty');
    expect(dividedText({ sections: [{ id: 'a', number: '3' }] })).toMatchObject({ text: '# 3\n' });
  });

  it('have ids of a letter or digit and up to 99 more, points, hyphens and underscores among them', () => {
    for (const id of ['a', '3', 'A-1.b_2', `a${'b'.repeat(99)}`]) expect(id).toMatch(SECTION_ID);
    for (const id of ['', '-a', '.a', ' a', 'a b', 'a/b', 'ü', `a${'b'.repeat(100)}`]) expect(id).not.toMatch(SECTION_ID);
  });

  it('make a text as long as one that is sent whole, and no longer', () => {
    const of = (length: number) => dividedText({ sections: [{ id: 'a', text: 'x'.repeat(length) }] });
    expect(of(TEXT_LENGTH_MAX - 1)).toMatchObject({ sections: [{ end: TEXT_LENGTH_MAX }] });
    expect(refusedBecause({ sections: [{ id: 'a', text: 'x'.repeat(TEXT_LENGTH_MAX) }] })).toContain('500001');
  });
});

it('A text that is sent whole is divided by nobody, and so is one that was stored before there were sections', () => {
  expect(dividedText({ text: '# One\n' })).toEqual({ text: '# One\n', sections: [] });
  expect(sentWhole({ text: 'Words', number: 1 })).toEqual({ text: 'Words', number: 1, sections: [] });
});
