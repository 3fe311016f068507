import type { BenchRow } from './bench.ts';

const HEADINGS = ['', 'beside', 'ours', 'theirs', 'ratio', 'rounds', 'target', 'met'];

/** The cells of the report's table, its heading first. */
export function cellsOf(rows: readonly BenchRow[]): string[][] {
  return [
    HEADINGS,
    ...rows.map(({ id, beside, ours, theirs, ratio, spread, target, met }) => [
      id,
      beside,
      ours,
      theirs,
      Number.isInteger(ratio) ? String(ratio) : ratio.toPrecision(3),
      spread,
      target,
      met ? 'yes' : 'NO',
    ]),
  ];
}

/** A table for a terminal; below it the notes, each by its row's name. */
export function tableOf(rows: readonly BenchRow[]): string {
  const cells = cellsOf(rows);
  const widths = HEADINGS.map((_, column) => Math.max(...cells.map((row) => row[column].length)));
  const lines = cells.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]))
      .join('  ')
      .trimEnd(),
  );
  lines.splice(1, 0, '─'.repeat(Math.max(...lines.map((line) => line.length))));
  const notes = rows.filter(({ note }) => note).map(({ id, beside, note }) => `${id} beside ${beside}: ${note}`);
  return [...lines, ...(notes.length > 0 ? ['', ...notes] : [])].join('\n');
}
