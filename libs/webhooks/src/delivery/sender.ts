/**
 * One request to one receiver. A name is resolved when a connection is made, and the connection goes to the very address that was looked
 * at, so that a name which leads elsewhere a moment later leads nobody in. Redirects are answers like others, and are not followed.
 */
import { lookup as systemLookup, type LookupAddress, type LookupOptions } from 'node:dns';
import http from 'node:http';
import https from 'node:https';
import type { LookupFunction } from 'node:net';
import { isPublic, literalOf } from './addresses.js';

/** From the first step to the last byte that is looked at. */
const PATIENCE_MS = 15_000;
/** A connection that rests is kept for so long, so that it is not kept to an address for ever. */
const KEPT_MS = 20_000;
const MOST_KEPT = 256;
/** Of an answer's body nothing is needed; a short one is read, so that the connection can be kept, and a long one cut off. */
const MOST_OF_ANSWER_BYTES = 64 * 1024;

export type Resolve = (
  hostname: string,
  options: LookupOptions,
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

export interface SenderOptions {
  /** Also to addresses inside a network, and without TLS. */
  readonly allowPrivate: boolean;
  /** The system's own where it is left out. */
  readonly resolve?: Resolve;
  readonly patienceMs?: number;
}

/** What came of a request: its status, or why there was no answer. */
export type Answer = { readonly status: number } | { readonly fault: string };

/** An address that this installation never sends to, whatever a name leads to. */
class NotAllowed extends Error {
  override readonly name = 'NotAllowed';
}

const everyAddress: Resolve = (hostname, options, callback) => systemLookup(hostname, { ...options, all: true }, callback);

export class Sender {
  private readonly plain: http.Agent;
  private readonly secured: https.Agent;
  private readonly underWay = new Set<AbortController>();

  constructor(private readonly options: SenderOptions) {
    const kept = {
      keepAlive: true,
      maxFreeSockets: MOST_KEPT,
      timeout: KEPT_MS,
      scheduling: 'lifo',
      lookup: checkedLookup(options),
    } as const;
    this.plain = new http.Agent(kept);
    this.secured = new https.Agent(kept);
  }

  /** Why nothing is ever sent to this URL from here, whatever its name leads to; undefined where that is not so. */
  refusal(url: string): string | undefined {
    if (this.options.allowPrivate) return undefined;
    const { protocol, hostname } = new URL(url);
    if (protocol !== 'https:') return 'The address is not one of https.';
    const literal = literalOf(hostname);
    return literal === undefined || isPublic(literal) ? undefined : 'The address lies inside a network.';
  }

  /** Posts, and waits for the answer. It comes to an end by itself, and throws nothing. */
  async post(url: string, headers: Readonly<Record<string, string>>, body: string): Promise<Answer> {
    const refusal = this.refusal(url);
    if (refusal !== undefined) return { fault: refusal };
    const cut = new AbortController();
    this.underWay.add(cut);
    const patience = setTimeout(() => cut.abort(), this.options.patienceMs ?? PATIENCE_MS);
    try {
      return { status: await this.exchange(new URL(url), headers, body, cut.signal) };
    } catch (error) {
      return { fault: cut.signal.aborted ? 'No answer came in time.' : faultOf(error) };
    } finally {
      clearTimeout(patience);
      this.underWay.delete(cut);
    }
  }

  /** Gives up what is under way, and lets go of every connection. */
  close(): void {
    for (const each of this.underWay) each.abort();
    this.plain.destroy();
    this.secured.destroy();
  }

  private exchange(url: URL, headers: Readonly<Record<string, string>>, body: string, signal: AbortSignal): Promise<number> {
    const secured = url.protocol === 'https:';
    return new Promise((resolve, reject) => {
      const request = (secured ? https : http).request(url, {
        method: 'POST',
        agent: secured ? this.secured : this.plain,
        headers: { ...headers, 'content-length': Buffer.byteLength(body) },
        signal,
      });
      request.once('error', reject);
      request.once('response', (response) => {
        const done = (): void => resolve(response.statusCode ?? 0);
        let read = 0;
        response.on('data', (chunk: Buffer) => {
          read += chunk.length;
          if (read <= MOST_OF_ANSWER_BYTES) return;
          done();
          response.destroy();
        });
        response.once('end', done);
        response.once('error', reject);
      });
      request.end(body);
    });
  }
}

/** The resolver that connections are made with: of a name that leads inside a network, be it by one address of several, nothing is used. */
function checkedLookup({ allowPrivate, resolve = everyAddress }: SenderOptions): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      const [first] = error ? [] : addresses;
      if (error) callback(error, '', 0);
      else if (!first) callback(new Error('The name leads to no address.'), '', 0);
      else if (!allowPrivate && addresses.some(({ address }) => !isPublic(address)))
        callback(new NotAllowed('The name leads inside a network.'), '', 0);
      else if (options.all) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
}

/** A code where the system has one, else a sentence of ours: a text of somebody else could hold anything. */
function faultOf(error: unknown): string {
  if (error instanceof NotAllowed) return error.message;
  const code = (error as NodeJS.ErrnoException).code;
  return typeof code === 'string' && /^[A-Z0-9_]{2,60}$/.test(code) ? code : 'The connection broke.';
}
