import { type TileCoordinates, TILE_WIDTH, tilePath } from '#tlog';
import { canonicalJson, isObject, parseJson } from './canonical.js';
import { messageOf, Unreadable } from './findings.js';
import { HttpClient, PATIENCE, type Patience } from './http-client.js';
import type { Delivered, LogSource, PublishedNote } from './source.js';

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

  async *checkpoints(after: number, upTo: number): AsyncGenerator<PublishedNote[]> {
    for (let last = after; last < upTo;) {
      const page = await this.log(`checkpoints?${last < 0 ? '' : `after=${last}&`}limit=${PAGE}`);
      const listed = page ? notesIn(page, last) : [];
      if (listed.length === 0) return;
      yield listed.filter(({ size }) => size <= upTo);
      last = listed.at(-1)?.size ?? upTo;
    }
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

function notesIn(page: Buffer, after: number): PublishedNote[] {
  try {
    const body = parseJson(page.toString());
    const items: unknown = isObject(body) ? body['items'] : undefined;
    if (!Array.isArray(items)) throw new Error('it has no items');
    let last = after;
    return items.map((item: unknown) => {
      if (!isObject(item) || typeof item['note'] !== 'string') throw new Error('an item has no note');
      const size = Number(item['size']);
      if (!Number.isSafeInteger(size) || size <= last) throw new Error('its sizes do not ascend');
      last = size;
      return { size, bytes: Buffer.from(item['note']) };
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
