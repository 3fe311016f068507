/** Reads all entries and all hash tiles that a tree of a given size consists of, as far as they are there. */
import type { Findings } from './findings.js';
import { words } from './findings.js';
import { HashList, hashLeaf } from './merkle.js';
import type { LogSource, Resource } from './source.js';
import { bundlePath, entriesOf, hashesOf, levelsOf, type Tile, TILE_WIDTH, tilePath, tilesOf } from './tiles.js';

const BYTES = 'application/octet-stream';

/** The parts of a tile or bundle, of whatever is there: the width asked for, the full one in its place, in a folder a narrower one. */
async function readParts<T>(
  source: LogSource,
  { index, width }: Tile,
  { path, parts }: { readonly path: (index: number, width?: number) => string; readonly parts: (bytes: Buffer) => T[] },
  findings: Findings,
): Promise<T[]> {
  const asked = path(index, width);
  const others = width === TILE_WIDTH ? [] : [TILE_WIDTH];
  const narrower = ((await source.widths?.(path(index))) ?? []).filter((other) => other < width).sort((one, two) => two - one);
  for (const candidate of [width, ...others, ...narrower]) {
    let resource: Resource | undefined;
    try {
      resource = await source.read(path(index, candidate));
      if (resource?.contentType !== undefined && resource.contentType !== BYTES)
        findings.add({
          kind: 'unserved',
          says: `${path(index, candidate)} is served as ${resource.contentType}, not as ${BYTES}.`,
        });
      const read = resource && parts(resource.bytes);
      if (read && (candidate < width || read.length !== candidate))
        findings.add({ kind: 'unserved', says: `${path(index, candidate)} holds ${read.length} in place of ${width}.` });
      // A full one may stand in for a partial one; of its parts those beyond the tree are of a later one.
      if (read) return candidate > width ? read.slice(0, width) : read;
    } catch (fault) {
      findings.add({ kind: 'unserved', position: index * TILE_WIDTH + 1, says: `${path(index, candidate)}: ${words(fault)}` });
    }
  }
  findings.add({ kind: 'unserved', says: `${asked} is not served.` });
  return [];
}

/** Entries one by one, where their bundle is not to be had. */
async function* singleEntries(source: LogSource, first: number, count: number): AsyncGenerator<Buffer> {
  for (let position = first; position < first + count; position++) {
    const entry = await source.read(`entries/${position}`).catch(() => undefined);
    if (!entry) return;
    yield entry.bytes;
  }
}

/** The leaf hashes of the entries that are served; `look` sees each entry with its position. */
export async function readEntries(
  source: LogSource,
  size: number,
  findings: Findings,
  look: (entry: Buffer, position: number) => void,
): Promise<HashList> {
  const leaves = new HashList();
  const take = (entry: Buffer): void => {
    leaves.push(hashLeaf(entry));
    look(entry, leaves.length);
  };
  for (const tile of tilesOf(0, size)) {
    const entries = await readParts(source, tile, { path: bundlePath, parts: entriesOf }, findings);
    entries.forEach(take);
    if (entries.length > 0) continue;
    for await (const entry of singleEntries(source, tile.index * TILE_WIDTH + 1, tile.width)) take(entry);
  }
  return leaves;
}

/** The hashes of every level, from the leaves up, as its tiles tell them. */
export async function readHashes(source: LogSource, size: number, findings: Findings): Promise<HashList[]> {
  const levels: HashList[] = [];
  for (let level = 0; level < levelsOf(size); level++) {
    const hashes = new HashList();
    const path = (index: number, width?: number): string => tilePath(level, index, width);
    for (const tile of tilesOf(level, size)) {
      const read = await readParts(source, tile, { path, parts: hashesOf }, findings);
      read.forEach((hash) => {
        hashes.push(hash);
      });
      if (read.length < tile.width) break;
    }
    levels.push(hashes);
  }
  return levels;
}
