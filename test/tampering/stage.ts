/**
 * A log of sealed entries in a database of its own, an api that serves it, and what two people outside have kept of it: one every tenth
 * checkpoint, the other, a monitor, the hash of every entry as well. Whatever is done to the tables afterwards, they have these.
 */
import {
  addLogKey,
  appendAll,
  headAfter,
  newId,
  publishCheckpoint,
  seal,
  Sequencer,
  type StreamHead,
  TileStore,
} from '#event-log';
import { ed25519Signer, ed25519VerifierKey, encodeCheckpoint, encodeNote, readFrontier, signNote } from '#tlog';
import { generateKeyPairSync } from 'node:crypto';
import pg from 'pg';
import { type RunningApi, startApi } from '../e2e/api.js';
import { httpFeed } from '../independent-verifier/delivered.js';
import { Findings } from '../independent-verifier/findings.js';
import type { HashList } from '../independent-verifier/merkle.js';
import { readEntries } from '../independent-verifier/reading.js';
import { httpSource } from '../independent-verifier/source.js';
import { type Verdict, verifyLog } from '../independent-verifier/verify.js';

const ORIGIN = 'promulgate.invalid/tampered';
/** So many entries are recorded already that no checkpoint counts yet: what is taken away can be made up for. */
const BEYOND = 60;
const CHECKPOINTS = 10;
/** Whatever an owner could change of what is served. */
const TABLES = ['log', 'events', 'event_data', 'tile_roots', 'signed_checkpoints'];

/** Whole numbers from `least` to `most`. */
export type Roll = (least: number, most: number) => number;

export interface Stage {
  /** The tables' owner. */
  readonly owner: pg.Client;
  /** How many entries the newest checkpoint counts. */
  readonly size: number;
  /** The sizes of the checkpoints, the smallest first. */
  readonly checkpoints: readonly number[];
  /** A note of the tree as it is in the database now, signed by the log's own key. */
  sign(size: number): Promise<Buffer>;
  /** The verdict of somebody outside, over HTTP. With `data`, every event is held against its entry too. */
  verdict(who: 'reader' | 'monitor', options?: { readonly data?: boolean }): Promise<Verdict>;
  /** Everything as it was. */
  restore(): Promise<void>;
  close(): Promise<void>;
}

export async function openStage(size: number, roll: Roll): Promise<Stage> {
  const unlimited = 1_000_000_000;
  const api = await startApi({ limits: { byAddress: unlimited, commandsByAddress: unlimited, bySubject: unlimited } });
  const owner = new pg.Client({ connectionString: api.testbed.ownerUrl, options: '-c search_path=promulgate' });
  await owner.connect();
  await fill(api, owner, size + BEYOND, roll);
  const { privateKey } = generateKeyPairSync('ed25519');
  const key = ed25519VerifierKey(ORIGIN, privateKey);
  const sign = async (count: number): Promise<Buffer> => {
    const root = (await readFrontier(new TileStore(owner), count)).root();
    const text = encodeCheckpoint({ origin: ORIGIN, size: count, root, extensions: [] });
    return encodeNote(signNote(text, [ed25519Signer(ORIGIN, privateKey)]));
  };
  const checkpoints = Array.from({ length: CHECKPOINTS }, (_, at) => Math.round(((at + 1) * size) / CHECKPOINTS));
  await addLogKey(owner, { origin: ORIGIN, vkey: key, firstSize: checkpoints[0] ?? size });
  const notes: Buffer[] = [];
  for (const count of checkpoints) {
    const note = await sign(count);
    await publishCheckpoint(owner, { origin: ORIGIN, size: count, note });
    notes.push(note);
  }
  await owner.query(
    `create schema kept; ${TABLES.map((table) => `create table kept.${table} as table promulgate.${table};`).join(' ')}`,
  );
  const source = { ...httpSource(`${api.url}/v1/log`), answers: false };
  const kept: HashList = await readEntries(source, size, new Findings(), () => undefined);
  return {
    owner,
    size,
    checkpoints,
    sign,
    verdict: (who, { data = false } = {}) =>
      verifyLog({
        source,
        keys: [key],
        checkpoints: notes,
        ...(who === 'monitor' ? { kept } : {}),
        ...(data ? { feed: httpFeed(api.url) } : {}),
      }),
    restore: async () => {
      await owner.query(
        `begin; ${TABLES.map((table) => `delete from ${table}; insert into ${table} overriding system value table kept.${table};`).join(' ')} commit`,
      );
    },
    close: async () => {
      await owner.end();
      await api.close();
    },
  };
}

/** Entries on streams of some length, sealed, appended and numbered by the product. */
async function fill({ testbed }: RunningApi, owner: pg.Client, count: number, roll: Roll): Promise<void> {
  const heads = new Map<string, StreamHead>();
  const appendages = Array.from({ length: count }, (_, at) => {
    const id = `authorities/${roll(1, Math.ceil(count / 6))}`;
    const head = heads.get(id) ?? { id, version: 0, lastEntryHash: undefined };
    const commandId = newId();
    const appendage = seal(
      head,
      [
        {
          type: 'authority.registered',
          schemaVersion: 1,
          visibility: 'PUBLIC',
          data: { citation: `Synthetic ${at}`, title: 'Act' },
        },
      ],
      {
        source: testbed.settings.source,
        subject: id,
        occurredAt: '2026-03-01T09:00:00.000Z',
        actor: 'tester',
        actorRole: 'city-attorney',
        performedBy: 'tester',
        commandId,
        correlationId: commandId,
        causationId: commandId,
        traceparent: undefined,
      },
      '2026-03-01T09:00:00.000Z',
    );
    heads.set(id, headAfter(appendage));
    return appendage;
  });
  for (let at = 0; at < appendages.length; at += 500) await appendAll(owner, appendages.slice(at, at + 500));
  const faults: Error[] = [];
  const sequencer = new Sequencer({ url: testbed.ownerUrl, onFault: (fault) => faults.push(fault) });
  sequencer.start();
  try {
    for (const end = performance.now() + 60_000; sequencer.status().position < count;) {
      if (performance.now() > end) throw new Error('The log was not numbered.', { cause: faults[0] });
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  } finally {
    await sequencer.stop();
  }
}
