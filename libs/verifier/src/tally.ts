import type { Findings } from './findings.js';
import type { Heads } from './heads.js';
import type { SignedHead } from './notes.js';
import type { DataCounts } from './range-data.js';
import type { LogKey } from './source.js';
import type { Verdict } from './verdict.js';

/** Counts what was verified, and puts the verdict into words. */
export class Tally {
  private entries = 0;
  private verified = 0;
  private erased = 0;
  private readonly withheld = new Map<string, number>();
  withData = false;
  filtered = false;

  add({ entries, data }: { readonly entries: number; readonly data: DataCounts }): void {
    this.entries += entries;
    this.verified += data.verified;
    this.erased += data.erased;
    for (const [exemption, count] of data.withheld) this.withheld.set(exemption, (this.withheld.get(exemption) ?? 0) + count);
  }

  verdict(about: {
    readonly newest: SignedHead | undefined;
    readonly heads: Heads;
    readonly findings: Findings;
    readonly given: boolean;
    readonly keys: readonly LogKey[];
    readonly witnesses: readonly string[];
  }): Verdict {
    const { newest, heads, findings, given, keys, witnesses } = about;
    const found = findings.all();
    const checkpoint = newest && { origin: newest.origin, size: newest.size, root: newest.root.toString('base64') };
    return {
      verified: newest !== undefined && found.length === 0,
      says: found[0]?.says ?? `Verified ${this.entries} entries up to the checkpoint of ${newest?.size} of ${newest?.origin}.`,
      checkpoint,
      entries: this.entries,
      filtered: this.filtered,
      data: this.withData
        ? { verified: this.verified, erased: this.erased, withheld: Object.fromEntries([...this.withheld].sort()) }
        : undefined,
      checkpoints: heads.count,
      keys: { from: given ? 'given' : 'log', used: keys.map(({ vkey }) => vkey) },
      witnesses: witnesses.map((vkey) => {
        const cosigned = heads.cosigned.get(vkey);
        return cosigned ? { vkey, size: cosigned.size, at: new Date(cosigned.at * 1_000).toISOString() } : { vkey };
      }),
      findings: found,
    };
  }
}
