/** What the clients of a fault run sent and were told: the other half of the evidence, beside what PostgreSQL holds. */

/** One command of a client. Times are of this process's monotonic clock, ms. */
export interface Operation {
  readonly nth: number;
  readonly client: string;
  readonly name: string;
  readonly key: string;
  /** Of an existing record, `authorities/{id}`; of a new one, what the answer said. */
  stream?: string;
  readonly sentAt: number;
  /** When the first answer came that settles that it was taken; undefined: none came. */
  answeredAt?: number;
  /** The id of the command, from each answer that named one: they must all be the same. */
  readonly ids: string[];
  /** The last status that it was answered with; 0: the connection broke. */
  status: number;
  /** Whether it was refused at the door, and so has an id that no key leads to. */
  refusedAtDoor?: boolean;
}

export class History {
  readonly operations: Operation[] = [];
  /** What a client saw that it must never see, in a sentence. */
  readonly contradictions: { readonly what: string; readonly operation: Operation }[] = [];
  /** Answers to commands by their status, since the counters were last read. */
  private counts = new Map<number, number>();
  private lastTakenAt = 0;
  private takenWaiters: (() => void)[] = [];

  begin(client: string, name: string, key: string, stream: string | undefined): Operation {
    const operation: Operation = {
      nth: this.operations.length,
      client,
      name,
      key,
      sentAt: performance.now(),
      ids: [],
      status: 0,
      ...(stream ? { stream } : {}),
    };
    this.operations.push(operation);
    return operation;
  }

  counted(status: number): void {
    this.counts.set(status, (this.counts.get(status) ?? 0) + 1);
    if (status !== 202 && status !== 200) return;
    this.lastTakenAt = performance.now();
    for (const tell of this.takenWaiters.splice(0)) tell();
  }

  /** How often each status was answered since this was last asked. */
  takeCounts(): ReadonlyMap<number, number> {
    const { counts } = this;
    this.counts = new Map();
    return counts;
  }

  get takenAt(): number {
    return this.lastTakenAt;
  }

  /** Resolves with the next command that is taken. */
  nextTaken(): Promise<void> {
    return new Promise((resolve) => this.takenWaiters.push(resolve));
  }

  contradicts(operation: Operation, what: string): void {
    this.contradictions.push({ what, operation });
  }
}
