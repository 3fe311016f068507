/** What a run of tamperings has come to. */
import type { Trial } from './trial.js';
import type { Way } from './ways.js';

export interface Row {
  readonly way: Way;
  readonly places: number;
  /** How often both outside found it. */
  readonly found: number;
  /** Whatever was not found, was called something else, or was placed elsewhere. */
  readonly faults: readonly string[];
  /** Between how many positions the reader knew the first changed one to lie. */
  readonly within: { readonly median: number; readonly most: number };
}

export function rowOf(way: Way, trials: readonly Trial[]): Row {
  const widths = trials.map(({ within }) => within).sort((one, other) => one - other);
  return {
    way,
    places: trials.length,
    found: trials.filter(({ reader, monitor }) => reader && monitor).length,
    faults: trials.flatMap(({ position, faults }) => faults.map((fault) => `${way.name} at ${position}, ${fault}`)),
    within: { median: widths[Math.floor(widths.length / 2)] ?? NaN, most: widths.at(-1) ?? NaN },
  };
}

export function tableOf(rows: readonly Row[]): string {
  const lines = rows.map(
    ({ way, places, found, faults, within: { median, most } }) =>
      `| ${way.name} | ${way.about} | ${found} of ${places} | ${way.kinds.join(', ')} | ${most === 1 ? 'exactly' : `within ${median}, at most ${most}`} | ${faults.length} |`,
  );
  return ['| Way | What was done | Found | Named | Placed by a reader | Faults |', '|---|---|---|---|---|---|', ...lines].join(
    '\n',
  );
}

export const pageOf = (rows: readonly Row[], { entries, seed }: { entries: number; seed: number }): string => `# Tampering

What \`npm run tampering\` did to a log of ${entries} entries as the owner of its tables, straight in PostgreSQL, at ${rows.reduce((sum, { places }) => sum + places, 0)} random places
that a checkpoint outside counts, and what [the verifier from the texts alone](../test/independent-verifier/README.md) said of it over HTTP.
Two people stand outside. A *reader* has ten checkpoints of the log, of each tenth of it, and nothing else. A *monitor* has the hash of every
entry too. A *fault* is a tampering that either of them did not find, that the reader was told of as something else or in a place where it was
not, or that the monitor was not told the exact position of. Seed ${seed}.

${tableOf(rows)}

Where the tree was left as it was, it names the place and the deed. Where it was made to fit, the reader knows between which of the
checkpoints the first changed entry lies, closer where the chain of a stream breaks or a root above the leaves still stands; the monitor knows
the entry. Whoever holds the signing key as well can only fork the log: two checkpoints of one size, both signed.

What no verifier can see: what was changed before anybody outside had a checkpoint that counts it. Witnesses are there so that this is seconds.
`;
