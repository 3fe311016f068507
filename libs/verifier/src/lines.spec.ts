/** Lines out of pieces that lie in the same memory, one after the other, as a folder's files are read. */
import { linesOf } from './lines.js';

function* piecesOf(bytes: Buffer, length: number): Generator<Buffer> {
  const room = Buffer.alloc(length);
  for (let at = 0; at < bytes.length; at += length) yield room.subarray(0, bytes.copy(room, 0, at, at + length));
}

async function linesIn(bytes: Buffer, length: number): Promise<string[]> {
  const all: string[] = [];
  for await (const lines of linesOf(piecesOf(bytes, length))) all.push(...lines.map((line) => line.toString()));
  return all;
}

describe('Lines', () => {
  const LINES = ['{"position":1}', '', '§ “😀”', 'a line that is longer than a piece', 'b'];

  it.each([1, 2, 3, 7, 16, 1_000])('are whole, in pieces of %i bytes', async (length) => {
    expect(await linesIn(Buffer.from(`${LINES.join('\n')}\n`), length)).toEqual(LINES);
    // The last one need not end.
    expect(await linesIn(Buffer.from(LINES.join('\n')), length)).toEqual(LINES);
  });

  it.each([2, 1_000])('that are no UTF-8 are refused, in pieces of %i bytes', async (length) => {
    await expect(linesIn(Buffer.from([0x61, 0x0a, 0xc3, 0x0a, 0xa7, 0x0a]), length)).rejects.toThrow('not valid UTF-8');
    await expect(linesIn(Buffer.from([0x61, 0x0a, 0xc3]), length)).rejects.toThrow('not valid UTF-8');
  });
});
