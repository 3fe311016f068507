/**
 * The sections of a text, and their names from one text to the next. What an author divided has the sections that it was sent in, by the ids
 * that the author gave them. What was sent whole is read like Markdown: a line of `#` to `######` begins a section, which ends where the next
 * begins; what stands before the first is one too. A heading may name its section for itself: `## Evidence {#evidence}`. The others keep the
 * name that a section before them had: by the same heading, else by similar words.
 */
import type { DividedText, SectionMark } from './divided-text.js';

/** `id` is stable from version to version, and never given to another section of the same line of texts. */
export type Section = SectionMark & {
  /** Its heading included. */
  readonly text: string;
};

/** What stands under the heading of a section, without the space at its end. */
export function bodyOf({ level, text }: Pick<Section, 'level' | 'text'>): string {
  const below = level === 0 ? 0 : text.indexOf('\n') + 1 || text.length;
  return text.slice(below).trimEnd();
}

type Unnamed = Omit<Section, 'id'> & { readonly named?: string };

const EXPLICIT = /\{#([A-Za-z][\w.-]{0,99})\}$/;

/** The sections of a text as its author divided it. */
const asDivided = ({ text, sections }: DividedText): Unnamed[] =>
  sections.map(({ id: named, ...mark }) => ({ ...mark, named, text: text.slice(mark.start, mark.end) }));

/** More headings begin no sections: half a million characters could hold a quarter of a million of them, to be compared with one another. */
const SECTIONS_MAX = 5_000;

/** The sections of a text as it stands, without names but those that it gives itself. */
function divided(text: string): Unnamed[] {
  const sections: Unnamed[] = [];
  let begun: Pick<Unnamed, 'heading' | 'level' | 'start' | 'named'> = { heading: '', level: 0, start: 0 };
  let fence: string | undefined;
  const end = (at: number): void => {
    const body = text.slice(begun.start, at);
    if (body.trim() !== '') sections.push({ ...begun, end: at, text: body });
  };
  for (let start = 0; start < text.length;) {
    const newline = text.indexOf('\n', start);
    const next = newline < 0 ? text.length : newline + 1;
    const line = text.slice(start, next).trimEnd();
    const mark = /^ {0,3}(```|~~~)/.exec(line)?.[1];
    fence = fence === undefined ? mark : fence === mark ? undefined : fence;
    const found = fence === undefined ? headingOf(line) : undefined;
    if (found && sections.length < SECTIONS_MAX - 1) {
      end(start);
      begun = { ...found, start };
    }
    start = next;
  }
  end(text.length);
  return sections;
}

/** No expression that looks for an end behind a run of any length: a line has up to half a million characters. */
function headingOf(line: string): Pick<Unnamed, 'heading' | 'level' | 'named'> | undefined {
  const level = /^ {0,3}(#{1,6})(?=[ \t]|$)/.exec(line)?.[1]?.length;
  if (level === undefined) return undefined;
  const words = line.trimStart().slice(level).trim();
  const own = EXPLICIT.exec(words);
  return own ? { heading: words.slice(0, own.index).trimEnd(), level, named: own[1] } : { heading: words, level };
}

/** The sections of texts that followed one another, each with the names that they have in common. */
export function sectionsThrough(texts: readonly (string | DividedText)[]): readonly (readonly Section[])[] {
  // The present sections, then those that are gone: one that comes back has its name again.
  let known: readonly Section[] = [];
  return texts.map((each) => {
    const { text, sections: marks } = typeof each === 'string' ? { text: each, sections: [] } : each;
    const sections = named(marks.length > 0 ? asDivided({ text, sections: marks }) : divided(text), known);
    const present = new Set(sections.map(({ id }) => id));
    known = [...sections, ...known.filter(({ id }) => !present.has(id))];
    return sections;
  });
}

/** The sections of the last of these texts. */
export function sectionsOf(...texts: readonly (string | DividedText)[]): readonly Section[] {
  return sectionsThrough(texts).at(-1) ?? [];
}

function named(sections: readonly Unnamed[], known: readonly Section[]): Section[] {
  const ids = new Map<number, string>();
  const taken = new Set<string>();
  const give = (at: number, id: string): void => {
    ids.set(at, id);
    taken.add(id);
  };
  for (const [at, { named: own }] of sections.entries()) if (own !== undefined && !taken.has(own)) give(at, own);
  byHeading(sections, known, { ids, taken, give });
  byWords(sections, known, { ids, taken, give });
  // A name that somebody has pointed at is not given to something else, even where its section is gone.
  const unused = namesBeside(new Set([...taken, ...known.map(({ id }) => id)]));
  return sections.map(({ named: _own, ...section }, at) => ({ id: ids.get(at) ?? unused(section), ...section }));
}

interface Naming {
  readonly ids: ReadonlyMap<number, string>;
  readonly taken: ReadonlySet<string>;
  readonly give: (at: number, id: string) => void;
}

/** Letter case, space and the number of a heading may change. */
const headingKey = ({ heading, level }: Pick<Section, 'heading' | 'level'>): string =>
  level === 0 ? '' : `# ${wordsOf(heading).join(' ')}`;

function byHeading(sections: readonly Unnamed[], known: readonly Section[], { ids, taken, give }: Naming): void {
  const waiting = new Map<string, string[]>();
  for (const section of known) {
    if (taken.has(section.id)) continue;
    const key = headingKey(section);
    const same = waiting.get(key);
    if (same) same.push(section.id);
    else waiting.set(key, [section.id]);
  }
  for (const [at, section] of sections.entries()) {
    if (ids.has(at)) continue;
    const id = waiting.get(headingKey(section))?.shift();
    if (id !== undefined) give(at, id);
  }
}

/** What two sections have in common, of 1, for one to be the other's next form. */
const SIMILAR = 0.5;
/** More sections than that without a heading in common, and the text is another one: comparing each with each would take seconds. */
const COMPARED_MAX = 200;

function byWords(sections: readonly Unnamed[], known: readonly Section[], { ids, taken, give }: Naming): void {
  const before = known.filter(({ id }) => !taken.has(id)).slice(0, COMPARED_MAX);
  const after = [...sections.entries()].filter(([at]) => !ids.has(at)).slice(0, COMPARED_MAX);
  const old = before.map(({ id, text }) => ({ id, words: new Set(wordsOf(text)) }));
  const pairs = after.flatMap(([at, { text }]) => {
    const words = new Set(wordsOf(text));
    return old.map(({ id, words: others }) => ({ at, id, likeness: likenessOf(words, others) }));
  });
  const likely = pairs.filter(({ likeness }) => likeness >= SIMILAR).sort((a, b) => b.likeness - a.likeness);
  for (const { at, id } of likely) if (!ids.has(at) && !taken.has(id)) give(at, id);
}

/** Sørensen and Dice: twice what both have, of what either has. */
function likenessOf(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  if (a.size + b.size === 0) return 0;
  const [small, large] = a.size < b.size ? [a, b] : [b, a];
  let common = 0;
  for (const word of small) if (large.has(word)) common++;
  return (2 * common) / (a.size + b.size);
}

const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];

const SLUG_MAX = 60;

/** Makes names that nothing has yet, out of headings: each once, and in as many steps as there are headings. */
function namesBeside(used: Set<string>): (section: Pick<Section, 'heading' | 'level'>) => string {
  const next = new Map<string, number>();
  return ({ heading, level }) => {
    const words = wordsOf(heading).join('-').slice(0, SLUG_MAX).replace(/-$/, '');
    const slug = level === 0 ? 'opening' : words || 'section';
    const numbered = (nth: number): string => (nth === 1 ? slug : `${slug}-${nth}`);
    let nth = next.get(slug) ?? 1;
    while (used.has(numbered(nth))) nth++;
    next.set(slug, nth + 1);
    used.add(numbered(nth));
    return numbered(nth);
  };
}
