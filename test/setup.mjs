/** Once in each process of the tests, before its first suite. */
import 'reflect-metadata';
import { addEventHandler } from 'jest-circus';
import { setTimeout as sleep } from 'node:timers/promises';

const MOST_MS = 40_000;

process.setSourceMapsEnabled(true);

// The runner lets go of its processes when all suites are done: what a failed test left running, and would keep one for ever, is left to its own
// leash. Where jest itself runs the suites, it ends by itself, if nobody listens to whoever started it.
if (process.__tinypool_state__) process.once('disconnect', () => process.exit());

/** The runner lets a test take as long as it likes, so that one that waits for ever would stop the run: here it fails, after what it allows itself. */
addEventHandler(({ name, timeout = MOST_MS }, { currentDescribeBlock }) => {
  const added = { add_test: currentDescribeBlock.children, add_hook: currentDescribeBlock.hooks }[name]?.at(-1);
  const { fn } = added ?? {};
  if (fn) added.fn = () => inTime(fn, timeout);
});

async function inTime(fn, most) {
  const ended = new AbortController();
  const late = sleep(most, undefined, { signal: ended.signal, ref: false }).then(
    () => Promise.reject(new Error(`Not done after ${most} ms.`)),
    () => undefined,
  );
  try {
    await Promise.race([fn(), late]);
  } finally {
    ended.abort();
  }
}
