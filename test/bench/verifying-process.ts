/** A verification in a process of its own, as a reviewer runs it. Started by `verifying.ts` with the package's folder and the number of threads. */
import { EXPORT_KEY, sizeIn } from './exported.ts';
import { verify } from './product.mjs';

/** What comes meanwhile, and at the end. */
export type VerificationReport = { entries: number } | { ms: number; peakBytes: number };

const TELL_EACH_MS = 10_000;
const LOOK_EACH_MS = 50;

const [path = '', threads = '1'] = process.argv.slice(2);
const tell = (report: VerificationReport): unknown => process.send?.(report);
const start = performance.now();
let told = start;
// What the system itself calls the most begins with what our parent held when it started us.
let peakBytes = 0;
const looks = setInterval(() => (peakBytes = Math.max(peakBytes, process.memoryUsage.rss())), LOOK_EACH_MS);
const verdict = await verify({
  source: { kind: 'package', path },
  keys: [EXPORT_KEY],
  threads: Number(threads),
  progress: (entries) => {
    if (performance.now() - told < TELL_EACH_MS) return;
    told = performance.now();
    tell({ entries });
  },
});
const size = sizeIn(path);
if (!verdict.verified || verdict.entries !== size || verdict.data?.verified !== size) throw new Error(verdict.says);
clearInterval(looks);
tell({ ms: performance.now() - start, peakBytes });
