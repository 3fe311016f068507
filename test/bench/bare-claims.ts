/** The plainest loop that sends what a table holds: claim a row, post it, mark it as done, and the next one. It keeps no order, signs nothing, and gives up at the first fault. */
import http from 'node:http';
import type pg from 'pg';

export interface BareDelivery {
  url: string;
  body: string;
}

/** Makes the table that the loops work on. */
export async function prepareClaims(owner: pg.ClientBase): Promise<void> {
  await owner.query(
    `create table bare_deliveries (id bigint generated always as identity primary key, url text not null, body text not null, done_at timestamptz);
     create index bare_deliveries_waiting on bare_deliveries (id) where done_at is null`,
  );
}

/** Puts these into the table, and nothing else. */
export async function fillClaims(owner: pg.ClientBase, deliveries: readonly BareDelivery[]): Promise<void> {
  await owner.query('truncate bare_deliveries');
  await owner.query('insert into bare_deliveries (url, body) select * from unnest($1::text[], $2::text[])', [
    deliveries.map(({ url }) => url),
    deliveries.map(({ body }) => body),
  ]);
  await owner.query('analyze bare_deliveries');
}

/** Sends all that the table holds, by so many loops. Throws where a receiver does not take something. */
export async function sendClaims(pool: pg.Pool, loops: number): Promise<void> {
  const agent = new http.Agent({ keepAlive: true, maxFreeSockets: loops });
  const loop = async (): Promise<void> => {
    while (await claimOne(pool, agent)) {
      // The next one.
    }
  };
  try {
    await Promise.all(Array.from({ length: loops }, loop));
  } finally {
    agent.destroy();
  }
}

/** False: nothing is left to claim. */
async function claimOne(pool: pg.Pool, agent: http.Agent): Promise<boolean> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    const { rows } = await client.query<BareDelivery & { id: string }>({
      name: 'claim',
      text: 'select id, url, body from bare_deliveries where done_at is null order by id limit 1 for update skip locked',
    });
    if (rows[0]) {
      const { id, url, body } = rows[0];
      const status = await post(agent, url, body);
      if (status !== 204) throw new Error(`${url} answered ${status}.`);
      await client.query({ name: 'done', text: 'update bare_deliveries set done_at = now() where id = $1', values: [id] });
    }
    await client.query('commit');
    return rows.length > 0;
  } finally {
    client.release();
  }
}

function post(agent: http.Agent, url: string, body: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/cloudevents+json', 'content-length': Buffer.byteLength(body) };
    const request = http.request(url, { method: 'POST', agent, headers }, (response) => {
      response.resume();
      response.once('end', () => resolve(response.statusCode ?? 0)).once('error', reject);
    });
    request.once('error', reject);
    request.end(body);
  });
}
