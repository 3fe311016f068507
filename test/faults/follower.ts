/** A consumer of /v1/events: it keeps a cursor, and nothing it is told may contradict what it was told before. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from './client.js';

const PAGE = 200;
const PAUSE_MS = 100;

export class Follower {
  /** The id of the event at each position, from 1. */
  readonly seen: string[] = [];
  readonly faults: string[] = [];
  private stopping = false;
  private running: Promise<void> | undefined;

  constructor(private readonly client: Client) {}

  start(): void {
    this.running ??= this.follow();
  }

  async stop(): Promise<void> {
    this.stopping = true;
    await this.running;
  }

  /** Waits until it has come to this position. False: it has not, within the time. */
  async reach(position: number, withinMs: number): Promise<boolean> {
    for (const end = Date.now() + withinMs; this.seen.length < position; await sleep(20)) if (Date.now() > end) return false;
    return true;
  }

  private async follow(): Promise<void> {
    while (!this.stopping) if (!(await this.page())) await sleep(PAUSE_MS);
  }

  /** True: there is more to read right now. */
  private async page(): Promise<boolean> {
    const { status, body } = await this.client.get(`/v1/events?after=${this.seen.length}&limit=${PAGE}`);
    if (status !== 200) return false;
    let events: { position: number; id: string }[];
    try {
      events = JSON.parse(body) as typeof events;
    } catch {
      // A connection that was cut in the middle of the page.
      return false;
    }
    for (const { position, id } of events) {
      if (position !== this.seen.length + 1) {
        this.faults.push(`After position ${this.seen.length} came ${position}.`);
        return false;
      }
      this.seen.push(id);
    }
    return events.length === PAGE;
  }
}
