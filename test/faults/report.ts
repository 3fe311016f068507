/** The table of a run, for the terminal and for docs/faults.md. */
import Table from 'cli-table3';
import type { Figure } from './scene.js';

export interface Row {
  readonly name: string;
  readonly title: string;
  readonly count: number;
  readonly wanted: number;
  readonly violations: number;
  readonly figures: readonly Figure[];
  readonly note?: string;
  readonly tookMs: number;
}

const figuresOf = ({ figures, note }: Row): string[] => [
  ...figures.map(({ what, value, met }) => `${what}: ${value}${met === undefined ? '' : met ? ' ✓' : ' (missed)'}`),
  ...(note ? [note] : []),
];

export function tableFor(rows: readonly Row[]): string {
  const table = new Table({
    head: ['fault', 'count', 'violations', 'figures'],
    style: { head: [], border: [] },
    wordWrap: true,
    colWidths: [30, 12, 12, 74],
  });
  for (const row of rows) table.push([row.name, `${row.count}/${row.wanted}`, String(row.violations), figuresOf(row).join('\n')]);
  return table.toString();
}

export function tableOf(rows: readonly Row[], seed: number): string {
  const lines = rows.map(
    (row) => `| \`${row.name}\` | ${row.title} | ${row.count} | ${row.violations} | ${figuresOf(row).join('; ')} |`,
  );
  return [
    '# Faults',
    '',
    `What \`npm run faults -- --seed ${seed}\` did to the running product, two apis and three workers under load, and what it found. A count is how often the fault was seen to bite.`,
    '',
    '| Fault | How | Count | Violations | Figures |',
    '|---|---|---|---|---|',
    ...lines,
    '',
  ].join('\n');
}
