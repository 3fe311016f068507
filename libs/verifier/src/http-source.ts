import { type TileCoordinates, TILE_WIDTH, tilePath } from '#tlog';
import { canonicalJson, isObject, parseJson } from './canonical.js';
import { messageOf, Unreadable } from './findings.js';
import { HttpClient, PATIENCE, type Patience } from './http-client.js';
import type { Delivered, LogSource } from './source.js';

const MOST_BYTES = 64 * 1024 * 1024;
const PAGE = 200;

/** A log as it is served: C2SP tlog-tiles under `/v1/log`, data from the feed. */
export class HttpSource implements LogSource {
  readonly grows = true;
  private readonly base: string;
  private readonly client: HttpClient;

  constructor(
    url: string,
    private readonly token: string | undefined,
    inFlight: number,
    patience: Patience = PATIENCE,
  ) {
    this.base = url.replace(/\/+$/, '');
    this.client = new HttpClient(inFlight, patience);
  }

  async checkpoint(): Promise<Buffer> {
    const note = await this.log('checkpoint');
    if (!note) {
      throw new Unreadable(
        `${this.base}/v1/log/checkpoint is not found: the log there is not signed yet, or no log is there. Ask its operator whether its signer runs.`,
      );
    }
    return note;
  }

  async checkpointSizes(): Promise<Float64Array> {
    const sizes: number[] = [];
    for (let after = 0; ; after = sizes.at(-1) ?? 0) {
      const page = await this.log(`checkpoints?after=${after}&limit=${PAGE}`);
      const more = page ? sizesIn(page, after) : [];
      if (more.length === 0) return Float64Array.from(sizes);
      for (const size of more) sizes.push(size);
    }
  }

  checkpointAt(size: number): Promise<Buffer | undefined> {
    return this.log(`checkpoints/${size}`);
  }

  keys(): Promise<Buffer | undefined> {
    return this.log('key');
  }

  /** A partial tile that the log has outgrown may be served as the full one only. */
  async tile(tile: TileCoordinates): Promise<Buffer | undefined> {
    return (
      (await this.log(tilePath(tile))) ??
      (tile.width < TILE_WIDTH ? this.log(tilePath({ ...tile, width: TILE_WIDTH })) : undefined)
    );
  }

  deliversData(): Promise<boolean> {
    return Promise.resolve(true);
  }

  async *delivered(first: number, count: number): AsyncGenerator<Delivered[]> {
    const authorization: Record<string, string> = this.token === undefined ? {} : { authorization: `Bearer ${this.token}` };
    for (let after = first; after < first + count;) {
      const url = `${this.base}/v1/events?after=${after}&limit=${Math.min(PAGE, first + count - after)}`;
      const events = eventsIn(await this.client.get(url, MOST_BYTES, authorization), url);
      if (events.length === 0) return;
      yield events;
      const last = events.at(-1)?.position;
      if (last === undefined || last <= after) return;
      after = last;
    }
  }

  filtered(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  private log(path: string): Promise<Buffer | undefined> {
    return this.client.get(`${this.base}/v1/log/${path}`, MOST_BYTES);
  }
}

function sizesIn(page: Buffer, after: number): number[] {
  try {
    const body = parseJson(page.toString());
    const items: unknown = isObject(body) ? body['items'] : undefined;
    if (!Array.isArray(items)) throw new Error('it has no items');
    let last = after;
    return items.map((item: unknown) => {
      const size = isObject(item) ? Number(item['size']) : NaN;
      if (!Number.isSafeInteger(size) || size <= last) throw new Error('its sizes do not ascend');
      return (last = size);
    });
  } catch (error) {
    throw new Unreadable(`The log’s list of checkpoints cannot be read: ${messageOf(error)}.`, { cause: error });
  }
}

function eventsIn(page: Buffer | undefined, url: string): Delivered[] {
  try {
    const events = page && parseJson(page.toString());
    if (!Array.isArray(events)) throw new Error('it is no list of events');
    return events.map((event: unknown) => {
      if (!isObject(event)) throw new Error('an event is no object');
      const { position, data, datasalt, withheld, erased, ...envelope } = event;
      const fields = Object.fromEntries(
        Object.entries({ data, datasalt, withheld, erased }).filter(([, value]) => value !== undefined),
      );
      return { position: typeof position === 'number' ? position : undefined, fields, envelope: canonicalJson(envelope) };
    });
  } catch (error) {
    throw new Unreadable(`${url} cannot be read: ${messageOf(error)}.`, { cause: error });
  }
}
