/** The entries of a package, page by page, as its reader is given them: the same whenever they are asked for. */
import type { Queryable, Visibility } from '#event-log';
import { BEING_ERASED, type DeliveredEntry, deliveredPage, type FeedFilter } from '#feed';
import type { Role } from '#kernel';

const PAGE = 256;
/** As many positions as are looked through for privileged content in one statement. */
const WINDOW = 50_000;

export interface RecordsQuestion {
  readonly filter: FeedFilter;
  readonly insight: Visibility;
  readonly roles: readonly Role[];
  /** Of the checkpoint: nothing beyond it is in the package. */
  readonly size: number;
}

/** Data were erased by an entry that the package's checkpoint does not count: what it says could not be verified. */
export class ErasedMeanwhile extends Error {
  override readonly name = 'ErasedMeanwhile';
}

export class Records {
  constructor(
    private readonly database: Queryable,
    readonly question: RecordsQuestion,
  ) {}

  /**
   * The entries behind a position, up to another; all that the filter lets through where neither is said. Where a filter left out the order that
   * erased one of them, the order is there in its place all the same: without it nobody could tell the erasure from tampering.
   * Throws {@link ErasedMeanwhile}: a package of the next checkpoint has the order.
   */
  async *entries(after = 0, upTo = this.question.size): AsyncGenerator<DeliveredEntry> {
    const { filter } = this.question;
    const orders = new Set<number>();
    for await (const entry of this.pages(filter, after, upTo)) {
      if (this.isFiltered) yield* this.missingOrders(orders, entry.position);
      orders.delete(entry.position);
      if (entry.erased !== undefined) orders.add(entry.erased);
      yield entry;
    }
    if (this.isFiltered) yield* this.missingOrders(orders, Infinity);
  }

  /** Whether it has some entries only. */
  get isFiltered(): boolean {
    return Object.keys(this.question.filter).length > 0;
  }

  /** Takes those of the orders that stand before a position: an order stands behind what it erases. */
  private async *missingOrders(orders: Set<number>, before: number): AsyncGenerator<DeliveredEntry> {
    const positions = [...orders].filter((position) => position < before);
    if (positions.length === 0) return;
    for (const position of positions) orders.delete(position);
    yield* this.pages({ positions }, 0, this.question.size);
  }

  private async *pages(filter: FeedFilter, after: number, upTo: number): AsyncGenerator<DeliveredEntry> {
    for (let from: number | undefined = after; from !== undefined && from < upTo;) {
      const page = await deliveredPage(this.database, { ...this.asked, filter, after: from, limit: PAGE, upTo });
      for (const entry of page.entries) {
        if (entry.withheld === BEING_ERASED || (entry.erased ?? 0) > this.question.size)
          throw new ErasedMeanwhile(
            `The data of position ${entry.position} were erased by an entry that no checkpoint counts yet.`,
          );
        yield entry;
      }
      from = page.next;
    }
  }

  /** The positions whose privileged content is in the package. The public is given none that is not everybody's. */
  async privileged(): Promise<readonly number[]> {
    const { size, insight } = this.question;
    const found: number[] = [];
    if (insight === 'PUBLIC') return found;
    for (let window = 0; window < size; window += WINDOW) {
      const upTo = Math.min(size, window + WINDOW);
      for (let after: number | undefined = window; after !== undefined;) {
        const page = await deliveredPage(this.database, { ...this.asked, after, limit: PAGE, upTo }, 'PRIVILEGED');
        found.push(...page.entries.filter(({ privileged }) => privileged).map(({ position }) => position));
        after = page.next;
      }
    }
    return found;
  }

  private get asked() {
    const { filter, insight, roles, size } = this.question;
    return { filter, insight, roles, asOf: size };
  }
}
