import { redline } from '#protocols';
import { asPage, asPlainText, formOf } from './redline-forms.js';

const FROM = 'One.\nOfficers preserve video.\nThree.\nLast.';
const TO = 'One.\nOfficers preserve video and other evidence.\nThree.\nLast.\nAdded.';

it('As text, whole lines are taken out and put in', () => {
  expect(asPlainText(redline(FROM, TO))).toBe(
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
  expect(asPlainText(redline(from, to))).toBe(text);
});

it('As a page, what was written cannot become markup', () => {
  const page = asPage('Redline', redline('a', 'a <script>alert(1)</script>'));
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
