// Loaded with `node --import` into every process that is measured: it ends with the harness, also when that is killed, tells what it has
// used, and ends in order when it is told to, so that a profile is written.
process.on('disconnect', () => process.exit(0));
process.on('message', (message) => {
  if (message === 'end') process.exit(0);
  if (message !== 'usage' && message !== 'collected usage') return;
  // Twice: what the first collection finalises, the second frees.
  if (message === 'collected usage') [1, 2].forEach(() => globalThis.gc?.());
  const { heapUsed: heapBytes, rss: residentBytes } = process.memoryUsage();
  process.send?.({ usage: { heapBytes, residentBytes, cpuMicros: process.cpuUsage() } });
});
process.channel?.unref();
