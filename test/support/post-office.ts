/** Webhooks without the rest of the product: a log that is written by hand, the rows of webhooks, and whoever sends and receives. */
import { catalog } from '#commission';
import { ensureViews, type Pool, type Visibility } from '#event-log';
import { privilegeWaiversView } from '#meetings';
import { webhooksView, WebhookDispatcher } from '#webhooks';
import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { eventually, type SpecLog, specLog } from '../../libs/event-log/src/projector/spec-log.js';

export { eventually };

/** What a receiver was sent. */
export interface Arrival {
  readonly id: string;
  readonly position: number;
  readonly subject: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** What it was answered. */
  readonly status: number;
}

export interface Mailbox {
  readonly url: string;
  /** All arrivals, in their order. */
  readonly arrivals: Arrival[];
  /** The positions that were answered with success, in the order of their first such arrival. */
  taken(): number[];
  close(): Promise<void>;
}

type Answer = (arrival: Omit<Arrival, 'status'>) => number | Promise<number>;

/** A receiver on loopback; it takes everything unless it is told what to answer. An answer of 0 is none: the connection is broken. */
export async function openMailbox(answer: Answer = () => 204): Promise<Mailbox> {
  const arrivals: Arrival[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      const { position, subject } = JSON.parse(body) as { position: number; subject: string };
      const arrival = { id: String(request.headers['webhook-id']), position, subject, headers: request.headers, body };
      void Promise.resolve(answer(arrival)).then((status) => {
        arrivals.push({ ...arrival, status });
        if (status === 0) request.socket.destroy();
        else response.writeHead(status, status === 302 ? { location: 'http://127.0.0.1:1/' } : {}).end('taken');
      });
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks`,
    arrivals,
    taken: () => [...new Set(arrivals.filter(({ status }) => status < 300 && status > 0).map(({ position }) => position))],
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

export interface Hook {
  readonly id: string;
  /** Changes the row of its view as a step of its owner would. */
  change(columns: Readonly<Record<string, unknown>>): Promise<void>;
}

export interface PostOffice {
  readonly log: SpecLog;
  readonly key: Buffer;
  readonly pool: Pool;
  /** A webhook that begins behind the end of the log, or behind `behind`. */
  hook(url: string, columns?: Readonly<Record<string, unknown>>): Promise<Hook>;
  /** So many entries about the records in turn; answers the last position. */
  write(count: number, subjects: readonly string[], visibility?: Visibility): Promise<number>;
  dispatcher(options?: Partial<ConstructorParameters<typeof WebhookDispatcher>[0]>): WebhookDispatcher;
  /** Commands that were sent to disable a webhook. */
  disabling(): Promise<{ body: { webhookId: string; because: string; position: number }; expectedVersion: number }[]>;
  close(): Promise<void>;
}

export async function openPostOffice(): Promise<PostOffice> {
  const log = await specLog();
  // Of entries that are privileged the feed asks whether they were opened.
  await ensureViews(log.url, [webhooksView, privilegeWaiversView]);
  const pool = log.pool();
  const key = randomBytes(32);
  const dispatchers: WebhookDispatcher[] = [];
  let written = 0;
  return {
    ...{ log, key, pool },
    hook: async (url, columns = {}) => {
      const id = randomUUID();
      const row = {
        ...{ id, version: 1, status: 'ACTIVE', owner: 'reviewer', role: 'oversight', url, generation: 1 },
        ...{ registered_at: written, status_since: written },
        ...columns,
      };
      const names = Object.keys(row);
      await log.owner(
        `insert into views.webhooks (${names.join(', ')}) values (${names.map((_, at) => `$${at + 1}`).join(', ')})`,
        Object.values(row),
      );
      return {
        id,
        change: async (changed) => {
          const sets = Object.keys(changed).map((name, at) => `${name} = $${at + 2}`);
          await log.owner(
            `update views.webhooks set version = version + 1${sets.map((set) => `, ${set}`).join('')} where id = $1`,
            [id, ...Object.values(changed)],
          );
        },
      };
    },
    write: async (count, subjects, visibility = 'PUBLIC') => {
      const happenings = Array.from({ length: count }, (_, at) => ({
        ...{ type: 'draft.submitted', subject: subjects[at % subjects.length] ?? '', data: { said: `word ${written + at + 1}` } },
        visibility,
      }));
      await log.append(...happenings);
      return (written += count);
    },
    dispatcher: (options = {}) => {
      const dispatcher = new WebhookDispatcher({
        ...{ pool, databaseUrl: log.url, catalog, doorbell: { ring: () => Promise.resolve(true) }, key },
        sender: { allowPrivate: true },
        onFault: () => undefined,
        ...options,
      });
      dispatchers.push(dispatcher);
      dispatcher.start();
      return dispatcher;
    },
    disabling: () =>
      log.owner(`select body, expected_version as "expectedVersion" from commands where name = 'disable-webhook' order by seq`),
    close: async () => {
      await Promise.all(dispatchers.map((dispatcher) => dispatcher.stop()));
      await log.close();
    },
  };
}

/** The subjects whose positions did not arrive in ascending order, each seen for the first time. */
export function outOfOrder(arrivals: readonly Arrival[]): string[] {
  const last = new Map<string, number>();
  return arrivals.flatMap(({ subject, position }) => {
    const wrong = position < (last.get(subject) ?? 0);
    last.set(subject, Math.max(position, last.get(subject) ?? 0));
    return wrong ? [`${subject}: ${position}`] : [];
  });
}
