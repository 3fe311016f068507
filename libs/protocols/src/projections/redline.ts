import { diffLines, diffWordsWithSpace } from 'diff';

/** A stretch of a redline. What is `same` or `removed` is the earlier text, what is `same` or `added` the later one. */
export interface RedlinePart {
  readonly op: 'same' | 'added' | 'removed';
  readonly text: string;
}

/**
 * Edits beyond which a comparison is given up and the whole stretch shown as replaced. The effort grows with their square, and a
 * text has up to 500,000 characters: asked for over HTTP, a redline must not hold up the process for longer than a quarter of a second or so.
 */
const EDITS_MAX = 1_000;

/** What changed between two texts: by lines, and within lines that changed by words. Equal texts give one `same` part. */
export function redline(from: string, to: string): RedlinePart[] {
  const lines = diffLines(from, to, { maxEditLength: EDITS_MAX });
  if (!lines) return joined(replaced(from, to));
  const rewritten = lines.filter(({ removed }, at) => removed && lines[at + 1]?.added).length;
  // Shared out so that all stretches together cost no more than one with that many edits.
  const editsMax = Math.floor(EDITS_MAX / Math.sqrt(Math.max(rewritten, 1)));
  const parts: RedlinePart[] = [];
  for (const [at, { value, added, removed }] of lines.entries()) {
    const next = lines[at + 1];
    if (removed && next?.added) parts.push(...changedWords(value, next.value, editsMax));
    else if (!(added && lines[at - 1]?.removed)) parts.push({ op: opOf(added, removed), text: value });
  }
  return joined(parts);
}

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
