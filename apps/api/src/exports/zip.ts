/** Files as one ZIP: each is made when the one before has been taken, and let go of then. */
import { once } from 'node:events';
import { type PassThrough, Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import { takenInTime } from '../http/taken-in-time.js';
import type { PackageFile } from './package-file.js';

/** Who takes nothing for so long is let go. */
const STALLED_MS = 60_000;

/**
 * The bytes of the ZIP. When the stream is destroyed, the file that is being made is let go of at once, and no other is begun.
 * `mtime` is that of every file, so that the same content is the same ZIP.
 */
export function zipOf(files: AsyncIterable<PackageFile>, mtime: Date, stalledMs = STALLED_MS): Readable {
  const zip = new ZipFile();
  const output = zip.outputStream as PassThrough;
  const gone = new AbortController();
  const stream = takenInTime<Buffer>(output, stalledMs, { objectMode: false });
  stream.once('close', () => gone.abort());
  pack(zip, files, mtime, gone.signal).catch((fault: unknown) => {
    // Whoever reads waits for the output's next piece, and hears of the fault by it.
    output.destroy(gone.signal.aborted ? undefined : (fault as Error));
  });
  return stream;
}

async function pack(zip: ZipFile, files: AsyncIterable<PackageFile>, mtime: Date, gone: AbortSignal): Promise<void> {
  for await (const { path, bytes, incompressible = false } of files) {
    gone.throwIfAborted();
    const content = Readable.from(bytes, { objectMode: false });
    const leave = (): void => void content.destroy();
    gone.addEventListener('abort', leave);
    try {
      // The archive keeps what it was given for each file until its end: a function that lets go of the content.
      let held: Readable | undefined = content;
      zip.addReadStreamLazy(path, { mtime, compress: !incompressible }, (pump) => {
        if (held) pump(null, held);
        held = undefined;
      });
      await once(content, 'close');
      gone.throwIfAborted();
    } finally {
      gone.removeEventListener('abort', leave);
    }
  }
  zip.end();
}
