// Loaded with `node --expose-gc --import` into processes whose memory a test follows: asked by a message, it collects what is garbage and
// tells what is left. The question and the answer go over the channel to the test's own process.
process.on('message', (message) => {
  if (message !== 'gauge') return;
  global.gc();
  global.gc();
  const { rss, heapUsed, external } = process.memoryUsage();
  process.send({ gauge: { rss, heapUsed, external } });
});
process.channel?.unref();
