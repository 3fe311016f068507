/** I6, by the verifier that shares nothing with the product: what is served as the log is what its checkpoints say. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { httpSource } from '../independent-verifier/source.js';
import { verifyLog } from '../independent-verifier/verify.js';
import type { Violation } from './judge.js';

/** Where the log's checkpoints are kept outside the database, and the key that they are verified with. */
export interface Kept {
  readonly folder: string;
  /** Of what the signer is to remember. */
  readonly state: string;
  readonly verifierKey: string;
}

/** A checkpoint a second at most, and a signer that died is followed by another one. */
const SIGNED_WITHIN_MS = 30_000;
const SHOWN = 5;
/** Each two that are looked at cost a request for a proof: of more than these, evenly spread ones are, and the last. */
const MOST_CHECKPOINTS = 40;

/** Every checkpoint that was published, of whichever signer, the smallest first. */
export function checkpointsIn({ folder }: Kept): { readonly size: number; readonly path: string }[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((each) => each.isFile() && /^\d+$/.test(each.name))
    .map(({ name, parentPath }) => ({ size: Number(name), path: join(parentPath, name) }))
    .sort((one, other) => one.size - other.size);
}

/** `api` is one that is ready, and `headers` whose requests these are; `head` is the last position, to be signed now that nothing is under way. */
export async function judgeLog(
  api: { readonly url: string; readonly headers: Readonly<Record<string, string>> },
  kept: Kept,
  head: number,
): Promise<Violation[]> {
  for (const end = Date.now() + SIGNED_WITHIN_MS; newest(kept) !== head; await sleep(100))
    if (Date.now() > end)
      return [{ invariant: 'I6', what: `the newest checkpoint counts ${newest(kept)} entries, and the log has ${head}` }];
  const all = checkpointsIn(kept).map(({ path }) => readFileSync(path));
  const step = Math.ceil(all.length / MOST_CHECKPOINTS);
  const checkpoints = all.filter((_, at) => (all.length - 1 - at) % step === 0);
  const { verified, findings, entries } = await verifyLog({
    source: httpSource(`${api.url}/v1/log`, api.headers),
    keys: [kept.verifierKey],
    checkpoints,
  });
  const found = findings.map(({ says, position }): Violation => {
    const where = position === undefined ? {} : { positions: [position, position] as const };
    return { invariant: 'I6', what: says, ...where };
  });
  if (verified && entries !== head)
    found.push({ invariant: 'I6', what: `${entries} entries were verified, and the log has ${head}` });
  return found.slice(0, SHOWN);
}

export const newest = (kept: Kept): number => checkpointsIn(kept).at(-1)?.size ?? 0;
