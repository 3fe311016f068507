/** Lines out of bytes that come in pieces; what is kept is a piece and a line, however long all of it is. */
import { isUtf8 } from 'node:buffer';

const NEWLINE = 0x0a;

/** Longer is no line of a package: an event's data is at most some megabytes. */
const LONGEST_LINE_BYTES = 64 * 1024 * 1024;

/** The lines that each piece completes. Throws where one is too long or no UTF-8. */
export async function* linesOf(pieces: AsyncIterable<Buffer>): AsyncGenerator<string[]> {
  let begun: Buffer[] = [];
  let begunBytes = 0;
  for await (const piece of pieces) {
    const lines: string[] = [];
    let start = 0;
    for (let end: number; (end = piece.indexOf(NEWLINE, start)) >= 0; start = end + 1) {
      const rest = piece.subarray(start, end);
      lines.push(textOf(begun.length > 0 ? Buffer.concat([...begun, rest]) : rest));
      [begun, begunBytes] = [[], 0];
    }
    if (start < piece.length) begun.push(piece.subarray(start));
    begunBytes += piece.length - start;
    if (begunBytes > LONGEST_LINE_BYTES) throw new Error(`A line is longer than ${LONGEST_LINE_BYTES} bytes.`);
    if (lines.length > 0) yield lines;
  }
  if (begunBytes > 0) yield [textOf(Buffer.concat(begun))];
}

function textOf(bytes: Buffer): string {
  if (!isUtf8(bytes)) throw new Error('A line is not valid UTF-8.');
  return bytes.toString();
}
