/**
 * Writes small logs for the verifier's own tests, and breaks them. Trees and proofs are made by the recursive definitions of RFC 6962
 * §2.1 to §2.1.2, which the verifier does not use.
 */
import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { LogSource } from './source.js';
import { bundlePath, tilePath } from './tiles.js';

type Roll = (least: number, most: number) => number;
const hashOf = (...parts: readonly Uint8Array[]): Buffer => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

/** The largest power of two smaller than n. */
function split(n: number): number {
  let k = 1;
  while (k * 2 < n) k *= 2;
  return k;
}

/** MTH({d(0)}) = SHA-256(0x00 ‖ d(0)), MTH(D[n]) = SHA-256(0x01 ‖ MTH(D[0:k]) ‖ MTH(D[k:n])). */
export function MTH(D: readonly Uint8Array[]): Buffer {
  if (D.length === 0) return hashOf();
  if (D.length === 1) return hashOf(Buffer.of(0), D[0]);
  const k = split(D.length);
  return hashOf(Buffer.of(1), MTH(D.slice(0, k)), MTH(D.slice(k)));
}

export function PATH(m: number, D: readonly Uint8Array[]): Buffer[] {
  if (D.length === 1) return [];
  const k = split(D.length);
  return m < k ? [...PATH(m, D.slice(0, k)), MTH(D.slice(k))] : [...PATH(m - k, D.slice(k)), MTH(D.slice(0, k))];
}

function SUBPROOF(m: number, D: readonly Uint8Array[], b: boolean): Buffer[] {
  if (m === D.length) return b ? [] : [MTH(D)];
  const k = split(D.length);
  return m <= k
    ? [...SUBPROOF(m, D.slice(0, k), b), MTH(D.slice(k))]
    : [...SUBPROOF(m - k, D.slice(k), false), MTH(D.slice(0, k))];
}
export const PROOF = (m: number, D: readonly Uint8Array[]): Buffer[] => SUBPROOF(m, D, true);

export interface Signer {
  readonly verifierKey: string;
  /** A signature line over the text. */
  line(text: string): string;
}

const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');

function signerOf(name: string, seed: Uint8Array, type: number, signature: (text: string, key: KeyObject) => Buffer): Signer {
  const key = createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: 'der', type: 'pkcs8' });
  const x = Buffer.from(String(createPublicKey(key).export({ format: 'jwk' }).x), 'base64url');
  const typed = Buffer.concat([Buffer.of(type), x]);
  const id = hashOf(Buffer.from(`${name}\n`), typed).subarray(0, 4);
  return {
    verifierKey: `${name}+${id.toString('hex')}+${typed.toString('base64')}`,
    line: (text) => `\u2014 ${name} ${Buffer.concat([id, signature(text, key)]).toString('base64')}\n`,
  };
}

export const logSigner = (name: string, seed: Uint8Array): Signer =>
  signerOf(name, seed, 1, (text, key) => sign(null, Buffer.from(text), key));

export const witnessSigner = (name: string, seed: Uint8Array, time: number): Signer =>
  signerOf(name, seed, 4, (text, key) => {
    const stamp = Buffer.alloc(8);
    stamp.writeBigUInt64BE(BigInt(time));
    return Buffer.concat([stamp, sign(null, Buffer.from(`cosignature/v1\ntime ${time}\n${text}`), key)]);
  });

export const ORIGIN = 'records.example/log';
export const SIGNER = logSigner(ORIGIN, hashOf(Buffer.from('the log')));

export function checkpointOf(entries: readonly Uint8Array[], ...others: readonly Signer[]): Buffer {
  const text = `${ORIGIN}\n${entries.length}\n${MTH(entries).toString('base64')}\n`;
  return Buffer.from(`${text}\n${[SIGNER, ...others].map((signer) => signer.line(text)).join('')}`);
}

export interface SpecEvent {
  readonly stream: string;
  readonly actor: string;
  /** Canonical JSON. */
  readonly data: string;
  readonly salt: Buffer;
  readonly id: string;
  readonly type?: string;
  readonly visibility?: string;
}

export const specEvent = (at: number, roll: Roll, streams: number): SpecEvent => ({
  stream: `drafts/${roll(1, streams)}`,
  actor: `officer-${roll(1, 9)}`,
  data: `{"number":${at},"text":"§ ${roll(0, 1e6)}"}`,
  salt: hashOf(Buffer.from(`${at} ${roll(0, 1e9)}`)),
  id: `event-${at}-${roll(0, 1e9)}`,
});

/** The entries of events, chained stream by stream: names in their order, all of it ASCII. */
export function sealed(events: readonly SpecEvent[]): Buffer[] {
  const last = new Map<string, { readonly version: number; readonly hash: string }>();
  return events.map(({ stream, actor, data, salt, id, type = 'gov.commission.draft.submitted.v1', visibility }) => {
    const { version, hash } = last.get(stream) ?? { version: 0, hash: '0'.repeat(64) };
    const entry = Buffer.from(
      JSON.stringify({
        actor,
        commandid: `command of ${id}`,
        datahash: hashOf(salt, Buffer.from(data)).toString('hex'),
        id,
        source: `https://${ORIGIN}`,
        specversion: '1.0',
        stream,
        streamprev: hash,
        streamversion: version + 1,
        time: '2026-03-01T09:00:00Z',
        type,
        visibility,
      }),
    );
    last.set(stream, { version: version + 1, hash: hashOf(entry).toString('hex') });
    return entry;
  });
}

export const specEvents = (count: number, roll: Roll): SpecEvent[] =>
  Array.from({ length: count }, (_, at) => specEvent(at, roll, Math.ceil(count / 4)));

export type Files = Map<string, Buffer>;

const rows = <T>(items: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, at) => items.slice(at * size, (at + 1) * size));

export const bundleOf = (entries: readonly Uint8Array[]): Buffer =>
  Buffer.concat(entries.flatMap((entry) => [Buffer.of(entry.length >> 8, entry.length & 0xff), entry]));

export const bundlesOf = (entries: readonly Uint8Array[]): Files =>
  new Map(rows(entries, 256).map((row, at) => [bundlePath(at, row.length), bundleOf(row)]));

/** Of n and l: MTH(D[(n * 256 + i) * 256^l : (n * 256 + i + 1) * 256^l]). */
export function tilesOf(entries: readonly Uint8Array[]): Files {
  const files: Files = new Map();
  for (let level = 0; 256 ** level <= entries.length; level++) {
    const hashes = rows(entries, 256 ** level).filter((row) => row.length === 256 ** level);
    rows(hashes.map(MTH), 256).forEach((row, at) => files.set(tilePath(level, at, row.length), Buffer.concat(row)));
  }
  return files;
}

export const filesOf = (served: readonly Buffer[], signed = served, checkpoint = checkpointOf(signed)): Files =>
  new Map([['checkpoint', checkpoint], ...bundlesOf(served), ...tilesOf(signed)]);

export const memorySource = (files: Files): LogSource => ({
  answers: false,
  read: (path) => {
    const bytes = files.get(path);
    return Promise.resolve(bytes && { bytes });
  },
  widths: (path) =>
    Promise.resolve([...files.keys()].flatMap((each) => (each.startsWith(`${path}.p/`) ? [Number(each.split('.p/')[1])] : []))),
});

export function writeFiles(folder: string, files: Files): void {
  for (const [path, bytes] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), bytes);
  }
}

/** Something that was done to entries, and where they first are not what they were. */
export interface Tampering {
  readonly entries: Buffer[];
  /** From 1. */
  readonly position: number;
}

const replaced = <T>(items: readonly T[], at: number, item: T): T[] => items.map((each, index) => (index === at ? item : each));

function editedEntry(entry: Buffer, roll: Roll): Buffer {
  const text = entry.toString();
  const ways = [
    () => Buffer.from(text.replace(/"actor":"[^"]*"/, `"actor":"somebody-${roll(0, 1e9)}"`)),
    () => Buffer.from(text.replace('"time":"2026-03-01', '"time":"2026-02-01')),
    () => Buffer.from(text.replace(/"datahash":"[^"]*"/, `"datahash":"${hashOf(Buffer.of(roll(0, 255))).toString('hex')}"`)),
    () => Buffer.from(`${text} `),
    () => {
      const changed = Buffer.from(entry);
      changed[roll(0, entry.length - 1)] ^= 1 << roll(0, 7);
      return changed;
    },
  ];
  return ways[roll(0, ways.length - 1)]();
}

export const TAMPERINGS: Readonly<Record<string, (entries: readonly Buffer[], roll: Roll) => Tampering>> = {
  edited: (entries, roll) => {
    const at = roll(0, entries.length - 1);
    return { entries: replaced(entries, at, editedEntry(entries[at], roll)), position: at + 1 };
  },
  deleted: (entries, roll) => {
    const at = roll(0, entries.length - 2);
    return { entries: entries.toSpliced(at, 1), position: at + 1 };
  },
  inserted: (entries, roll) => {
    const at = roll(0, entries.length - 2);
    const [entry] = sealed([specEvent(at, roll, 1)]);
    // The log has gone on: what the checkpoint counts is as long as before.
    return { entries: entries.toSpliced(at, 0, entry).slice(0, -1), position: at + 1 };
  },
  swapped: (entries, roll) => {
    const at = roll(0, entries.length - 2);
    const other = roll(at + 1, entries.length - 1);
    return { entries: replaced(replaced(entries, at, entries[other]), other, entries[at]), position: at + 1 };
  },
  resequenced: (entries, roll) => {
    const at = roll(0, entries.length - 3);
    const end = roll(at + 3, Math.min(entries.length, at + 40));
    const range = entries.slice(at, end);
    return { entries: entries.toSpliced(at, range.length, ...range.slice(1), range[0]), position: at + 1 };
  },
  truncated: (entries, roll) => {
    const at = roll(0, entries.length - 1);
    return { entries: entries.slice(0, at), position: at + 1 };
  },
};
