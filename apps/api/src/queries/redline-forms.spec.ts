import { redlineBySection, type Section, sectionsThrough, type SectionRedline } from '#protocols';
import { asPage, asPlainText, formOf } from './redline-forms.js';

function between(from: string, to: string): readonly SectionRedline[] {
  const [before = [], after = []] = sectionsThrough([from, to]);
  return redlineBySection(before, after);
}

const FROM = 'One.\nOfficers preserve video.\nThree.\nLast.';
const TO = 'One.\nOfficers preserve video and other evidence.\nThree.\nLast.\nAdded.';

it('As text, whole lines are taken out and put in', () => {
  expect(asPlainText(between(FROM, TO))).toBe(
    [
      '  One.',
      '- Officers preserve video.',
      '+ Officers preserve video and other evidence.',
      '  Three.',
      '  Last.',
      '+ Added.',
      '',
    ].join('\n'),
  );
});

it.each([
  ['nothing changed', 'a\nb\n', 'a\nb\n', '  a\n  b\n'],
  ['everything is new', '', 'a\nb', '+ a\n+ b\n'],
  ['everything is gone', 'a\nb', '', '- a\n- b\n'],
  ['a line in the middle is gone', 'a\nb\nc\n', 'a\nc\n', '  a\n- b\n  c\n'],
])('As text: %s', (_what, from, to, text) => {
  expect(asPlainText(between(from, to))).toBe(text);
});

it('Sections stand apart, and what was moved or renumbered says so', () => {
  const section = (id: string, number: string | undefined, body: string): Section => ({
    ...{ id, heading: id, level: 1, start: 0, end: 0, text: `# ${number ?? ''} ${id}\n${body}\n` },
    ...(number === undefined ? {} : { number }),
  });
  const [a, b] = [section('Aid', '1', 'Ask.'), section('Evidence', '2', 'Keep it.')];
  const redline = redlineBySection([a, b], [section('Evidence', '1', 'Keep it.'), section('Aid', '2', 'Ask.')]);
  expect(asPlainText(redline)).toBe(
    [
      '> Moved.\n> Renumbered; it was 2.\n- # 2 Evidence\n+ # 1 Evidence\n  Keep it.\n',
      '> Renumbered; it was 1.\n- # 1 Aid\n+ # 2 Aid\n  Ask.\n',
    ].join('\n'),
  );
  expect(asPage('Redline', redline)).toContain('<small>Moved.</small>');
  const numbered = redlineBySection([section('Aid', undefined, 'Ask.')], [a]);
  expect(asPlainText(numbered)).toContain('> Numbered; it had no number.');
});

it('As a page, what was written cannot become markup', () => {
  const page = asPage('Redline', between('a', 'a <script>alert(1)</script>'));
  expect(page).not.toContain('<script>');
  expect(page).toContain('<ins>');
});

it.each([
  [undefined, 'application/json'],
  ['*/*', 'application/json'],
  ['text/html,application/xhtml+xml,*/*;q=0.8', 'text/html'],
  ['text/plain', 'text/plain'],
  ['text/*', 'text/html'],
  ['text/html;q=0.2, text/plain;q=0.5', 'text/plain'],
  ['text/html;q=0, application/json', 'application/json'],
  ['image/png', 'application/json'],
])('Accept: %s is answered as %s', (accept, form) => {
  expect(formOf(accept)).toBe(form);
});
