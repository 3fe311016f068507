import type { Readable } from 'node:stream';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { messageOf, Unreadable } from './findings.js';
import type { Files } from './package-source.js';

/** Where a file lies in the ZIP: no more is kept of it, because a long log has many. */
interface Place {
  readonly relativeOffsetOfLocalHeader: number;
  readonly compressedSize: number;
  readonly uncompressedSize: number;
  readonly deflated: boolean;
}

const STORED = 0;
const DEFLATED = 8;

/** A package as the ZIP that it was delivered as; nothing of it is unpacked to disk. */
export class ZipFiles implements Files {
  private constructor(
    readonly name: string,
    private readonly zip: ZipFile,
    private readonly places: ReadonlyMap<string, Place>,
  ) {}

  /** Throws {@link Unreadable} where the file is no whole ZIP, or one that two readers could read differently. */
  static async open(path: string): Promise<ZipFiles> {
    try {
      const zip = await openPromise(path, { lazyEntries: true, autoClose: false, strictFileNames: true });
      const places = new Map<string, Place>();
      for await (const entry of zip.eachEntry()) {
        if (places.has(entry.fileName)) throw new Error(`it holds ${entry.fileName} twice`);
        if (!entry.fileName.endsWith('/')) places.set(entry.fileName, placeOf(entry));
      }
      return new ZipFiles(path, zip, places);
    } catch (error) {
      throw new Unreadable(`${path} cannot be read as a ZIP: ${messageOf(error)}.`, { cause: error });
    }
  }

  has(path: string): Promise<boolean> {
    return Promise.resolve(this.places.has(path));
  }

  names(folder: string): Promise<readonly string[]> {
    const names = new Set<string>();
    for (const path of this.places.keys()) {
      if (path.startsWith(`${folder}/`)) names.add(path.slice(folder.length + 1).split('/')[0] ?? '');
    }
    return Promise.resolve([...names]);
  }

  async read(path: string, mostBytes: number): Promise<Buffer | undefined> {
    const size = this.places.get(path)?.uncompressedSize ?? 0;
    if (size > mostBytes) throw new Unreadable(`${path} is larger than ${mostBytes} bytes.`);
    const place = this.places.get(path);
    if (!place) return undefined;
    const pieces: Buffer[] = [];
    for await (const piece of this.piecesAt(path, place)) pieces.push(piece);
    return Buffer.concat(pieces);
  }

  pieces(path: string): Promise<AsyncIterable<Buffer> | undefined> {
    const place = this.places.get(path);
    return Promise.resolve(place && this.piecesAt(path, place));
  }

  /** yauzl holds the pieces to the length that the directory names, so that no file unpacks to more. */
  private async *piecesAt(path: string, place: Place): AsyncGenerator<Buffer> {
    const { compressedSize, uncompressedSize, deflated } = place;
    try {
      const { fileDataStart } = await this.zip.readLocalFileHeaderPromise(place as unknown as Entry, { minimal: true });
      // yauzl 3.4.0 has this as a promise too, but asks the wrong function for it.
      const stream = await new Promise<Readable>((resolve, reject) => {
        this.zip.openReadStreamLowLevel(
          fileDataStart,
          compressedSize,
          0,
          compressedSize,
          deflated,
          uncompressedSize,
          (error, opened) => (error ? reject(error) : resolve(opened)),
        );
      });
      yield* stream as AsyncIterable<Buffer>;
    } catch (error) {
      throw new Unreadable(`${path} in ${this.name} cannot be read: ${messageOf(error)}.`, { cause: error });
    }
  }

  close(): Promise<void> {
    this.zip.close();
    return Promise.resolve();
  }
}

function placeOf(entry: Entry): Place {
  const { fileName, relativeOffsetOfLocalHeader, compressedSize, uncompressedSize, compressionMethod } = entry;
  if (entry.isEncrypted()) throw new Error(`${fileName} is encrypted`);
  if (compressionMethod !== STORED && compressionMethod !== DEFLATED)
    throw new Error(`${fileName} is compressed in an unknown way`);
  return { relativeOffsetOfLocalHeader, compressedSize, uncompressedSize, deflated: compressionMethod === DEFLATED };
}
