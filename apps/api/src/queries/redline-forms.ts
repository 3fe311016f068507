/** A redline for people: as plain text and as a page. */
import type { RedlinePart } from '#protocols';
import { escapeHtml, htmlPage } from '../docs/html.js';

/** Whole lines, each behind `+ `, `- ` or two spaces. */
export function asPlainText(parts: readonly RedlinePart[]): string {
  const lines: string[] = [];
  let [from, to] = ['', ''];
  const flush = () => {
    if (from === to) lines.push(...linesOf('  ', from));
    else lines.push(...linesOf('- ', from), ...linesOf('+ ', to));
    [from, to] = ['', ''];
  };
  for (const { op, text } of parts) {
    if (op === 'removed') from += text;
    else if (op === 'added') to += text;
    else
      for (const piece of text.split(/(?<=\n)/)) {
        // Where both texts begin a line with what they share, what stands before is told by itself.
        if (endsLine(from) && endsLine(to)) flush();
        [from, to] = [from + piece, to + piece];
        if (piece.endsWith('\n')) flush();
      }
  }
  flush();
  return lines.map((line) => `${line}\n`).join('');
}

const endsLine = (text: string): boolean => text === '' || text.endsWith('\n');

function linesOf(sign: string, text: string): string[] {
  if (text === '') return [];
  return text
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => `${sign}${line}`);
}

const ELEMENTS = { same: 'span', added: 'ins', removed: 'del' } as const;

export function asPage(title: string, parts: readonly RedlinePart[]): string {
  const body = parts.map(({ op, text }) => `<${ELEMENTS[op]}>${escapeHtml(text)}</${ELEMENTS[op]}>`).join('');
  return htmlPage(title, `<div style="white-space:pre-wrap">${body}</div>`);
}

const FORMS = ['application/json', 'text/html', 'text/plain'] as const;
export type RedlineForm = (typeof FORMS)[number];

/** The form that an `Accept` header (RFC 9110) prefers; JSON where it says nothing that we have. */
export function formOf(accept: string | undefined): RedlineForm {
  const ranges = (accept ?? '')
    .split(',')
    .map((range) => {
      const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
      const q = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
      return { type, q: q === undefined ? 1 : Number(q) };
    })
    .filter(({ q }) => q > 0)
    .sort((a, b) => b.q - a.q);
  for (const { type } of ranges) {
    const form = FORMS.find(
      (known) => type === known || type === '*/*' || (type.endsWith('/*') && known.startsWith(type.slice(0, -1))),
    );
    if (form) return form;
  }
  return 'application/json';
}
