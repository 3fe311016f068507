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

/**
 * The page of the full run: the rows of this one, in the places that `order` gives them, and of `before`, the page as it stands, those that
 * this run left out. Each row has its seed: all of them together take longer than one sitting.
 */
export function pageOf(rows: readonly Row[], seed: number, before: string, order: readonly string[]): string {
  const lines = new Map([...before.matchAll(/^\| `([a-z-]+)` \|.*$/gm)].map(([line, name]) => [name ?? '', line]));
  for (const row of rows)
    lines.set(
      row.name,
      `| \`${row.name}\` | ${row.title} | ${row.count} of ${row.wanted} | ${row.violations} | ${figuresOf(row).join('; ')} | ${seed} |`,
    );
  return [
    '# Faults',
    '',
    'What `npm run faults` did to the running product, two apis and three workers under load, and what it found. A count is how often the',
    'fault was seen to bite. `npm run faults -- --only NAME --seed N` does a row again, and puts its line here.',
    '',
    '| Fault | How | Count | Violations | Figures | Seed |',
    '|---|---|---|---|---|---|',
    ...order.flatMap((name) => lines.get(name) ?? `| \`${name}\` | | not run yet | | | |`),
    '',
  ].join('\n');
}
