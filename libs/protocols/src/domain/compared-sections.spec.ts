import fc from 'fast-check';
import { compared } from './compared-sections.js';
import { type Section, sectionsThrough } from './sections.js';

const one = (id: string): Section => ({ id, heading: id, level: 1, start: 0, end: 0, text: `# ${id}\n` });
const named = (...ids: readonly string[]): Section[] => ids.map(one);
const movedIn = (before: readonly string[], after: readonly string[]): string[] =>
  compared(named(...before), named(...after)).flatMap(({ id, moved }) => (moved ? [id] : []));

describe('Two texts side by side', () => {
  it('show what was added, removed, changed, and what is the same', () => {
    const first = 'Purpose of it.\n# Evidence\nKeep the video.\n## Medical aid\nAsk for an ambulance.\n';
    const [before = [], after = []] = sectionsThrough([
      `# Gone\nentirely different\n${first.slice(15)}`,
      'Purpose of it.\n# Evidence\nKeep the video.\n\n# Reports\nMonthly, in writing.\n',
    ]);
    expect(compared(before, after).map(({ id, change }) => [id, change])).toEqual([
      ['gone', 'REMOVED'],
      ['opening', 'ADDED'],
      ['evidence', 'SAME'],
      ['medical-aid', 'REMOVED'],
      ['reports', 'ADDED'],
    ]);
    const [once = [], again = []] = sectionsThrough([first, first.replace('Keep', 'Preserve')]);
    expect(compared(once, again).map(({ change }) => change)).toEqual(['SAME', 'CHANGED', 'SAME']);
  });

  it('tell a section that only has another number from one whose words changed', () => {
    const numbered = (number: string, body: string): Section => ({ ...one('a'), number, text: `# ${number} a\n${body}\n` });
    const of = (before: Section, after: Section) =>
      compared([before], [after]).map(({ change, renumbered }) => [change, renumbered]);
    expect(of(numbered('1', 'x'), numbered('2', 'x'))).toEqual([['SAME', true]]);
    expect(of(numbered('1', 'x'), numbered('2', 'y'))).toEqual([['CHANGED', true]]);
    expect(of(numbered('1', 'x'), numbered('1', 'y'))).toEqual([['CHANGED', false]]);
    expect(of(numbered('1', 'x'), { ...numbered('1', 'x'), heading: 'b' })).toEqual([['CHANGED', false]]);
    expect(of(numbered('1', 'x'), { ...numbered('1', 'x'), level: 2 })).toEqual([['CHANGED', false]]);
  });

  it('show what was moved: not what stands elsewhere only because something else came or went', () => {
    expect(movedIn(['a', 'b', 'c'], ['a', 'b', 'c'])).toEqual([]);
    expect(movedIn(['a', 'b', 'c'], ['new', 'b', 'newer', 'c'])).toEqual([]);
    expect(movedIn(['a', 'b', 'c', 'd'], ['d', 'a', 'b', 'c'])).toEqual(['d']);
    expect(movedIn(['a', 'b', 'c', 'd'], ['b', 'c', 'd', 'a'])).toEqual(['a']);
    expect(movedIn(['a', 'b'], ['b', 'a'])).toHaveLength(1);
  });

  it('have the sections that were not moved in one order, and each section once', () => {
    const ids = fc.uniqueArray(fc.constantFrom(...'abcdefgh'));
    fc.assert(
      fc.property(ids, ids, (before, after) => {
        const sections = compared(named(...before), named(...after));
        expect(sections.map(({ id }) => id).sort()).toEqual([...new Set([...before, ...after])].sort());
        const stayed = sections.flatMap(({ id, moved, before: old, after: next }) => (!moved && old && next ? [id] : []));
        expect(stayed).toEqual(before.filter((id) => stayed.includes(id)));
      }),
      { seed: 17, numRuns: 300 },
    );
  });
});
