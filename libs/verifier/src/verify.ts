/** Verifies a log: every entry, the tree up to every checkpoint that is known, the streams, and the data that is delivered. */
import { EMPTY_ROOT, TILE_WIDTH } from '#tlog';
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { BundleRoots } from './bundle-roots.js';
import { Crew } from './crew.js';
import { diagnose } from './diagnosis.js';
import { type Finding, Findings } from './findings.js';
import { verifyFilteredPackage } from './filtered-package.js';
import { GrowingTree } from './growing-tree.js';
import { Heads, type KeptNote } from './heads.js';
import { keysToUse, NoteReader, type SignedHead } from './notes.js';
import { openSource } from './open-source.js';
import type { RangeTask } from './range.js';
import type { LogKey, LogSource, SourceAddress } from './source.js';
import { type JoinTask, partsOf } from './task.js';
import { Tally } from './tally.js';
import { UpperTiles } from './upper-tiles.js';
import type { Verdict } from './verdict.js';

export interface Question {
  readonly source: SourceAddress;
  /** Verifier keys of the log that are believed; where there are none, those that the log itself names. */
  readonly keys?: readonly string[];
  /** Verifier keys of witnesses; each of them has to have cosigned. */
  readonly witnesses?: readonly string[];
  /** Checkpoints of the log that were kept elsewhere. */
  readonly kept?: readonly KeptNote[];
  /** How many threads; as many as there are cores where it is not said, and none for 0. */
  readonly threads?: number;
  /** Told as entries are verified. */
  readonly progress?: (entries: number, of: number) => void;
}

const LARGEST_RANGE_BUNDLES = 256;
const SMALLEST_RANGE_BUNDLES = 4;
const RANGES_A_THREAD = 8;

/** Throws {@link Unreadable} where the source cannot be read or is no log; a log that is not what was signed is a verdict. */
export async function verify(question: Question): Promise<Verdict> {
  const { threads = availableParallelism() } = question;
  const source = await openSource(question.source);
  const aside = await mkdtemp(join(tmpdir(), 'promulgate-verify-'));
  try {
    return await new Verification(question, source, aside, threads).run();
  } finally {
    await source.close();
    await rm(aside, { recursive: true, force: true });
  }
}

class Verification {
  private readonly findings = new Findings();
  private readonly tally = new Tally();

  constructor(
    private readonly question: Question,
    private readonly source: LogSource,
    private readonly aside: string,
    private readonly threads: number,
  ) {}

  async run(): Promise<Verdict> {
    const { keys: given = [], witnesses = [], kept = [] } = this.question;
    const { findings } = this;
    const note = await this.source.checkpoint();
    const keys = keysToUse(given, await this.source.keys());
    const heads = new Heads(new NoteReader(keys, witnesses), findings);
    const newest = heads.newest(note);
    heads.keep(kept);
    if (newest) {
      await this.verifyUpTo(newest, heads, keys);
      findings.add(...witnesses.filter((vkey) => !heads.cosigned.has(vkey)).map(uncosigned));
    }
    return this.tally.verdict({ newest, heads, findings, given: given.length > 0, keys, witnesses });
  }

  private async verifyUpTo(newest: SignedHead, heads: Heads, keys: readonly LogKey[]): Promise<void> {
    const lines = await this.source.filtered();
    this.tally.filtered = lines !== undefined;
    this.tally.withData = this.tally.filtered || (await this.source.deliversData());
    const crew = await Crew.start(
      {
        source: this.question.source,
        keys,
        witnesses: this.question.witnesses ?? [],
        aside: this.aside,
        size: newest.size,
        withData: this.tally.withData,
      },
      this.threads,
    );
    try {
      if (lines) await verifyFilteredPackage(lines, newest, crew, this.tally, this.findings);
      else await this.verifyTree(newest, heads, crew);
    } finally {
      await crew.close();
    }
  }

  private async verifyTree(newest: SignedHead, heads: Heads, crew: Crew): Promise<void> {
    const { source, findings, question } = this;
    const { size } = newest;
    await heads.readOthers(source, newest);
    heads.compare(EMPTY_ROOT, 0);
    const roots = new BundleRoots(this.aside);
    try {
      const width = rangeWidth(size, this.threads);
      const tree = new GrowingTree(width, heads, new UpperTiles(source, size), roots);
      await crew.inOrder<'range'>(tasksOf(size, width, heads), async (result, task) => {
        findings.add(...result.findings);
        heads.add(result);
        this.tally.add(result);
        await tree.add(result, task);
        question.progress?.(task.first + task.count, size);
      });
      await this.join(crew, size);
      if (heads.fails.length === 0) findings.add(...(await tree.tileFindings()));
      else {
        const { holds, fails } = heads;
        const breaks = findings.breaks();
        findings.explain(
          await diagnose({ source, crew, roots, size, holds, fails, end: tree.end, breaks, ranges: [...rangesOf(size, width)] }),
        );
      }
    } finally {
      roots.close();
    }
  }

  private async join(crew: Crew, size: number): Promise<void> {
    const tasks = (['chains', 'erasures'] as const).flatMap((of) =>
      Array.from({ length: partsOf(of, size) }, (_, part): JoinTask => ({ kind: 'join', of, part })),
    );
    await crew.inOrder<'join'>(tasks, ({ findings }) => this.findings.add(...findings));
  }
}

const uncosigned = (vkey: string): Finding => ({
  kind: 'witness',
  says: `The witness ${vkey} has cosigned none of the checkpoints that were read.`,
});

/** How many leaves a range has: few enough that there is work for all, and a power of two of bundles, so that each is a subtree. */
function rangeWidth(size: number, threads: number): number {
  let bundles = LARGEST_RANGE_BUNDLES;
  while (bundles > SMALLEST_RANGE_BUNDLES && size / (bundles * TILE_WIDTH) < Math.max(1, threads) * RANGES_A_THREAD) bundles /= 2;
  return bundles * TILE_WIDTH;
}

function* rangesOf(size: number, width: number): Generator<{ first: number; count: number }> {
  for (let first = 0; first < size; first += width) yield { first, count: Math.min(width, size - first) };
}

function* tasksOf(size: number, width: number, heads: Heads): Generator<RangeTask> {
  for (const { first, count } of rangesOf(size, width))
    yield { kind: 'range', first, count, size, wanted: heads.wanted(first, first + count) };
}
