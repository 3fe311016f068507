/** A question over HTTP, its bare SQL by itself and over plain HTTP, and what every question costs at the door, in turn, round after round. */
import type pg from 'pg';
import type { About, Question, Statement } from './questions.js';

export interface Figures {
  readonly asked: string;
  /** Medians of the rounds, milliseconds a question. */
  readonly bareMs: number;
  /** The bare SQL over HTTP, with nothing around it. */
  readonly plainMs: number;
  readonly doorMs: number;
  readonly answeredMs: number;
  /** Of the rounds' own ratios: the answer by its bare SQL. */
  readonly ratio: number;
  readonly least: number;
  readonly greatest: number;
  /** Of the rounds' own ratios: the answer by the bare SQL over HTTP. */
  readonly byPlain: number;
  /** The ratio by the bare SQL without what it costs at the door. */
  readonly beyond: number;
  /** The mean size of an answer. */
  readonly bytes: number;
}

export interface Asking {
  readonly database: pg.Client;
  readonly url: string;
  /** Of the server that answers statements with their rows. */
  readonly plainUrl: string;
  readonly tokenFor: (person: string) => Promise<string>;
  readonly rounds: number;
  readonly seed: string;
}

/** Questions that are asked in a turn, at the least: a single one is too short to be told from the noise. */
const LEAST_TURN = 20;

/** A list that is empty in this city: HTTP, the token, a snapshot of a view, and an answer without anything in it. */
const DOOR = '/v1/corrections?limit=1';

/** Throws where an answer is no 200, and where the bare SQL finds nothing at all: it would be no answer. */
export async function measured({ asked, as, about, path, bare }: Question, asking: Asking): Promise<Figures> {
  const { database, url, plainUrl, tokenFor, rounds, seed } = asking;
  const { rows: abouts } = await database.query<About>(about, [seed]);
  if (abouts.length === 0) throw new Error('There is nothing to ask about.');
  const turn = Array.from({ length: Math.max(LEAST_TURN, abouts.length) }, (_, at) => {
    const each = abouts[at % abouts.length];
    return { path: path(each), statements: bare(each) };
  });
  // The public too: without a token fewer questions are answered in a minute than are asked here.
  const headers = { authorization: `Bearer ${await tokenFor(as)}` };
  const ask = async (asked: string): Promise<number> => {
    const response = await fetch(new URL(asked, url), { headers });
    const text = await response.text();
    if (response.status !== 200) throw new Error(`${asked} answered ${response.status}: ${text}`);
    return text.length;
  };
  const askPlainly = async (statements: readonly Statement[]): Promise<void> => {
    const response = await fetch(plainUrl, { method: 'POST', body: JSON.stringify(statements) });
    const text = await response.text();
    if (response.status !== 200) throw new Error(`The bare SQL answered ${response.status}: ${text}`);
  };
  let [found, bytes] = [0, 0];
  const sides = [
    async () => {
      for (const { statements } of turn) found += await rowsOf(database, asked, statements);
    },
    async () => {
      for (const _each of turn) await ask(DOOR);
    },
    async () => {
      for (const { statements } of turn) await askPlainly(statements);
    },
    async () => {
      bytes = 0;
      for (const each of turn) bytes += await ask(each.path);
    },
  ];
  const times: number[][] = sides.map(() => []);
  const order = [...sides.keys()];
  for (let round = -1; round < rounds; round++) {
    for (const side of order) {
      const began = performance.now();
      await sides[side]?.();
      // The first round warms all of them up.
      if (round >= 0) times[side]?.push((performance.now() - began) / turn.length);
    }
    order.reverse();
  }
  if (found === 0) throw new Error('The bare SQL finds nothing.');
  const [bares = [], doors = [], plains = [], answers = []] = times;
  const by = (others: readonly number[], ms: readonly number[]): number[] =>
    ms.map((each, round) => each / (others[round] ?? NaN));
  const ratios = by(bares, answers);
  return {
    ...{ asked, bareMs: median(bares), plainMs: median(plains), doorMs: median(doors), answeredMs: median(answers) },
    ...{ ratio: median(ratios), least: Math.min(...ratios), greatest: Math.max(...ratios) },
    byPlain: median(by(plains, answers)),
    beyond: median(
      by(
        bares,
        answers.map((ms, round) => Math.max(0, ms - (doors[round] ?? 0))),
      ),
    ),
    bytes: bytes / turn.length,
  };
}

/** As an application would: prepared once, then executed. Answers the number of rows. */
async function rowsOf(database: pg.Client, asked: string, statements: readonly Statement[]): Promise<number> {
  let found = 0;
  for (const [nth, { text, values }] of statements.entries()) {
    const name = `${asked.slice(0, 50)} ${nth}`;
    found += (await database.query({ name, text, values: [...values] })).rowCount ?? 0;
  }
  return found;
}

function median(figures: readonly number[]): number {
  const sorted = [...figures].sort((a, b) => a - b);
  const half = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(half)] ?? NaN) + (sorted[Math.ceil(half)] ?? NaN)) / 2;
}
