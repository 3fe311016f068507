import fc from 'fast-check';
import { Receiver, type Try } from './receiver.js';
import { delayAfter, RETRY_DELAYS_MS } from './schedule.js';
import type { Registered, WaitingRow } from './store.js';

const rowOf = (position: number, subject: string, nextAt = 0): WaitingRow => ({ position, subject, attempts: 0, nextAt });
const receiverOf = (...rows: WaitingRow[]) =>
  new Receiver({} as Registered, { position: 0, failures: 0, parkedUntil: undefined }, rows);
const plain = (failures: number): number | undefined => delayAfter(failures, 0);

/** Has all that is due tried, each with this result; answers the positions. */
function tried(receiver: Receiver, now: number, delivered: (row: WaitingRow) => boolean): number[] {
  const tries = receiver.take(now, 1_000);
  for (const each of tries) receiver.settled({ ...each, delivered: delivered(each.row), nextAt: now + 5_000 }, now, plain);
  return tries.map(({ row }) => row.position);
}

it('The delays are those of Standard Webhooks, with a little chance', () => {
  expect(RETRY_DELAYS_MS.map((ms) => ms / 1_000)).toEqual([5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400]);
  expect([delayAfter(1, 0), delayAfter(1, 0.999)]).toEqual([5_000, 5_500]);
  expect(delayAfter(9, 0)).toBe(86_400_000);
  expect(delayAfter(10, 0)).toBeUndefined();
});

describe('A receiver', () => {
  it('is sent the entries of a record one after the other, and those of others meanwhile', () => {
    const receiver = receiverOf(rowOf(1, 'a'), rowOf(2, 'a'), rowOf(3, 'b'));
    const [first, other] = receiver.take(0, 10);
    expect([first?.row.position, other?.row.position]).toEqual([1, 3]);
    expect(receiver.take(0, 10)).toEqual([]);
    receiver.settled({ ...first, delivered: true, nextAt: 0 }, 0, plain);
    expect(receiver.take(0, 10).map(({ row }) => row.position)).toEqual([2]);
  });

  it('that does not take an entry is sent the others, but none behind it on its record', () => {
    const receiver = receiverOf(rowOf(1, 'a'), rowOf(2, 'a'), rowOf(3, 'b'), rowOf(4, 'b'));
    expect(tried(receiver, 0, ({ subject }) => subject === 'b')).toEqual([1, 3]);
    expect(tried(receiver, 4_999, () => true)).toEqual([4]);
    expect(tried(receiver, 5_000, () => true)).toEqual([1]);
    expect(tried(receiver, 5_000, () => true)).toEqual([2]);
    expect(receiver.waiting).toBe(0);
  });

  it('that takes nothing of five records is parked, and then probed by the schedule with one entry at a time', () => {
    const receiver = receiverOf(...['a', 'b', 'c', 'd', 'e', 'f'].map((subject, at) => rowOf(at + 1, subject)));
    expect(tried(receiver, 0, () => false)).toHaveLength(6);
    expect(receiver.parked).toBe(true);
    expect(receiver.take(4_999, 10)).toEqual([]);
    const [probe] = receiver.take(5_000, 10);
    expect([probe?.probe, receiver.take(5_000, 10)]).toEqual([true, []]);
    const made = receiver.settled({ ...probe, delivered: false, nextAt: 9 }, 5_000, plain);
    expect(made).toEqual({ parked: 2, until: 305_000 });
    expect(receiver.take(304_999, 10)).toEqual([]);
  });

  it('is given up after the last probe of the schedule', () => {
    const receiver = receiverOf(...['a', 'b', 'c', 'd', 'e'].map((subject, at) => rowOf(at + 1, subject)));
    tried(receiver, 0, () => false);
    let made: unknown;
    for (let now = 0, probes = 1; made !== 'exhausted'; probes++) {
      now += RETRY_DELAYS_MS[probes - 1] ?? NaN;
      const [probe] = receiver.take(now, 10);
      made = receiver.settled({ ...probe, delivered: false, nextAt: now }, now, plain);
      expect(probes).toBeLessThan(10);
    }
    expect(made).toBe('exhausted');
  });

  it('that takes a probe is sent everything again at once', () => {
    const receiver = receiverOf(...['a', 'b', 'c', 'd', 'e'].map((subject, at) => rowOf(at + 1, subject)));
    tried(receiver, 0, () => false);
    const [probe] = receiver.take(5_000, 10);
    expect(receiver.settled({ ...probe, delivered: true, nextAt: 0 }, 5_000, plain)).toBe('unparked');
    expect(tried(receiver, 5_000, () => true)).toHaveLength(4);
  });

  it('is probed with what was tried least, so that entries that it never takes keep nothing else from it', () => {
    const receiver = receiverOf(...['a', 'b', 'c', 'd', 'e'].map((subject, at) => rowOf(at + 1, subject)));
    tried(receiver, 0, () => false);
    receiver.add([rowOf(6, 'new')]);
    expect(receiver.take(5_000, 10).map(({ row }) => row.position)).toEqual([6]);
  });

  it('is not sent again at once what could not be noted, parked or not', () => {
    const receiver = receiverOf(...['a', 'b', 'c', 'd', 'e'].map((subject, at) => rowOf(at + 1, subject)));
    for (const each of receiver.take(0, 10)) receiver.release(each, 1_000);
    expect(tried(receiver, 999, () => false)).toEqual([]);
    expect(tried(receiver, 1_000, () => false)).toHaveLength(5);
    const [probe] = receiver.take(6_000, 10);
    receiver.release({ ...probe }, 7_000);
    expect(receiver.take(6_999, 10)).toEqual([]);
    expect(receiver.take(7_000, 10)).toHaveLength(1);
  });

  it('in doubt is sent little at a time', () => {
    const receiver = receiverOf(...Array.from({ length: 50 }, (_, at) => rowOf(at + 1, `r${at}`)));
    const tries = receiver.take(0, 1_000);
    expect(tries).toHaveLength(32);
    const [one, ...others] = tries;
    receiver.settled({ ...one, delivered: false, nextAt: 5_000 }, 0, plain);
    for (const each of others) receiver.release(each);
    expect(receiver.take(0, 1_000)).toHaveLength(2);
  });

  it('is sent a position once that comes again while it waits', () => {
    const receiver = receiverOf(rowOf(5, 'a'));
    receiver.add([rowOf(3, 'a'), rowOf(5, 'a')]);
    expect(receiver.waiting).toBe(2);
    expect([tried(receiver, 0, () => true), tried(receiver, 0, () => true), tried(receiver, 0, () => true)]).toEqual([
      [3],
      [5],
      [],
    ]);
  });

  it('takes the entries of each record in their order, whatever fails and however they overlap', () => {
    const subject = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g');
    const steps = fc.array(fc.record({ takes: fc.integer({ min: 1, max: 5 }), pick: fc.nat(), delivered: fc.boolean() }), {
      maxLength: 200,
    });
    fc.assert(
      fc.property(fc.array(subject, { maxLength: 60 }), steps, (subjects, script) => {
        const receiver = receiverOf(...subjects.map((each, at) => rowOf(at + 1, each)));
        const underWay: Try[] = [];
        const taken: WaitingRow[] = [];
        let now = 0;
        const settle = (pick: number, delivered: boolean): void => {
          const [each] = underWay.splice(pick % underWay.length, 1);
          if (!each) return;
          if (delivered) taken.push(each.row);
          receiver.settled({ ...each, delivered, nextAt: now + 10 }, now, () => 10);
        };
        for (const { takes, pick, delivered } of script) {
          underWay.push(...receiver.take((now += 7), takes));
          if (underWay.length > 0) settle(pick, delivered);
        }
        while (receiver.waiting > 0) {
          underWay.push(...receiver.take((now += 10), 100));
          settle(0, true);
        }
        expect(taken).toHaveLength(subjects.length);
        for (const own of Map.groupBy(taken, (row) => row.subject).values()) {
          const positions = own.map(({ position }) => position);
          expect(positions).toEqual([...positions].sort((a, b) => a - b));
        }
      }),
    );
  });
});
