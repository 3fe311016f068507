import fc from 'fast-check';
import {
  afterLocksSeen,
  afterTake,
  type Hole,
  holesIn,
  lowOf,
  type NumberRange,
  type Passage,
  resumePassage,
} from './hole-ranges.js';

const NOTHING: Passage = { high: 0, holes: [] };
const noHolders = new Set<string>();

const runsOf = (numbers: readonly number[]): NumberRange[] => {
  const runs: { first: number; last: number }[] = [];
  for (const number of numbers) {
    const run = runs.at(-1);
    if (run?.last === number - 1) run.last = number;
    else runs.push({ first: number, last: number });
  }
  return runs;
};
const take = (passage: Passage, numbers: readonly number[], cutShort = false) => afterTake(passage, runsOf(numbers), cutShort, 0);
const shown = ({ holes }: Passage) => holes.map(({ first, last, phase }) => `${first}-${last} ${phase}`);

describe('the numbers passed over', () => {
  it('are kept as ranges, and every number above the last one taken is still to come', () => {
    const passage = take(NOTHING, [3, 4, 9]);
    expect(shown(passage)).toEqual(['1-2 new', '5-8 new']);
    expect([passage.high, lowOf(passage), holesIn(passage)]).toEqual([9, 0, 6]);
  });

  it('leave their range when they turn up, at its ends or from its middle', () => {
    expect(shown(take(take(NOTHING, [10]), [1, 4, 5, 9]))).toEqual(['2-3 new', '6-8 new']);
  });

  it('leave two neighbouring ranges and the numbers above in one run', () => {
    const passage: Passage = {
      high: 9,
      holes: [
        { first: 3, last: 5, phase: 'new', since: 0 },
        { first: 6, last: 8, phase: 'last-look', since: 0 },
      ],
    };
    expect(shown(take({ ...passage, high: 8 }, [4, 5, 6, 7, 8, 9, 10]))).toEqual(['3-3 new']);
  });

  it('are given up only after a look at the lock and one more take', () => {
    const seen = take(NOTHING, [2]);
    expect(shown(take(seen, []))).toEqual(['1-1 new']);
    const looked = afterLocksSeen(seen, noHolders);
    expect(shown(looked)).toEqual(['1-1 last-look']);
    expect(lowOf(looked)).toBe(0);
    expect(take(looked, [])).toEqual({ high: 2, holes: [] });
  });

  it('are held for as long as one of those who were noted holds the lock; who comes later is not asked', () => {
    let passage = afterLocksSeen(take(NOTHING, [2]), new Set(['3/1', '4/1']));
    passage = afterLocksSeen(take(passage, []), new Set(['4/1', '5/1']));
    expect(shown(passage)).toEqual(['1-1 held']);
    passage = afterLocksSeen(take(passage, []), new Set(['3/2', '5/1']));
    expect(shown(passage)).toEqual(['1-1 last-look']);
    expect(shown(take(passage, []))).toEqual([]);
  });

  it('are not given up by a take that the limit cut short below them', () => {
    const looked = afterLocksSeen(take(take(NOTHING, [12]), [6]), noHolders);
    expect(shown(take(looked, [1, 2, 3], true))).toEqual(['4-5 last-look', '7-11 last-look']);
    expect(shown(take(looked, [1, 8], true))).toEqual(['9-11 last-look']);
  });

  it('turn up at their last look as well as before', () => {
    const looked = afterLocksSeen(take(NOTHING, [4]), noHolders);
    expect(take(looked, [2, 3])).toEqual({ high: 4, holes: [] });
  });

  it('all start anew with a new leader', () => {
    const passage = resumePassage(9, runsOf([2, 3, 7]), 5);
    expect(shown(passage)).toEqual(['2-3 new', '7-7 new']);
    expect([lowOf(passage), passage.holes[0]?.since]).toEqual([1, 5]);
  });
});

/** The same, number by number and without any thought of speed. */
class Naive {
  high = 0;
  readonly holes = new Map<number, 'new' | 'last-look' | ReadonlySet<string>>();

  take(numbers: readonly number[], cutShort: boolean): void {
    const reached = cutShort ? Math.max(...numbers, 0) : Infinity;
    for (const [hole, phase] of this.holes) if (phase === 'last-look' && hole <= reached) this.holes.delete(hole);
    for (const number of numbers) {
      this.holes.delete(number);
      for (let hole = this.high + 1; hole < number; hole++) this.holes.set(hole, 'new');
      this.high = Math.max(this.high, number);
    }
  }

  lookAtLock(holders: ReadonlySet<string>): void {
    for (const [hole, phase] of this.holes) {
      if (phase === 'last-look') continue;
      const left = (phase === 'new' ? holders : phase).intersection(holders);
      this.holes.set(hole, left.size > 0 ? left : 'last-look');
    }
  }
}

/** `holder 3/1` for each number, so that two ways of keeping the same can be compared. */
const told = (hole: Hole): string => (hole.phase === 'held' ? `held by ${[...hole.holders].sort().join()}` : hole.phase);
const toldNaively = (phase: 'new' | 'last-look' | ReadonlySet<string>): string =>
  typeof phase === 'string' ? phase : `held by ${[...phase].sort().join()}`;

type Step = { take: { pick: number[]; beyond: number[]; limit: number } } | { holders: string[] };
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      take: fc.record({
        pick: fc.array(fc.nat(200), { maxLength: 12 }),
        beyond: fc.array(fc.integer({ min: 1, max: 15 }), { maxLength: 8 }),
        limit: fc.integer({ min: 1, max: 12 }),
      }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ holders: fc.subarray(['2/1', '3/1', '4/1', '5/1']) }) },
);

it('ranges and single numbers tell the same, whatever is taken and whoever holds the lock', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const naive = new Naive();
      let passage = NOTHING;
      for (const next of steps) {
        if ('holders' in next) {
          const holders = new Set(next.holders);
          naive.lookAtLock(holders);
          passage = afterLocksSeen(passage, holders);
        } else {
          const open = [...naive.holes.keys()].sort((a, b) => a - b);
          const fromHoles = new Set(next.take.pick.flatMap((at) => open[at % open.length] ?? []));
          let above = naive.high;
          const visible = [...[...fromHoles].sort((a, b) => a - b), ...next.take.beyond.map((stride) => (above += stride))];
          const taken = visible.slice(0, next.take.limit);
          const cutShort = taken.length === next.take.limit;
          naive.take(taken, cutShort);
          passage = take(passage, taken, cutShort);
        }
        const each = passage.holes.flatMap((hole) =>
          Array.from({ length: hole.last - hole.first + 1 }, (_, at) => [hole.first + at, told(hole)] as const),
        );
        const expected = [...naive.holes].map(([hole, phase]) => [hole, toldNaively(phase)] as const).sort(([a], [b]) => a - b);
        expect(each).toEqual(expected);
        expect([passage.high, holesIn(passage)]).toEqual([naive.high, naive.holes.size]);
        expect(lowOf(passage)).toBe(expected[0] ? expected[0][0] - 1 : naive.high);
      }
    }),
    { numRuns: 500, seed: 20260310 },
  );
});

type Act = { writer: number; does: 'draw' | 'commit' | 'roll back' } | { reader: 'take' | 'look' };
const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      writer: fc.nat(3),
      does: fc.constantFrom('draw' as const, 'draw' as const, 'commit' as const, 'roll back' as const),
    }),
  },
  { weight: 3, arbitrary: fc.record({ reader: fc.constantFrom('take' as const, 'take' as const, 'look' as const) }) },
);

it('no event is lost or doubled, and in the end no number stays open, in any order of draws, commits, takes and looks', () => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 120 }), fc.integer({ min: 1, max: 4 }), (acts, limit) => {
      const open = new Map<number, { id: string; numbers: number[] }>();
      const committed = new Set<number>();
      const log: number[] = [];
      let drawn = 0;
      let transactions = 0;
      let passage = NOTHING;
      const reader = {
        take: () => {
          const { high, holes } = passage;
          const missing = (number: number) => number > high || holes.some(({ first, last }) => first <= number && number <= last);
          const taken = [...committed]
            .filter(missing)
            .sort((a, b) => a - b)
            .slice(0, limit);
          log.push(...taken);
          passage = take(passage, taken, taken.length === limit);
        },
        look: () => (passage = afterLocksSeen(passage, new Set([...open.values()].map(({ id }) => id)))),
      };
      for (const next of acts) {
        if ('reader' in next) reader[next.reader]();
        else if (next.does === 'draw') {
          const transaction = open.get(next.writer) ?? { id: `${next.writer}/${++transactions}`, numbers: [] };
          transaction.numbers.push(++drawn);
          open.set(next.writer, transaction);
        } else {
          if (next.does === 'commit') open.get(next.writer)?.numbers.forEach((number) => committed.add(number));
          open.delete(next.writer);
        }
      }
      for (const { numbers } of open.values()) numbers.forEach((number) => committed.add(number));
      open.clear();
      for (let round = 0; round < drawn + 4; round++) {
        reader.take();
        reader.look();
      }
      expect([...log].sort((a, b) => a - b)).toEqual([...committed].sort((a, b) => a - b));
      expect(passage.holes).toEqual([]);
    }),
    { numRuns: 2_000, seed: 20260310 },
  );
});
