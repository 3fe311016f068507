/** A ZIP is made while it is taken, and no longer: nothing is collected, and whoever leaves leaves nothing behind. */
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { unzipped } from '../../../../test/support/unzip.js';
import { fileOf, type PackageFile } from './package-file.js';
import { zipOf } from './zip.js';

const MTIME = new Date('2026-03-10T09:00:00Z');
const PIECE = Buffer.alloc(64 * 1024, 'x');
/** Lines and bytes in turn, and more of them than go into a piece. */
const LINES: (Buffer | string)[] = [
  'é1\n',
  'é2\n',
  Buffer.from('bytes\n'),
  ...Array.from({ length: 20_000 }, (_, line) => `ñ${line}\n`),
  Buffer.from('more\n'),
];

/** A file without an end, that counts its pieces, and notes when it is let go. */
function endless() {
  const seen = { pieces: 0, released: false };
  function* pieces(): Generator<Buffer> {
    try {
      for (;;) {
        seen.pieces++;
        yield PIECE;
      }
    } finally {
      seen.released = true;
    }
  }
  return { seen, file: { path: 'endless', bytes: pieces(), incompressible: true } };
}

async function* listed(...files: PackageFile[]): AsyncGenerator<PackageFile> {
  for (const file of files) yield await Promise.resolve(file);
}

it('holds every file, byte for byte, and is the same ZIP each time', async () => {
  const files = () =>
    listed(
      fileOf('checkpoint', 'a\n'),
      { path: 'tile/0/000', bytes: [PIECE, PIECE], incompressible: true },
      { path: 'lines', bytes: LINES },
      fileOf('empty', ''),
    );
  const [one, other] = await Promise.all([zipOf(files(), MTIME).toArray(), zipOf(files(), MTIME).toArray()]);
  const zip = Buffer.concat(one as Buffer[]);
  expect(Object.fromEntries(unzipped(zip))).toEqual({
    checkpoint: Buffer.from('a\n'),
    'tile/0/000': Buffer.concat([PIECE, PIECE]),
    lines: Buffer.concat(LINES.map((line) => Buffer.from(line))),
    empty: Buffer.alloc(0),
  });
  expect(Buffer.concat(other as Buffer[])).toEqual(zip);
});

it('makes no more than is taken', async () => {
  const { seen, file } = endless();
  const zip = zipOf(listed(file), MTIME);
  await once(zip, 'readable');
  for (let turn = 0; turn < 1_000; turn++) await new Promise(setImmediate);
  expect(seen.pieces).toBeLessThan(40);
  zip.destroy();
});

it('keeps nothing of a file but its line in the list at the end', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const held = async (): Promise<number> => {
    for (let turn = 0; turn < 5; turn++) {
      collect();
      await sleep(20);
    }
    return process.memoryUsage().arrayBuffers;
  };
  const seen: number[] = [];
  async function* many(): AsyncGenerator<PackageFile> {
    for (let file = 0; file < 300; file++) {
      const lines = Array.from({ length: 64 }, () => Buffer.from('x'.repeat(1_024)));
      yield { path: `data/${file}`, bytes: lines };
    }
    seen.push(await held());
    yield fileOf('last', '');
  }
  const before = await held();
  for await (const _piece of zipOf(many(), MTIME));
  // With a slab of the pool held by each name it is 20 MB.
  expect(seen).toHaveLength(1);
  expect((seen[0] ?? NaN) - before).toBeLessThan(3_000_000);
});

it('lets go of the file that it is at, and begins no other, when its reader leaves', async () => {
  const { seen, file } = endless();
  const next = { begun: false };
  async function* files(): AsyncGenerator<PackageFile> {
    yield await Promise.resolve(file);
    next.begun = true;
  }
  const zip = zipOf(files(), MTIME);
  await once(zip, 'readable');
  zip.destroy();
  await once(zip, 'close');
  await new Promise(setImmediate);
  expect([seen.released, next.begun]).toEqual([true, false]);
});

it('lets go of a reader that takes nothing', async () => {
  const { seen, file } = endless();
  const zip = zipOf(listed(file), MTIME, 20);
  await once(zip, 'readable');
  await once(zip, 'close');
  await new Promise(setImmediate);
  expect(seen.released).toBe(true);
});

it('breaks off where a file cannot be made, so that nobody takes it for a package', async () => {
  function* broken(): Generator<Buffer> {
    yield PIECE;
    throw new Error('The database is away.');
  }
  const zip = zipOf(listed(fileOf('first', 'whole'), { path: 'second', bytes: broken() }), MTIME);
  await expect(zip.toArray()).rejects.toThrow('The database is away.');
});
