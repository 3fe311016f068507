/** Logs for the specs, and the packages that a commission would export of them; written by `#tlog`, not by what verifies them. */
import {
  cosigner,
  cosignerKey,
  ed25519Signer,
  ed25519VerifierKey,
  encodeBundle,
  encodeCheckpoint,
  encodeNote,
  Frontier,
  inclusionProof,
  leafHash,
  type NoteSigner,
  signNote,
  tileAt,
  tilePath,
  TILE_WIDTH,
} from '#tlog';
import canonicalize from 'canonicalize';
import { createHash, createPrivateKey, type KeyObject } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { dataPath } from './package-source.js';

const sha256 = (...parts: (string | Uint8Array)[]): Buffer =>
  parts.reduce<ReturnType<typeof createHash>>((sum, part) => sum.update(part), createHash('sha256')).digest();

/** The same key for the same words. */
export const keyOf = (words: string): KeyObject =>
  createPrivateKey({
    key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), sha256(words)]),
    format: 'der',
    type: 'pkcs8',
  });

export const ORIGIN = 'records.example/log';
export const LOG_KEY = ed25519VerifierKey(ORIGIN, keyOf('the log'));
export const SIGNER = ed25519Signer(ORIGIN, keyOf('the log'));
export const NEXT_KEY = ed25519VerifierKey(ORIGIN, keyOf('the next key'));
export const NEXT_SIGNER = ed25519Signer(ORIGIN, keyOf('the next key'));
export const WITNESS_KEY = cosignerKey('witness.example', keyOf('a witness'));
export const WITNESS = cosigner('witness.example', keyOf('a witness'), () => 1_772_400_000);

export interface SpecEvent {
  readonly stream: string;
  readonly data: Record<string, unknown>;
  readonly salt: Buffer;
  readonly type?: string;
  readonly visibility?: string;
  readonly actor?: string;
}

export const specEvents = (count: number, streams = Math.ceil(count / 4)): SpecEvent[] =>
  Array.from({ length: count }, (_, at) => ({
    stream: `drafts/${(at * 7919) % streams}`,
    data: { text: `§ ${at} – “what is said”`, number: at, parts: [{ b: at / 7, a: null }, true] },
    salt: sha256(`salt ${at}`),
    ...(at % 11 === 5 ? { visibility: 'PRIVILEGED' } : {}),
  }));

export function seal(events: readonly SpecEvent[]): Buffer[] {
  const last = new Map<string, { version: number; hash: string }>();
  return events.map(({ stream, data, salt, type = 'draft.submitted', visibility = 'PUBLIC', actor = 'officer-1' }, at) => {
    const { version, hash } = last.get(stream) ?? { version: 0, hash: '0'.repeat(64) };
    const envelope = {
      specversion: '1.0',
      id: `event-${at}`,
      source: `https://${ORIGIN}`,
      type: `gov.commission.${type}.v1`,
      subject: stream,
      time: '2026-03-01T09:00:00Z',
      stream,
      streamversion: version + 1,
      streamprev: hash,
      actor,
      commandid: `command-${at}`,
      visibility,
      datahash: sha256(salt, canonicalize(data) ?? '').toString('hex'),
    };
    const entry = Buffer.from(canonicalize(envelope) ?? '');
    last.set(stream, { version: version + 1, hash: sha256(entry).toString('hex') });
    return entry;
  });
}

export const checkpointOf = (entries: readonly Buffer[], signers: readonly NoteSigner[] = [SIGNER], origin = ORIGIN): Buffer => {
  const root = Frontier.EMPTY.append(entries.map(leafHash)).root();
  return encodeNote(signNote(encodeCheckpoint({ origin, size: entries.length, root, extensions: [] }), signers));
};

export type SpecFiles = Map<string, Buffer>;

export function bundlesOf(entries: readonly Buffer[]): SpecFiles {
  const files: SpecFiles = new Map();
  for (let index = 0; index * TILE_WIDTH < entries.length; index++) {
    const own = entries.slice(index * TILE_WIDTH, (index + 1) * TILE_WIDTH);
    files.set(tilePath(tileAt('entries', index, entries.length)), encodeBundle(own));
  }
  return files;
}

export function tilesOf(entries: readonly Buffer[]): SpecFiles {
  const files: SpecFiles = new Map();
  let hashes = entries.map(leafHash);
  for (let level = 0; hashes.length > 0; level++) {
    const above: Buffer[] = [];
    for (let index = 0; index * TILE_WIDTH < hashes.length; index++) {
      const own = hashes.slice(index * TILE_WIDTH, (index + 1) * TILE_WIDTH);
      files.set(tilePath({ level, index, width: own.length }), Buffer.concat(own));
      if (own.length === TILE_WIDTH) above.push(Frontier.EMPTY.append(own).root());
    }
    hashes = above;
  }
  return files;
}

/** A line of data for each event: privileged data is withheld. */
export function dataLines(events: readonly SpecEvent[]): string[] {
  return events.map(({ data, salt, visibility }, at) =>
    visibility === 'PRIVILEGED'
      ? `{"position":${at + 1},"withheld":"Gov. Code 7927.705: attorney-client privilege"}`
      : `{"position":${at + 1},"data":${canonicalize(data)},"datasalt":"${salt.toString('base64')}"}`,
  );
}

export function dataOf(lines: readonly string[]): SpecFiles {
  const files: SpecFiles = new Map();
  for (let bundle = 0; bundle * TILE_WIDTH < lines.length; bundle++) {
    const own = lines.slice(bundle * TILE_WIDTH, (bundle + 1) * TILE_WIDTH);
    files.set(dataPath(bundle), Buffer.from(own.map((line) => `${line}\n`).join('')));
  }
  return files;
}

export const keysFile = (keys: readonly object[] = [{ origin: ORIGIN, vkey: LOG_KEY, firstSize: 0 }]): Buffer =>
  Buffer.from(JSON.stringify({ origin: ORIGIN, keys }));

/** A package of the whole log, with earlier checkpoints of these sizes. */
export function packageOf(events: readonly SpecEvent[], earlier: readonly number[] = []): SpecFiles {
  const entries = seal(events);
  return new Map([
    ['checkpoint', checkpointOf(entries)],
    ['keys.json', keysFile()],
    ...earlier.map((size): [string, Buffer] => [`checkpoints/${size}`, checkpointOf(entries.slice(0, size))]),
    ...bundlesOf(entries),
    ...tilesOf(entries),
    ...dataOf(dataLines(events)),
  ]);
}

/** A package of the entries at these positions. */
export async function filteredPackageOf(events: readonly SpecEvent[], positions: readonly number[]): Promise<SpecFiles> {
  const entries = seal(events);
  const tiles = tilesOf(entries);
  const reader = {
    readTiles: (asked: Parameters<typeof tilePath>[0][]) =>
      Promise.resolve(asked.map((tile) => tiles.get(tilePath(tile)) ?? Buffer.alloc(0))),
  };
  const lines = dataLines(events);
  const each = positions.map(async (position) => {
    const proof = await inclusionProof({ readTiles: (asked) => reader.readTiles([...asked]) }, position - 1, entries.length);
    const rest = JSON.stringify({ entry: entries[position - 1].toString(), proof: proof.map((hash) => hash.toString('base64')) });
    return `${lines[position - 1].slice(0, -1)},${rest.slice(1)}\n`;
  });
  return new Map([
    ['checkpoint', checkpointOf(entries)],
    ['keys.json', keysFile()],
    ['entries.jsonl', Buffer.from((await Promise.all(each)).join(''))],
  ]);
}

export function writeFiles(folder: string, files: SpecFiles): void {
  for (const [path, bytes] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), bytes);
  }
}
