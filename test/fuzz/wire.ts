/**
 * HTTP/1.1 by hand: a client that sends any bytes at all, which a library rightly refuses to, and reads answers as they are.
 * Strings of heads are latin1: a character, a byte.
 */
import { connect, type Socket } from 'node:net';

export interface Message {
  readonly method: string;
  readonly target: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body?: Buffer;
}

export interface Answer {
  readonly status: number;
  /** By lower-case name; what is given twice is joined. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

/** What is sent on a connection of its own, piece by piece. */
export interface Stream {
  readonly pieces: readonly Buffer[];
  /**
   * How the client ends: listens for its answers, breaks off without them, or, where the server would wait for more, half-closes after a
   * while: Node takes a half-closed connection for one whose client is gone, and does not answer what is under way.
   */
  readonly end: 'listen' | 'break-off' | 'half-close';
  /** Answers to wait for. */
  readonly answers: number;
  /** The method of each request, for an answer to HEAD has no body. */
  readonly methods: readonly string[];
}

const PATIENCE_MS = 20_000;
/** After this a request that is cut off has been answered, or is waited for. */
const CUT_OFF_MS = 250;
/** An answer too many follows the one that was waited for at once. */
const LINGER_MS = 20;

export function bytesOf({ method, target, headers, body }: Message): Buffer {
  const names = new Set(headers.map(([name]) => name.toLowerCase()));
  const lines = headers.map(([name, value]) => `${name}: ${value}`);
  if (!names.has('host')) lines.unshift('Host: api.test');
  if (body && !names.has('content-length') && !names.has('transfer-encoding')) lines.push(`Content-Length: ${body.length}`);
  const head = Buffer.from(`${method} ${target} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`, 'latin1');
  return body ? Buffer.concat([head, body]) : head;
}

/** The answer at the start of `bytes`, with its length; undefined where it is not there to its end. `closed`: nothing more will come. */
export function parseAnswer(bytes: Buffer, method: string, closed: boolean): { answer: Answer; length: number } | undefined {
  const headEnd = bytes.indexOf('\r\n\r\n');
  if (headEnd < 0) return undefined;
  const [statusLine = '', ...lines] = bytes.subarray(0, headEnd).toString('latin1').split('\r\n');
  const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(statusLine)?.[1]);
  if (!status) throw new Error(`No answer begins like this: ${JSON.stringify(statusLine.slice(0, 100))}`);
  const headers = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).toLowerCase();
    const value = line.slice(colon + 1).trim();
    headers.set(name, headers.has(name) ? `${headers.get(name)}, ${value}` : value);
  }
  const start = headEnd + 4;
  if (status < 200) {
    const rest = parseAnswer(bytes.subarray(start), method, closed);
    return rest && { answer: rest.answer, length: start + rest.length };
  }
  const body = bodyAt(bytes, start, { status, headers, method, closed });
  return body && { answer: { status, headers, body: body.text }, length: body.end };
}

function bodyAt(
  bytes: Buffer,
  start: number,
  { status, headers, method, closed }: { status: number; headers: Map<string, string>; method: string; closed: boolean },
): { text: string; end: number } | undefined {
  if (method === 'HEAD' || status === 204 || status === 304) return { text: '', end: start };
  if (headers.get('transfer-encoding') === 'chunked') return chunkedAt(bytes, start);
  const length = headers.get('content-length');
  const end = length === undefined ? (closed ? bytes.length : Infinity) : start + Number(length);
  return end > bytes.length ? undefined : { text: bytes.subarray(start, end).toString(), end };
}

function chunkedAt(bytes: Buffer, start: number): { text: string; end: number } | undefined {
  const chunks: Buffer[] = [];
  for (let at = start; ;) {
    const line = bytes.indexOf('\r\n', at);
    if (line < 0) return undefined;
    const size = parseInt(bytes.subarray(at, line).toString('latin1'), 16);
    const end = line + 2 + size + 2;
    if (end > bytes.length) return undefined;
    if (size === 0) return { text: Buffer.concat(chunks).toString(), end };
    chunks.push(bytes.subarray(line + 2, line + 2 + size));
    at = end;
  }
}

/** Connections to one address; those that the server leaves open are used again. */
export class Wire {
  private readonly idle: Socket[] = [];

  constructor(
    private readonly port: number,
    private readonly host = '127.0.0.1',
  ) {}

  /** One request and its answer; undefined where there came none. */
  async send(message: Message): Promise<Answer | undefined> {
    const socket = this.free() ?? this.open();
    const [answer] = await this.collect(
      socket,
      { pieces: [bytesOf(message)], end: 'listen', answers: 1, methods: [message.method] },
      PATIENCE_MS,
    );
    const stays =
      answer && answer.headers.get('connection') !== 'close' && !socket.destroyed && socket.writable && !socket.readableEnded;
    if (stays) this.idle.push(socket);
    else socket.destroy();
    return answer;
  }

  /** All answers to bytes that need not be HTTP. */
  async stream(stream: Stream): Promise<readonly Answer[]> {
    const socket = this.open();
    const answers = await this.collect(socket, stream, PATIENCE_MS, LINGER_MS);
    socket.destroy();
    return answers;
  }

  close(): void {
    for (const socket of this.idle.splice(0)) socket.destroy();
  }

  private open(): Socket {
    const socket = connect(this.port, this.host);
    socket.setNoDelay(true);
    // What it means is seen where answers are missed.
    socket.on('error', () => undefined);
    return socket;
  }

  private free(): Socket | undefined {
    for (let socket = this.idle.pop(); socket; socket = this.idle.pop())
      if (!socket.destroyed && socket.writable && !socket.readableEnded) return socket;
    return undefined;
  }

  private collect(
    socket: Socket,
    { pieces, end, answers: wanted, methods }: Stream,
    patienceMs: number,
    lingerMs = 0,
  ): Promise<Answer[]> {
    return new Promise((resolve, reject) => {
      const answers: Answer[] = [];
      let bytes = Buffer.alloc(0);
      const take = (closed: boolean) => {
        try {
          for (
            let parsed;
            (parsed = parseAnswer(bytes, methods[answers.length] ?? 'GET', closed));
            bytes = bytes.subarray(parsed.length)
          )
            answers.push(parsed.answer);
        } catch (error) {
          finish();
          reject(error instanceof Error ? error : new Error(String(error)));
        }
        if (closed || (answers.length >= wanted && lingerMs === 0)) finish();
        else if (answers.length >= wanted) setTimeout(finish, lingerMs);
      };
      const onData = (chunk: Buffer) => {
        bytes = Buffer.concat([bytes, chunk]);
        take(false);
      };
      const onClose = () => take(true);
      const timer = setTimeout(() => {
        socket.destroy();
        finish();
      }, patienceMs);
      const finish = () => {
        clearTimeout(timer);
        socket.off('data', onData).off('end', onClose).off('close', onClose);
        resolve(answers);
      };
      socket.on('data', onData).on('end', onClose).on('close', onClose);
      void this.write(socket, pieces, end);
    });
  }

  private async write(socket: Socket, pieces: readonly Buffer[], end: Stream['end']): Promise<void> {
    for (const [at, piece] of pieces.entries()) {
      if (socket.destroyed) return;
      socket.write(piece);
      if (at < pieces.length - 1) await new Promise((resolve) => setTimeout(resolve, 3));
    }
    if (end === 'half-close') setTimeout(() => socket.end(), CUT_OFF_MS);
    if (end === 'break-off') setTimeout(() => socket.destroy(), 5);
  }
}
