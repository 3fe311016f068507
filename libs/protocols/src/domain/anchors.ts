/**
 * Where a comment points to, in a way that outlives its version: the words quoted and what stands around them, as the Web Annotation
 * Data Model's TextQuoteSelector has it, and the section that they stood in; or a section alone. In a later text the same words are looked
 * for, or the section of that id, wherever it stands and whatever its number; where they are gone, or it cannot be told which of several
 * are meant, the comment is detached: shown with the text, and pointing nowhere in it.
 */
import type { Section } from './sections.js';

export interface Anchor {
  /** The words quoted; absent where the comment is on a section as it is. */
  readonly exact?: string;
  /** What stands right before and right behind them. */
  readonly prefix?: string;
  readonly suffix?: string;
  readonly sectionId?: string;
}

export type Place =
  | {
      readonly status: 'ATTACHED';
      /** In UTF-16 code units of the text. */
      readonly start: number;
      readonly end: number;
      readonly sectionId: string;
    }
  | {
      readonly status: 'DETACHED';
      /** `GONE`: the words, or the section, stand nowhere. `MOVED`: they stand only where neither the section nor what surrounds them is the same. */
      readonly reason: 'GONE' | 'MOVED' | 'AMBIGUOUS';
      /** The section that they stood in, where the text has it still. */
      readonly sectionId?: string;
    };

/** How often words are looked for in a text: what stands there more often than that is no quotation. */
const FOUND_MAX = 1_000;

/** Finds anchors in a text. Made once a text: its space is evened out, so that text that is wrapped anew holds its quotations. */
export function anchoring(text: string, sections: readonly Section[]): (anchor: Anchor) => Place {
  const { even, origins } = evened(text);
  return ({ exact, prefix = '', suffix = '', sectionId }) => {
    if (exact === undefined) return placeOf(sections.find(({ id }) => id === sectionId));
    const still = sections.some(({ id }) => id === sectionId) ? { sectionId } : {};
    const quoted = evened(exact).even.trim();
    const [before, behind] = [evened(prefix).even, evened(suffix).even];
    const context = before.trim().length + behind.trim().length;
    const found = occurrences(even, quoted).map((at) => {
      const start = origins[at] ?? 0;
      const end = (origins[at + quoted.length - 1] ?? 0) + 1;
      const after = at + quoted.length;
      const around =
        commonEnd(even.slice(Math.max(0, at - before.length - 1), at), before) +
        commonStart(even.slice(after, after + behind.length + 1), behind);
      return { start, end, around, section: sectionAt(sections, start) };
    });
    if (found.length === 0) return { status: 'DETACHED', reason: 'GONE', ...still };
    const unmarked = context === 0 && sectionId === undefined;
    const meant = found.filter(
      ({ around, section }) => unmarked || section === sectionId || (around > 0 && around * 2 >= context),
    );
    if (meant.length === 0) return { status: 'DETACHED', reason: 'MOVED', ...still };
    const rank = ({ around, section }: (typeof meant)[number]): number => around + (section === sectionId ? 0.5 : 0);
    const most = Math.max(...meant.map(rank));
    const [best, ...others] = meant.filter((one) => rank(one) === most);
    if (!best || others.length > 0) return { status: 'DETACHED', reason: 'AMBIGUOUS', ...still };
    return { status: 'ATTACHED', start: best.start, end: best.end, sectionId: best.section };
  };
}

const placeOf = (section: Section | undefined): Place =>
  section
    ? { status: 'ATTACHED', start: section.start, end: section.end, sectionId: section.id }
    : { status: 'DETACHED', reason: 'GONE' };

/** Whether quoted words stand in a text at all, wherever. */
export function isQuotedFrom(text: string, exact: string): boolean {
  return occurrences(evened(text).even, evened(exact).even.trim()).length > 0;
}

/** The last section that begins at or before a place. */
function sectionAt(sections: readonly Section[], at: number): string {
  let [low, high] = [0, sections.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sections[middle]?.start ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  return sections[low - 1]?.id ?? '';
}

/** A text with each run of space as one, and where each of its characters stood. */
function evened(text: string): { readonly even: string; readonly origins: readonly number[] } {
  const origins: number[] = [];
  const pieces: string[] = [];
  let spaced = false;
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    const space = /\s/.test(character);
    if (!(space && spaced)) {
      pieces.push(space ? ' ' : character);
      origins.push(at);
    }
    spaced = space;
  }
  return { even: pieces.join(''), origins };
}

function occurrences(text: string, words: string): number[] {
  const found: number[] = [];
  if (words === '') return found;
  for (let at = text.indexOf(words); at >= 0 && found.length < FOUND_MAX; at = text.indexOf(words, at + 1)) found.push(at);
  return found;
}

/** How many characters two texts have in common at their ends, space at the joint aside. */
function commonEnd(text: string, wanted: string): number {
  const [a, b] = [text.trimEnd(), wanted.trim()];
  let common = 0;
  while (common < b.length && a.at(-1 - common) === b.at(-1 - common)) common++;
  return common;
}

function commonStart(text: string, wanted: string): number {
  const [a, b] = [text.trimStart(), wanted.trim()];
  let common = 0;
  while (common < b.length && a[common] === b[common]) common++;
  return common;
}
