import { EMPTY_ROOT, Frontier, HashList, hashLeaf, hashNode, includes, isConsistent, rootsAt } from './merkle.js';
import { MTH, PATH, PROOF } from './spec-log.js';

/** The inputs, roots, paths and proofs that the tests of Certificate Transparency publish for RFC 6962. */
const LEAVES = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'].map((hex) =>
  Buffer.from(hex, 'hex'),
);
const ROOTS = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
].map((hex) => Buffer.from(hex, 'hex'));
const INCLUSION: readonly (readonly [number, number, readonly string[]])[] = [
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
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ],
  ],
  [3, 3, ['fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125']],
  [
    2,
    5,
    [
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
    ],
  ],
];
const CONSISTENCY: readonly (readonly [number, number, readonly string[]])[] = [
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
  [
    6,
    7,
    [
      '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
      'b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ],
  ],
];
const SOME_HASH = Buffer.from('abacaba000000000000000000000000000000000000000000060061e00123456', 'hex');
const hashes = (hex: readonly string[]): Buffer[] => hex.map((each) => Buffer.from(each, 'hex'));
const head = (size: number) => ({ size, root: ROOTS[size - 1] });
const leafOf = (position: number): Buffer => hashLeaf(LEAVES[position - 1]);
const flipped = (hash: Buffer): Buffer => Buffer.from(hash.map((byte, at) => (at === 0 ? byte ^ 8 : byte)));
/** A path, wrong in every way that one hash of it can be. */
const spoiled = (path: readonly Buffer[]): Buffer[][] => [
  [...path, SOME_HASH],
  [...path, Buffer.alloc(0)],
  [SOME_HASH, ...path],
  ...path.map((hash, at) => path.with(at, flipped(hash))),
  ...path.map((_, at) => path.toSpliced(at, 1)),
];

describe('The tree of RFC 6962', () => {
  it('hashes leaves, nodes and nothing as published', () => {
    expect(EMPTY_ROOT.toString('hex')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    expect(hashLeaf(Buffer.from('L123456')).toString('hex')).toBe(
      '395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56',
    );
    expect(hashNode(Buffer.from('N123'), Buffer.from('N456')).toString('hex')).toBe(
      'aa217fe888e47007fa15edab33c2b492a722cb106c64667fc2b044444de66bbb',
    );
  });

  it('has the published root at every size', () => {
    const roots = rootsAt(HashList.of(LEAVES.map(hashLeaf)), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect([...roots.keys()]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    expect(roots.get(0)).toEqual(EMPTY_ROOT);
    ROOTS.forEach((root, at) => {
      expect(roots.get(at + 1)).toEqual(root);
    });
  });

  it('is the same by its recursive definition', () => {
    const many = Array.from({ length: 130 }, (_, at) => Buffer.from(`leaf ${at}`));
    const frontier = new Frontier();
    many.forEach((leaf, at) => {
      frontier.add(hashLeaf(leaf));
      expect(frontier.root()).toEqual(MTH(many.slice(0, at + 1)));
    });
    expect(LEAVES.map((_, at) => MTH(LEAVES.slice(0, at + 1)))).toEqual(ROOTS);
  });

  it('can be put together from perfect subtrees', () => {
    const many = Array.from({ length: 22 }, (_, at) => Buffer.from(`leaf ${at}`));
    const frontier = new Frontier();
    frontier.add(MTH(many.slice(0, 8)), 3);
    frontier.add(MTH(many.slice(8, 16)), 3);
    for (const leaf of many.slice(16)) frontier.add(hashLeaf(leaf));
    expect(frontier.root()).toEqual(MTH(many));
  });
});

describe('A proof of inclusion', () => {
  it.each(INCLUSION)('of leaf %i in %i is the published one, and none that is spoiled', (position, size, hex) => {
    const path = hashes(hex);
    const of = { leaf: leafOf(position), index: position - 1, size, root: ROOTS[size - 1] };
    expect(PATH(position - 1, LEAVES.slice(0, size))).toEqual(path);
    expect(includes(of, path)).toBe(true);
    for (const wrong of spoiled(path)) expect(includes(of, wrong)).toBe(false);
    for (const change of [
      ...[position - 2, position, (position - 1) ^ 2].map((index) => ({ index })),
      ...[size * 2, Math.floor(size / 2)].map((other) => ({ size: other })),
      ...[EMPTY_ROOT, SOME_HASH, Buffer.alloc(0)].flatMap((hash) => [{ root: hash }, { leaf: hash }]),
    ])
      expect(includes({ ...of, ...change }, path)).toBe(false);
  });

  it('holds for every leaf of every tree up to 40, and for no other leaf', () => {
    const many = Array.from({ length: 40 }, (_, at) => Buffer.from(`leaf ${at}`));
    for (let size = 1; size <= many.length; size++) {
      const D = many.slice(0, size);
      const root = MTH(D);
      for (let index = 0; index < size; index++) {
        const path = PATH(index, D);
        expect(includes({ leaf: hashLeaf(D[index]), index, size, root }, path)).toBe(true);
        if (size > 1) expect(includes({ leaf: hashLeaf(D[(index + 1) % size]), index, size, root }, path)).toBe(false);
      }
    }
  });
});

describe('A proof of consistency', () => {
  it.each(CONSISTENCY)('of %i with %i is the published one, and none that is spoiled', (earlier, later, hex) => {
    const path = hashes(hex);
    expect(PROOF(earlier, LEAVES.slice(0, later))).toEqual(path);
    expect(isConsistent(head(earlier), head(later), path)).toBe(true);
    for (const wrong of spoiled(path)) expect(isConsistent(head(earlier), head(later), wrong)).toBe(false);
    if (earlier === later) return;
    expect(isConsistent(head(earlier), head(later), [])).toBe(false);
    for (const [one, other] of [
      [head(later), head(earlier)],
      [{ ...head(earlier), root: ROOTS[later - 1] }, head(later)],
      [head(earlier), { ...head(later), root: ROOTS[earlier - 1] }],
      [{ ...head(earlier), size: earlier - 1 }, head(later)],
      [{ ...head(earlier), size: earlier + 1 }, head(later)],
      [head(earlier), { ...head(later), size: later * 2 }],
    ])
      expect(isConsistent(one, other, path)).toBe(false);
  });

  it('holds for every pair of trees up to 40, and for no other root', () => {
    const many = Array.from({ length: 40 }, (_, at) => Buffer.from(`leaf ${at}`));
    const heads = many.map((_, at) => ({ size: at + 1, root: MTH(many.slice(0, at + 1)) }));
    for (const later of heads)
      for (const earlier of heads.slice(0, later.size)) {
        const path = PROOF(earlier.size, many.slice(0, later.size));
        expect(isConsistent(earlier, later, path)).toBe(true);
        expect(isConsistent({ ...earlier, root: flipped(earlier.root) }, later, path)).toBe(false);
        expect(isConsistent(earlier, { ...later, root: flipped(later.root) }, path)).toBe(false);
      }
  });

  it('of an empty tree is empty', () => {
    expect(isConsistent({ size: 0, root: EMPTY_ROOT }, head(8), [])).toBe(true);
    expect(isConsistent({ size: 0, root: SOME_HASH }, head(8), [])).toBe(false);
    expect(isConsistent({ size: 0, root: EMPTY_ROOT }, head(8), [SOME_HASH])).toBe(false);
  });
});
