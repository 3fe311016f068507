/** What threads are asked to do, and the one way to do it, whether in a thread or without one. */
import { SEGMENT_BYTES, joinSegments } from './chains.js';
import { ERASURE_BYTES, matchErasures } from './erasures.js';
import { type Finding, Findings } from './findings.js';
import { verifyFiltered, type FilteredResult, type FilteredTask } from './filtered.js';
import { NoteReader } from './notes.js';
import { openSource } from './open-source.js';
import { partsFor, Partitions, readPart } from './partitions.js';
import { type RangeResult, type RangeTask, verifyRange } from './range.js';
import { search, type SearchResult, type SearchTask } from './search.js';
import type { LogKey, LogSource, SourceAddress } from './source.js';

/** Joins what was put aside of a part. */
export interface JoinTask {
  readonly kind: 'join';
  readonly of: 'chains' | 'erasures';
  readonly part: number;
}

export interface JoinResult {
  readonly findings: readonly Finding[];
}

export interface Tasks {
  range: [RangeTask, RangeResult];
  join: [JoinTask, JoinResult];
  search: [SearchTask, SearchResult];
  filtered: [FilteredTask, FilteredResult];
}
export type Kind = keyof Tasks;
export type Task = Tasks[Kind][0];

/** What every thread has to know. */
export interface Assignment {
  readonly source: SourceAddress;
  readonly keys: readonly LogKey[];
  readonly witnesses: readonly string[];
  /** A folder for what is put aside. */
  readonly aside: string;
  /** The size of the tree. */
  readonly size: number;
  readonly withData: boolean;
}

export const partsOf = (of: JoinTask['of'], size: number): number =>
  partsFor(size, of === 'chains' ? SEGMENT_BYTES : ERASURE_BYTES);

/** Does tasks one after the other; a thread has one, and so has a verification that runs without threads. */
export class Hand {
  private readonly notes: NoteReader;
  private readonly chains: Partitions;
  private readonly erasures: Partitions;

  private constructor(
    private readonly assignment: Assignment,
    private readonly source: LogSource,
    writer: string,
  ) {
    const { keys, witnesses, aside, size } = assignment;
    this.notes = new NoteReader(keys, witnesses);
    this.chains = new Partitions(aside, 'chains', partsOf('chains', size), writer);
    this.erasures = new Partitions(aside, 'erasures', partsOf('erasures', size), writer);
  }

  /** `writer` tells this one's files from those of others. */
  static async open(assignment: Assignment, writer: string): Promise<Hand> {
    return new Hand(assignment, await openSource(assignment.source), writer);
  }

  async perform(task: Task): Promise<Tasks[Kind][1]> {
    const { source, notes, chains, erasures } = this;
    switch (task.kind) {
      case 'range':
        return verifyRange(task, { source, notes, chains, erasures, withData: this.assignment.withData });
      case 'search':
        return search(task, source);
      case 'filtered':
        return verifyFiltered(task);
      case 'join':
        return this.join(task);
    }
  }

  private join({ of, part }: JoinTask): JoinResult {
    const records = readPart(this.assignment.aside, of, part);
    const findings = new Findings();
    findings.add(...(of === 'chains' ? joinSegments(records) : matchErasures(records)));
    return { findings: findings.all() };
  }

  close(): Promise<void> {
    return this.source.close();
  }
}
