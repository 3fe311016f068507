/** Bundles are read ahead, into memory that is used again: each is what was stored for as long as it is looked at. */
import { leafHash } from '#tlog';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundlesOf, hashIn } from './bundles.js';
import { FolderFiles } from './folder-files.js';
import { PackageSource } from './package-source.js';
import { bundlesOf as bundleFiles, tilesOf, writeFiles } from './spec-log.js';

it('Bundles and their tiles are what was stored, however many there are', async () => {
  const entries = Array.from({ length: 256 * 11 + 7 }, (_, at) => Buffer.from(`entry ${at}`));
  const folder = mkdtempSync(join(tmpdir(), 'verifier-'));
  try {
    writeFiles(folder, new Map([...bundleFiles(entries), ...tilesOf(entries)]));
    const source = new PackageSource(new FolderFiles(folder));
    const read: string[] = [];
    const hashes: (Buffer | undefined)[] = [];
    for await (const bundle of bundlesOf(source, { first: 0, count: entries.length, size: entries.length })) {
      read.push(...bundle.entries.map((entry) => entry.toString()));
      hashes.push(...bundle.entries.map((_, at) => hashIn(bundle, at)));
    }
    expect(read).toEqual(entries.map((entry) => entry.toString()));
    expect(hashes).toEqual(entries.map(leafHash));
  } finally {
    rmSync(folder, { recursive: true });
  }
});
