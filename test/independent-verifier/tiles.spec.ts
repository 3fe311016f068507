import { HashList, hashLeaf } from './merkle.js';
import { Malformed } from './note.js';
import { bundleOf, MTH, tilesOf as filesOfTiles } from './spec-log.js';
import { bundlePath, entriesOf, hashesAt, hashesOf, indexPath, levelsOf, nextLevel, tilePath, tilesOf } from './tiles.js';

describe('A tile', () => {
  it('lies where the specification says', () => {
    expect([0, 7, 999, 1000, 1234067].map(indexPath)).toEqual(['000', '007', '999', 'x001/000', 'x001/x234/067']);
    expect([tilePath(0, 273, 112), tilePath(3, 1234067), bundlePath(273, 112), bundlePath(0)]).toEqual([
      'tile/0/273.p/112',
      'tile/3/x001/x234/067',
      'tile/entries/273.p/112',
      'tile/entries/000',
    ]);
  });

  it('is one of 273 full ones and what the specification counts beside them, in a tree of 70,000', () => {
    const of = (size: number): string[] =>
      Array.from({ length: levelsOf(size) }, (_, level) => {
        const widths = [...tilesOf(level, size)].map(({ width }) => width);
        return `${widths.filter((width) => width === 256).length} full, then ${widths.filter((width) => width < 256).join()}`;
      });
    expect(of(70_000)).toEqual(['273 full, then 112', '1 full, then 17', '0 full, then 1']);
    expect(of(256)).toEqual(['1 full, then ', '0 full, then 1']);
    expect([hashesAt(0, 70_000), hashesAt(1, 70_000), hashesAt(2, 70_000), levelsOf(0)]).toEqual([70_000, 273, 1, 0]);
  });

  it('has above it the hash of the tree that stands on it', () => {
    const leaves = Array.from({ length: 600 }, (_, at) => Buffer.from(`leaf ${at}`));
    const next = nextLevel(HashList.of(leaves.map(hashLeaf)));
    expect([...next]).toEqual([MTH(leaves.slice(0, 256)), MTH(leaves.slice(256, 512))]);
    expect(Buffer.concat([...next])).toEqual(filesOfTiles(leaves).get('tile/1/000.p/2'));
  });

  it('consists of whole hashes', () => {
    expect(hashesOf(Buffer.alloc(64))).toHaveLength(2);
    expect(() => hashesOf(Buffer.alloc(63))).toThrow(Malformed);
  });
});

describe('A bundle', () => {
  it('is a sequence of entries with their lengths in front', () => {
    const entries = [Buffer.alloc(0), Buffer.from('one'), Buffer.alloc(65_535, 7)];
    expect(entriesOf(bundleOf(entries))).toEqual(entries);
    expect(entriesOf(Buffer.alloc(0))).toEqual([]);
    expect(entriesOf(Buffer.from('0003616263', 'hex'))).toEqual([Buffer.from('abc')]);
  });

  it.each(['00', '0003', '00036162', '000361626300'])('that is cut short is none: %s', (hex) => {
    expect(() => entriesOf(Buffer.from(hex, 'hex'))).toThrow(Malformed);
  });
});
