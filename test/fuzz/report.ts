/** A run in words and figures, for people, for docs/fuzz.md and for programs. */
import { type Finding, shown } from './findings.js';
import type { Balance } from './ledger.js';
import type { Course } from './memory.js';
import type { Tally } from './runner.js';

export interface Run {
  readonly seed: number;
  readonly requests: number;
  readonly seconds: number;
  readonly operations: { readonly reached: number; readonly all: number };
  readonly tallies: ReadonlyMap<string, Tally>;
  readonly statuses: ReadonlyMap<number, number>;
  readonly findings: readonly Finding[];
  readonly courses: readonly Course[];
  readonly balance: Balance;
}

const violationsOf = ({ findings }: Run, category?: string): number =>
  findings.filter((each) => category === undefined || each.category === category).reduce((sum, { count }) => sum + count, 0);

/** Categories with a count, and those that only have violations. */
const categoriesOf = ({ tallies, findings }: Run): string[] => [
  ...new Set([...tallies.keys(), ...findings.map(({ category }) => category)]),
];

export function table(run: Run): string {
  const head = ['Category', 'Requests', '2xx', '3xx', '4xx', '5xx', 'no answer', 'recorded', 'violations'];
  const rows = categoriesOf(run).map((category) => {
    const { requests = 0, byClass, recorded = 0 } = run.tallies.get(category) ?? {};
    const classes = (['2xx', '3xx', '4xx', '5xx', 'none'] as const).map((each) => byClass?.[each] ?? 0);
    return [category, requests, ...classes, recorded, violationsOf(run, category)];
  });
  const sums = head.slice(1).map((_name, at) => rows.reduce((sum, row) => sum + Number(row[at + 1]), 0));
  const lines = [head, ['---', ...sums.map(() => '--:')], ...rows, ['**All**', ...sums]];
  return lines.map((line) => `| ${line.join(' | ')} |`).join('\n');
}

const number = (value: number): string => value.toLocaleString('en-US');
const mib = (value: number): string => value.toFixed(1);

export function memoryTable({ courses }: Run): string {
  const rows = courses.map(({ process, of, from, to, slope, flat }) => [
    process,
    of,
    mib(from),
    mib(to),
    slope.toFixed(2),
    flat ? 'yes' : 'NO',
  ]);
  const lines = [
    ['Process', 'Of', 'MiB after warm-up', 'MiB at the end', 'MiB per 10,000 requests', 'flat'],
    ['---', '---', '--:', '--:', '--:', '---'],
    ...rows,
  ];
  return lines.map((line) => `| ${line.join(' | ')} |`).join('\n');
}

export function account({ balance }: Run): string {
  const { rows, followUps, succeeded, refused, events } = balance;
  return (
    `The ledger gained ${number(rows)} commands: ${number(rows - followUps)} that were answered for, ${number(followUps)} of reactions and clocks ` +
    `that follow from them. ${number(succeeded)} succeeded, ${number(refused)} were refused by a recorded rule; they left ${number(events)} entries of the log.`
  );
}

export const statusLine = ({ statuses }: Run): string =>
  [...statuses]
    .sort(([a], [b]) => a - b)
    .map(([status, count]) => `${status}: ${number(count)}`)
    .join(' · ');

export function findingsText({ findings }: Run): string {
  return findings
    .map(({ category, operation, what, fault, seen, count, probe }) =>
      [
        `✗ ${category}: ${fault.rule} (${count} times; ${operation || 'at the end'}${what ? `, ${what}` : ''})`,
        `  seen: ${seen}`,
        ...(probe ? [`  sent: ${shown(probe)}`] : []),
      ].join('\n'),
    )
    .join('\n');
}

export const jsonLine = (run: Run): string =>
  JSON.stringify({
    seed: run.seed,
    requests: run.requests,
    violations: violationsOf(run),
    rows: categoriesOf(run).map((category) => ({
      category,
      count: run.tallies.get(category)?.requests ?? 0,
      violations: violationsOf(run, category),
    })),
  });

export function page(run: Run, versions: string): string {
  return `# Bad input

What \`npm run fuzz\` found when it was last run in full: requests made from the api's own OpenAPI document, first right ones for every
operation, then everything that is wrong or odd, to a real api and worker with PostgreSQL, Redis and an issuer of tokens. This page is
written by the run.

${number(run.requests)} requests, seed ${run.seed}, ${Math.round(run.seconds)} s, ${run.operations.reached} of ${run.operations.all} operations. ${versions}

**Violations: ${violationsOf(run)}.** A violation is: a 5xx; no answer to a request that is whole; an answer that the form of the request
does not allow; an error that is not problem details; anything of the program's inside or of the token in an answer; a row of the ledger
or an entry of the log that no answer accounts for; an incident; a view that stopped; memory that grows.

${table(run)}

Answers by status: ${statusLine(run)}. "Recorded" are answers that name a command in the ledger: taken, or refused by a rule.

${account(run)}

Memory after collection, on the line that fits the samples best, from 30 % of the run on:

${memoryTable(run)}
${run.findings.length > 0 ? `\n\`\`\`\n${findingsText(run)}\n\`\`\`\n` : ''}
Again: \`npm run fuzz -- --seed ${run.seed}\`. The seed makes the same choices; ids and the order of answers differ from run to run.
`;
}

export const isClean = (run: Run): boolean => violationsOf(run) === 0;
