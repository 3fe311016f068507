import { writeFileSync } from 'node:fs';
import type { BenchRow } from './bench.ts';
import { BENCHES } from './benches.ts';
import type { Surrounding } from './surroundings.ts';
import { cellsOf } from './table.ts';

export interface Run {
  rows: readonly BenchRow[];
  /** What each benchmark of the run is called, `B1` and its title. */
  titles: readonly { id: string; title: string }[];
  surroundings: readonly Surrounding[];
  seed: number;
  rounds: number;
  minutes: number;
  attachments: ReadonlyMap<string, string>;
}

const DOCS = new URL('../../docs/', import.meta.url);

/** Writes `docs/benchmarks.md` and what goes beside it; answers the files' names. Only a full run of all benchmarks is a report. */
export function writeReport(run: Run): string[] {
  if (run.titles.length !== BENCHES.length) return [];
  const files = new Map([['benchmarks.md', pageOf(run)], ...run.attachments]);
  for (const [name, text] of files) writeFileSync(new URL(name, DOCS), text);
  return [...files.keys()].map((name) => `docs/${name}`);
}

function pageOf({ rows, titles, surroundings, seed, rounds, minutes, attachments }: Run): string {
  const [headings = [], ...body] = cellsOf(rows);
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  const missed = rows.filter(({ met }) => !met);
  const behind = rows.filter(({ ratio, target }) => target.startsWith('≥') && ratio < 1);
  return `${[
    '# Benchmarks',
    'Written by `npm run bench`; not to be edited by hand. Figures of one machine on one day: what carries over to another one is the ratios. Ours and the peer ran in turn, round after round, in the one order and in the other, after a warm-up, on one PostgreSQL that flushes every commit to disk. A ratio is the median of the rounds; beside it stand the least and the greatest of them.',
    [line(headings), line(headings.map(() => '---')), ...body.map(line)].join('\n'),
    missed.length === 0
      ? 'Every target is met.'
      : `Missed: ${missed.map(({ id, beside }) => `${id} beside ${beside}`).join('; ')}.`,
    behind.length === 0
      ? ''
      : `The other side was ahead of us, whether the target allows it or not: ${behind.map(({ id, beside }) => `${id} beside ${beside}`).join('; ')}.`,
    '## What was measured',
    titles.map(({ id, title }) => `- **${id}** ${title}`).join('\n'),
    ...(rows.some(({ note }) => note)
      ? [
          '## Notes',
          rows
            .filter(({ note }) => note)
            .map(({ id, beside, note }) => `- ${id} beside ${beside}: ${note}`)
            .join('\n'),
        ]
      : []),
    ...[...attachments.keys()].filter((name) => name.endsWith('.svg')).map((name) => `![${name.replace('.svg', '')}](${name})`),
    '## Where',
    [...surroundings, { name: 'run', value: `${rounds} rounds, seed ${seed}, ${minutes.toFixed(0)} minutes` }]
      .map(({ name, value }) => `- ${name}: ${value}`)
      .join('\n'),
  ]
    .filter(Boolean)
    .join('\n\n')}\n`;
}
