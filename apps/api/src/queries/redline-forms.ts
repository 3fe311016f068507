/** A redline for people: as plain text and as a page. */
import type { RedlinePart, SectionRedline } from '#protocols';
import { escapeHtml, htmlPage } from '../docs/html.js';
import { preferredOf } from '../http/accept.js';

/** Whole lines, each behind `+ `, `- ` or two spaces; an empty line between sections, and before each what `> ` tells of its place. */
export function asPlainText(sections: readonly SectionRedline[]): string {
  return sections
    .map((section) => [...notesOf(section).map((note) => `> ${note}\n`), linesOfParts(section.parts)].join(''))
    .join('\n');
}

/** What the words of a section do not show: where it stood, and under which number. */
function notesOf({ moved, renumbered, before }: SectionRedline): readonly string[] {
  return [
    ...(moved ? ['Moved.'] : []),
    ...(renumbered
      ? [before?.number === undefined ? 'Numbered; it had no number.' : `Renumbered; it was ${before.number}.`]
      : []),
  ];
}

function linesOfParts(parts: readonly RedlinePart[]): string {
  const lines: string[] = [];
  let [from, to] = ['', ''];
  const flush = () => {
    lines.push(...changed(linesOf(from), linesOf(to)));
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

const linesOf = (text: string): string[] => (text === '' ? [] : text.replace(/\n$/, '').split('\n'));

/** What the two have in common at both ends is the same; what lies between was replaced. */
function changed(from: readonly string[], to: readonly string[]): string[] {
  const least = Math.min(from.length, to.length);
  let head = 0;
  while (head < least && from[head] === to[head]) head++;
  let tail = 0;
  while (tail < least - head && from.at(-1 - tail) === to.at(-1 - tail)) tail++;
  return [
    ...from.slice(0, head).map((line) => `  ${line}`),
    ...from.slice(head, from.length - tail).map((line) => `- ${line}`),
    ...to.slice(head, to.length - tail).map((line) => `+ ${line}`),
    ...from.slice(from.length - tail).map((line) => `  ${line}`),
  ];
}

const ELEMENTS = { same: 'span', added: 'ins', removed: 'del' } as const;

export function asPage(title: string, sections: readonly SectionRedline[]): string {
  const body = sections.map((section) => {
    const words = section.parts.map(({ op, text }) => `<${ELEMENTS[op]}>${escapeHtml(text)}</${ELEMENTS[op]}>`).join('');
    const notes = notesOf(section).map((note) => `<p><small>${escapeHtml(note)}</small></p>`);
    return `<section>${notes.join('')}<div style="white-space:pre-wrap">${words}</div></section>`;
  });
  return htmlPage(title, body.join('\n'));
}

const FORMS = ['application/json', 'text/html', 'text/plain'] as const;
export type RedlineForm = (typeof FORMS)[number];

/** The form that an `Accept` header prefers. */
export const formOf = (accept: string | undefined): RedlineForm => preferredOf(accept, FORMS);
