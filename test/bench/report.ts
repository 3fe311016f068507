import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { BenchRow } from './bench.ts';
import { BENCHES } from './benches.ts';
import type { Surrounding } from './surroundings.ts';
import { cellsOf } from './table.ts';

/** What one benchmark found when it was last run in full. */
export interface Found {
  title: string;
  rows: readonly BenchRow[];
  seed: number;
  rounds: number;
  minutes: number;
  /** The day of the run, `2026-03-02`. */
  on: string;
  surroundings: readonly Surrounding[];
}

const DOCS = new URL('../../docs/', import.meta.url);
/** The figures; the page is made from them. All of them together take hours, so each benchmark keeps those of its own last run. */
const FIGURES = 'benchmarks.json';

/** Writes `docs/benchmarks.md` and what goes beside it, with what was found now in the place of what was before; answers the files' names. */
export function writeReport(found: ReadonlyMap<string, Found>, attachments: ReadonlyMap<string, string>): string[] {
  const file = new URL(FIGURES, DOCS);
  const before = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, Found>) : {};
  const all = Object.fromEntries(
    BENCHES.flatMap(({ id }) => {
      const one = found.get(id) ?? before[id];
      return one ? [[id, one] as const] : [];
    }),
  );
  const files = new Map([...attachments, [FIGURES, `${JSON.stringify(all, null, 2)}\n`], ['benchmarks.md', pageOf(all)]]);
  for (const [name, text] of files) writeFileSync(new URL(name, DOCS), text);
  return [...files.keys()].map((name) => `docs/${name}`);
}

function pageOf(all: Readonly<Record<string, Found>>): string {
  const rows = Object.values(all).flatMap((one) => one.rows);
  const missed = rows.filter(({ met }) => !met);
  const behind = rows.filter(({ ratio, target }) => target.startsWith('≥') && ratio < 1);
  const absent = BENCHES.filter(({ id }) => !all[id]).map(({ id }) => id);
  return `${[
    '# Benchmarks',
    'Written by `npm run bench`, which puts what it measures into its place here; not to be edited by hand. Figures of one machine on one day: what carries over to another one is the ratios. Ours and the peer ran in turn, round after round, in the one order and in the other, after a warm-up, on one PostgreSQL that flushes every commit to disk. A ratio is the median of the rounds; beside it stand the least and the greatest of them.',
    missed.length === 0 ? 'Every target is met.' : `Missed: ${named(missed)}.`,
    behind.length === 0 ? '' : `The other side was ahead of us, whether the target allows it or not: ${named(behind)}.`,
    absent.length === 0 ? '' : `Not measured in full yet: ${absent.join(', ')}.`,
    ...Object.entries(all).map(([id, one]) => sectionOf(id, one)),
  ]
    .filter(Boolean)
    .join('\n\n')}\n`;
}

const named = (rows: readonly BenchRow[]) => rows.map(({ id, beside }) => `${id} beside ${beside}`).join('; ');

function sectionOf(id: string, { title, rows, seed, rounds, minutes, on, surroundings }: Found): string {
  const [headings = [], ...body] = cellsOf(rows);
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  const notes = rows.filter(({ note }) => note).map(({ id: row, beside, note }) => `- ${row} beside ${beside}: ${note}`);
  const where = surroundings.map(({ name, value }) => `${name}: ${value}`).join('; ');
  return [
    `## ${id}`,
    `${title}.`,
    [line(headings), line(headings.map(() => '---')), ...body.map(line)].join('\n'),
    notes.join('\n'),
    id === 'B8' ? '![Time of one operation, by the size of the log](benchmarks-growth.svg)' : '',
    `${on}, ${rounds} rounds, seed ${seed}, ${minutes.toFixed(0)} minutes. ${where}.`,
  ]
    .filter(Boolean)
    .join('\n\n');
}
