/** Whether the api still serves as before: a command, the whole log, every list, for those inside and for the public. */
import type { Fault } from './judge.js';
import type { System } from './system.js';

export async function afterwards(system: System): Promise<Fault[]> {
  const url = `http://127.0.0.1:${system.api.port}`;
  const inside = { authorization: `Bearer ${await system.issuer.tokenFor('oversight')}` };
  const faults: Fault[] = [];
  const length = async (): Promise<number> =>
    (await system.query<{ n: number }>('select count(*)::int as n from log'))[0]?.n ?? 0;
  for (const headers of [inside, {}]) {
    // What followed by itself, and what was noted of this very reading, may be added meanwhile.
    const least = await length();
    const seen = await walk(`${url}/v1/events?limit=200`, headers, (page) => (page as unknown[]).length);
    const most = await length();
    if (typeof seen !== 'number' || seen < least || seen > most)
      faults.push({ rule: 'the log cannot be read to its end', seen: `${seen} of ${least} to ${most}` });
    for (const path of LISTS) {
      const read = await walk(`${url}/v1/${path}?limit=200`, headers, (page) => (page as { items: unknown[] }).items.length);
      if (typeof read !== 'number') faults.push({ rule: 'a list cannot be read to its end', seen: `${path}: ${read}` });
    }
  }
  const command = await fetch(`${url}/v1/commands/register-authority`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${await system.issuer.tokenFor('city-attorney')}`,
      'content-type': 'application/json',
      prefer: 'wait=20',
    },
    body: JSON.stringify({ citation: 'Gov. Code 54954.2', title: 'Posting of agendas, synthetic' }),
  });
  if (command.status !== 200)
    faults.push({ rule: 'a command is not decided any more', seen: `${command.status} ${await command.text()}` });
  const ready = await untilReady(url);
  if (ready) faults.push({ rule: 'not ready any more', seen: ready });
  return faults;
}

/** Undefined once it is ready; else what it last said. On a busy machine a probe may take longer than it has. */
async function untilReady(url: string): Promise<string | undefined> {
  for (const end = Date.now() + READY_MS; ; await new Promise((resolve) => setTimeout(resolve, 500))) {
    const ready = await fetch(`${url}/readyz`);
    const text = await ready.text();
    if (ready.status === 200) return undefined;
    if (Date.now() > end) return `${ready.status} ${text}`;
  }
}

const READY_MS = 60_000;
const LISTS =
  'authorities directives provisions board-reports requests protocols drafts boards meetings board-actions orders report-backs corrections clocks'.split(
    ' ',
  );

/** Counts the items of all pages; a text says what went wrong. */
async function walk(first: string, headers: Record<string, string>, count: (page: unknown) => number): Promise<number | string> {
  let sum = 0;
  for (let next: string | undefined = first; next;) {
    const answer: Response = await fetch(next, { headers });
    const text = await answer.text();
    if (answer.status !== 200) return `${answer.status} ${text.slice(0, 300)}`;
    try {
      sum += count(JSON.parse(text));
    } catch (error) {
      return `no JSON: ${(error as Error).message}`;
    }
    const link = /<([^>]+)>; rel="next"/.exec(answer.headers.get('link') ?? '')?.[1];
    next = link && new URL(link, first).href;
  }
  return sum;
}
