/**
 * Receivers of webhooks on loopback, in a process of their own: one that is told how many it is to be. It counts what it is sent, and whether the
 * entries of a record came in order. Started by `b11.ts`, which reads what was counted, and with that begins anew.
 */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

/** What one receiver was sent. */
export interface Counted {
  requests: number;
  /** Different positions. */
  positions: number;
  /** Entries that came after a later one of their record, seen for the first time. */
  outOfOrder: number;
}

/** Where they listen: those that take everything, one that never answers, and a port that nobody listens at. */
export interface Addresses {
  alive: readonly string[];
  silent: string;
  refusing: string;
}

/** No connection is closed while a side rests: what is sent on one that is just being closed is lost, which is nobody's fault. */
const KEPT_MS = 600_000;

class Tally {
  requests = 0;
  outOfOrder = 0;
  readonly positions = new Set<number>();
  readonly last = new Map<string, number>();

  count(body: string): void {
    const { position, subject } = JSON.parse(body) as { position: number; subject: string };
    this.requests += 1;
    if (this.positions.has(position)) return;
    this.positions.add(position);
    if (position < (this.last.get(subject) ?? 0)) this.outOfOrder += 1;
    this.last.set(subject, Math.max(position, this.last.get(subject) ?? 0));
  }
}

async function listening(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

const count = Number(process.argv[2]);
let tallies = Array.from({ length: count }, () => new Tally());
const alive = await Promise.all(
  tallies.map((_, nth) =>
    listening(
      createServer({ keepAliveTimeout: KEPT_MS }, (request, response) => {
        const take = (body: string): void => {
          tallies[nth].count(body);
          response.writeHead(204).end();
        };
        textOf(request).then(take, () => request.destroy());
      }),
    ),
  ),
);
const silent = await listening(createServer((request) => void request.resume()));
const shut = createServer();
const refusing = await listening(shut);
shut.close();
await once(shut, 'close');

process.on('message', () => {
  const counted = tallies.map(({ requests, outOfOrder, positions }): Counted => ({
    requests,
    outOfOrder,
    positions: positions.size,
  }));
  tallies = Array.from({ length: count }, () => new Tally());
  process.send?.(counted);
});
process.once('disconnect', () => process.exit());
process.send?.({ alive, silent, refusing } satisfies Addresses);
