import { cpus, loadavg, totalmem } from 'node:os';
import type { Figures } from './measure.js';

/** The most that an answer may take, by its bare SQL. */
export const TARGET = 3;

const HEADINGS = [
  'question',
  'bare SQL',
  'over HTTP',
  'the door',
  'answered',
  'ratio',
  'rounds',
  'by HTTP',
  'beyond the door',
  'answer',
];

const ms = (figure: number): string => `${figure.toFixed(2)} ms`;
const judged = (ratio: number): string => `${ratio.toFixed(2)} ×${ratio > TARGET ? ' ✗' : ''}`;

function cellsOf({
  asked,
  bareMs,
  plainMs,
  doorMs,
  answeredMs,
  ratio,
  least,
  greatest,
  byPlain,
  beyond,
  bytes,
}: Figures): string[] {
  return [
    ...[
      asked,
      ms(bareMs),
      ms(plainMs),
      ms(doorMs),
      ms(answeredMs),
      judged(ratio),
      `${least.toFixed(2)}–${greatest.toFixed(2)}`,
      judged(byPlain),
      judged(beyond),
    ],
    `${(bytes / 1_024).toFixed(1)} KiB`,
  ];
}

/** For a terminal. */
export function tableOf(found: readonly Figures[]): string {
  const rows = [HEADINGS, ...found.map(cellsOf)];
  const widths = HEADINGS.map((_, at) => Math.max(...rows.map((cells) => cells[at]?.length ?? 0)));
  const line = (cells: readonly string[]): string => cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join('  ');
  return rows.map((cells) => line(cells).trimEnd()).join('\n');
}

export interface Run {
  readonly entries: number;
  readonly rounds: number;
  readonly seed: string;
}

function verdict(found: readonly Figures[]): string {
  const count = (missed: readonly Figures[]): string => (missed.length === 0 ? 'none' : `${missed.length} of ${found.length}`);
  const whole = found.filter(({ ratio }) => ratio > TARGET);
  const byPlain = found.filter((figures) => figures.byPlain > TARGET);
  const beyond = found.filter((figures) => figures.beyond > TARGET);
  const outOfReach = whole.filter(({ bareMs, plainMs }) => plainMs > TARGET * bareMs);
  return `By the bare SQL ${count(whole)} miss the target; for ${outOfReach.length} of those the bare SQL misses it too, as soon as it is answered over HTTP.
By the bare SQL over HTTP ${count(byPlain)} miss it, and beyond the door ${count(beyond)}. They are marked ✗.`;
}

/** docs/questions.md. */
export function pageOf(found: readonly Figures[], { entries, rounds, seed }: Run): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const [cpu] = cpus();
  return `# What people ask, measured

Written by \`npm run questions\`; not to be edited by hand. Each question is one call to the api over HTTP, answered from one state of the views.
Beside it stands the bare SQL that it needs: statements written by hand, prepared, on one open session, with nothing made of their rows.
The same is served by a plain HTTP server in a process of its own, which knows no token, no view and no reader: what no answer over HTTP goes
below. The door is what a call to the api costs that asks for an empty list: HTTP, the token, a snapshot of a view. All four ran in turn, round
after round, in the one order and in the other, after a round that does not count. A figure is the median of the rounds, a ratio the median of the rounds' own
ratios by the bare SQL, with the least and the greatest beside it, or by the bare SQL over HTTP. The target is at most ${TARGET} ×.

The log holds ${entries.toLocaleString('en')} entries: the case of Executive Directive 17, told by the product itself, again and again, each time a week earlier and on
records of its own; sealed, appended and numbered by the product, and its views built from it.

${verdict(found)}

${[line(HEADINGS), line(HEADINGS.map(() => '---')), ...found.map((figures) => line(cellsOf(figures)))].join('\n')}

${cpus().length} × ${cpu?.model ?? 'unknown'}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB; ${rounds} rounds; seed ${seed}. Over the last quarter of an hour ${loadavg()[2]?.toFixed(0)} processes
had wanted a processor at a time: above the number of processors the figures tell of the wait too, which an answer has more of than a statement,
since three processes have their turns in it. Figures of one machine on one day.
`;
}
