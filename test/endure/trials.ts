import { type Answered, sendAt } from './load.js';
import type { Product } from './product.js';

/** What a trial came to. */
export interface Outcome {
  readonly answers: readonly Answered[];
  /** From the return of what was away, or the end of the load, until everything was as before. */
  readonly recoveredMs: number | undefined;
  readonly note: string;
  readonly broken: readonly string[];
}

const LONG_MS = 60_000;
const OVERLOAD_MS = 30_000;
const QUICK_MS = 6_000;
const PATIENCE_MS = 180_000;
const GENTLE_PER_SECOND = 20;

const to = ({ api, senders }: Product) => ({ url: api.url, senders });

/** PostgreSQL is stopped for a minute under a gentle load. */
export async function withoutPostgres(product: Product, quick: boolean): Promise<Outcome> {
  await product.postgres.halt();
  const answers = await sendAt(GENTLE_PER_SECOND, quick ? QUICK_MS : LONG_MS, to(product));
  const meanwhile = await product.readiness();
  await product.postgres.startAgain();
  const recoveredMs = await product.ready(PATIENCE_MS);
  const broken = [...(await whatIsLost(product, answers)), ...untold(answers)];
  if (answers.some(({ status }) => status !== 503)) broken.push('a command was answered otherwise than 503');
  if (meanwhile.code !== 503 || !meanwhile.failing.includes('postgres')) broken.push('/readyz did not name PostgreSQL');
  return { answers, recoveredMs, note: `/readyz ${meanwhile.code}`, broken };
}

/** Redis is stopped for a minute under a gentle load: everything is taken. */
export async function withoutRedis(product: Product, quick: boolean): Promise<Outcome> {
  await product.haltRedis();
  const answers = await sendAt(GENTLE_PER_SECOND, quick ? QUICK_MS : LONG_MS, to(product));
  const meanwhile = await product.readiness();
  await product.startRedisAgain();
  const recoveredMs = await product.drained(PATIENCE_MS);
  await product.ready(PATIENCE_MS);
  const broken = [...(await whatIsLost(product, answers))];
  if (answers.some(({ status }) => status !== 202)) broken.push('a command was not taken');
  if (meanwhile.code !== 200 || !meanwhile.failing.includes('queue')) broken.push('/readyz did not name the queue');
  return { answers, recoveredMs, note: `/readyz ${meanwhile.code} ${meanwhile.status}`, broken };
}

/** Three times as many commands as are settled in a second are sent, for half a minute. */
export async function overload(product: Product, quick: boolean): Promise<Outcome> {
  const capacity = await capacityOf(product, quick ? 3_000 : 10_000);
  const answers = await sendAt(3 * capacity, quick ? QUICK_MS : OVERLOAD_MS, to(product));
  const backlog = await product.due();
  const recoveredMs = await product.drained(PATIENCE_MS);
  const broken = [...(await whatIsLost(product, answers)), ...untold(answers)];
  const odd = [...new Set(answers.map(({ status }) => status))].filter((status) => ![202, 429, 503].includes(status));
  if (odd.length > 0) broken.push(`answers were ${odd.join(', ')}`);
  return { answers, recoveredMs, note: `3 × ${capacity}/s, backlog ${backlog}`, broken };
}

/** Commands that are settled in a second while there are more of them than that. */
async function capacityOf(product: Product, ms: number): Promise<number> {
  const settled = async () => {
    const { rows } = await product.bed.pool.query<{ n: number }>('select count(*)::int as n from commands where status <> 0');
    return rows[0]?.n ?? 0;
  };
  const before = await settled();
  const began = performance.now();
  await sendAt(1_500, ms, to(product));
  const rate = ((await settled()) - before) / ((performance.now() - began) / 1000);
  await product.drained(PATIENCE_MS);
  return Math.max(1, Math.round(rate));
}

/** Every command that was accepted is settled, once. */
async function whatIsLost({ bed }: Product, answers: readonly Answered[]): Promise<string[]> {
  const ids = answers.flatMap(({ id }) => (id === undefined ? [] : [id]));
  if (ids.length === 0) return [];
  const { rows } = await bed.pool.query<{ settled: number; events: number }>(
    `select (select count(*)::int from commands where id = any ($1) and status = 1) as settled,
       (select count(*)::int from events where command_id = any ($1)) as events`,
    [ids],
  );
  const { settled = 0, events = 0 } = rows[0] ?? {};
  return [
    ...(settled === ids.length ? [] : [`of ${ids.length} accepted commands ${settled} succeeded`]),
    ...(events === ids.length ? [] : [`${ids.length} accepted commands led to ${events} events`]),
  ];
}

/** Whoever is turned away is told when to come again. */
function untold(answers: readonly Answered[]): string[] {
  return answers.some(({ status, retryAfter }) => (status === 503 || status === 429) && retryAfter === undefined)
    ? ['a 503 or 429 had no Retry-After']
    : [];
}
