import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf, Unreadable } from './findings.js';

/** Answers that a later try may better. */
const AGAIN = [408, 429, 500, 502, 503, 504];
const ABSENT = [404, 410];

export interface Patience {
  /** How often a request is sent at most. */
  readonly tries: number;
  /** The pause after the first try; it doubles with each. */
  readonly firstPauseMs: number;
  /** No pause is longer, whatever the server asks for. */
  readonly longestPauseMs: number;
  /** How long one answer may take. */
  readonly timeoutMs: number;
}

export const PATIENCE: Patience = { tries: 8, firstPauseMs: 250, longestPauseMs: 60_000, timeoutMs: 60_000 };

/** Requests with so many under way at most; what is refused for now is asked again, at the pace that the server names. */
export class HttpClient {
  private free: number;
  private readonly waiting: (() => void)[] = [];

  constructor(
    inFlight: number,
    private readonly patience: Patience,
  ) {
    this.free = inFlight;
  }

  /** The body; undefined where there is no such resource. Throws {@link Unreadable} for everything else. */
  async get(url: string, mostBytes: number, headers: Readonly<Record<string, string>> = {}): Promise<Buffer | undefined> {
    if (this.free > 0) this.free--;
    else await new Promise<void>((resolve) => this.waiting.push(resolve));
    try {
      return await this.tryToGet(url, mostBytes, headers);
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.free++;
    }
  }

  private async tryToGet(url: string, mostBytes: number, headers: Readonly<Record<string, string>>): Promise<Buffer | undefined> {
    const { tries, firstPauseMs, longestPauseMs, timeoutMs } = this.patience;
    let fault = '';
    for (let attempt = 1; attempt <= tries; attempt++) {
      let asked: number | undefined;
      try {
        const response = await fetch(url, { headers, signal: AbortSignal.timeout(timeoutMs) });
        if (ABSENT.includes(response.status)) return undefined;
        if (response.ok) return await bodyOf(response, mostBytes);
        fault = `it answers ${response.status}`;
        if (!AGAIN.includes(response.status)) break;
        asked = pauseAskedFor(response.headers.get('retry-after'));
      } catch (error) {
        if (error instanceof Unreadable) throw error;
        fault = faultOf(error);
      }
      const own = firstPauseMs * 2 ** (attempt - 1) * (0.5 + Math.random() / 2);
      if (attempt < tries) await sleep(Math.min(longestPauseMs, Math.max(own, asked ?? 0)));
      else fault += `, ${tries} times`;
    }
    throw new Unreadable(`${url} cannot be read: ${fault}.`);
  }
}

/** RFC 9110 §10.2.3: seconds, or a date. */
function pauseAskedFor(header: string | null): number | undefined {
  if (header === null) return undefined;
  const ms = /^\d+$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - Date.now();
  return Number.isFinite(ms) ? ms : undefined;
}

/** What fetch throws says "fetch failed"; why stands in its cause. */
const faultOf = (error: unknown): string => {
  const cause = error instanceof Error ? error.cause : undefined;
  return messageOf(cause instanceof Error ? cause : error);
};

async function bodyOf(response: Response, mostBytes: number): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of (response.body ?? []) as AsyncIterable<Uint8Array> | readonly Uint8Array[]) {
    bytes += piece.length;
    if (bytes > mostBytes) throw new Unreadable(`${response.url} answers with more than ${mostBytes} bytes.`);
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}
