/** Lines out of bytes that come in pieces; what is kept is a piece and a line, however long all of it is. */
import { isUtf8 } from 'node:buffer';

/** Each is good until the next one is asked for. */
export type Pieces = AsyncIterable<Buffer> | Iterable<Buffer>;

const NEWLINE = 0x0a;

/** Longer is no line of a package: an event's data is at most some megabytes. */
const LONGEST_LINE_BYTES = 64 * 1024 * 1024;

/** The lines that each piece completes, as views of it: they are good until the next ones are asked for. Throws where one is too long or no UTF-8. */
export async function* linesOf(pieces: Pieces): AsyncGenerator<Buffer[]> {
  let begun: Buffer[] = [];
  let begunBytes = 0;
  for await (const piece of pieces) {
    const whole = piece.lastIndexOf(NEWLINE) + 1;
    if (whole > 0) {
      const lines = piece.subarray(0, whole);
      yield [...split(begun.length > 0 ? Buffer.concat([...begun, lines]) : lines)];
      [begun, begunBytes] = [[], 0];
    }
    if (whole < piece.length) begun.push(Buffer.from(piece.subarray(whole)));
    begunBytes += piece.length - whole;
    if (begunBytes > LONGEST_LINE_BYTES) throw new Error(`A line is longer than ${LONGEST_LINE_BYTES} bytes.`);
  }
  if (begunBytes > 0) yield [...split(Buffer.concat(begun))];
}

function* split(bytes: Buffer): Generator<Buffer> {
  if (!isUtf8(bytes)) throw new Error('A line is not valid UTF-8.');
  for (let start = 0, end: number; start < bytes.length; start = end + 1) {
    end = bytes.indexOf(NEWLINE, start);
    if (end < 0) end = bytes.length;
    yield bytes.subarray(start, end);
  }
}
