import fc from 'fast-check';
import { Frontier } from './frontier.js';
import { EMPTY_ROOT, leafHash, nodeHash, perfectRoot } from './hashing.js';
import { entries, mth, path, proof, refused } from './spec-rfc6962.js';
import { consistencyRanges, inclusionRanges, perfectSubtrees } from './subtrees.js';
import { verifyConsistency, verifyInclusion } from './verify-proofs.js';

const hex = (text: string): Buffer => Buffer.from(text, 'hex');
const frontierOf = (leaves: readonly Buffer[]): Frontier => Frontier.EMPTY.append(leaves.map(leafHash));

/** The eight inputs of the Certificate Transparency reference tests, the roots of their first 0 to 8, and proofs among them. */
const LEAVES = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'].map(hex);
const ROOTS = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
].map(hex);
const root = (size: number): Buffer => ROOTS[size] ?? EMPTY_ROOT;

const INCLUSIONS: [index: number, size: number, proof: string[]][] = [
  [0, 1, []],
  [
    0,
    8,
    [
      '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
    ],
  ],
  [
    5,
    8,
    [
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ],
  ],
  [2, 3, ['fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125']],
  [
    1,
    5,
    [
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
    ],
  ],
];
const CONSISTENCIES: [from: number, to: number, proof: string[]][] = [
  [1, 1, []],
  [
    1,
    8,
    [
      '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
    ],
  ],
  [
    6,
    8,
    [
      '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ],
  ],
  [
    2,
    5,
    [
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
    ],
  ],
];

describe('The published tree of Certificate Transparency', () => {
  it.each(ROOTS.map((expected, size) => ({ size, expected })))('of $size leaves has its root', ({ size, expected }) => {
    expect(frontierOf(LEAVES.slice(0, size)).root()).toEqual(expected);
  });

  it.each(INCLUSIONS)('includes leaf %i in %i', (index, size, hashes) => {
    expect(() =>
      verifyInclusion(leafHash(LEAVES[index] ?? hex('')), index, { size, root: root(size) }, hashes.map(hex)),
    ).not.toThrow();
    expect(path(index, LEAVES.slice(0, size))).toEqual(hashes.map(hex));
  });

  it.each(CONSISTENCIES)('of %i leaves is the beginning of that of %i', (from, to, hashes) => {
    expect(() =>
      verifyConsistency({ size: from, root: root(from) }, { size: to, root: root(to) }, hashes.map(hex)),
    ).not.toThrow();
    expect(proof(from, LEAVES.slice(0, to))).toEqual(hashes.map(hex));
  });
});

const MOST = 300;
const ALL = entries(MOST);
const rootsOfAll = Array.from({ length: MOST + 1 }, (_, size) => mth(ALL.slice(0, size)));
const headOf = (size: number) => ({ size, root: rootsOfAll[size] ?? EMPTY_ROOT });
/** The hash over the leaves from start to end, by the definition and kept: every proof asks for a few of the same. */
const hashesOfRanges = new Map<string, Buffer>();
const hashOfRange = ({ start, end }: { start: number; end: number }): Buffer => {
  const key = `${start}-${end}`;
  const hash = hashesOfRanges.get(key) ?? mth(ALL.slice(start, end));
  hashesOfRanges.set(key, hash);
  return hash;
};

describe('Every tree of up to 300 leaves', () => {
  it('has the root that is defined, however its leaves came', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(90), { maxLength: 8 }), (batches) => {
        let frontier = Frontier.EMPTY;
        for (const batch of batches) {
          const more = ALL.slice(frontier.size, frontier.size + batch);
          frontier = Frontier.of(frontier.size, frontier.hashes).append(more.map(leafHash));
          expect(frontier.root()).toEqual(headOf(frontier.size).root);
        }
      }),
    );
    let byOnes = Frontier.EMPTY;
    for (const [at, entry] of ALL.entries()) {
      byOnes = byOnes.append([leafHash(entry)]);
      expect(byOnes.root()).toEqual(headOf(at + 1).root);
    }
  });

  it('tells each perfect subtree that an append completes once, after its parts', () => {
    const told = new Map<string, Buffer>();
    Frontier.EMPTY.append(ALL.slice(0, 11).map(leafHash), (level, index, hash) => {
      expect(told.has(`${level}/${index}`)).toBe(false);
      if (level > 0) {
        const parts = [told.get(`${level - 1}/${2 * index}`), told.get(`${level - 1}/${2 * index + 1}`)];
        expect(hash).toEqual(nodeHash(parts[0] ?? EMPTY_ROOT, parts[1] ?? EMPTY_ROOT));
      }
      told.set(`${level}/${index}`, hash);
    });
    expect(told.size).toBe(11 + 5 + 2 + 1);
  });

  it('is proven to include each of its leaves', () => {
    for (let size = 1; size <= MOST; size++) {
      for (let index = 0; index < size; index++) {
        verifyInclusion(leafHash(ALL[index] ?? hex('')), index, headOf(size), inclusionRanges(index, size).map(hashOfRange));
      }
    }
  });

  it('is proven to begin with each smaller one', () => {
    for (let to = 0; to <= MOST; to++) {
      for (let from = 0; from <= to; from++) {
        verifyConsistency(headOf(from), headOf(to), consistencyRanges(from, to).map(hashOfRange));
      }
    }
  });

  it('is proven so by the proofs that are defined', () => {
    for (let size = 1; size <= MOST; size += size < 36 ? 1 : 37) {
      for (let at = 0; at < size; at += size < 36 ? 1 : 23) {
        const leaves = ALL.slice(0, size);
        expect(inclusionRanges(at, size).map(hashOfRange)).toEqual(path(at, leaves));
        expect(consistencyRanges(at + 1, size).map(hashOfRange)).toEqual(proof(at + 1, leaves));
      }
    }
  });

  it('falls into perfect subtrees, the largest first', () => {
    expect(perfectSubtrees({ start: 0, end: 11 })).toEqual([
      { level: 3, index: 0 },
      { level: 1, index: 4 },
      { level: 0, index: 10 },
    ]);
    expect(perfectSubtrees({ start: 8, end: 11 })).toEqual([
      { level: 1, index: 4 },
      { level: 0, index: 10 },
    ]);
    expect(Frontier.nodes(2 ** 53 - 1)).toHaveLength(53);
  });
});

const flip = (hash: Buffer, bit: number): Buffer => {
  const flipped = Buffer.from(hash);
  flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return flipped;
};

describe('A proof with one bit flipped', () => {
  const tree = fc
    .integer({ min: 2, max: MOST })
    .chain((size) => fc.record({ size: fc.constant(size), other: fc.integer({ min: 1, max: size - 1 }), bit: fc.nat(255) }));

  it('includes nothing', () => {
    fc.assert(
      fc.property(tree, fc.nat(), ({ size, other: index, bit }, which) => {
        const leaf = leafHash(ALL[index] ?? hex(''));
        const hashes = path(index, ALL.slice(0, size));
        const at = which % (hashes.length + 2);
        const changed = hashes.map((hash, place) => (place === at ? flip(hash, bit) : hash));
        const head = headOf(size);
        expect(() =>
          verifyInclusion(
            at === hashes.length ? flip(leaf, bit) : leaf,
            index,
            at > hashes.length ? { size, root: flip(head.root, bit) } : head,
            changed,
          ),
        ).toThrow(refused('proof-fails'));
      }),
    );
  });

  it('is consistent with nothing', () => {
    fc.assert(
      fc.property(tree, fc.nat(), ({ size: to, other: from, bit }, which) => {
        const hashes = proof(from, ALL.slice(0, to));
        const at = which % (hashes.length + 2);
        const changed = hashes.map((hash, place) => (place === at ? flip(hash, bit) : hash));
        const [older, newer] = [headOf(from), headOf(to)];
        expect(() =>
          verifyConsistency(
            at === hashes.length ? { size: from, root: flip(older.root, bit) } : older,
            at > hashes.length ? { size: to, root: flip(newer.root, bit) } : newer,
            changed,
          ),
        ).toThrow(refused('proof-fails'));
      }),
    );
  });
});

describe('A proof', () => {
  const leaf = leafHash(LEAVES[5] ?? hex(''));
  const hashes = path(5, LEAVES);
  const head = { size: 8, root: root(8) };

  it.each([
    ['is a hash short', hashes.slice(0, -1), 5, 'proof-fails'],
    ['has a hash too many', [...hashes, root(1)], 5, 'proof-fails'],
    ['is for another leaf', hashes, 4, 'proof-fails'],
    ['is for a leaf that is not there', hashes, 8, 'out-of-range'],
    ['is for a leaf before the first', hashes, -1, 'out-of-range'],
    ['has a hash of another length', [...hashes.slice(1), Buffer.alloc(31)], 5, 'malformed-proof'],
    ['is longer than any tree is high', Array<Buffer>(64).fill(root(1)), 5, 'malformed-proof'],
  ] as const)('of inclusion that %s fails', (_what, given, index, code) => {
    expect(() => verifyInclusion(leaf, index, head, given)).toThrow(refused(code));
  });

  it.each([
    ['from a larger tree', 8, 6, proof(6, LEAVES), 'proof-fails'],
    ['that is empty between two sizes', 6, 8, [], 'proof-fails'],
    ['that is empty from a power of two', 4, 8, [], 'proof-fails'],
    ['that is a hash short', 6, 8, proof(6, LEAVES).slice(0, -1), 'proof-fails'],
    ['that has a hash too many', 6, 8, [...proof(6, LEAVES), root(1)], 'proof-fails'],
    ['that has a hash where none is needed', 8, 8, [root(1)], 'proof-fails'],
    ['that has a hash from the empty tree', 0, 8, [root(1)], 'proof-fails'],
    ['for another size', 5, 8, proof(6, LEAVES), 'proof-fails'],
    ['to a size that is none', 6, 7.5, proof(6, LEAVES), 'out-of-range'],
  ] as const)('of consistency %s fails', (_what, from, to, given, code) => {
    expect(() => verifyConsistency({ size: from, root: root(from) }, { size: to, root: root(to) }, given)).toThrow(refused(code));
  });

  it('of consistency tells a fork: the same size, another root', () => {
    expect(() => verifyConsistency(head, { size: 8, root: root(7) }, [])).toThrow('the log was forked');
  });

  it('of consistency takes the root of the empty tree and no other one', () => {
    expect(() => verifyConsistency({ size: 0, root: root(0) }, head, [])).not.toThrow();
    expect(() => verifyConsistency({ size: 0, root: root(1) }, head, [])).toThrow(refused('proof-fails'));
    expect(() => verifyConsistency({ size: 0, root: root(0) }, { size: 0, root: root(1) }, [])).toThrow(refused('proof-fails'));
  });
});

describe('A right edge', () => {
  it('has a hash for each bit of its size', () => {
    const edge = frontierOf(ALL.slice(0, 11)).hashes;
    expect(edge).toHaveLength(3);
    expect(() => Frontier.of(11, edge.slice(1))).toThrow(refused('malformed-proof'));
    expect(() => Frontier.of(11, [...edge.slice(1), Buffer.alloc(31)])).toThrow(refused('malformed-proof'));
    expect(() => Frontier.of(-1, [])).toThrow(refused('out-of-range'));
  });

  it('is left as it was by an append', () => {
    const before = frontierOf(ALL.slice(0, 7));
    before.append([leafHash(hex('00'))]);
    expect([before.size, before.root()]).toEqual([7, headOf(7).root]);
  });
});

describe('An entry', () => {
  it.each([0, 1, 65_534, 65_535, 65_536, 200_000])('of %i bytes has its leaf hash', (length) => {
    const entry = Buffer.alloc(length, 7);
    expect(leafHash(entry)).toEqual(mth([entry]));
    expect(leafHash(hex('10'))).toEqual(mth([hex('10')]));
  });
});

describe('The root of a perfect tree', () => {
  it.each([1, 2, 4, 8, 256, 512])('of %i leaves is that of RFC 6962', (size) => {
    const leaves = entries(size).map(leafHash);
    const hashes = Buffer.concat(leaves);
    expect(perfectRoot(hashes)).toEqual(mth(entries(size)));
    expect(hashes).toEqual(Buffer.concat(leaves));
  });

  it.each([0, 3, 6, 255])('is none for %i leaves', (size) => {
    expect(() => perfectRoot(Buffer.concat(entries(size).map(leafHash)))).toThrow(refused('malformed-tile'));
  });
});
