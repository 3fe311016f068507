/**
 * A log of a city's size: the case of Executive Directive 17, entered through the api and decided by the worker, then told again as often as it
 * takes, each time a week earlier and on records of its own. Its entries are sealed, appended and numbered by the product, and so are its
 * views built: nothing in them is written by hand.
 */
import { projections } from '#commission';
import { appendAll, headAfter, type LoggedEvent, readLog, rebuildView, seal, Sequencer, type StreamHead } from '#event-log';
import pg from 'pg';
import { enterStory } from '../../apps/demo/src/story/index.js';
import { startProcess } from '../support/processes.js';
import type { Testbed } from '../support/testbed.js';

type Appendage = ReturnType<typeof seal>;
type Say = (line: string) => void;
type Issuer = { readonly issuer: string; tokenFor(person: string): Promise<string> };

const DAY_MS = 86_400_000;
const DAYS_APART = 7;

/** Enters the case, and answers with its log. Nothing runs on the database afterwards. */
export async function enterCase({ settings, pool }: Testbed, issuer: Issuer): Promise<readonly LoggedEvent[]> {
  const own = { ...settings, issuer: issuer.issuer };
  const processes = await Promise.all([startProcess('api', own), startProcess('worker', own)]);
  try {
    const [{ url }] = processes;
    await enterStory({ baseUrl: url, tokenFor: (person) => issuer.tokenFor(person), print: () => undefined });
  } finally {
    await Promise.all(processes.map((each) => each.kill('SIGTERM')));
  }
  return readLog(pool, 0, 100_000);
}

/** Tells the case again until the log holds so many entries; then builds the views anew. Answers with the entries that it holds. */
export async function growCity(
  { ownerUrl, settings }: Testbed,
  told: readonly LoggedEvent[],
  entries: number,
  say: Say,
): Promise<number> {
  const copies = Math.max(0, Math.ceil(entries / told.length) - 1);
  const total = (copies + 1) * told.length;
  const names = namesOf(told);
  const owner = new pg.Client({ connectionString: ownerUrl, options: '-c search_path=promulgate' });
  await owner.connect();
  try {
    for (let copy = 1; copy <= copies; copy++) {
      await appendAll(owner, appendagesOf(told, retelling(names, copy), settings.source));
      if (copy % 100 === 0) say(`  ${copy} of ${copies} cases`);
    }
    await numberAll(ownerUrl, total);
    say(`  ${total} entries; building the views …`);
    for (const view of projections) await rebuildView(ownerUrl, view);
    await owner.query('vacuum (analyze)');
  } finally {
    await owner.end();
  }
  return total;
}

/** Each entry as one that continues its own stream, in the order of the log. */
function appendagesOf(told: readonly LoggedEvent[], retold: (text: string) => string, source: string): Appendage[] {
  const heads = new Map<string, StreamHead>();
  return told.map((entry) => {
    const event = JSON.parse(retold(JSON.stringify(entry))) as LoggedEvent;
    const head = heads.get(event.stream) ?? { id: event.stream, version: 0, lastEntryHash: undefined };
    const { type, schemaVersion, visibility, data, subject, occurredAt, actor, actorRole, performedBy, onBehalfOf } = event;
    const { commandId, correlationId, causationId } = event;
    const appendage = seal(
      head,
      [{ type, schemaVersion, visibility, data }],
      {
        ...{
          source,
          subject,
          occurredAt,
          actor,
          actorRole,
          performedBy,
          commandId,
          correlationId,
          causationId,
          traceparent: undefined,
        },
        ...(onBehalfOf ? { onBehalfOf } : {}),
      },
      new Date().toISOString(),
    );
    heads.set(event.stream, headAfter(appendage));
    return appendage;
  });
}

interface Names {
  /** Report numbers, each of which is given once in a city. */
  readonly reports: readonly string[];
  /** Identifiers of protocols, which their texts are cited by. */
  readonly protocols: readonly string[];
}

function namesOf(told: readonly LoggedEvent[]): Names {
  const reports = [...new Set(JSON.stringify(told).match(/BPC #\d\d-\d{4}/g))];
  const protocols = told.flatMap(({ type, data }) =>
    type === 'protocol.registered' ? [(data as { identifier: string }).identifier] : [],
  );
  return { reports, protocols };
}

const SERIALS = 10_000;

/** What turns the JSON of an entry into that of the same entry of another case: ids, days and names that a city gives once. */
function retelling({ reports, protocols }: Names, copy: number): (text: string) => string {
  const backMs = copy * DAYS_APART * DAY_MS;
  const reportOf = (name: string): string => {
    const at = copy * reports.length + reports.indexOf(name);
    const [year, serial] = [Math.floor(at / SERIALS), at % SERIALS];
    return `BPC #${String(year).padStart(2, '0')}-${String(serial).padStart(4, '0')}`;
  };
  return (text) => {
    const retold = text
      .replaceAll(/([0-9a-f]{8})-([0-9a-f]{4})-([0-9a-f]{4}-[0-9a-f]{4})-([0-9a-f]{12})/g, (_id, ...parts) =>
        idOf(parts, backMs, copy),
      )
      .replaceAll(/(?<!\d)\d{4}-\d\d-\d\d(?!\d)/g, (day) => new Date(Date.parse(day) - backMs).toISOString().slice(0, 10))
      .replaceAll(/BPC #\d\d-\d{4}/g, reportOf);
    return protocols.reduce((all, identifier) => all.replaceAll(identifier, `${copy + 1}/${identifier}`), retold);
  };
}

/** An id as it would have been at its time: of a UUIDv7 its first 48 bits are milliseconds; of others the last bits differ. */
function idOf([high = '', low = '', middle = '', node = '']: readonly string[], backMs: number, copy: number): string {
  if (!middle.startsWith('7'))
    return [high, low, middle, (BigInt(`0x${node}`) ^ BigInt(copy)).toString(16).padStart(12, '0')].join('-');
  const time = (Number.parseInt(high + low, 16) - backMs).toString(16).padStart(12, '0');
  return [time.slice(0, 8), time.slice(8), middle, node].join('-');
}

async function numberAll(ownerUrl: string, last: number): Promise<void> {
  const faults: Error[] = [];
  const sequencer = new Sequencer({ url: ownerUrl, onAdvance: () => undefined, onFault: (fault) => faults.push(fault) });
  sequencer.start();
  try {
    for (const end = performance.now() + 1_800_000; sequencer.status().high < last;) {
      if (performance.now() > end) throw new Error('The sequencer has not come to the end of the events.', { cause: faults[0] });
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  } finally {
    await sequencer.stop();
  }
}
