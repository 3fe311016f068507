/**
 * A records package that lies unpacked in a folder: the log as a folder has it, or some of its entries with their proofs, and beside each
 * entry its data with their salt, or why they are not there. What each file is, the package's own VERIFY.txt says.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isObject, type JsonObject, parseJsonBytes } from './canonical.js';
import { dataFault, MISSING } from './delivered.js';
import { type Finding, Findings, words } from './findings.js';
import { hashLeaf, includes } from './merkle.js';
import { type Checkpoint, fromBase64, Malformed, openNote, parseCheckpoint, parseVerifierKey } from './note.js';
import { readEntries } from './reading.js';
import { folderSource } from './source.js';
import { indexPath, TILE_WIDTH } from './tiles.js';
import { verifyLog } from './verify.js';

const ERASURE = 'gov.commission.erasure.ordered.v1';

export interface PackageQuestion {
  readonly folder: string;
  /** The log's verifier keys; those in the package are whoever's who made it. */
  readonly keys: readonly string[];
  /** Checkpoints of the log that were kept elsewhere. */
  readonly checkpoints?: readonly Uint8Array[];
}

export interface PackageVerdict {
  readonly verified: boolean;
  readonly says: string;
  readonly entries: number;
  readonly withData: number;
  readonly withheld: number;
  readonly erased: number;
  readonly findings: readonly Finding[];
}

/** What an entry has to say for its data to be judged. */
interface Sealed {
  readonly datahash: string;
  readonly type: string;
}

const text = (object: JsonObject, name: string): string => {
  const value = object.get(name);
  return typeof value === 'string' ? value : '';
};

function sealedOf(entry: Buffer): Sealed {
  const envelope = parseJsonBytes(entry);
  if (!isObject(envelope)) throw new Malformed('An entry that is no object.');
  return { datahash: text(envelope, 'datahash'), type: text(envelope, 'type') };
}

function* linesOf(bytes: Buffer): Generator<JsonObject> {
  for (let start = 0; start < bytes.length;) {
    const end = bytes.indexOf(0x0a, start);
    if (end < 0) throw new Malformed('The last line does not end.');
    const line = parseJsonBytes(bytes.subarray(start, end));
    if (!isObject(line)) throw new Malformed('A line that is no object.');
    yield line;
    start = end + 1;
  }
}

/** What the lines say of the data, held against what the entries sealed. */
class Data {
  withData = 0;
  withheld = 0;
  private readonly claims = new Map<number, number>();
  private readonly orders = new Map<number, ReadonlySet<number>>();

  constructor(private readonly findings: Findings) {}

  get erased(): number {
    return this.claims.size;
  }

  look(position: number, line: JsonObject, { datahash, type }: Sealed): void {
    const fault = dataFault(line, datahash);
    if (fault !== undefined) this.fault(position, fault);
    const [data, withheld, erased] = ['data', 'withheld', 'erased'].map((name) => line.get(name));
    if ([data, withheld, erased].filter((part) => part !== undefined).length !== 1) this.fault(position, MISSING);
    else if (data !== undefined) this.withData++;
    else if (typeof erased === 'number') this.claims.set(position, erased);
    else if (typeof withheld === 'string' && withheld !== '') this.withheld++;
    else this.fault(position, MISSING);
    if (type !== ERASURE || fault !== undefined || !isObject(data)) return;
    const positions = data.get('positions');
    this.orders.set(position, new Set(Array.isArray(positions) ? positions.map(Number) : []));
  }

  /** Data are gone lawfully where an entry of the log orders it, whose own data name the position. */
  settle(): void {
    for (const [position, order] of this.claims)
      if (!this.orders.get(order)?.has(position)) this.fault(position, `erased, but the entry at ${order} does not order it`);
  }

  private fault(position: number, says: string): void {
    this.findings.add({ kind: 'delivered', position, says: `The data of position ${position}: ${says}.` });
  }
}

/** The files of a folder that may not be there, by name. */
const filesIn = async (folder: string): Promise<Buffer[]> => {
  const names = await readdir(folder).catch(() => []);
  return Promise.all(names.map((name) => readFile(join(folder, name))));
};

async function checkWhole(folder: string, size: number, data: Data, findings: Findings): Promise<number> {
  const sealed: Sealed[] = [];
  await readEntries(folderSource(folder), size, new Findings(), (entry) => {
    sealed.push(sealedOf(entry));
  });
  let position = 0;
  for (let bundle = 0; bundle * TILE_WIDTH < size; bundle++) {
    for (const line of linesOf(await readFile(join(folder, `data/${indexPath(bundle)}.jsonl`)))) {
      position++;
      const entry = sealed.at(position - 1);
      if (line.get('position') !== position || !entry) throw new Malformed(`The line of position ${position} is another one's.`);
      data.look(position, line, entry);
    }
  }
  if (position !== size)
    findings.add({ kind: 'delivered', position: position + 1, says: `The data end before position ${position + 1}.` });
  return position;
}

async function checkSome(file: Buffer, { size, root }: Checkpoint, data: Data, findings: Findings): Promise<number> {
  let entries = 0;
  let last = 0;
  for (const line of linesOf(file)) {
    const position = Number(line.get('position'));
    if (!(position > last && position <= size)) throw new Malformed(`Position ${position} after ${last}.`);
    const entry = Buffer.from(text(line, 'entry'));
    const proof = line.get('proof');
    const hashes = (Array.isArray(proof) ? proof : []).map((hash) => fromBase64(String(hash)));
    if (!includes({ leaf: hashLeaf(entry), index: position - 1, size, root }, hashes))
      findings.add({ kind: 'proof', position, says: `Nothing proves that this entry stands at position ${position}.` });
    else data.look(position, line, sealedOf(entry));
    entries++;
    last = position;
  }
  return Promise.resolve(entries);
}

/** Verifies a package by its checkpoint. Throws only where a key that was given is none, or there is no checkpoint. */
export async function verifyPackage({ folder, keys, checkpoints = [] }: PackageQuestion): Promise<PackageVerdict> {
  const findings = new Findings();
  const data = new Data(findings);
  const checkpoint = parseCheckpoint(await readFile(join(folder, 'checkpoint')));
  const known = [...(await filesIn(join(folder, 'checkpoints'))), ...checkpoints];
  const some = await readFile(join(folder, 'entries.jsonl')).catch(() => undefined);
  let entries = 0;
  if (some) {
    if (openNote(checkpoint.note, keys.map(parseVerifierKey)).signedBy.length === 0)
      findings.add({ kind: 'signature', says: 'None of the keys has signed the checkpoint.' });
  } else {
    const verdict = await verifyLog({ source: folderSource(folder), keys, checkpoints: known });
    for (const finding of verdict.findings) findings.add(finding);
  }
  try {
    entries = some
      ? await checkSome(some, checkpoint, data, findings)
      : await checkWhole(folder, checkpoint.size, data, findings);
    data.settle();
  } catch (fault) {
    findings.add({ kind: 'delivered', says: words(fault) });
  }
  const [worst] = findings.all();
  const says = worst?.says ?? `Verified ${entries} entries of a package of the checkpoint of ${checkpoint.size}.`;
  const { withData, withheld, erased } = data;
  return { verified: !worst, says, entries, withData, withheld, erased, findings: findings.all() };
}
