// Loaded with `node --import` by tests that let a process die at a named place. It puts a killing version of failpoint.js in the place of
// the one that does nothing; a process that was started without this loader has no way to get at it.
import { registerHooks } from 'node:module';

const source = `
export async function failpoint(place) {
  if (place !== ${JSON.stringify(process.env.TEST_DIE_AT ?? '')}) return;
  process.kill(process.pid, 'SIGKILL');
  await new Promise(() => {});
}`;

registerHooks({
  load: (url, context, next) =>
    url.endsWith('/libs/event-log/src/failpoint.js') ? { format: 'module', shortCircuit: true, source } : next(url, context),
});
