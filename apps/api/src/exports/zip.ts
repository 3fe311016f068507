/** Files as one ZIP: each is made when the one before has been taken, and let go of then. */
import { once } from 'node:events';
import { type PassThrough, Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import { takenInTime } from '../http/taken-in-time.js';
import type { PackageFile } from './package-file.js';

/** Who takes nothing for so long is let go. */
const STALLED_MS = 60_000;
/** Characters. */
const PIECE = 65_536;

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
    const content = Readable.from(gathered(bytes), { objectMode: false });
    const leave = (): void => void content.destroy();
    gone.addEventListener('abort', leave);
    try {
      zip.addReadStreamLazy(path, { mtime, compress: !incompressible }, lent(content));
      ownName(zip);
      await once(content, 'close');
      gone.throwIfAborted();
    } finally {
      gone.removeEventListener('abort', leave);
    }
  }
  zip.end();
}

/** Lines by the piece: whatever is compressed goes to a thread and comes back, which takes longer than a line does. */
async function* gathered(bytes: PackageFile['bytes']): AsyncGenerator<Buffer | string> {
  let lines = '';
  for await (const each of bytes) {
    if (typeof each === 'string') lines += each;
    else {
      if (lines) yield lines;
      lines = '';
      yield each;
    }
    if (lines.length < PIECE) continue;
    yield lines;
    lines = '';
  }
  if (lines) yield lines;
}

/**
 * The archive keeps this function for each file until its end: it lets go of the content when it has given it. It stands by itself, because a
 * function keeps all that any function beside it uses.
 */
function lent(content: Readable): (take: (fault: null, content: Readable) => void) => void {
  let held: Readable | undefined = content;
  return (take) => {
    if (held) take(null, held);
    held = undefined;
  };
}

/**
 * The archive keeps the name of each file until its end, as a piece of the pool that Node cuts small buffers from: and with a name of 20 bytes
 * all that was cut beside it, 64 kB a file. Its own piece of memory lets go of the rest.
 */
function ownName(zip: ZipFile): void {
  const entry = (zip as unknown as { readonly entries: readonly { utf8FileName: Buffer }[] }).entries.at(-1);
  if (!entry) return;
  const name = Buffer.allocUnsafeSlow(entry.utf8FileName.length);
  entry.utf8FileName.copy(name);
  entry.utf8FileName = name;
}
