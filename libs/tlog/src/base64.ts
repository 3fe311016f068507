import { TlogError, type TlogErrorCode } from './tlog-error.js';

/**
 * Standard base64 with padding (RFC 4648 §4), and only the one spelling that encoding gives: no line breaks, no missing padding,
 * no stray bits in the last letter. So what was parsed and encoded again is the same text.
 */
export function decodeBase64(text: string, what: string, code: TlogErrorCode = 'malformed-base64'): Buffer {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.toString('base64') !== text)
    throw new TlogError(code, `${what} is not canonical base64: ${JSON.stringify(text.slice(0, 100))}.`);
  return bytes;
}

export const encodeBase64 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
