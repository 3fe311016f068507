/** The product loses its machine and is restored from what docs/operating.md has backed up, to its end and to a point before it. */
import { forkedByACopy } from './fork.js';
import { type Lost, lost, restoreToAPoint, restoreToTheEnd } from './story.js';

let about: Lost;

beforeAll(async () => {
  about = await lost('base backup and WAL');
}, 180_000);
afterAll(() => about?.house.close(), 60_000);

it('Restored to its end the log goes on without a fork, and what was ordered to be erased is erased again', async () => {
  await restoreToTheEnd(about);
}, 120_000);

it('Restored without its tail it is signed no more, which everybody is told, until it is continued under another origin', async () => {
  await restoreToAPoint(about);
}, 120_000);

it('Restored twice, with a copy of what the signer remembers, the log is forked: witness and verifiers refuse it, and say which', async () => {
  await forkedByACopy(about);
}, 120_000);
