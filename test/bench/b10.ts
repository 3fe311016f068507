/** B10: what the processes hold in memory while commands pass through them, after a garbage collection. */
import { withSides, refuseWrong } from './b4.ts';
import { type Bench, type BenchContext, type BenchRow, median, short } from './bench.ts';
import type { Driver } from './pipeline/drive.ts';
import { bare, ours, type RunningSide } from './pipeline/sides.ts';

const AT_MOST = 2;
const SLOPE = 0.05;
/** Samples; those of the first fifth do not count. */
const STEPS = 25;
/** The peer is slower by several times: its memory is steady long before, and its growth is not what is judged. */
const PEER_SHARE = 0.2;

interface Sample {
  commands: number;
  heapBytes: number;
}

export const memory: Bench = {
  id: 'B10',
  title: 'Heap in use after a collection, each process, while commands pass through',
  run: (context) => withSides(context, [ours, bare], measure),
};

async function measure(context: BenchContext, driver: Driver, running: readonly RunningSide[]): Promise<BenchRow[]> {
  const step = Math.ceil(((context.quick ? 50_000 : 1_000_000) * context.scale) / STEPS);
  const count = step * STEPS;
  const from = count / 5;
  const samples = new Map<string, Sample[]>();
  for (let commands = step; commands <= count; commands += step)
    for (const [at, side] of running.entries()) {
      const share = at === 0 ? 1 : PEER_SHARE;
      await driver.pass(side, Math.ceil(step * share));
      const found: string[] = [];
      for (const child of side.children) {
        const { heapBytes } = await child.usage(true);
        found.push(`${child.name} ${mebibytes(heapBytes)}`);
        if (commands >= from) samples.set(child.name, [...(samples.get(child.name) ?? []), { commands, heapBytes }]);
      }
      context.say(`    ${short(commands * share)} through ${side.name}: ${found.join(', ')}`);
    }
  for (const side of running) await refuseWrong(side);
  const [mine, theirs] = running.map(({ children }) => children.map(({ name }) => name));
  return mine.flatMap((name, at) => rowsOf(name, theirs[at], samples, from));
}

function rowsOf(name: string, peer: string, samples: ReadonlyMap<string, readonly Sample[]>, from: number): BenchRow[] {
  const [own, other] = [name, peer].map((each) => samples.get(each) ?? []);
  const [heap, otherHeap] = [own, other].map((each) => median(each.map(({ heapBytes }) => heapBytes)));
  const [slope, otherSlope] = [growth(own), growth(other)];
  const bytes = own.map(({ heapBytes }) => heapBytes);
  return [
    {
      id: `B10 ${name}`,
      beside: `the bare pipeline's ${name}`,
      ours: mebibytes(heap),
      theirs: mebibytes(otherHeap),
      ratio: heap / otherHeap,
      spread: `${mebibytes(Math.min(...bytes))}–${mebibytes(Math.max(...bytes))}`,
      target: `≤ ${AT_MOST}`,
      met: heap <= AT_MOST * otherHeap,
      note: `the median of ${own.length} samples from ${short(from)} commands on; of the peer's commands a fifth as many.`,
    },
    {
      id: `B10 ${name}, growth`,
      beside: `from ${short(from)} to ${short(own[own.length - 1].commands)} commands`,
      ours: percent(slope),
      theirs: percent(otherSlope),
      ratio: slope,
      spread: '–',
      target: `< ${percent(SLOPE)}`,
      met: slope < SLOPE,
      note: 'what the line of least squares through the samples rises by, as a share of where it begins.',
    },
  ];
}

/** How much the line of least squares through the samples rises from the first to the last, as a share of its beginning. */
function growth(samples: readonly Sample[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const x = samples.map(({ commands }) => commands);
  const y = samples.map(({ heapBytes }) => heapBytes);
  const [middle, height] = [mean(x), mean(y)];
  const covariance = mean(x.map((value, at) => (value - middle) * (y[at] - height)));
  const variance = mean(x.map((value) => (value - middle) ** 2));
  const slope = covariance / variance;
  const begin = height + slope * (x[0] - middle);
  return (slope * (x[x.length - 1] - x[0])) / begin;
}

const mebibytes = (bytes: number) => `${(bytes / 2 ** 20).toFixed(1)} MiB`;
const percent = (share: number) => `${(share * 100).toFixed(1)} %`;
