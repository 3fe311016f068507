/** A log of any size as a records package in a folder: made at the pace of the disk, a bundle at a time, and never as a whole in memory. */
import { createHash, createPrivateKey, hash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  canonicalJson,
  ed25519Signer,
  ed25519VerifierKey,
  encodeBundle,
  encodeCheckpoint,
  encodeNote,
  Frontier,
  leafHash,
  parseCheckpoint,
  parseNote,
  signNote,
  tilePath,
  TILE_WIDTH,
} from './product.mjs';
import { short } from './bench.ts';
import { dataOf, SOURCE, STREAM_LENGTH } from './workload.ts';

const ORIGIN = 'promulgate.invalid/bench';
/** So many streams grow beside each other: a stream's entries are spread over the log, as they are in life. */
const AT_A_TIME = 2_000;
const BYTES = Buffer.from('302e020100300506032b657004220420', 'hex');
const KEY = createPrivateKey({
  key: Buffer.concat([BYTES, createHash('sha256').update('bench').digest()]),
  format: 'der',
  type: 'pkcs8',
});
export const EXPORT_KEY = ed25519VerifierKey(ORIGIN, KEY);

const hex = (bytes: Uint8Array | string): string => hash('sha256', bytes, 'hex');

/** What an envelope is made of: all but what differs from entry to entry, in canonical form. */
function envelope(at: number, stream: string, version: number, previous: string, datahash: string): string {
  const id = `01900000-0000-7000-8000-${String(at).padStart(12, '0')}`;
  return `{"actor":"staff-1","actorrole":"commission-staff","causationid":"${id}","commandid":"${id}","correlationid":"${id}","datacontenttype":"application/json","datahash":"${datahash}","dataschema":"${SOURCE}:schema:gov.commission.draft.revised.v1","id":"${id}","performedby":"staff-1","recordedtime":"2026-03-02T09:00:00.000Z","source":"${SOURCE}","specversion":"1.0","stream":"${stream}","streamprev":"${previous}","streamversion":${version},"subject":"${stream}","time":"2026-03-02T09:00:00.000Z","type":"gov.commission.draft.revised.v1","visibility":"PUBLIC"}`;
}

const CHECKPOINT_EACH = TILE_WIDTH * 400;
const SAY_EACH = 10 * CHECKPOINT_EACH;

/** How many entries the package in a folder has. */
export const sizeIn = (folder: string): number => parseCheckpoint(parseNote(readFileSync(join(folder, 'checkpoint'))).text).size;

/** Writes the package; every 102,400 entries there is an earlier checkpoint. */
export function exportOf(folder: string, size: number, say: (line: string) => void): void {
  const began = performance.now();
  const texts = Array.from({ length: STREAM_LENGTH }, (_, version) => canonicalJson(dataOf(version)));
  const heads = Array.from({ length: AT_A_TIME }, (_, at) => ({ stream: at, version: 0, previous: '0'.repeat(64) }));
  let streams = AT_A_TIME;
  let levels: Buffer[][] = [];
  let tree = Frontier.EMPTY;
  const made = new Set<string>();
  const put = (path: string, bytes: string | Uint8Array): void => {
    const parent = dirname(path);
    if (!made.has(parent)) mkdirSync(join(folder, parent), { recursive: true });
    made.add(parent);
    writeFileSync(join(folder, path), bytes);
  };
  const note = (): Buffer =>
    encodeNote(
      signNote(encodeCheckpoint({ origin: ORIGIN, size: tree.size, root: tree.root(), extensions: [] }), [
        ed25519Signer(ORIGIN, KEY),
      ]),
    );
  for (let first = 0; first < size; first += TILE_WIDTH) {
    const width = Math.min(TILE_WIDTH, size - first);
    const entries: Buffer[] = [];
    let lines = '';
    for (let at = first; at < first + width; at += 1) {
      const head = heads[at % AT_A_TIME];
      const salt = hash('sha256', String(at), 'buffer');
      const data = texts[head.version];
      head.version += 1;
      const stream = `drafts/${String(head.stream).padStart(8, '0')}`;
      const datahash = hex(Buffer.concat([salt, Buffer.from(data)]));
      const entry = Buffer.from(envelope(at, stream, head.version, head.previous, datahash));
      head.previous = hex(entry);
      if (head.version === STREAM_LENGTH) heads[at % AT_A_TIME] = { stream: streams++, version: 0, previous: '0'.repeat(64) };
      entries.push(entry);
      lines += `{"position":${at + 1},"data":${data},"datasalt":"${salt.toString('base64')}"}\n`;
    }
    const index = first / TILE_WIDTH;
    const leaves = entries.map(leafHash);
    put(tilePath({ level: 'entries', index, width }), encodeBundle(entries));
    put(tilePath({ level: 0, index, width }), Buffer.concat(leaves));
    put(`${tilePath({ level: 'entries', index, width: TILE_WIDTH }).replace('tile/entries', 'data')}.jsonl`, lines);
    tree = tree.append(leaves);
    if (width === TILE_WIDTH) levels = grown(levels, 1, Frontier.EMPTY.append(leaves).root(), put);
    if (tree.size % CHECKPOINT_EACH === 0 && tree.size < size) put(`checkpoints/${tree.size}`, note());
    if (tree.size % SAY_EACH === 0) say(`  exporting: ${short(tree.size)} entries`);
  }
  for (const [level, hashes] of levels.entries())
    if (hashes && hashes.length % TILE_WIDTH > 0)
      put(
        tilePath({ level, index: Math.floor(hashes.length / TILE_WIDTH), width: hashes.length % TILE_WIDTH }),
        Buffer.concat(hashes.slice(-(hashes.length % TILE_WIDTH))),
      );
  put('checkpoint', note());
  put('keys.json', JSON.stringify({ origin: ORIGIN, keys: [{ origin: ORIGIN, vkey: EXPORT_KEY, firstSize: 0 }] }));
  say(`  exported ${short(size)} entries in ${((performance.now() - began) / 1_000).toFixed(0)} s`);
}

/** A hash more at a level of tiles; the tile is written when it is full, and has a hash above it. */
function grown(levels: Buffer[][], level: number, hashed: Buffer, put: (path: string, bytes: Uint8Array) => void): Buffer[][] {
  const hashes = (levels[level] ??= []);
  hashes.push(hashed);
  if (hashes.length % TILE_WIDTH > 0) return levels;
  const full = hashes.slice(-TILE_WIDTH);
  put(tilePath({ level, index: hashes.length / TILE_WIDTH - 1, width: TILE_WIDTH }), Buffer.concat(full));
  return grown(levels, level + 1, Frontier.EMPTY.append(full).root(), put);
}
