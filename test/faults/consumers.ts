/** Consumers of the log: each keeps a cursor, and nothing it is told may contradict what it was told before. */
import { createParser } from 'eventsource-parser';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Chance } from './chance.js';
import type { Client } from './client.js';

/** What they read of an entry. */
interface Told {
  readonly position: number;
  readonly id: string;
}

/** What a consumer has seen, for the judge. */
export interface Seen {
  /** How it reads, in words. */
  readonly by: string;
  /** The id of the event at each position, from 1. */
  readonly seen: readonly string[];
  readonly faults: readonly string[];
}

export abstract class Consumer implements Seen {
  abstract readonly by: string;
  readonly seen: string[] = [];
  readonly faults: string[] = [];
  protected stopping = false;
  /** Breaks off what is being read, where that does not end by itself. */
  protected leave: (() => void) | undefined;
  private running: Promise<void> | undefined;

  start(): void {
    this.running ??= this.follow();
  }

  async stop(): Promise<void> {
    this.stopping = true;
    this.leave?.();
    await this.running;
  }

  /** Waits until it has come to this position. False: it has not, within the time. */
  async reach(position: number, withinMs: number): Promise<boolean> {
    for (const end = Date.now() + withinMs; this.seen.length < position; await sleep(20)) if (Date.now() > end) return false;
    return true;
  }

  /** Reads on from its cursor for as long as it can. True: there is more to read right now. */
  protected abstract read(): Promise<boolean>;
  /** False: this is not the next one, and it has to ask again. What comes twice is passed over where it is the same. */
  protected take({ position, id }: Told): boolean {
    if (position <= this.seen.length) {
      const before = this.seen[position - 1];
      if (before !== id) this.faults.push(`Position ${position} was ${before} first, and ${id} later.`);
      return true;
    }
    if (position !== this.seen.length + 1) {
      this.faults.push(`After position ${this.seen.length} came ${position}.`);
      return false;
    }
    this.seen.push(id);
    return true;
  }

  private async follow(): Promise<void> {
    while (!this.stopping) if (!(await this.read())) await sleep(PAUSE_MS);
  }
}

const PAGE = 200;
const PAUSE_MS = 100;

/** Asks for page after page of /v1/events. */
export class PageReader extends Consumer {
  readonly by = 'pages of /v1/events';

  constructor(private readonly client: Client) {
    super();
  }

  protected async read(): Promise<boolean> {
    const { status, body } = await this.client.get(`/v1/events?after=${this.seen.length}&limit=${PAGE}`);
    if (status !== 200) return false;
    let events: Told[];
    try {
      events = JSON.parse(body) as Told[];
    } catch {
      // A connection that was cut in the middle of the page.
      return false;
    }
    return events.every((event) => this.take(event)) && events.length === PAGE;
  }
}

/** It goes after so many events at most, whatever they are, and comes back with its cursor. */
const LONGEST_VISIT = 40;

/** Follows /v1/events/stream, and leaves it again and again in the middle. */
export class StreamReader extends Consumer {
  readonly by = '/v1/events/stream';
  /** How often it left of its own accord, and came back. */
  left = 0;
  constructor(
    private readonly client: Client,
    private readonly chance: Chance,
  ) {
    super();
  }

  protected async read(): Promise<boolean> {
    let stays = this.chance.whole(1, LONGEST_VISIT);
    const parser = createParser({
      onEvent: ({ id, data }) => {
        // What was still under way when it left is not heeded: it will be told again.
        if (stays <= 0) return;
        const { id: event } = JSON.parse(data) as Told;
        stays = this.take({ position: Number(id), id: event }) ? stays - 1 : 0;
        if (stays > 0) return;
        this.left += 1;
        this.leave?.();
      },
    });
    const visit = this.client.listen('/v1/events/stream', { 'last-event-id': String(this.seen.length) }, (text) =>
      parser.feed(text),
    );
    this.leave = visit.leave;
    if (this.stopping) visit.leave();
    await visit.over;
    return stays <= 0;
  }
}
