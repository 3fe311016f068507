/** Serves a package's files as the API would: `/v1/log/…`, and the feed from entries and data lines. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { seal, dataLines, type SpecEvent, type SpecFiles } from './spec-log.js';

export interface Served {
  readonly url: string;
  /** What was asked for, in order. */
  readonly asked: string[];
  close(): Promise<void>;
}

/** `first` may answer a request in place of what is served: true where it did. */
export async function serve(
  files: SpecFiles,
  events: readonly SpecEvent[],
  first: (request: IncomingMessage, response: ServerResponse) => boolean = () => false,
): Promise<Served> {
  const asked: string[] = [];
  const feed = feedOf(events);
  const server: Server = createServer((request, response) => {
    asked.push(request.url ?? '');
    if (first(request, response)) return;
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://localhost');
    const [after, limit] = [Number(searchParams.get('after') ?? -1), Number(searchParams.get('limit'))];
    if (pathname === '/v1/events') return void response.end(`[${feed.slice(after, after + limit).join(',\n')}]`);
    const path = pathname.replace('/v1/log/', '');
    if (path === 'checkpoints') {
      const sizes = [...files.keys()].filter((name) => name.startsWith('checkpoints/')).map((name) => Number(name.split('/')[1]));
      const items = sizes
        .sort((one, two) => one - two)
        .filter((size) => size > after)
        .slice(0, limit);
      const notes = items.map((size) => ({ size, note: files.get(`checkpoints/${size}`)?.toString() }));
      return void response.end(JSON.stringify({ items: notes }));
    }
    const bytes = files.get(path === 'key' ? 'keys.json' : path);
    if (!bytes) response.statusCode = 404;
    response.end(bytes);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const feedOf = (events: readonly SpecEvent[]): string[] => {
  const lines = dataLines(events);
  return seal(events).map((entry, at) => `${entry.toString().slice(0, -1)},${lines[at].slice(1)}`);
};
