// Loaded with `node --import` into the processes of a fault run. It puts a version of failpoint.js in the place of the one that does
// nothing, and listens on the channel to the process that started it: a process that was started without this loader has no way to get at it.
//
//   { arm: { place, action: 'kill' | 'stop' | 'throw', match?, times? } }   what happens at a place, `times` times (1)
//   { disarm: true }                                                       nothing any more
//   { clock: ms }                                                          the process's own clock goes so much ahead
//
// What happened is told on file descriptor 4, before it happens: a killed process says nothing more.
import { writeSync } from 'node:fs';
import { flushCompileCache, registerHooks } from 'node:module';

const TOLD_ON = 4;
let armed = [];
let clockOffset = 0;

globalThis[Symbol.for('promulgate.failpoint')] = async (place, about = '') => {
  const here = armed.find((each) => each.place === place && (each.match === undefined || about.includes(each.match)));
  if (!here) return;
  here.times -= 1;
  if (here.times <= 0) armed = armed.filter((each) => each !== here);
  writeSync(TOLD_ON, `${JSON.stringify({ place, about, action: here.action, at: RealDate.now() })}\n`);
  if (here.action === 'throw') throw new Error(`The place ${place} was made to break.`);
  process.kill(process.pid, here.action === 'stop' ? 'SIGSTOP' : 'SIGKILL');
};

/** Dates of this process, `clockOffset` beside the machine's; timers go on as they are. */
const RealDate = Date;
const now = () => RealDate.now() + clockOffset;
globalThis.Date = new Proxy(RealDate, {
  construct: (real, parts, target) => Reflect.construct(real, parts.length === 0 ? [now()] : parts, target),
  apply: () => new RealDate(now()).toString(),
  get: (real, name) => (name === 'now' ? now : Reflect.get(real, name)),
});

process.on('message', (message) => {
  if (message.arm) armed.push({ times: 1, ...message.arm });
  if (message.disarm) armed = [];
  if (message.clock !== undefined) clockOffset = message.clock;
});
// Without its starter it would go on for nobody, and a channel alone keeps nobody alive.
process.once('disconnect', () => process.exit(1));
process.channel?.unref();

const source = `
const act = globalThis[Symbol.for('promulgate.failpoint')];
export const failpoint = (place, about) => act(place, about);`;

registerHooks({
  load: (url, context, next) =>
    url.endsWith('/libs/event-log/src/failpoint.js') ? { format: 'module', shortCircuit: true, source } : next(url, context),
});

// A killed process leaves no cache of what it compiled: it is written once all is loaded.
setTimeout(() => flushCompileCache(), 5_000).unref();
