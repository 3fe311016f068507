/**
 * The witness over HTTP, on node:http alone: five paths do not need a framework, and what vouches for another's honesty should rest on
 * as little as can be. `add-checkpoint` and the checkpoints are for logs and monitors; health and metrics are for whoever runs it.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Alarms } from './alarms.js';
import { metricsText } from './metrics.js';
import { words } from './refusal.js';
import type { Watch } from './watch.js';
import type { Witness } from './witness.js';

/** 16 post-quantum signatures, which every reader of notes must accept, take half of it. */
const MOST_BYTES = 256 * 1024;
const MOST_CONNECTIONS = 256;
const TEXT = 'text/plain; charset=utf-8';

interface Reply {
  readonly status: number;
  readonly body: string | Buffer;
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Services {
  readonly witness: Witness;
  readonly watches: readonly Watch[];
  readonly alarms: Alarms;
  /** For faults of our own. */
  readonly warn: (line: string) => void;
}

export function witnessServer(services: Services): Server {
  const answered = new Map<number, number>();
  const server = createServer(
    { headersTimeout: 5_000, requestTimeout: 10_000, keepAliveTimeout: 75_000 },
    (request, response) => {
      void reply(services, answered, request)
        .catch((fault: unknown): Reply => {
          // Whoever went away in the middle of a request is no fault of ours.
          if (request.complete) services.warn(JSON.stringify({ at: new Date().toISOString(), fault: words(fault) }));
          return { status: 500, body: 'The witness could not do this.\n' };
        })
        .then((answer) => {
          if (pathOf(request) === '/add-checkpoint') answered.set(answer.status, (answered.get(answer.status) ?? 0) + 1);
          send(response, answer);
        });
    },
  );
  server.maxConnections = MOST_CONNECTIONS;
  return server;
}

async function reply(services: Services, answered: ReadonlyMap<number, number>, request: IncomingMessage): Promise<Reply> {
  const path = pathOf(request);
  if (path === '/add-checkpoint') {
    if (request.method !== 'POST') return wrongMethod('POST');
    const body = await bodyOf(request);
    return body
      ? services.witness.addCheckpoint(body)
      : { status: 413, body: `At most ${MOST_BYTES} bytes are read.\n`, headers: { connection: 'close' } };
  }
  const [, hash] = /^\/([0-9a-f]{64})\/checkpoint$/.exec(path) ?? [];
  const read = hash === undefined ? READABLE[path] : () => checkpoint(services, hash);
  if (!read) return { status: 404, body: 'There is nothing here.\n' };
  return request.method === 'GET' || request.method === 'HEAD' ? read(services, answered) : wrongMethod('GET');
}

const READABLE: Readonly<Record<string, (services: Services, answered: ReadonlyMap<number, number>) => Reply>> = {
  '/livez': () => ({ status: 200, body: 'ok\n' }),
  '/healthz': ({ alarms }) => {
    const open = alarms.open();
    const body = JSON.stringify({ status: open.length === 0 ? 'ok' : 'alarm', alarms: open });
    return { status: open.length === 0 ? 200 : 503, body: `${body}\n`, contentType: 'application/json' };
  },
  '/metrics': ({ watches, alarms }, answered) => ({
    status: 200,
    body: metricsText(answered, watches, alarms),
    contentType: 'text/plain; version=0.0.4; charset=utf-8',
  }),
};

function checkpoint({ witness }: Services, hash: string): Reply {
  const body = witness.cosigned(hash);
  return body ? { status: 200, body } : { status: 404, body: 'No checkpoint of such a log was cosigned.\n' };
}

const pathOf = ({ url = '/' }: IncomingMessage): string => url.split('?', 1)[0] ?? '/';

const wrongMethod = (allow: string): Reply => ({ status: 405, body: `Only ${allow} is answered here.\n`, headers: { allow } });

/** Undefined where it is too long; the rest is let pass, so that the answer can be read. */
function bodyOf(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  return new Promise((resolve, reject) => {
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= MOST_BYTES) chunks.push(chunk);
      else resolve(undefined);
    });
    request.once('end', () => {
      resolve(Buffer.concat(chunks));
    });
    request.once('error', reject);
  });
}

function send(response: ServerResponse, { status, body, contentType = TEXT, headers = {} }: Reply): void {
  response.writeHead(status, {
    ...headers,
    'content-type': contentType,
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  response.end(body);
}
