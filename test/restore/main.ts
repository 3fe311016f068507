/**
 * `npm run restores [-- --runs N]`: the running product is lost and restored, to its end and to a point before it, by each method in turn.
 * Ends with 0 where every promise was kept; a run of the usual number writes docs/restores.md.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type Method, METHODS } from './backups.js';
import { forkedByACopy } from './fork.js';
import { lost, restoreToAPoint, restoreToTheEnd } from './story.js';

const USUAL_RUNS = 10;
const PAGE = 'docs/restores.md';

const { values } = parseArgs({ options: { runs: { type: 'string', default: String(USUAL_RUNS) } } });
const runs = Number(values.runs);
if (!Number.isSafeInteger(runs) || runs < 1) {
  process.stderr.write('--runs takes a whole number from 1 on.\n');
  process.exit(2);
}
const say = (line: string): void => void process.stdout.write(`${line}\n`);

interface Count {
  runs: number;
  toTheEnd: number;
  toAPoint: number;
  forked: number;
}
const counts = new Map<Method, Count>(METHODS.map((method) => [method, { runs: 0, toTheEnd: 0, toAPoint: 0, forked: 0 }]));
let broken = 0;

/** What went wrong is shown, and the next one tried. */
async function attempt(what: string, act: () => Promise<void>): Promise<0 | 1> {
  try {
    await act();
    return 1;
  } catch (error) {
    broken++;
    say(`✗ ${what}: ${String((error as Error).stack)}`);
    return 0;
  }
}

for (let run = 0; run < runs; run++) {
  const method = METHODS[run % METHODS.length] ?? 'dump';
  const count = counts.get(method);
  if (!count) continue;
  const began = Date.now();
  count.runs++;
  await attempt(`${method}, until its machine is lost`, async () => {
    const about = await lost(method);
    try {
      count.toTheEnd += await attempt(`${method}, restored to its end`, () => restoreToTheEnd(about));
      count.toAPoint += await attempt(`${method}, restored to a point`, () => restoreToAPoint(about));
      count.forked += await attempt(`${method}, restored twice`, () => forkedByACopy(about));
    } finally {
      await about.house.close();
    }
  });
  say(`${run + 1} of ${runs}: ${method}, ${((Date.now() - began) / 1000).toFixed(0)} s`);
}

const rows = [...counts].map(
  ([method, { runs: of, toTheEnd, toAPoint, forked }]) =>
    `| ${method} | ${toTheEnd} of ${of} | ${toAPoint} of ${of} | ${forked} of ${of} |`,
);
const table = ['| Backed up by | To its end | To a point before it | Twice |', '|---|---|---|---|', ...rows].join('\n');
say(table);
if (runs >= USUAL_RUNS && broken === 0) writeFileSync(PAGE, pageOf(table));
process.exitCode = broken === 0 ? 0 : 1;

function pageOf(counted: string): string {
  return `# Restores

What \`npm run restores\` did to the running product, an api, a worker that signs and a witness, and how often everything was as
[operating](operating.md#backups) and [the witness's page](witness.md) promise. Its machine is lost in the moment in which an erasure is ordered,
signed and cosigned, and not yet carried out. The clusters that it is restored to are new ones.

${counted}

*To its end*: the log goes on under its origin, cosigned, and both verifiers find it consistent with every checkpoint that was kept outside. What
was ordered to be erased and came back with the backup is in no table afterwards, nor what was erased before and put back into its table.

*To a point before it*: the worker refuses to sign, in its log, at \`/readyz\` and in its metrics, also when the log is longer than what was
signed; the witness raises \`shrunken\`. The order of the erasure is lost, its data are there, and ordered anew they are gone. \`log continue\` opens
an origin whose first entry names the newest checkpoint of the old one; both verifiers accept the log by the keys of both, the witness cosigns the
new one once it knows it, and whoever kept a checkpoint of the lost tail proves by it that there was one.

*Twice*: two installations go on from one end, the second with a copy of what the signer remembers. Each signs a tree of the same size. The witness
cosigns the first, refuses the second and raises \`fork\` with both roots; both verifiers refuse the second by the checkpoint of the first, and name
the file that it was kept in.

The base backup is made by the calls that pg_basebackup makes, and restored with \`restore_command\` and a named target. The dump is COPY of
all tables and the values of all sequences in one transaction, restored into a database that \`migrate\` has made.
`;
}
