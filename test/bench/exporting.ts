/** B7-export: what the api holds in memory while it streams a records package, of a log and of one five times as long. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Bench, type BenchContext, type BenchRow, short } from './bench.ts';
import { fill } from './fill.ts';
import type { Usage } from './pipeline/child.ts';
import { oursWith, prepareGround, type RunningSide, signedIn, startBenchIssuer } from './pipeline/sides.ts';

const SHARE = 0.2;
const AT_MOST = 1.25;
const LOOK_EACH_MS = 1_000;
const SAY_EACH = 15;
const READY_MS = 1_800_000;

interface Taken {
  readonly bytes: number;
  readonly seconds: number;
  /** The most that was seen. */
  readonly heapBytes: number;
  readonly residentBytes: number;
}

interface Streamed extends Taken {
  readonly entries: number;
}

export const exporting: Bench = {
  id: 'B7-export',
  title: 'memory of the api while it streams a records package of the whole log, beside one of a fifth of it',
  run: async (context) => {
    const entries = Math.ceil((context.quick ? 200_000 : 1_000_000) * context.scale);
    const few = await streamed(context, Math.ceil(entries * SHARE), 1);
    const many = await streamed(context, entries, 2);
    const note = `${short(many.entries)} entries, ${megabytes(many.bytes)} of ZIP, in ${many.seconds.toFixed(0)} s: ${short(many.entries / many.seconds)} entries a second.`;
    return [
      row(
        'B7-export heap',
        few,
        many,
        'heapBytes',
        `the most in use after a collection, forced each second of a package. ${note}`,
      ),
      row(
        'B7-export resident',
        few,
        many,
        'residentBytes',
        'the most that the process held, looked at each second of the package before, with nothing collected but what the process collects itself.',
      ),
    ];
  },
};

function row(id: string, few: Streamed, many: Streamed, figure: 'heapBytes' | 'residentBytes', note: string): BenchRow {
  const ratio = many[figure] / few[figure];
  return {
    id,
    beside: `${short(few.entries)} entries`,
    ours: megabytes(many[figure]),
    theirs: megabytes(few[figure]),
    ratio,
    spread: '–',
    target: `≤ ${AT_MOST}`,
    met: ratio <= AT_MOST,
    note,
  };
}

/** Fills a log, has it signed, and streams its package from an api that has done nothing else. */
async function streamed(context: BenchContext, entries: number, redisDatabase: number): Promise<Streamed> {
  const folder = mkdtempSync(join(tmpdir(), 'promulgate-b7-export-'));
  const { issuer } = await startBenchIssuer();
  const { url: databaseUrl } = await context.freshDatabase();
  const ground = { databaseUrl, redisUrl: `${context.redisUrl}/${redisDatabase}`, issuer: issuer.issuer };
  let side: RunningSide | undefined;
  try {
    await prepareGround(ground);
    await fill(context, databaseUrl, entries);
    side = await oursWith('api', signedIn(folder)).start(ground);
    const asItIs = await taken(context, side, entries, false);
    const { heapBytes } = await taken(context, side, entries, true);
    return { ...asItIs, entries, heapBytes };
  } finally {
    await side?.close();
    await issuer.close();
    rmSync(folder, { recursive: true });
  }
}

/** Takes a package to its end, while the api is looked at; `collect`: after a collection each time, which keeps it smaller than it would be. */
async function taken(context: BenchContext, side: RunningSide, entries: number, collect: boolean): Promise<Taken> {
  const body = await opened(context, side.url, entries);
  const start = performance.now();
  let bytes = 0;
  const over = new AbortController();
  const take = async (): Promise<void> => {
    try {
      for await (const piece of body) bytes += piece.length;
    } finally {
      over.abort();
    }
  };
  const watch = watched(side, collect, over.signal, ({ heapBytes, residentBytes }) => {
    context.say(`  ${megabytes(bytes)} taken: heap ${megabytes(heapBytes)}, resident ${megabytes(residentBytes)}`);
  });
  const [most] = await Promise.all([watch, take()]);
  return { ...most, bytes, seconds: (performance.now() - start) / 1_000 };
}

/** Looks by the clock: where little is sent for a while much may be in the making. */
async function watched(
  { children: [api] }: RunningSide,
  collect: boolean,
  over: AbortSignal,
  say: (usage: Usage) => void,
): Promise<Pick<Taken, 'heapBytes' | 'residentBytes'>> {
  let [heapBytes, residentBytes] = [0, 0];
  for (let look = 1; !over.aborted; look++) {
    const usage = await api.usage(collect);
    heapBytes = Math.max(heapBytes, usage.heapBytes);
    residentBytes = Math.max(residentBytes, usage.residentBytes);
    if (look % SAY_EACH === 0) say(usage);
    await sleep(LOOK_EACH_MS, undefined, { signal: over }).catch(() => undefined);
  }
  return { heapBytes, residentBytes };
}

/** The package, once the log is signed to its end and the views have come as far. */
async function opened(context: BenchContext, url: string, entries: number): Promise<AsyncIterable<Uint8Array>> {
  for (const end = performance.now() + READY_MS; performance.now() < end; await sleep(2_000)) {
    const newest = await fetch(`${url}/v1/log/checkpoint`);
    const size = Number((await newest.text()).split('\n')[1]);
    if (newest.status !== 200 || size < entries) continue;
    const response = await fetch(`${url}/v1/exports/records`);
    if (response.status === 200 && response.body) return response.body as AsyncIterable<Uint8Array>;
    context.say(`  not ready: ${response.status} ${await response.text()}`);
  }
  throw new Error('The log was not signed to its end, or the views did not come as far, within half an hour.');
}

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`;
