/**
 * The signer killed between any two of its steps. Whatever it left behind, and whoever goes on, nobody anywhere has two trees of one size:
 * not in the signer's state, not in the folder of checkpoints, not in the table, and no reader was ever shown another one.
 */
import type { Failpoint } from '#event-log';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Heads } from '../heads.js';
import type { Violation } from '../judge.js';
import { checkpointsIn, type Kept, newest } from '../judge-log.js';
import { type Fault, type Outcome, type Scene, timing } from '../scene.js';
import { killAt } from './kills.js';

const PLACES: readonly { readonly place: Failpoint; readonly title: string }[] = [
  { place: 'signer-after-state', title: 'signer killed when its state was on the disk, before it signed' },
  { place: 'signer-after-signature', title: 'signer killed when it had signed, before anybody had the note' },
  { place: 'signer-after-folder', title: 'signer killed when the note was in the folder, before it was published' },
  { place: 'signer-after-publication', title: 'signer killed when the note was published' },
];

/** A follower has the lock within a second, and signs once a second. */
const GOES_ON_MS = 5_000;
const PATIENCE_MS = 60_000;
/** A reader without a token has 600 requests a minute. */
const READ_EVERY_MS = 500;

async function killSigner(scene: Scene, place: Failpoint, wanted: number): Promise<Outcome> {
  const { stage } = scene;
  const heads = new Heads();
  const reading = new AbortController();
  const reader = follow(scene, heads, reading.signal);
  const took: number[] = [];
  const violations: Violation[] = [];
  const outcome = await killAt(scene, { app: 'worker', place, leaderOnly: true }, wanted, async () => {
    takeFiles(stage.kept, heads);
    const [since, before] = [performance.now(), newest(stage.kept)];
    while (newest(stage.kept) <= before && performance.now() - since < PATIENCE_MS) await sleep(50);
    if (newest(stage.kept) > before) took.push(performance.now() - since);
    else violations.push({ invariant: 'I6', what: `nothing was signed for ${PATIENCE_MS / 1000} s after the kill` });
  });
  reading.abort();
  await reader;
  takeFiles(stage.kept, heads);
  const { rows } = await stage.owner.query<{ note: Buffer }>('select note from signed_checkpoints');
  for (const { note } of rows) heads.take(note.toString(), 'the table');
  return {
    count: outcome.count,
    figures: [
      timing('signed again after the kill', took, GOES_ON_MS),
      { what: 'sizes of which all trees were compared', value: String(heads.sizes) },
    ],
    violations: [...(outcome.violations ?? []), ...violations, ...heads.forks()],
  };
}

/** Keeps every checkpoint that the apis show, as a reader would who trusts nobody. */
async function follow({ stage }: Scene, heads: Heads, stopping: AbortSignal): Promise<void> {
  while (!stopping.aborted) {
    for (const api of stage.ready('api')) {
      const { status, body } = await api.read('/v1/log/checkpoint');
      if (status === 200) heads.take(body, api.name);
    }
    await sleep(READ_EVERY_MS, undefined, { signal: stopping }).catch(() => undefined);
  }
}

function takeFiles(kept: Kept, heads: Heads): void {
  const { state } = kept;
  for (const { path } of checkpointsIn(kept)) heads.take(readFileSync(path, 'utf8'), 'the folder');
  for (const name of readdirSync(state).filter((each) => each.endsWith('.state')))
    heads.take(readFileSync(join(state, name), 'utf8'), 'the state');
}

export const signer: readonly Fault[] = PLACES.map(({ place, title }) => ({
  name: `kill-${place}`,
  title,
  full: 50,
  quick: 1,
  run: (scene, count) => killSigner(scene, place, count),
}));
