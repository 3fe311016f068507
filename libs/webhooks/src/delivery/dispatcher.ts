/**
 * Sends what webhooks ask for. Of all workers one does it at a time, so that a record's entries leave one after the other; what keeps them in order
 * and from being lost does not rest on that, but on the rows in PostgreSQL: an entry is sent once the one before it on its record is noted as
 * taken, and waits until its own being taken is noted. Whoever dies between the two sends it again, under the same id.
 */
import { acceptFollowUp, type Catalog, Coalescer, type Doorbell, followUpOf, Loop } from '#command-queue';
import { derivedId, failpoint, Leadership, type Pool } from '#event-log';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DisabledFor } from '../domain/webhook.js';
import { Receiver, type Try } from './receiver.js';
import { delayAfter } from './schedule.js';
import { messageId, secretsOf, signedHeaders } from './secrets.js';
import { type Answer, Sender, type SenderOptions } from './sender.js';
import { DeliveryStore, type Outcome, type Registered } from './store.js';

/** As the log names what disables a webhook; no token may be of this name. */
const ACTOR = 'webhooks:delivery';
/** The lock that stands for the sending; such locks are kept per database. */
const LOCK = 7_310_641_503;
/** How often a worker that stands by asks for it. */
const STANDBY_MS = 500;
const PAUSE_MS = 25;
/** How often it is looked at most what there is to do, beside the times when the log has grown here. */
const LOOK_EVERY_MS = 20;
/** Rows that wait for one webhook at most; its place in the log waits for them. */
const WINDOW = 1_000;
/** A take is worth its statement where there is room for so many. */
const TAKE_FROM = 250;
/** Requests under way in all. */
const MOST_AT_ONCE = 256;
/** After a fault of ours, so long before the same is sent again. */
const FAULT_PAUSE_MS = 1_000;
/** What is under way when the process ends is waited for so long. */
const DRAIN_MS = 4_000;
const HISTORY_DAYS = 30;
const DAY_MS = 86_400_000;
const PRUNE_EVERY_MS = 60 * 60_000;
const BODY_TYPE = 'application/cloudevents+json; charset=utf-8';
const GONE = 410;

export interface DispatcherOptions {
  readonly pool: Pool;
  /** Of PostgreSQL, without a pooler between. */
  readonly databaseUrl: string;
  readonly catalog: Catalog;
  readonly doorbell: Pick<Doorbell, 'ring'>;
  /** The operator's, which the secrets follow from. */
  readonly key: Buffer;
  readonly sender: SenderOptions;
  readonly onFault: (error: Error) => void;
  /** Milliseconds since 1970; by PostgreSQL's clock where it is left out. */
  readonly now?: () => number;
  /** From 0 to under 1. */
  readonly chance?: () => number;
}

export const OUTCOMES = ['delivered', 'failed', 'gone'] as const;

export interface DispatcherStatus {
  /** Whether this process is the one that sends. The figures below are of what it knows. */
  readonly sending: boolean;
  /** Entries that wait to be taken. */
  readonly waiting: number;
  /** Receivers that take nothing. */
  readonly parked: number;
  /** Tries of this process by what came of them. */
  readonly tries: Readonly<Record<(typeof OUTCOMES)[number], number>>;
}

export class WebhookDispatcher {
  private readonly store: DeliveryStore;
  private readonly sender: Sender;
  private readonly leadership: Leadership;
  private readonly loop: Loop;
  private readonly noting: Coalescer<Outcome, undefined>;
  private readonly chance: () => number;
  private readonly receivers = new Map<string, Receiver>();
  private readonly underWay = new Set<Promise<void>>();
  private readonly tries = { delivered: 0, failed: 0, gone: 0 };
  private sending = false;
  private grown = true;
  private givenUp = false;
  private head = 0;
  /** PostgreSQL's clock, ahead of the time that this process has run. */
  private clock = 0;
  private askedAt = -Infinity;
  private lookedAt = -Infinity;
  private prunedAt = -Infinity;

  constructor(private readonly options: DispatcherOptions) {
    const { pool, databaseUrl: url, sender, onFault, chance = Math.random } = options;
    this.store = new DeliveryStore(pool);
    this.sender = new Sender(sender);
    this.leadership = new Leadership({ url, name: 'webhooks', lock: LOCK });
    this.loop = new Loop(() => this.round(), PAUSE_MS, onFault);
    this.chance = chance;
    this.noting = new Coalescer(
      async (outcomes) => {
        await this.store.note(outcomes);
        return outcomes.map(() => ({ status: 'fulfilled', value: undefined }));
      },
      { lanes: 1, most: 500 },
    );
  }

  start(): void {
    this.loop.start();
  }

  /** The log has grown: look now. */
  wake(): void {
    this.grown = true;
    this.loop.wake();
  }

  /** Begins nothing more, waits a while for what is under way, and lets another worker send. What was given up is sent again by that one. */
  async stop(): Promise<void> {
    await this.loop.stop();
    const drained = Promise.all(this.underWay);
    await Promise.race([drained, sleep(DRAIN_MS, undefined, { ref: false })]);
    this.givenUp = true;
    this.sender.close();
    await drained;
    await this.leadership.release();
  }

  status(): DispatcherStatus {
    const receivers = [...this.receivers.values()];
    return {
      sending: this.sending,
      waiting: receivers.reduce((sum, { waiting }) => sum + waiting, 0),
      parked: receivers.filter(({ parked }) => parked).length,
      tries: { ...this.tries },
    };
  }

  /** No worker's own clock counts: whoever sends next goes by what this one has noted, and what is signed is refused where its time is wrong. */
  private now(): number {
    return this.options.now?.() ?? performance.now() + this.clock;
  }

  private async round(): Promise<void> {
    if (!(await this.leads())) return;
    if (this.grown || performance.now() - this.lookedAt >= LOOK_EVERY_MS) await this.look();
    await this.take();
    await this.send();
    if (performance.now() - this.prunedAt >= PRUNE_EVERY_MS) {
      this.prunedAt = performance.now();
      await this.store.prune(this.now() - HISTORY_DAYS * DAY_MS);
    }
  }

  private async leads(): Promise<boolean> {
    if (!this.sending && performance.now() - this.askedAt < STANDBY_MS) return false;
    this.askedAt = performance.now();
    try {
      this.sending = (await this.leadership.lead()) !== undefined;
    } catch (error) {
      this.sending = false;
      throw error;
    } finally {
      if (!this.sending) this.receivers.clear();
    }
    return this.sending;
  }

  /** Reads which webhooks there are, and takes up what has changed about them. */
  private async look(): Promise<void> {
    this.grown = false;
    const { head, now, webhooks } = await this.store.look();
    this.lookedAt = performance.now();
    this.clock = now - this.lookedAt;
    this.head = head;
    const active = new Map(webhooks.filter(({ status }) => status === 'ACTIVE').map((webhook) => [webhook.id, webhook]));
    for (const id of this.receivers.keys()) if (!active.has(id)) this.receivers.delete(id);
    for (const webhook of active.values()) {
      const known = this.receivers.get(webhook.id);
      const { place, version } = webhook;
      if (place === undefined || place.heeded < version) {
        // It is looked at again at once, with the place that it has then.
        await this.store.heed(webhook, this.now());
        this.grown = true;
      } else if (known?.webhook.version !== version || known.position !== place.position) {
        await this.takeUp(webhook, known?.busy);
      }
    }
  }

  private async takeUp(webhook: Registered, busy: Set<string> | undefined): Promise<void> {
    const { id, place } = webhook;
    if (!place) return;
    const { position, failures, parkedUntil } = place;
    const parked = parkedUntil === null ? undefined : Date.parse(parkedUntil);
    const receiver = new Receiver(webhook, { position, failures, parkedUntil: parked }, await this.store.waiting(id), busy);
    this.receivers.set(id, receiver);
    if (this.sender.refusal(webhook.url) !== undefined) await this.disable(receiver, 'NOT_ALLOWED', webhook.registeredAt);
  }

  /** Gives every webhook that is behind the log its next rows. */
  private async take(): Promise<void> {
    const behind = [...this.receivers.values()].filter(
      ({ position, waiting, halted }) => !halted && position < this.head && WINDOW - waiting >= TAKE_FROM,
    );
    if (behind.length === 0) return;
    const asked = behind.map(({ webhook: { id, types, subjects }, position, waiting }) => ({
      ...{ id, types, subjects, position },
      room: WINDOW - waiting,
    }));
    const now = this.now();
    const taken = new Map((await this.store.take(asked, this.head, now)).map((each) => [each.webhook, each]));
    for (const receiver of behind) {
      const own = taken.get(receiver.webhook.id);
      if (!own) {
        // Somebody else has moved it: what is known here is known no more.
        this.receivers.delete(receiver.webhook.id);
        continue;
      }
      receiver.position = own.upTo;
      receiver.add(own.rows.map((row) => ({ ...row, attempts: 0, nextAt: now })));
    }
    if (behind.some(({ position }) => position < this.head)) this.loop.wake();
  }

  private async send(): Promise<void> {
    const tries: { receiver: Receiver; each: Try }[] = [];
    for (const receiver of this.receivers.values()) {
      const room = MOST_AT_ONCE - this.underWay.size - tries.length;
      for (const each of receiver.take(this.now(), room)) tries.push({ receiver, each });
    }
    for (const [role, own] of Map.groupBy(tries, ({ receiver }) => receiver.webhook.role)) {
      const bodies = await this.bodies(own, role);
      for (const { receiver, each } of own) {
        const body = bodies.get(each.row.position);
        // The page was full without it: its turn comes with the next one.
        if (body === undefined) receiver.release(each);
        else this.begin(receiver, each, body);
      }
    }
    // The next one in turn is another one: where there is too little room for all, it is not always the same who come first.
    const [first] = this.receivers;
    if (first && tries.length > 0) {
      this.receivers.delete(first[0]);
      this.receivers.set(...first);
    }
  }

  private async bodies(
    tries: readonly { receiver: Receiver; each: Try }[],
    role: Registered['role'],
  ): Promise<ReadonlyMap<number, string>> {
    const positions = [...new Set(tries.map(({ each }) => each.row.position))];
    try {
      const page = await this.store.bodies(positions, role);
      return new Map(page.positions.map((position, at) => [position, page.events[at] ?? '']));
    } catch (error) {
      for (const { receiver, each } of tries) receiver.release(each);
      throw error;
    }
  }

  private begin(receiver: Receiver, each: Try, body: string): void {
    const done = this.try(receiver, each, body)
      .catch((error: unknown) => {
        // What cannot be noted is sent again: not as fast as it can be sent.
        (this.receivers.get(receiver.webhook.id) ?? receiver).release(each, this.now() + FAULT_PAUSE_MS);
        this.options.onFault(error instanceof Error ? error : new Error(String(error)));
      })
      .finally(() => {
        this.underWay.delete(done);
        this.loop.wake();
      });
    this.underWay.add(done);
  }

  private async try(receiver: Receiver, each: Try, body: string): Promise<void> {
    const { webhook } = receiver;
    const { id, url } = webhook;
    const { row } = each;
    const attemptedAt = this.now();
    const began = performance.now();
    const message = { id: messageId(id, row.position), timestamp: Math.floor(attemptedAt / 1000), body };
    const headers = signedHeaders(message, secretsOf(this.options.key, webhook, attemptedAt));
    await failpoint('webhook-before-send', row.subject);
    const answer = await this.sender.post(url, { ...headers, 'content-type': BODY_TYPE, 'user-agent': 'promulgate' }, body);
    await failpoint('webhook-after-send', row.subject);
    // Cut off by our own end: that is no fault of the receiver's.
    if (this.givenUp) return receiver.release(each);
    const delivered = wasTaken(answer);
    const attempts = row.attempts + 1;
    const delay = delivered ? 0 : delayAfter(attempts, this.chance());
    const nextAt = attemptedAt + (delay ?? 0);
    await this.noting.do({
      ...{ webhook: id, position: row.position, delivered, attempts, nextAt, attemptedAt },
      tookMs: performance.now() - began,
      status: 'status' in answer ? answer.status : undefined,
      fault: 'fault' in answer ? answer.fault : undefined,
    });
    const gone = 'status' in answer && answer.status === GONE;
    this.tries[delivered ? 'delivered' : gone ? 'gone' : 'failed']++;
    const because = gone ? 'GONE' : delay === undefined ? 'EXHAUSTED' : undefined;
    await this.follow(id, { ...each, delivered, nextAt }, because);
  }

  /** What a try makes of its receiver. */
  private async follow(
    id: string,
    tried: Try & { readonly delivered: boolean; readonly nextAt: number },
    because: DisabledFor | undefined,
  ): Promise<void> {
    const receiver = this.receivers.get(id);
    if (!receiver) return;
    const now = this.now();
    const made = receiver.settled(tried, now, (failures) => delayAfter(failures, this.chance()));
    const { position } = tried.row;
    if (because ?? made === 'exhausted') await this.disable(receiver, because ?? 'EXHAUSTED', position);
    else if (made === 'unparked') await this.store.unpark(id, now);
    else if (typeof made === 'object') await this.store.park(id, made.parked, made.until);
  }

  /** Has the webhook disabled by a command of the system, unless somebody has done something about it meanwhile. */
  private async disable(receiver: Receiver, because: DisabledFor, position: number): Promise<void> {
    if (receiver.halted) return;
    receiver.halted = true;
    const { id, version } = receiver.webhook;
    const key = `${id}/${version}`;
    const correlationId = derivedId(ACTOR, key);
    const cause = { actor: ACTOR, key, correlationId, causationId: correlationId };
    const command = followUpOf(
      this.options.catalog,
      { name: 'disable-webhook', body: { webhookId: id, because, position } },
      0,
      cause,
    );
    const ring = await acceptFollowUp(this.options.pool, { ...command, expectedVersion: version });
    void this.options.doorbell.ring([ring]);
  }
}

const wasTaken = (answer: Answer): boolean => 'status' in answer && answer.status >= 200 && answer.status < 300;
