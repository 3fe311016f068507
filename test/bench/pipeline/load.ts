/**
 * The load: a process of its own that posts commands, the same for every side. Bare sockets with one request under way on each, because
 * an HTTP client costs as much as the server that it measures, on the same two cores.
 *
 * The harness sends {@link LoadOrder}s and is answered with a {@link LoadReport} after each; meanwhile `pause` and `go` hold a closed loop.
 */
import { randomUUID } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export interface LoadOrder {
  url: string;
  path: string;
  tokens: readonly string[];
  connections: number;
  ms: number;
  /** Stops after so many that are accepted, if that is earlier. */
  count?: number;
  /** Requests a second, at even distances whatever the answers do; without it every connection sends as soon as it is answered. */
  rate?: number;
}

export interface LoadReport {
  accepted: number;
  /** Answers other than 202, by status; 0: the connection broke. */
  others: Readonly<Record<string, number>>;
  /** With a rate: the id of each accepted command and when its request was due, in ms since 1970. */
  requests: readonly (readonly [string, number])[];
}

interface Answer {
  status: number;
  id: string;
}

/** One connection; `send` resolves with the answer. */
class Line {
  private readonly url: URL;
  private socket: Socket | undefined;
  private received = '';
  private done: ((answer: Answer) => void) | undefined;

  constructor(url: URL) {
    this.url = url;
  }

  send(request: string): Promise<Answer> {
    return new Promise((resolve) => {
      this.received = '';
      this.done = resolve;
      (this.socket ?? this.open()).write(request);
    });
  }

  close(): void {
    this.socket?.destroy();
  }

  private open(): Socket {
    const socket = connect({ host: this.url.hostname, port: Number(this.url.port), noDelay: true });
    this.socket = socket;
    socket.setEncoding('latin1');
    socket.on('data', (chunk: string) => this.take(chunk));
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.socket = undefined;
      this.finish({ status: 0, id: '' });
    });
    return socket;
  }

  private take(chunk: string): void {
    this.received += chunk;
    const head = this.received.indexOf('\r\n\r\n');
    if (head < 0) return;
    const length = /content-length: (\d+)/i.exec(this.received.slice(0, head));
    const ended = length ? this.received.length >= head + 4 + Number(length[1]) : this.received.endsWith('0\r\n\r\n');
    if (!ended) return;
    const id = /"id":"([^"]+)"/.exec(this.received.slice(head))?.[1] ?? '';
    this.finish({ status: Number(this.received.slice(9, 12)), id });
  }

  private finish(answer: Answer): void {
    const done = this.done;
    this.done = undefined;
    done?.(answer);
  }
}

let nth = 0;
let paused: Promise<void> | undefined;
let goOn: (() => void) | undefined;

function requestOf({ url, path, tokens }: LoadOrder): string {
  nth += 1;
  const body = JSON.stringify({
    citation: `Gov. Code ${10_000 + (nth % 89_999)}.${nth}`,
    title: `Posting of agendas of regular meetings, entry ${nth} of the register, as amended`,
  });
  return (
    `POST ${path} HTTP/1.1\r\nHost: ${new URL(url).host}\r\nAuthorization: Bearer ${tokens[nth % tokens.length]}\r\n` +
    `Content-Type: application/json\r\nIdempotency-Key: ${randomUUID()}\r\nContent-Length: ${body.length}\r\n\r\n${body}`
  );
}

async function run(order: LoadOrder): Promise<LoadReport> {
  const report = { accepted: 0, others: {} as Record<string, number>, requests: [] as [string, number][] };
  const began = performance.now();
  const clock = Date.now() - began;
  const { rate, ms, count = Infinity } = order;
  let sent = 0;
  const turn = async (line: Line): Promise<void> => {
    for (;;) {
      if (rate === undefined && paused) await paused;
      const due = rate === undefined ? performance.now() : began + (sent / rate) * 1_000;
      if (due - began >= ms || sent >= count) return;
      sent += 1;
      const early = due - performance.now();
      if (early > 0) await sleep(early);
      const { status, id } = await line.send(requestOf(order));
      if (status === 202) {
        report.accepted += 1;
        if (rate !== undefined) report.requests.push([id, due + clock]);
      } else {
        report.others[status] = (report.others[status] ?? 0) + 1;
        if (rate === undefined) sent -= 1;
        await sleep(20);
      }
    }
  };
  const lines = Array.from({ length: order.connections }, () => new Line(new URL(order.url)));
  await Promise.all(lines.map(turn));
  for (const line of lines) line.close();
  return report;
}

process.on('message', (message: string | { order: LoadOrder }) => {
  if (message === 'pause') paused ??= new Promise((resolve) => (goOn = resolve));
  else if (message === 'go') {
    goOn?.();
    paused = undefined;
  } else if (typeof message === 'object') void run(message.order).then((report) => process.send?.({ report }));
});
process.channel?.ref();
process.send?.({ ready: true });
