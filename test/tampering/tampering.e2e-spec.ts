/** Somebody with all rights in the database changes the log: whoever kept a checkpoint of it finds out, and where, and what was done. */
import { dice } from '../independent-verifier/proofs.js';
import { openStage, type Stage } from './stage.js';
import { tried } from './trial.js';
import { WAYS } from './ways.js';

const PLACES = 3;
const roll = dice(20260310);
let stage: Stage;

beforeAll(async () => {
  stage = await openStage(600, roll);
}, 60_000);
afterAll(() => stage?.close(), 30_000);

it('a log that nobody touched verifies, before and after all that follows', async () => {
  expect(await stage.verdict('monitor', { data: true })).toMatchObject({ verified: true, entries: 600, withData: 600 });
});

describe.each(WAYS)('$name: $about', (way) => {
  it('is found at each of some random places', async () => {
    for (let place = 0; place < PLACES; place++) expect((await tried(stage, way, roll)).faults).toEqual([]);
    expect((await stage.verdict('reader')).verified).toBe(true);
  }, 60_000);
});
