/**
 * jest-light-runner in processes, each of which is told once what to run with: in 0.8.2 the answer to the first that asks goes to all, and one
 * that has not got as far as asking misses it and waits for ever, and jest with it. Here it goes to the one that asks.
 */
import LightRunner from 'jest-light-runner/child-process';
import Tinypool from 'tinypool';

const { run } = Tinypool.prototype;

/** Each task has a channel of its own: its process becomes known to the runner when it asks, just before it is answered. */
Tinypool.prototype.run = function (task, options = {}) {
  const { channel } = options;
  if (!channel) return run.call(this, task, options);
  let tell;
  const own = {
    onMessage: (listener) => {
      tell = listener;
    },
    postMessage: (message) => {
      channel.onMessage(tell);
      channel.postMessage(message);
    },
  };
  return run.call(this, task, { ...options, channel: own });
};

export default LightRunner;
