/** What a command says in its headers. A value that cannot be acted on is refused; silence about a header means that it was used. */
import { problem } from '../errors/problem.js';

type Header = string | readonly string[] | undefined;

/** `Idempotency-Key`: 1 to 255 visible characters, plain or as a quoted string of RFC 8941. */
export function idempotencyKeyOf(header: Header): string | undefined {
  if (header === undefined) return undefined;
  const quoted = typeof header === 'string' ? /^"((?:[^"\\]|\\["\\])*)"$/.exec(header)?.[1] : undefined;
  const key = quoted?.replace(/\\(["\\])/g, '$1') ?? header;
  if (typeof key !== 'string' || !/^[\x21-\x7e]{1,255}$/.test(key))
    throw problem('invalid-header', 'Idempotency-Key must be one key of 1 to 255 visible ASCII characters.');
  return key;
}

/** `If-Match`: one version, as a view's `ETag` or plain; `"3"`, `W/"3"`, `3`. */
export function versionOf(header: Header): number | undefined {
  if (header === undefined) return undefined;
  const digits = typeof header === 'string' ? /^(?:(?:W\/)?"(\d{1,10})"|(\d{1,10}))$/.exec(header.trim()) : null;
  const version = Number(digits?.[1] ?? digits?.[2]);
  if (!digits || version > 2_147_483_647)
    throw problem('invalid-header', 'If-Match must be one version of the record, such as "3".');
  return version;
}

const LONGEST_WAIT_S = 30;

/** The seconds of `Prefer: wait=N` (RFC 7240), at most 30. A preference that is not understood is no preference. */
export function waitOf(header: Header): number | undefined {
  const preferences = [header ?? []].flat().join(',').split(',');
  for (const preference of preferences) {
    const seconds = /^\s*wait\s*=\s*"?(\d{1,9})"?\s*(?:;.*)?$/i.exec(preference)?.[1];
    if (seconds !== undefined) return Math.min(Number(seconds), LONGEST_WAIT_S);
  }
  return undefined;
}

/** Whether a body under these headers is one that commands are sent in. */
export function checkMediaType(contentType: Header, contentEncoding: Header): void {
  const json =
    typeof contentType === 'string' && /^application\/json\s*(?:;\s*charset\s*=\s*"?utf-8"?\s*)?$/i.test(contentType.trim());
  if (!json) throw problem('unsupported-media-type', 'The body must be application/json.');
  if (contentEncoding !== undefined && contentEncoding !== 'identity')
    throw problem('unsupported-media-type', 'The body must have no content coding.');
}
