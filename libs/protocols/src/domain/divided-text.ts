/**
 * A text as its author sends it: whole, or in sections, each with an id that it keeps from version to version. What is reviewed, adopted and
 * signed is one text with one hash: sections are put together into it in one way, and where each stands in it is kept beside. The ids are
 * no words of the text, and nobody adopts them.
 */
import { type Context, Rejection, type Rule } from '#kernel';

/** UTF-16 code units of a whole text. */
export const TEXT_LENGTH_MAX = 500_000;

/** What an id of a section looks like. */
export const SECTION_ID = /^[A-Za-z0-9][\w.-]{0,99}$/;

/** A section as it is sent. */
export interface SentSection {
  readonly id: string;
  /** As it is printed before the heading: `2`, `10.1`, `II`. It may change; the id stays. */
  readonly number?: string;
  readonly heading?: string;
  /** How deep the heading stands, 1 to 6; 1 where it is left out. */
  readonly level?: number;
  readonly text?: string;
}

/** A text with its hash: either `text` or `sections`. */
export interface SentText {
  readonly text?: string;
  readonly sections?: readonly SentSection[];
  /** SHA-256 of the whole text's UTF-8 bytes, in hex. */
  readonly textHash: string;
}

/** A section of a text, without its words. */
export interface SectionMark {
  readonly id: string;
  readonly number?: string;
  /** Empty where it has none. */
  readonly heading: string;
  /** 1 to 6; 0 where it has neither number nor heading. */
  readonly level: number;
  /** Where it stands in the text, in UTF-16 code units: its heading included. */
  readonly start: number;
  readonly end: number;
}

export interface DividedText {
  readonly text: string;
  /** As the author divided it; empty where it was sent whole. */
  readonly sections: readonly SectionMark[];
}

export const TEXT_OR_SECTIONS: Rule = {
  code: 'text-or-sections',
  sentence:
    'A text is sent whole or in sections, each with an id of its own and something to read; it has at most 500,000 characters.',
  remedy:
    'Send either text or sections. A section keeps the id that it had in the version before; a new one has an id that no other has.',
  status: 409,
};

export const STAND_IN_IS_FOR_THE_PAST: Rule = {
  code: 'stand-in-is-for-the-past',
  sentence: 'Words that stand in for a text which is not on record are entered only of the past, from a source.',
  remedy: 'Send the text itself.',
  status: 409,
};

/** The refusal of words that stand in for a text of the present. */
export function refusedStandIn(
  { unavailable }: { readonly unavailable?: boolean },
  { asserted }: Context,
): Rejection | undefined {
  return unavailable && !asserted
    ? new Rejection(STAND_IN_IS_FOR_THE_PAST, 'The version is said to be unavailable, and is not asserted of the past.')
    : undefined;
}

/** The text that was sent, with its sections, or the rule that refuses it. */
export function dividedText({ text, sections }: Omit<SentText, 'textHash'>): DividedText | Rejection {
  if (text !== undefined && sections === undefined) return { text, sections: [] };
  if (!sections || text !== undefined)
    return new Rejection(TEXT_OR_SECTIONS, `Sent were ${sections ? 'both text and sections' : 'neither text nor sections'}.`);
  const ids = new Set<string>();
  for (const { id, number, heading, text: words = '' } of sections) {
    if (ids.has(id)) return new Rejection(TEXT_OR_SECTIONS, `Two sections have the id ${id}.`);
    ids.add(id);
    if (number === undefined && heading === undefined && words.trim() === '')
      return new Rejection(TEXT_OR_SECTIONS, `Section ${id} has neither number nor heading nor text.`);
  }
  const whole = putTogether(sections);
  return whole.text.length > TEXT_LENGTH_MAX
    ? new Rejection(TEXT_OR_SECTIONS, `The sections have ${whole.text.length} characters.`)
    : whole;
}

/** The whole of what was sent, as it is hashed. */
export function wholeTextOf({ text, sections = [] }: Omit<SentText, 'textHash'>): string {
  return text ?? putTogether(sections).text;
}

/**
 * Sections as one text: before each but the first an empty line; number and heading on a line of their own behind as many `#` as the level
 * says; then the words without the space at their end. One line break ends the text.
 */
function putTogether(sections: readonly SentSection[]): DividedText {
  const marks: SectionMark[] = [];
  const pieces: string[] = [];
  let start = 0;
  for (const [at, { id, number, heading = '', level = 1, text = '' }] of sections.entries()) {
    const title = [number ?? '', heading].filter(Boolean).join(' ');
    const lines = [title === '' ? '' : `${'#'.repeat(level)} ${title}`, text.trimEnd()].filter(Boolean);
    const piece = lines.map((line) => `${line}\n`).join('') + (at + 1 < sections.length ? '\n' : '');
    const end = start + piece.length;
    marks.push({ id, ...(number === undefined ? {} : { number }), heading, level: title === '' ? 0 : level, start, end });
    pieces.push(piece);
    start = end;
  }
  return { text: pieces.join(''), sections: marks };
}

/** Lifts an entry of before texts were sent in sections: its text was sent whole. */
export function sentWhole<Entry extends object>(entry: Entry): Entry & Pick<DividedText, 'sections'> {
  return { ...entry, sections: [] };
}
