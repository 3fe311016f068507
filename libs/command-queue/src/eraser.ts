/**
 * The eraser: carries out what entries of the log order. It goes by the log alone and keeps nothing in memory, so that whatever dies, and
 * whatever a restored backup brings back, is erased by the next round or the next start.
 *
 * What it takes away: data and salt of each entry that an order names, and of the command that the entry came from what the ledger holds of
 * its content. Rows of views follow by themselves when the views come to the order.
 */
import { type Client, ERASURE_ORDERED, failpoint, type Pool, transaction } from '#event-log';
import type { Catalog } from './catalog.js';
import type { Doorbell, Ring } from './doorbell.js';
import { acceptFollowUp, followUpOf } from './follow-up.js';
import { Loop } from './loop.js';

const ROUND_MS = 250;
/** How often it is looked whether data came back, as from a backup, that was erased before. */
const SWEEP_MS = 10 * 60_000;
const BATCH = 500;
/** Stands in the ledger where the body of a command was. */
const ERASED_BODY = { erased: true };

interface Order {
  readonly stream: string;
  readonly id: string;
  readonly correlationId: string;
}

export class Eraser {
  private readonly loop: Loop;
  private sweptAt = -Infinity;

  /** `pool`: of the application; `erasing`: sessions that have taken the role of the eraser, of which one is used at a time. */
  constructor(
    private readonly pool: Pool,
    private readonly erasing: Pool,
    private readonly catalog: Catalog,
    private readonly doorbell: Pick<Doorbell, 'ring'>,
    onFault: (error: Error) => void,
  ) {
    this.loop = new Loop(() => this.round(), ROUND_MS, onFault);
  }

  start(): void {
    this.loop.start();
  }

  stop(): Promise<void> {
    return this.loop.stop();
  }

  /** Carries out every order that is not noted as carried out; in the first round, and now and then, all there ever were. */
  async round(): Promise<void> {
    const sweeping = performance.now() - this.sweptAt >= SWEEP_MS;
    const orders = await this.orders(sweeping);
    for (let from = 0; from < orders.length; from += BATCH) await this.carryOut(orders.slice(from, from + BATCH));
    if (sweeping) this.sweptAt = performance.now();
  }

  private async orders(all: boolean): Promise<readonly Order[]> {
    const { rows } = await this.pool.query<Order>({
      name: 'eraser-orders',
      text: `select o.stream, o.id, o.correlation_id as "correlationId" from events o join log l using (global_position)
             where o.type = '${ERASURE_ORDERED}' and ($1 or not exists (select from commands c where c.stream = o.stream and c.name = $2))
             order by l.position`,
      values: [all, NOTE],
    });
    return rows;
  }

  private async carryOut(orders: readonly Order[]): Promise<void> {
    const streams = orders.map(({ stream }) => stream);
    // A restored table may lack what the log has.
    await this.pool.query({ name: 'eraser-names', text: NAMES, values: [streams] });
    const erased = await transaction(this.erasing, (session) => erase(session, streams));
    if (erased > 0) await clearAway(this.erasing);
    await failpoint('eraser-before-note');
    const rings: Ring[] = [];
    for (const { stream, id, correlationId } of orders) {
      const cause = { actor: ACTOR, key: id, correlationId, causationId: id };
      const command = { name: NOTE, body: { erasureId: stream.slice(stream.indexOf('/') + 1) } };
      const followUp = followUpOf(this.catalog, command, 0, cause);
      const { rowCount } = await this.pool.query({
        name: 'eraser-noted',
        text: 'select from commands where id = $1',
        values: [followUp.id],
      });
      if (rowCount === 0) rings.push(await acceptFollowUp(this.pool, followUp));
    }
    await this.doorbell.ring(rings);
  }
}

const ACTOR = 'eraser';
const NOTE = 'note-erasure-carried-out';

/** Input: streams of orders. Names what the orders name where it is not named yet. */
const NAMES = `
  insert into erased_entries (stream, version, position, erasure)
  select e.stream, e.version, l.position, o.stream
  from events o join event_data d on d.stream = o.stream and d.version = o.version
  cross join lateral jsonb_array_elements_text(d.data::jsonb -> 'positions') p
  join log l on l.position = p::bigint join events e on e.global_position = l.global_position
  where o.stream = any ($1) and o.type = '${ERASURE_ORDERED}'
  on conflict do nothing`;

/** In one transaction: data, salts and what the ledger holds of it. Answers how many rows had something left. */
async function erase(session: Client, orders: readonly string[]): Promise<number> {
  const ledger = await session.query({
    name: 'erase-ledger',
    text: `update commands c
           set body = $2, fault = null,
             rejection = case when rejection is null then null else jsonb_set(rejection, '{detail}', '"Erased."') end
           where c.body <> $2::jsonb and c.id in (
             select e.command_id from erased_entries x join events e on e.stream = x.stream and e.version = x.version where x.erasure = any ($1))`,
    values: [orders, JSON.stringify(ERASED_BODY)],
  });
  const data = await session.query({
    name: 'erase-data',
    text: `delete from event_data d using erased_entries x where x.erasure = any ($1) and d.stream = x.stream and d.version = x.version`,
    values: [orders],
  });
  return (ledger.rowCount ?? 0) + (data.rowCount ?? 0);
}

/** What was deleted stays in its pages until they are cleared, and as an example in what PostgreSQL plans with. */
async function clearAway(erasing: Pool): Promise<void> {
  for (const table of ['event_data', 'commands']) await erasing.query(`vacuum (analyze) ${table}`);
}
