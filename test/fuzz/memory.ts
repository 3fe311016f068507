import type { Memory, System } from './system.js';

type Process = 'api' | 'worker';
interface Sample {
  readonly requests: number;
  readonly api: Memory;
  readonly worker: Memory;
}

export interface Course {
  readonly process: Process;
  readonly of: keyof Memory;
  /** MiB after the warm-up and at the end, on the line that fits the samples best. */
  readonly from: number;
  readonly to: number;
  /** MiB in 10,000 requests. */
  readonly slope: number;
  readonly flat: boolean;
}

const MIB = 1_048_576;
/** The first part of a run fills caches, pools and the code that the compiler keeps. */
const WARM_UP = 0.3;
/** Growth over the rest of the run that is not called growth: a share, or so many MiB where the share would be less. */
const SLACK = 0.1;
const SLACK_MIB: Readonly<Record<keyof Memory, number>> = { heapUsed: 8, external: 8, rss: 48 };

/** What the processes keep, taken down as the run goes. */
export class MemoryBook {
  private readonly samples: Sample[] = [];

  async sample(system: System, requests: number): Promise<void> {
    const [api, worker] = await Promise.all([system.api.memory(), system.worker.memory()]);
    this.samples.push({ requests, api, worker });
  }

  courses(): Course[] {
    const last = this.samples.at(-1)?.requests ?? 0;
    const warm = this.samples.filter(({ requests }) => requests >= last * WARM_UP);
    if (warm.length < 3) return [];
    return (['api', 'worker'] as const).flatMap((process) =>
      (['heapUsed', 'external', 'rss'] as const).map((of) => courseOf(warm, process, of)),
    );
  }
}

/** The line through the samples by least squares. */
function courseOf(samples: readonly Sample[], process: Process, of: keyof Memory): Course {
  const points = samples.map((sample) => [sample.requests, sample[process][of] / MIB] as const);
  const mean = (at: 0 | 1) => points.reduce((sum, point) => sum + point[at], 0) / points.length;
  const [x, y] = [mean(0), mean(1)];
  const spread = points.reduce((sum, [requests]) => sum + (requests - x) ** 2, 0);
  const slope = spread === 0 ? 0 : points.reduce((sum, [requests, mib]) => sum + (requests - x) * (mib - y), 0) / spread;
  const at = (requests: number) => y + slope * (requests - x);
  const from = at(points[0]?.[0] ?? 0);
  const to = at(points.at(-1)?.[0] ?? 0);
  return { process, of, from, to, slope: slope * 10_000, flat: to - from <= Math.max(SLACK_MIB[of], from * SLACK) };
}
