/**
 * The log as server-sent events: a reader is given what there is from its cursor on, and then what is added, for as long as it stays.
 *
 * Nothing is kept for a reader but its position: it resumes by the position of the last entry that it was given, at any api. Readers who
 * stand at the same place with the same rights share one page, and one who takes slowly has one page in memory and is asked for no more.
 */
import type { Queryable } from '#event-log';
import { type FeedPage, type FeedQuestion, pageOf } from '#feed';
import type { Readable } from 'node:stream';
import { takenInTime } from '../http/taken-in-time.js';
import type { LogWatch } from './log-watch.js';

/** Connections of one process that follow the log. */
const MOST_READERS = 2_000;
/** A comment at least so often: whoever stands between does not take the connection for dead, and neither does the reader. */
const HEARTBEAT_MS = 15_000;
/** A reader that takes nothing for so long is let go; it comes back with its cursor. */
const STALLED_MS = 60_000;
const PAGE = { limit: 200, bytes: 256 * 1024 };
/** How long a reader is to wait before it connects again. */
const RETRY_MS = 1_000;

export interface Following {
  /** The position behind which it begins. */
  readonly after: number;
  readonly question: Omit<FeedQuestion, 'after' | 'limit' | 'bytes'>;
  /** Whether the reader may still read: asked as often as a heartbeat is due, because a token ends and a connection need not. */
  readonly admitted: () => Promise<boolean>;
  /** Awaited before any of it is given. */
  readonly onPage: (page: FeedPage) => Promise<void>;
}

export class EventStreams {
  private readonly pages = new Map<string, Promise<FeedPage>>();
  private present = 0;

  constructor(
    private readonly database: Queryable,
    private readonly log: LogWatch,
    private readonly heartbeatMs = HEARTBEAT_MS,
    private readonly stalledMs = STALLED_MS,
  ) {}

  /** How many follow the log: connections that cost next to nothing while nothing is added. */
  get following(): number {
    return this.present;
  }

  get hasRoom(): boolean {
    return !this.log.closed && this.present < MOST_READERS;
  }

  /** What to send, until the reader is `gone`, its token ends, it takes nothing any more, or the process ends. */
  follow(following: Following, gone: AbortSignal): Readable {
    const stream = takenInTime(this.chunks(following, gone), this.stalledMs, { objectMode: true, highWaterMark: 1 });
    this.present++;
    stream.once('close', () => this.present--);
    return stream;
  }

  private async *chunks({ after, question, admitted, onPage }: Following, gone: AbortSignal): AsyncGenerator<string> {
    yield `retry: ${RETRY_MS}\n\n`;
    for (let [position, askedAt] = [after, performance.now()]; !gone.aborted;) {
      const head = await this.log.beyond(position, this.heartbeatMs, gone);
      if (this.log.closed || gone.aborted) return;
      if (head === undefined || performance.now() - askedAt >= this.heartbeatMs) {
        if (!(await admitted())) return;
        askedAt = performance.now();
      }
      if (head === undefined) {
        yield resumeAt(position);
        continue;
      }
      const page = await this.page({ ...question, ...PAGE, after: position });
      await onPage(page);
      for (const [at, event] of page.events.entries()) {
        yield `id: ${page.positions[at]}\ndata: ${event}\n\n`;
      }
      // What the filter let through ends before the head: the rest has been looked at, and is not to be looked at again.
      position = page.next ?? Math.max(head, page.positions.at(-1) ?? 0);
    }
  }

  /** The page, shared with all who ask for the same one while it is read. */
  private page(question: FeedQuestion): Promise<FeedPage> {
    const key = JSON.stringify(question);
    const known = this.pages.get(key);
    if (known) return known;
    const page = pageOf(this.database, question).finally(() => this.pages.delete(key));
    this.pages.set(key, page);
    return page;
  }
}

/** A heartbeat that moves the reader's cursor: it has seen all up to there that its filter lets through. */
const resumeAt = (position: number): string => `: nothing new\nid: ${position}\n\n`;
