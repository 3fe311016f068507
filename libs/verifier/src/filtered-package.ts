import type { Crew } from './crew.js';
import { unordered } from './erasures.js';
import type { FilteredTask } from './filtered.js';
import type { Findings } from './findings.js';
import type { SignedHead } from './notes.js';
import type { Tally } from './tally.js';

/** Verifies a package of some entries: each by its proof, in ascending order, and erasures by those that are in it. */
export async function verifyFilteredPackage(
  lines: AsyncIterable<readonly string[]>,
  { size, root }: SignedHead,
  crew: Crew,
  tally: Tally,
  findings: Findings,
): Promise<void> {
  const orders = new Set<string>();
  const claims: { position: number; by: number }[] = [];
  let last = 0;
  await crew.inOrder<'filtered'>(tasksOf(lines, size, root), (result) => {
    findings.add(...result.findings);
    tally.add({ entries: result.positions.length, data: result.data });
    for (const position of result.positions) {
      if (position <= last)
        findings.add({ kind: 'malformed', position: last, says: `Behind position ${last} a line names position ${position}.` });
      last = Math.max(last, position);
    }
    claims.push(...result.claims);
    for (const { position, by } of result.orders) orders.add(`${position} ${by}`).add(`${position} 0`);
  });
  findings.add(...claims.filter(({ position, by }) => !orders.has(`${position} ${by}`)).map(unordered));
}

async function* tasksOf(lines: AsyncIterable<readonly string[]>, size: number, root: Uint8Array): AsyncGenerator<FilteredTask> {
  for await (const some of lines) yield { kind: 'filtered', size, root, lines: some };
}
