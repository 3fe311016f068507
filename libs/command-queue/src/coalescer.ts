export interface CoalescerSettings {
  /** Batches under way at the same time. */
  readonly lanes: number;
  /** The most items of a batch. */
  readonly most: number;
}

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Does together what comes in together. Idle, an item waits for nobody: it starts in the same turn of the event loop. While all lanes
 * are busy, what comes in gathers, and the next free lane takes it as one batch.
 */
export class Coalescer<Item, Result> {
  private readonly waiting: Waiting<Item, Result>[] = [];
  private busy = 0;
  private scheduled = false;

  /** `work` answers for each item in its order; where it throws, that is the answer to all of them. */
  constructor(
    private readonly work: (items: readonly Item[]) => Promise<readonly PromiseSettledResult<Result>[]>,
    private readonly settings: CoalescerSettings,
  ) {}

  do(item: Item): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ item, resolve, reject });
      this.schedule();
    });
  }

  /** What arrives in one turn of the event loop starts as one batch. */
  private schedule(): void {
    if (this.scheduled || this.busy >= this.settings.lanes || this.waiting.length === 0) return;
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      void this.run(this.waiting.splice(0, this.settings.most));
      this.schedule();
    });
  }

  private async run(batch: readonly Waiting<Item, Result>[]): Promise<void> {
    this.busy++;
    try {
      const results = await this.work(batch.map(({ item }) => item));
      for (const [index, { resolve, reject }] of batch.entries()) {
        const result = results[index];
        if (result?.status === 'fulfilled') resolve(result.value);
        else reject(result ? result.reason : new Error('The batch has not answered for this item.'));
      }
    } catch (error) {
      for (const { reject } of batch) reject(error);
    } finally {
      this.busy--;
      this.schedule();
    }
  }
}
