/**
 * Events as a reader is given them, held against the entries: the envelope is the entry's, `position` counts from 1 without a gap, and
 * `datahash` is the SHA-256 of the 32 bytes of `datasalt` and of the RFC 8785 form of `data`. Data may be missing where they are withheld
 * from a reader, with the reason, which no public entry has; or where they were erased, and the entry at the position in `erased` orders that.
 */
import { canonical, isObject, type Json, type JsonObject, parseJsonBytes } from './canonical.js';
import { DELIVERY } from './entries.js';
import { type Findings, words } from './findings.js';
import { hashLeaf, type HashList, sha256 } from './merkle.js';
import { fromBase64, Malformed } from './note.js';
import { get } from './source.js';

const SALT_BYTES = 32;

/** What is wrong with an event, as far as it is delivered; undefined where nothing is. */
export function eventFault(event: JsonObject, leaf: Buffer): string | undefined {
  const envelope = new Map([...event].filter(([name]) => !DELIVERY.includes(name)));
  if (!hashLeaf(Buffer.from(canonical(envelope))).equals(leaf)) return 'its envelope is not the entry';
  return dataFault(event, event.get('datahash')) ?? (event.has('data') ? undefined : faultOfMissing(event));
}

export const MISSING = 'neither data nor why they are withheld';

/** What is wrong with the data that stand beside their salt; undefined where nothing is, or neither is there. */
export function dataFault(event: JsonObject, datahash: Json | undefined): string | undefined {
  const data = event.get('data');
  const salt = event.get('datasalt');
  if (data === undefined) return salt === undefined ? undefined : 'a salt without data';
  if (event.has('erased')) return 'data that are said to be erased';
  if (typeof salt !== 'string') return 'data without their salt';
  const bytes = fromBase64(salt);
  if (bytes.length !== SALT_BYTES) return `a salt of ${bytes.length} bytes`;
  const hash = sha256(bytes, Buffer.from(canonical(data))).toString('hex');
  return hash === datahash ? undefined : 'its data are not those of its datahash';
}

function faultOfMissing(event: JsonObject): string | undefined {
  if (event.has('erased')) return event.has('withheld') ? 'erased and withheld at once' : undefined;
  if (typeof event.get('withheld') !== 'string') return MISSING;
  return event.get('visibility') === 'PUBLIC' ? 'its data are public and missing, and no erasure is named' : undefined;
}

const ORDER = /^gov\.commission\.erasure\.ordered\.v\d+$/;

/** Which positions came as erased, by the order at which position, and what the orders name. */
class Erasures {
  private readonly claimed = new Map<number, Json | undefined>();
  private readonly orders = new Map<number, readonly Json[]>();

  look(event: JsonObject, position: number): void {
    if (event.has('erased')) this.claimed.set(position, event.get('erased'));
    const data = event.get('data');
    const type = event.get('type');
    if (typeof type !== 'string' || !ORDER.test(type) || !isObject(data)) return;
    const positions = data.get('positions');
    if (Array.isArray(positions)) this.orders.set(position, positions as readonly Json[]);
  }

  /** Once all events were seen: an order comes behind what it names. */
  check(findings: Findings): void {
    for (const [position, by] of this.claimed)
      if (typeof by !== 'number' || !this.orders.get(by)?.includes(position))
        findings.add({
          kind: 'erased',
          position,
          says: `The data at ${position} are missing: the entry at ${typeof by === 'number' ? by : '?'}, which is to have ordered that, does not.`,
        });
  }
}

export interface Feed {
  /** The events behind a position, in their order: a JSON array. */
  after(position: number): Promise<Buffer>;
}

/** The feed under the API's base, such as `https://records.example.gov`. */
export function httpFeed(base: string, headers: Readonly<Record<string, string>> = {}): Feed {
  return {
    after: async (position) => {
      const response = await get(`${base.replace(/\/*$/, '')}/v1/events?after=${position}&limit=200`, headers);
      if (response.status !== 200) throw new Error(`The feed answers ${response.status}.`);
      return Buffer.from(await response.arrayBuffer());
    },
  };
}

function listed(page: Json): readonly Json[] {
  if (!Array.isArray(page)) throw new Malformed('A page of the feed is no array.');
  return page as readonly Json[];
}

/** Reads the feed from 1 up to the size of the tree. Answers how many events came with their data. */
export async function checkDelivered(feed: Feed, leaves: HashList, findings: Findings): Promise<number> {
  let withData = 0;
  let position = 0;
  const erasures = new Erasures();
  while (position < leaves.length) {
    try {
      const events = listed(parseJsonBytes(await feed.after(position)));
      if (events.length === 0) throw new Malformed(`The feed ends at position ${position}.`);
      for (const event of events.slice(0, leaves.length - position)) {
        position++;
        if (!isObject(event) || event.get('position') !== position) throw new Malformed(`Position ${position} is passed over.`);
        const fault = eventFault(event, leaves.at(position - 1));
        if (fault !== undefined) findings.add({ kind: 'delivered', position, says: `The event at ${position}: ${fault}.` });
        if (event.has('data')) withData++;
        erasures.look(event, position);
      }
    } catch (fault) {
      findings.add({ kind: 'delivered', position, says: words(fault) });
      return withData;
    }
  }
  erasures.check(findings);
  return withData;
}
