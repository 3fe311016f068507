import { csvOf } from './csv.js';

const lineOf = (value: unknown): string => csvOf(['a'], [{ a: value }]).split('\u{feff}a\r\n')[1] ?? '';

it('A row is a line, under a line of the names of its columns, in UTF-8 that a spreadsheet knows as such', () => {
  expect(csvOf(['id', 'title'], [{ title: '§ 1', id: 1 }, { id: 2 }])).toBe('\u{feff}id,title\r\n1,§ 1\r\n2,\r\n');
  expect(csvOf(['id'], [])).toBe('\u{feff}id\r\n');
});

it.each([
  ['a comma', 'a,b', '"a,b"\r\n'],
  ['quotes', 'the "rule"', '"the ""rule"""\r\n'],
  ['lines', 'a\nb\r\nc', '"a\nb\r\nc"\r\n'],
  ['nothing', null, '\r\n'],
  ['a number', -5, '-5\r\n'],
  ['yes or no', false, 'false\r\n'],
  ['an instant', new Date('2026-03-10T16:30:00Z'), '2026-03-10T16:30:00.000Z\r\n'],
  ['words', ['one', 'two'], 'one; two\r\n'],
  ['no words', [], '\r\n'],
  ['no parts', {}, '\r\n'],
  ['parts', { day: 3 }, '"{""day"":3}"\r\n'],
])('A cell holds %s', (_what, value, line) => {
  expect(lineOf(value)).toBe(line);
});

it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '\n=1', '\u{ff1d}1', '\u{ff0b}1', '\u{ff0d}1', '\u{ff20}A'])(
  'Text that a spreadsheet would take for a formula is text: %j',
  (text) => {
    expect(lineOf(text).replace(/^"/, '')).toMatch(/^'/);
    expect(lineOf([text]).replace(/^"/, '')).toMatch(/^'/);
  },
);

it('Text with such a sign further in stays as it is', () => {
  expect(lineOf('a=1')).toBe('a=1\r\n');
});
