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
   * The entries behind a position, up to another; all that the filter lets through where neither is said.
   * Throws {@link ErasedMeanwhile}: a package of the next checkpoint has the order.
   */
  async *entries(after = 0, upTo = this.question.size): AsyncGenerator<DeliveredEntry> {
    for (let from: number | undefined = after; from !== undefined && from < upTo;) {
      const page = await deliveredPage(this.database, { ...this.asked, after: from, limit: PAGE, upTo });
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
