/** What each fault of a run is given, and what it answers with. */
import { judge, judgeViews, type Violation } from './judge.js';
import { judgeLog } from './judge-log.js';
import { judgeWebhook } from './judge-webhooks.js';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Chance } from './chance.js';
import type { Consumer } from './consumers.js';
import type { History } from './history.js';
import type { Hook } from './hook.js';
import type { Load } from './load.js';
import type { Stage } from './stage.js';

export interface Scene {
  readonly stage: Stage;
  readonly load: Load;
  readonly history: History;
  /** Of the log, each in a way of its own. */
  readonly consumers: readonly Consumer[];
  /** Webhooks, each with its receiver. */
  readonly hooks: readonly Hook[];
  readonly chance: Chance;
  readonly quick: boolean;
  /** Commands that a fault turns into incidents on purpose. */
  readonly expectedIncidents: Set<string>;
  /** One line for whoever watches. */
  readonly say: (line: string) => void;
}

export interface Figure {
  readonly what: string;
  readonly value: string;
  /** Whether the design's figure was met; undefined: it sets none. Reported, never asserted: a machine may be slow. */
  readonly met?: boolean;
}

export interface Outcome {
  /** How often the fault was seen to bite. */
  readonly count: number;
  readonly figures: readonly Figure[];
  readonly violations?: readonly Violation[];
  /** What this row does not judge yet. */
  readonly note?: string;
}

export interface Fault {
  readonly name: string;
  /** As the table says it. */
  readonly title: string;
  readonly full: number;
  readonly quick: number;
  readonly run: (scene: Scene, count: number) => Promise<Outcome>;
}

const DRAIN_MS = 180_000;
/** How often it says that it is waiting. */
const TELL_MS = 15_000;

/** Waits until nothing is left to do: all settled, all numbered, views and reactions at the end of the log, clocks that are due sent, webhooks delivered. */
export async function drain({ stage, say }: Scene): Promise<boolean> {
  const left = `
    select (select count(*) from commands where status = 0)
      + (select count(*) from events e where not exists (select from log l where l.global_position = e.global_position))
      + (select count(*) from checkpoints where position < (select coalesce(max(position), 0) from log))
      + (select count(*) from views.clocks where state = 'RUNNING' and wake_at < now() + interval '4 s'
           and not exists (select from commands where id = clocks.command_id))
      + (select count(*) from views.webhooks w left join webhook_places p on p.webhook = w.id
           where w.status = 'ACTIVE' and (p.webhook is null or p.heeded < w.version or p.position < (select max(position) from log)))
      + (select count(*) from webhook_deliveries d join views.webhooks w on w.id = d.webhook
           where w.status = 'ACTIVE' and d.state = 'WAITING') as left`;
  for (let [end, tellAt] = [Date.now() + DRAIN_MS, Date.now() + TELL_MS]; Date.now() < end; await sleep(100)) {
    const rows = await stage.owner.query<{ left: string }>(left).catch(() => undefined);
    const count = Number(rows?.rows[0]?.left ?? Infinity);
    if (count === 0) return true;
    if (Date.now() < tellAt) continue;
    say(`waiting for ${count} things to be done`);
    tellAt += TELL_MS;
  }
  return false;
}

/** All that is whole again must show no trace of the fault. Nothing may be under way. `views`: they are built anew and compared, and the log is verified, too. */
export async function verdict(scene: Scene, views: boolean): Promise<Violation[]> {
  const { stage, history, consumers, hooks, expectedIncidents } = scene;
  const { rows } = await stage.owner.query<{ head: string }>('select coalesce(max(position), 0) as head from log');
  const head = Number(rows[0]?.head);
  const reached = await Promise.all(consumers.map((consumer) => consumer.reach(head, 20_000)));
  const late = consumers
    .filter((_, at) => !reached[at])
    .map(({ by, seen }): Violation => ({
      invariant: 'I4',
      what: `a consumer of ${by} came to ${seen.length}, and the log ends at ${head}`,
    }));
  return [
    ...late,
    ...(await judge({ owner: stage.owner, history, consumers, expectedIncidents })),
    ...(await Promise.all(hooks.map((hook) => judgeWebhook(stage.owner, hook)))).flat(),
    ...(views ? await judgeViews(stage.owner, stage.postgres.url()) : []),
    ...(views ? await judgeLog(await stage.someApi(), stage.kept, head) : []),
  ];
}

/** The value below which this share of the values lies; 0 where there are none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? 0;
}

export const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

/** `what` as p50, p99 and the worst, beside what the design allows for the p99. */
export function timing(what: string, values: readonly number[], mostMs?: number): Figure {
  const value =
    values.length === 0
      ? 'none'
      : `p50 ${seconds(quantile(values, 0.5))}, p99 ${seconds(quantile(values, 0.99))}, most ${seconds(quantile(values, 1))} of ${values.length}`;
  return { what, value, ...(mostMs === undefined ? {} : { met: quantile(values, 0.99) <= mostMs }) };
}

/** A fault that was meant to bite more often than it did proves less than it says. */
export function bitten(count: number, wanted: number): Violation[] {
  return count >= wanted
    ? []
    : [{ invariant: 'BITE', what: `the fault was seen to bite ${count} times, and ${wanted} were wanted` }];
}

/** What was being worked on where a process died or stood still: several streams where they were settled together. */
export function streamsOf(bites: readonly { readonly at: number; readonly about: string }[]): [at: number[], streams: string[]] {
  const pairs = bites.flatMap(({ at, about }) => about.split(' ').map((stream) => ({ at, stream })));
  return [pairs.map(({ at }) => at), pairs.map(({ stream }) => stream)];
}
