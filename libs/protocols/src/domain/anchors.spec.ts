import { type Anchor, anchoring, isQuotedFrom, type Place } from './anchors.js';
import { sectionsOf, sectionsThrough } from './sections.js';

const TEXT = '# Evidence\nOfficers shall preserve video.\n# Aid\nOfficers shall ask for aid.\n';

function placeIn(text: string, anchor: Anchor, before = TEXT): Place {
  return anchoring(text, sectionsThrough([before, text])[1] ?? [])(anchor);
}

/** What an attached anchor points to. */
function pointedTo(text: string, anchor: Anchor, before = TEXT): readonly string[] {
  const place = placeIn(text, anchor, before);
  return place.status === 'ATTACHED' ? [text.slice(place.start, place.end), place.sectionId] : [place.reason];
}

describe('A comment is anchored', () => {
  it('to words that stand once', () => {
    expect(pointedTo(TEXT, { exact: 'preserve video' })).toEqual(['preserve video', 'evidence']);
    expect(pointedTo(TEXT, { exact: ' preserve video ' })).toEqual(['preserve video', 'evidence']);
    expect(pointedTo(TEXT, { exact: '# Aid' })).toEqual(['# Aid', 'aid']);
  });

  it('to those of several words that stand in its section, or between the same words', () => {
    expect(pointedTo(TEXT, { exact: 'Officers shall' })).toEqual(['AMBIGUOUS']);
    expect(pointedTo(TEXT, { exact: 'Officers shall', sectionId: 'aid' })).toEqual(['Officers shall', 'aid']);
    expect(pointedTo(TEXT, { exact: 'Officers shall', suffix: ' ask for' })).toEqual(['Officers shall', 'aid']);
    expect(pointedTo(TEXT, { exact: 'Officers shall', prefix: '# Evidence ' })).toEqual(['Officers shall', 'evidence']);
    expect(pointedTo(TEXT, { exact: 'shall', prefix: 'Officers ', sectionId: 'aid' })).toEqual(['shall', 'aid']);
    expect(pointedTo(TEXT, { exact: 'preserve video', sectionId: 'aid' })).toEqual(['MOVED']);
  });

  it('to a section as it is, wherever that stands', () => {
    const anchor: Anchor = { sectionId: 'evidence' };
    expect(pointedTo(TEXT, anchor)).toEqual(['# Evidence\nOfficers shall preserve video.\n', 'evidence']);
    expect(pointedTo('# Aid\nAsk.\n# EVIDENCE\nQuite other words.\n', anchor)).toEqual([
      '# EVIDENCE\nQuite other words.\n',
      'evidence',
    ]);
    expect(placeIn('# Aid\nOfficers shall ask for aid.\n', anchor)).toEqual({ status: 'DETACHED', reason: 'GONE' });
  });

  it('wherever the lines of the text break', () => {
    const wrapped = TEXT.replace('preserve video', 'preserve\n  video');
    expect(pointedTo(wrapped, { exact: 'shall preserve video' })).toEqual(['shall preserve\n  video', 'evidence']);
  });
});

describe('In a later version a comment', () => {
  const anchor: Anchor = { exact: 'preserve video', prefix: 'Officers shall ', suffix: '.', sectionId: 'evidence' };

  it('stays with its words, in a section that was moved, renamed or amended around them', () => {
    expect(pointedTo('# Aid\nAsk.\n# Evidence\nOfficers shall preserve video.\n', anchor)).toEqual([
      'preserve video',
      'evidence',
    ]);
    expect(pointedTo('# Evidence\nAt once, they shall preserve video and notes\n', anchor)).toEqual([
      'preserve video',
      'evidence',
    ]);
    expect(pointedTo('# Records\nOfficers shall preserve video today.\n', anchor)).toEqual(['preserve video', 'evidence']);
  });

  it('follows its words to another section by what stands around them', () => {
    expect(pointedTo('# New heading\nQuite other words stand before it here. Officers shall preserve video.\n', anchor)).toEqual([
      'preserve video',
      'new-heading',
    ]);
  });

  it('is detached where its words are gone, and says whether its section is', () => {
    expect(placeIn('# Evidence\nOfficers keep video.\n', anchor)).toEqual({
      ...{ status: 'DETACHED', reason: 'GONE', sectionId: 'evidence' },
    });
    expect(placeIn('# Evidence\nOfficers keep video.\n# Aid\nAsk for aid.\n', anchor)).toEqual({
      ...{ status: 'DETACHED', reason: 'GONE', sectionId: 'evidence' },
    });
    expect(placeIn('# Aid\nOfficers shall ask for aid.\n', anchor)).toEqual({ status: 'DETACHED', reason: 'GONE' });
  });

  it('is detached where its words stand, but in other company: half of what stood around them is the least', () => {
    const moved = '# Training\nHow one may preserve video\n';
    expect(placeIn(moved, anchor)).toEqual({ status: 'DETACHED', reason: 'MOVED' });
    const around = { exact: 'video', prefix: 'abcd', suffix: 'efgh', sectionId: 'x' };
    expect(pointedTo('# t\nabcd video e---', around)).toEqual(['video', 't']);
    expect(pointedTo('# t\nabcd video ----', around)).toEqual(['video', 't']);
    expect(pointedTo('# t\n-bcd video ----', around)).toEqual(['MOVED']);
    const { sectionId: _none, ...nowhere } = around;
    expect(pointedTo('# t\n-bcd video ----', nowhere)).toEqual(['MOVED']);
  });

  it('counts what stands around its words without the space between', () => {
    expect(pointedTo('# t\n-b video', { exact: 'video', prefix: 'ab ', sectionId: 'x' })).toEqual(['video', 't']);
    expect(pointedTo('# t\nvideo a-', { exact: 'video', suffix: ' ab', sectionId: 'x' })).toEqual(['video', 't']);
  });

  it('follows the words whose company is the same to the last letter, at the ends of the text as within it', () => {
    expect(placeIn('# t\nvideo efgx video efgh', { exact: 'video', suffix: ' efgh' })).toMatchObject({ start: 15 });
    expect(placeIn('# t\nxbcd video abcd video', { exact: 'video', prefix: 'abcd ' })).toMatchObject({ start: 20 });
    expect(pointedTo('abcdvideo, abcdvideo', { exact: 'video', prefix: 'abcd' })).toEqual(['AMBIGUOUS']);
    expect(pointedTo('videoabcd, videoabcd', { exact: 'video', suffix: 'abcd' })).toEqual(['AMBIGUOUS']);
  });

  it('is detached where it cannot be told which of several words are meant', () => {
    const twice = '# Evidence\nOfficers shall preserve video. Officers shall preserve video.\n';
    expect(pointedTo(twice, anchor)).toEqual(['AMBIGUOUS']);
  });
});

describe('Words', () => {
  it('are quoted from a text where they stand in it', () => {
    expect(isQuotedFrom(TEXT, ' preserve\nvideo ')).toBe(true);
    expect(isQuotedFrom(TEXT, 'preserve audio')).toBe(false);
    expect(isQuotedFrom(TEXT, ' ')).toBe(false);
  });

  it('are found in a text of half a million characters, a letter too', () => {
    const long = 'w'.repeat(500_000);
    expect(anchoring(long, sectionsOf(long))({ exact: 'w' })).toEqual({ status: 'DETACHED', reason: 'AMBIGUOUS' });
  });

  it('are looked for a thousand times', () => {
    const standsLast = (times: number) => pointedTo(`${'w, '.repeat(times - 1)}w!`, { exact: 'w', suffix: '!', sectionId: 'x' });
    expect(standsLast(1_000)).toEqual(['w', 'opening']);
    expect(standsLast(1_001)).toEqual(['MOVED']);
  });
});
