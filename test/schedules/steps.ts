/** Steps that several schedules are made of. */
import fc from 'fast-check';
import { type Play, step } from './play.js';

/** Which of those that there are: a command, a ring, somebody alive. */
export const nth = fc.nat({ max: 11 });
export const rings = (play: Play): boolean => play.bell.waiting.length > 0;

export const answer = nth.map((which) =>
  step(`a worker answers ring ${which}`, rings, (play) => {
    const delivery = play.bell.take(which);
    play.begin('worker', (worker) => play.answer(worker, delivery));
  }),
);

export const reconcile = fc.constant(
  step(
    'a reconciler makes a round',
    ({ alive }) => alive.length < 6,
    (play) => play.begin('reconciler', (one) => play.reconcile(one)),
  ),
);

/** One of these times passes, ms. */
export const passes = (...times: number[]) =>
  fc.constantFrom(...times).map((ms) =>
    step(
      `${ms} ms pass`,
      () => true,
      ({ setting: { stage } }) => stage.pass(ms),
    ),
  );
