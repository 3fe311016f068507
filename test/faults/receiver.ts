/**
 * A receiver of webhooks in a fault run: an HTTP server in this process that takes what it is sent, or fails in every way that receivers do, by
 * chance. What it was sent it keeps for the judge; a signature it looks at itself, with the package of Standard Webhooks.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Webhook } from 'standardwebhooks';
import type { Chance } from './chance.js';

/** What a webhook asks for; everything where it is left out. */
export interface Asked {
  readonly subjects?: readonly string[];
}

/** Something that was sent. Turns count all that one receiver was sent and answered, from 1. */
export interface Arrival {
  /** The header `webhook-id`. */
  readonly id: string;
  readonly position: number;
  /** The id of the event. */
  readonly event: string;
  readonly subject: string;
  /** Ms since 1970. */
  readonly at: number;
  readonly turn: number;
  /** The turn in which it was answered 2xx; undefined: it was not. */
  takenTurn?: number;
}

/** What a webhook was seen to send, for the judge. */
export interface Received {
  /** Of the webhook. */
  readonly webhook: string;
  readonly asked: Asked;
  readonly arrivals: readonly Arrival[];
  /** What no receiver must ever be sent, in sentences. */
  readonly faults: readonly string[];
}

/** How a request is met, and how often of a hundred; any other is taken. */
const MOODS = {
  refuses: 2,
  cuts: 1,
  hangs: 0.5,
  dawdles: 4,
  /** It has answered 2xx, and whoever sent it does not come to the end of that: it will come again. */
  answersHalf: 2,
  leaves: 0.2,
} as const;
type Mood = keyof typeof MOODS | 'takes';
/** Beyond the 15 s after which whoever sends gives up, too. */
const LONGEST_HANG_MS = 17_000;
const LONGEST_DAWDLE_MS = 300;
const LONGEST_ABSENCE_MS = 1_200;

export class Receiver {
  readonly arrivals: Arrival[] = [];
  readonly faults: string[] = [];
  /** How often it was away. */
  left = 0;
  private chance: Chance | undefined;
  private away = false;
  private turns = 0;
  private readonly sockets = new Set<Socket>();
  /** Requests that hang, each with what ends it. */
  private readonly hanging = new Set<() => void>();
  private secrets: readonly Webhook[] = [];
  private tellSecrets: (() => void) | undefined;
  private readonly secretsKnown = new Promise<void>((resolve) => (this.tellSecrets = resolve));

  private constructor(private readonly server: Server) {
    server.on('connection', (socket: Socket) => {
      // Whoever is away keeps its port, for it comes back to it; to whoever calls it is the same.
      if (this.away) return void socket.destroy();
      this.sockets.add(socket);
      socket.on('error', () => undefined).once('close', () => this.sockets.delete(socket));
    });
    server.on('request', (request, response) => void this.meet(request, response).catch(() => request.socket.destroy()));
  }

  static async open(): Promise<Receiver> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new Receiver(server);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/hooks`;
  }

  /** Tells it by which secrets what it is sent is signed; until then it answers nothing. */
  learn(secrets: readonly string[]): void {
    this.secrets = secrets.map((secret) => new Webhook(secret));
    this.tellSecrets?.();
  }

  /** From now on it fails by this chance. */
  beMoody(chance: Chance): void {
    this.chance = chance;
  }

  /** From now on it takes everything; what hangs is cut. */
  calmDown(): void {
    this.chance = undefined;
    this.away = false;
    for (const end of this.hanging) end();
  }

  async close(): Promise<void> {
    this.calmDown();
    this.tellSecrets?.();
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private mood(): Mood {
    const { chance } = this;
    if (!chance) return 'takes';
    let drawn = chance.next() * 100;
    for (const [mood, share] of Object.entries(MOODS) as [Mood, number][]) if ((drawn -= share) < 0) return mood;
    return 'takes';
  }

  private async meet(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    await this.secretsKnown;
    const arrival = this.note(request, Buffer.concat(chunks).toString());
    if (!arrival) return void response.writeHead(400).end();
    await this.answer(arrival, response);
  }

  /** Undefined: this is nothing that a receiver takes. */
  private note({ headers }: IncomingMessage, body: string): Arrival | undefined {
    try {
      const signed = headers as Record<string, string>;
      if (!this.secrets.some((secret) => verifies(secret, body, signed))) throw new Error('The signature does not fit');
      const { position, id: event, subject } = JSON.parse(body) as Pick<Arrival, 'position' | 'subject'> & { id: string };
      const id = signed['webhook-id'] ?? '';
      const arrival: Arrival = { id, position, event, subject, at: Date.now(), turn: ++this.turns };
      this.arrivals.push(arrival);
      return arrival;
    } catch (error) {
      this.faults.push(`${(error as Error).message}: ${JSON.stringify(headers)} ${body.slice(0, 300)}`);
      return undefined;
    }
  }

  private async answer(arrival: Arrival, response: ServerResponse): Promise<void> {
    const mood = this.mood();
    if (mood === 'hangs') await this.hang(LONGEST_HANG_MS);
    if (mood === 'dawdles') await this.hang(LONGEST_DAWDLE_MS);
    if (mood === 'leaves') this.leave();
    if (mood === 'cuts' || mood === 'hangs' || mood === 'leaves') return void response.destroy();
    if (mood === 'refuses') return void response.writeHead(500).end();
    arrival.takenTurn = ++this.turns;
    if (mood === 'answersHalf') response.writeHead(200, { 'content-length': 99 }).write('taken', () => response.destroy());
    else response.writeHead(204).end();
  }

  private async hang(mostMs: number): Promise<void> {
    const calm = new AbortController();
    const end = (): void => calm.abort();
    this.hanging.add(end);
    await sleep(this.chance?.whole(1, mostMs), undefined, { signal: calm.signal }).catch(() => undefined);
    this.hanging.delete(end);
  }

  private leave(): void {
    if (this.away) return;
    this.away = true;
    this.left += 1;
    for (const socket of this.sockets) socket.destroy();
    setTimeout(() => (this.away = false), this.chance?.whole(100, LONGEST_ABSENCE_MS)).unref();
  }
}

function verifies(secret: Webhook, body: string, headers: Record<string, string>): boolean {
  try {
    secret.verify(body, headers, { jsonParse: false });
    return true;
  } catch {
    return false;
  }
}
