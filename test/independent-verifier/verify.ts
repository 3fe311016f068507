/**
 * Verifies a log from what it publishes and from what was kept of it elsewhere, by the published texts alone: RFC 6962 and 9162, RFC 8785,
 * C2SP signed-note, tlog-checkpoint, tlog-tiles and tlog-cosignature. It shares nothing with the product, and takes 64 bytes of memory
 * for each entry.
 */
import { checkDelivered, type Feed } from './delivered.js';
import { diagnose } from './diagnosis.js';
import { EntryRules } from './entries.js';
import { type Finding, Findings, words } from './findings.js';
import { firstDifference, type HashList } from './merkle.js';
import { type Checkpoint, openNote, parseCheckpoint, parseVerifierKey, type VerifierKey } from './note.js';
import { checkProofs } from './proofs.js';
import { readEntries, readHashes } from './reading.js';
import type { LogSource } from './source.js';
import { bundlePath, hashesAt, nextLevel, TILE_WIDTH, tilePath } from './tiles.js';

export interface Question {
  readonly source: LogSource;
  /** The log's verifier keys. */
  readonly keys: readonly string[];
  /** Checkpoints of the log that were kept elsewhere: signed notes. */
  readonly checkpoints?: readonly Uint8Array[];
  /** Leaf hashes that were kept elsewhere, from the first on: with them a rewritten log is told to the position. */
  readonly kept?: HashList;
  /** Verifier keys of witnesses; each of them has to have cosigned. */
  readonly witnesses?: readonly string[];
  /** Events are held against the entries. */
  readonly feed?: Feed;
  /** The entries are bytes of whatever kind. */
  readonly opaque?: boolean;
  /** How many positions are drawn to ask for proofs of, and by which seed. */
  readonly drawing?: { readonly count: number; readonly seed: number };
}

export interface Verdict {
  readonly verified: boolean;
  /** In a sentence. */
  readonly says: string;
  readonly origin: string | undefined;
  /** Of the log's own checkpoint. */
  readonly size: number;
  /** How many entries were read. */
  readonly entries: number;
  /** How many events came with their data, where a feed was read. */
  readonly withData: number;
  /** The worst first. */
  readonly findings: readonly Finding[];
}

const TEXT = 'text/plain; charset=utf-8';
const base64 = (root: Buffer): string => root.toString('base64');

/** A checkpoint that one of the keys has signed; undefined, with a finding, where it is none. */
function opened(bytes: Uint8Array, keys: readonly VerifierKey[], which: string, findings: Findings): Checkpoint | undefined {
  try {
    const checkpoint = parseCheckpoint(bytes);
    const { signedBy, forged } = openNote(checkpoint.note, keys);
    if (forged.length > 0) throw new Error(`its signature is not one of the key ${forged[0].name}+${forged[0].id}`);
    if (signedBy.length === 0) throw new Error('none of the keys has signed it');
    if (!signedBy.some(({ name }) => name === checkpoint.origin)) throw new Error(`its origin is ${checkpoint.origin}`);
    return checkpoint;
  } catch (fault) {
    findings.add({ kind: 'signature', says: `${which}: ${words(fault)}.` });
    return undefined;
  }
}

function checkWitnesses({ note }: Checkpoint, witnesses: readonly string[], findings: Findings): void {
  const keys = witnesses.map(parseVerifierKey);
  const { signedBy, forged } = openNote(note, keys);
  for (const key of keys) {
    const says = forged.includes(key)
      ? 'The cosignature is not one of'
      : signedBy.includes(key)
        ? undefined
        : 'No cosignature of';
    if (says !== undefined) findings.add({ kind: 'witness', says: `${says} ${key.name}+${key.id}.` });
  }
}

/** Checkpoints that cannot both be true, whatever the entries are. */
function checkHeads(own: Checkpoint, others: readonly Checkpoint[], findings: Findings): void {
  const bySize = Map.groupBy([own, ...others], ({ size }) => size);
  for (const [size, same] of bySize) {
    const roots = new Set(same.map(({ root }) => base64(root)));
    if (roots.size > 1)
      findings.add({
        kind: 'forked',
        position: size,
        says: `Two checkpoints of ${size} were signed, with the roots ${[...roots].join(' and ')}: two logs under one name.`,
      });
  }
  const largest = Math.max(...bySize.keys());
  if (largest > own.size)
    findings.add({
      kind: 'rolled-back',
      position: own.size + 1,
      says: `A checkpoint of ${largest} was signed, and the log now shows one of ${own.size}.`,
    });
}

/** The tiles against the entries; said only where the entries are those that were signed. */
function checkTiles(served: HashList, tiles: readonly HashList[], findings: Findings): void {
  let computed = served;
  tiles.forEach((hashes, level) => {
    if (level > 0) computed = nextLevel(computed);
    const at = firstDifference(computed, hashes);
    if (at === undefined) return;
    const width = TILE_WIDTH ** level;
    const path = tilePath(level, Math.floor(at / TILE_WIDTH));
    const says = `The hash ${at % TILE_WIDTH} of ${path} is not that of its entries.`;
    findings.add({ kind: 'tile', position: at * width + 1, upTo: (at + 1) * width, says });
  });
}

/** tlog-tiles: what a tree of this size does not have, and what the log publishes beside its tiles. */
async function checkManners({ source, keys }: Question, size: number, findings: Findings): Promise<void> {
  const beyond = [tilePath(0, Math.ceil(hashesAt(0, size) / TILE_WIDTH) + 1000), bundlePath(Math.ceil(size / TILE_WIDTH) + 1000)];
  for (const path of beyond)
    if (await source.read(path).catch(() => undefined))
      findings.add({ kind: 'unserved', says: `${path} is served: there is none.` });
  if (!source.answers) return;
  const published = (await source.read('key').catch(() => undefined))?.bytes.toString() ?? '';
  for (const key of keys)
    if (!published.includes(key)) findings.add({ kind: 'unserved', says: `The key ${key} is not published.` });
  const impossible = [`proofs/inclusion?position=${size + 1}&size=${size}`, `proofs/consistency?from=${size + 1}&to=${size}`];
  for (const path of impossible)
    if (await source.read(path).catch(() => undefined)) findings.add({ kind: 'proof', says: `${path} is answered.` });
}

async function readCheckpoint(source: LogSource, findings: Findings): Promise<Buffer | undefined> {
  try {
    const resource = await source.read('checkpoint');
    if (!resource) throw new Error('There is no checkpoint.');
    const { bytes, contentType = TEXT } = resource;
    if (contentType !== TEXT)
      findings.add({ kind: 'unserved', says: `The checkpoint is served as ${contentType}, not as ${TEXT}.` });
    return bytes;
  } catch (fault) {
    findings.add({ kind: 'unserved', says: words(fault) });
    return undefined;
  }
}

const RANKS: readonly Finding['kind'][] = [
  ...(['forked', 'rolled-back', 'edited', 'deleted', 'inserted', 'swapped', 'resequenced', 'truncated', 'rewritten'] as const),
  ...(['signature', 'tile', 'entry', 'chain', 'delivered', 'erased', 'proof', 'witness', 'unserved'] as const),
];

/** Verifies everything that can be. Throws only where a key that was given is none. */
export async function verifyLog(question: Question): Promise<Verdict> {
  const { source, feed, drawing = { count: 32, seed: 1 } } = question;
  const keys = question.keys.map(parseVerifierKey);
  const findings = new Findings();
  const bytes = await readCheckpoint(source, findings);
  const own = bytes && opened(bytes, keys, 'The checkpoint', findings);
  let entries = 0;
  let withData = 0;
  if (own) {
    const others = (question.checkpoints ?? []).flatMap((note, at) => {
      const other = opened(note, keys, `The kept checkpoint ${at + 1}`, findings);
      return other ? [other] : [];
    });
    checkHeads(own, others, findings);
    checkWitnesses(own, question.witnesses ?? [], findings);

    const rules = new EntryRules((finding) => {
      findings.add(finding);
    });
    const served = await readEntries(source, own.size, findings, (entry, position) => {
      if (!question.opaque) rules.look(entry, position);
    });
    entries = served.length;
    const tiles = await readHashes(source, own.size, findings);
    const heads = [own, ...others.filter(({ size }) => size <= own.size)];
    const done = diagnose({ served, tiles, heads, kept: question.kept, breaks: rules.breaks });
    if (done) findings.add(done);
    else checkTiles(served, tiles, findings);

    await checkManners(question, own.size, findings);
    if (source.answers) await checkProofs({ source, leaves: served, heads }, drawing, findings);
    if (feed) withData = await checkDelivered(feed, served, findings);
  }
  const found = [...findings.all()].sort((one, two) => RANKS.indexOf(one.kind) - RANKS.indexOf(two.kind));
  const says = found[0]?.says ?? `Verified ${entries} entries up to the checkpoint of ${own?.size} of ${own?.origin}.`;
  return { verified: found.length === 0, says, origin: own?.origin, size: own?.size ?? 0, entries, withData, findings: found };
}
