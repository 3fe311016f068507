import { Readable, type ReadableOptions } from 'node:stream';

/** A stream of these chunks, one after the other; one from which nothing is taken for so long is let go of, and whatever made it. */
export function takenInTime<Chunk>(chunks: AsyncIterable<Chunk>, stalledMs: number, options: ReadableOptions): Readable {
  const given = { at: Infinity };
  const stream = Readable.from(timed(chunks, given), options);
  const stalled = setInterval(() => {
    if (performance.now() - given.at > stalledMs) stream.destroy();
  }, stalledMs / 4);
  stream.once('close', () => clearInterval(stalled));
  return stream;
}

/** Notes when something was given, until it is taken: a generator goes on only then. */
async function* timed<Chunk>(chunks: AsyncIterable<Chunk>, given: { at: number }): AsyncGenerator<Chunk> {
  for await (const chunk of chunks) {
    given.at = performance.now();
    yield chunk;
    given.at = Infinity;
  }
}
