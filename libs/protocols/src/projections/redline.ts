import { diffLines, diffWordsWithSpace } from 'diff';
import { compared, type ComparedSection } from '../domain/compared-sections.js';
import type { SectionMark } from '../domain/divided-text.js';
import type { Section } from '../domain/sections.js';

/** A stretch of a redline. What is `same` or `removed` is the earlier text, what is `same` or `added` the later one. */
export interface RedlinePart {
  readonly op: 'same' | 'added' | 'removed';
  readonly text: string;
}

/**
 * Edits beyond which a comparison is given up and the whole stretch shown as replaced. The effort grows with their square, and a
 * text has up to 500,000 characters: asked for over HTTP, the two redlines of an answer, of the whole and by sections, must together not
 * hold up the process for longer than a quarter of a second or so.
 */
const EDITS_MAX = 700;

/** What changed between two texts: by lines, and within lines that changed by words. Equal texts give one `same` part. */
export function redline(from: string, to: string, editsMost = EDITS_MAX): RedlinePart[] {
  const lines = diffLines(from, to, { maxEditLength: editsMost });
  if (!lines) return joined(replaced(from, to));
  const rewritten = lines.filter(({ removed }, at) => removed && lines[at + 1]?.added).length;
  const editsMax = sharedBy(rewritten, editsMost);
  const parts: RedlinePart[] = [];
  for (const [at, { value, added, removed }] of lines.entries()) {
    const next = lines[at + 1];
    if (removed && next?.added) parts.push(...changedWords(value, next.value, editsMax));
    else if (!(added && lines[at - 1]?.removed)) parts.push({ op: opOf(added, removed), text: value });
  }
  return joined(parts);
}

type Headed = Pick<SectionMark, 'number' | 'heading'>;

/** What became of a section. */
export interface SectionRedline extends Pick<ComparedSection, 'id' | 'change' | 'renumbered' | 'moved'> {
  readonly before?: Headed;
  readonly after?: Headed;
  /** Its heading included; the empty lines at its end are none of its words. */
  readonly parts: readonly RedlinePart[];
}

/** What changed between two texts, section by section: what was moved is told as moved, and compared with what it was. */
export function redlineBySection(from: readonly Section[], to: readonly Section[]): SectionRedline[] {
  const sections = compared(from, to);
  const editsMost = sharedBy(sections.filter(({ change }) => change === 'CHANGED').length, EDITS_MAX);
  return sections.map(({ id, change, renumbered, moved, before, after }) => ({
    ...{ id, change, renumbered, moved },
    ...(before ? { before: headOf(before) } : {}),
    ...(after ? { after: headOf(after) } : {}),
    parts: redline(wordsOf(before), wordsOf(after), editsMost),
  }));
}

const headOf = ({ number, heading }: Headed): Headed => ({ ...(number === undefined ? {} : { number }), heading });

const wordsOf = (section: Section | undefined): string => (section ? `${section.text.trimEnd()}\n` : '');

/** So many edits for each of several stretches that all together cost no more than one with all edits. */
const sharedBy = (stretches: number, edits: number): number => Math.floor(edits / Math.sqrt(Math.max(stretches, 1)));

function changedWords(from: string, to: string, editsMax: number): RedlinePart[] {
  const words = diffWordsWithSpace(from, to, { maxEditLength: editsMax });
  return words ? words.map(({ value, added, removed }) => ({ op: opOf(added, removed), text: value })) : replaced(from, to);
}

function replaced(from: string, to: string): RedlinePart[] {
  return [
    { op: 'removed', text: from },
    { op: 'added', text: to },
  ];
}

function opOf(added: boolean, removed: boolean): RedlinePart['op'] {
  if (added) return 'added';
  return removed ? 'removed' : 'same';
}

/** Neighbours of one kind become one part, and empty ones go. */
function joined(parts: readonly RedlinePart[]): RedlinePart[] {
  const whole: RedlinePart[] = [];
  for (const part of parts) {
    const last = whole.at(-1);
    if (last?.op === part.op) whole[whole.length - 1] = { op: part.op, text: last.text + part.text };
    else if (part.text !== '') whole.push(part);
  }
  return whole;
}
