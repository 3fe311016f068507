/**
 * The way between a process and what it needs: a TCP proxy in this process, which a fault can slow down, stop or cut, and which can hold
 * back PostgreSQL's answer to a COMMIT that has been done.
 */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

export interface Weather {
  /** Each chunk arrives so much later, in both directions. */
  readonly delayMs?: number;
  /** Nothing arrives any more, and nobody is told: a half-open connection. New ones come to nothing too. */
  readonly silent?: boolean;
  /** New connections are refused. */
  readonly closed?: boolean;
}

/** What a transaction must have sent, by the names and texts of its statements, for the answer to its COMMIT to be lost. */
export interface LostReply {
  readonly after: RegExp;
  /** Called once the answer has been held back and the connection cut. */
  readonly onLost: () => void;
}

interface Link {
  readonly near: Socket;
  readonly far: Socket;
  readonly watch: CommitWatch | undefined;
}

const READY = 0x5a; // 'Z'
const COMPLETE = 0x43; // 'C'

export class Proxy {
  private readonly links = new Set<Link>();
  private weather: Weather = {};
  private lost: LostReply | undefined;

  private constructor(
    private readonly server: Server,
    private target: number,
    private readonly speaks: 'postgres' | undefined,
  ) {
    server.on('connection', (near) => this.link(near));
  }

  static async to(target: number, speaks?: 'postgres'): Promise<Proxy> {
    const server = createServer({ noDelay: true });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new Proxy(server, target, speaks);
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Where new connections lead from now on. */
  lead(target: number): void {
    this.target = target;
  }

  become(weather: Weather): void {
    this.weather = weather;
  }

  /** Cuts what is connected now; `share` of it, from 0 to 1, chosen by `chance`. */
  cut(share = 1, chance: () => number = Math.random): number {
    let cut = 0;
    for (const { near, far } of this.links) {
      if (share < 1 && chance() >= share) continue;
      near.destroy();
      far.destroy();
      cut++;
    }
    return cut;
  }

  /** The next transaction of this kind is committed, and its client never hears of it. Undefined: none is. */
  loseReply(lost: LostReply | undefined): void {
    this.lost = lost;
  }

  close(): void {
    this.server.close();
    this.cut();
  }

  private link(near: Socket): void {
    near.on('error', () => undefined);
    if (this.weather.closed) return void near.destroy();
    const far = connect({ port: this.target, host: '127.0.0.1', noDelay: true });
    const link: Link = { near, far, watch: this.speaks === 'postgres' ? new CommitWatch() : undefined };
    this.links.add(link);
    far.on('error', () => undefined);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const)
      one.on('close', () => {
        this.links.delete(link);
        // A half-open connection is just this: the other side is not told.
        if (!this.weather.silent) other.destroy();
      });
    near.on('data', (chunk: Buffer) => {
      if (this.lost) link.watch?.asked(chunk);
      this.pass(near, far, chunk);
    });
    far.on('data', (chunk: Buffer) => {
      const { lost } = this;
      if (link.watch?.answered(chunk, lost?.after) && lost) {
        this.lost = undefined;
        near.destroy();
        far.destroy();
        lost.onLost();
        return;
      }
      this.pass(far, near, chunk);
    });
  }

  private pass(from: Socket, to: Socket, chunk: Buffer): void {
    const { delayMs, silent } = this.weather;
    if (silent) return;
    if (delayMs) return void setTimeout(() => to.write(chunk), delayMs);
    if (to.write(chunk)) return;
    from.pause();
    to.once('drain', () => from.resume());
  }
}

/** Follows one PostgreSQL session: what it asked for since it was last out of a transaction, and whether that has been committed. */
class CommitWatch {
  private askedFor = '';
  private rest = Buffer.alloc(0);
  private done = false;

  asked(chunk: Buffer): void {
    this.askedFor = (this.askedFor + chunk.toString('latin1')).slice(-200_000);
  }

  /** True: this chunk holds, or ends, the answer to a commit after what was looked for. It must not be passed on. */
  answered(chunk: Buffer, after: RegExp | undefined): boolean {
    let bytes = this.rest.length > 0 ? Buffer.concat([this.rest, chunk]) : chunk;
    let committed = false;
    while (bytes.length >= 5) {
      const length = bytes.readUInt32BE(1) + 1;
      if (bytes.length < length) break;
      const kind = bytes[0];
      // An INSERT outside a transaction is committed as COMMIT is: once the session says that it is ready and idle.
      if (kind === COMPLETE) this.done = /^(COMMIT|INSERT 0 [1-9])/.test(bytes.toString('latin1', 5, length));
      if (kind === READY && bytes[5] === 0x49) {
        committed ||= this.done && after?.test(this.askedFor) === true;
        this.done = false;
        this.askedFor = '';
      }
      bytes = bytes.subarray(length);
    }
    this.rest = Buffer.from(bytes);
    return committed;
  }
}
