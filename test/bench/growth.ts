/** B8: what a log of a thousand times the size does to what is done with it every day. */
import type pg from 'pg';
import { MoreThan } from 'typeorm';
import { type Bench, type BenchContext, type BenchRow, median, randomFrom, short } from './bench.ts';
import { BenchDraftView, draftsViewBySet } from './drafts-view.ts';
import { fill, filledStream } from './fill.ts';
import { type Curve, plotOf } from './plot.ts';
import { append, loadStreams, migrate, pageOf, readModels, rebuildView } from './product.mjs';
import { appendRaw, eventOf, headAt, originOf, ourPool, rawPool, STREAM_LENGTH } from './workload.ts';

const PAGE = 100;
const LIST = 50;
const MOST = 1.15;
const sizesOf = ({ quick, scale }: BenchContext) =>
  (quick ? [10_000, 100_000] : [10_000, 1_000_000, 10_000_000]).map((size) => size * scale);
const timesOf = ({ quick }: BenchContext) => (quick ? 40 : 400);

export const growth: Bench = {
  id: 'B8',
  title:
    "growth of the time that one append, one load of a stream, one page of a view's list and one page of the feed take, from a log of 10,000 events on, beside the growth of the barest statements that do the same on the same tables",
  run: async (context) => {
    const sizes = sizesOf(context);
    const sites: Site[] = [];
    try {
      for (const size of sizes) sites.push(await open(context, size));
      const times = await measured(context, sites);
      context.attach('benchmarks-growth.svg', plotOf('Time of one operation, by the size of the log', sizes, curvesOf(times)));
      return times.flatMap(rowsOf(sizes));
    } finally {
      await Promise.all(sites.map((site) => site.close()));
    }
  },
};

type Work = () => Promise<unknown>;

/** A log of one size, and what is done with it, by us and barely. */
interface Site {
  size: number;
  operations: { name: string; ours: Work; raw: Work }[];
  close(): Promise<void>;
}

/** Milliseconds of one operation, a row of figures a round, each row a figure a size. */
interface Times {
  name: string;
  ours: number[][];
  raw: number[][];
}

async function open(context: BenchContext, size: number): Promise<Site> {
  const { url } = await context.freshDatabase();
  await migrate(url);
  await fill(context, url, size);
  await rebuildView(url, draftsViewBySet);
  const [our, raw] = [ourPool(url, 2), rawPool(url, 2)];
  const models = await readModels(url, [draftsViewBySet], { size: 2 }).initialize();
  const list = models.getRepository(BenchDraftView);
  const random = randomFrom(context.seed);
  const streams = size / STREAM_LENGTH;
  const versions = new Map<string, number>();
  const anyStream = () => filledStream(Math.floor(random() * streams));
  const anyId = () => anyStream().slice('drafts/'.length);
  const anyPosition = () => Math.floor(random() * Math.max(1, size - PAGE));
  /** A stream and the version that it is at, which the next append moves on. */
  const advance = () => {
    const stream = anyStream();
    const version = versions.get(stream) ?? STREAM_LENGTH;
    versions.set(stream, version + 1);
    return { stream, version };
  };
  return {
    size,
    operations: [
      {
        name: 'append',
        ours: () => {
          const { stream, version } = advance();
          return append(our, headAt(stream, version), [eventOf(version)], originOf(stream));
        },
        raw: () => {
          const { stream, version } = advance();
          return appendRaw(raw, stream, version);
        },
      },
      {
        name: 'stream load',
        ours: () => loadStreams(our, [anyStream()]),
        raw: () => ask(raw, 'load', LOAD, [anyStream()]),
      },
      {
        name: 'list page',
        ours: () => list.find({ where: { id: MoreThan(anyId()) }, order: { id: 'ASC' }, take: LIST }),
        raw: () => ask(raw, 'list', `select * from views.bench_drafts where id > $1 order by id limit ${LIST}`, [anyId()]),
      },
      {
        name: 'feed page',
        ours: () => pageOf(our, { after: anyPosition(), limit: PAGE, filter: {}, insight: 'PUBLIC', roles: [] }),
        raw: () => ask(raw, 'feed', FEED, [anyPosition()]),
      },
    ],
    close: async () => {
      await Promise.all([our.end(), raw.end(), models.destroy()]);
    },
  };
}

const LOAD = `select e.version, e.type, d.data from events e join event_data d using (stream, version) where e.stream = $1 order by e.version`;
const FEED = `
  select l.position, e.entry, d.data, d.salt from log l join events e using (global_position)
  left join event_data d on d.stream = e.stream and d.version = e.version
  where l.position > $1 order by l.position limit ${PAGE}`;

async function ask(pool: pg.Pool, name: string, text: string, values: unknown[]): Promise<void> {
  const { rows } = await pool.query<object>({ name, text, values });
  if (rows.length === 0 && name === 'load') throw new Error(`Nothing was found by ${name}.`);
}

/** One round is each operation on each size, ours and the bare one in turn, a few times over. */
async function measured(context: BenchContext, sites: readonly Site[]): Promise<Times[]> {
  const names = sites[0].operations.map(({ name }) => name);
  const all = names.map((name): Times => ({ name, ours: [], raw: [] }));
  for (let round = -1; round < context.rounds; round += 1) {
    await context.checkpoint();
    for (const [at, { name, ours, raw }] of all.entries()) {
      const figures = { ours: sites.map(() => 0), raw: sites.map(() => 0) };
      for (let time = 0; time < timesOf(context); time += 1) {
        for (const [place, { operations }] of sites.entries()) {
          const { ours: our, raw: bare } = operations[at];
          const turns = [
            ['ours', our],
            ['raw', bare],
          ] as const;
          for (const [side, work] of (time + round) % 2 === 0 ? turns : turns.toReversed())
            figures[side][place] += (await timeOf(work)) / timesOf(context);
        }
      }
      if (round < 0) continue;
      ours.push(figures.ours);
      raw.push(figures.raw);
      context.say(
        `  round ${round + 1}, ${name}: ours ${figures.ours.map(short).join(', ')} ms, raw ${figures.raw.map(short).join(', ')} ms`,
      );
    }
  }
  return all;
}

async function timeOf(work: Work): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

const rowsOf =
  (sizes: readonly number[]) =>
  ({ name, ours, raw }: Times): BenchRow[] =>
    sizes.slice(1).map((size, index) => {
      const grown = (figures: number[]) => figures[index + 1] / figures[0];
      const ratios = ours.map((figures, round) => grown(figures) / grown(raw[round]));
      const ratio = median(ratios);
      return {
        id: `B8 ${name}, ${short(size)}`,
        beside: 'raw statement',
        ours: `× ${short(median(ours.map(grown)))}`,
        theirs: `× ${short(median(raw.map(grown)))}`,
        ratio,
        spread: `${short(Math.min(...ratios))}–${short(Math.max(...ratios))}`,
        target: `≤ ${MOST}`,
        met: ratio <= MOST,
        note: `${name === 'feed page' ? 'the query behind a page of /v1/events and of /v1/events/stream, by which a reader resumes; ' : ''}${atOf(sizes, ours, raw, index + 1)}.`,
      };
    });

/** What one takes at this size, ours and the bare one: who is quicker on a small log grows more. */
function atOf(sizes: readonly number[], ours: readonly number[][], raw: readonly number[][], place: number): string {
  const [our, bare] = [mediansOf(ours), mediansOf(raw)];
  const pair = (at: number) => `${short(our[at])} ms beside ${short(bare[at])} at ${short(sizes[at])}`;
  return `${pair(0)}, ${pair(place)}`;
}

function curvesOf(times: readonly Times[]): Curve[] {
  return times.flatMap(({ name, ours, raw }) => [
    { name, dashed: false, values: mediansOf(ours) },
    { name: `${name}, raw`, dashed: true, values: mediansOf(raw) },
  ]);
}

const mediansOf = (rounds: readonly number[][]) => rounds[0].map((_, place) => median(rounds.map((figures) => figures[place])));
