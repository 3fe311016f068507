import { problem } from '../errors/problem.js';

/** An opaque cursor: the keys of the last item of a page. */
export function cursorOf(keys: readonly string[]): string {
  return Buffer.from(JSON.stringify(keys)).toString('base64url');
}

/** The keys of a cursor, each of the form that is given for it. Throws the problem of a cursor that we did not make. */
export function keysOf(cursor: string, forms: readonly RegExp[]): string[] {
  const keys = parse(Buffer.from(cursor, 'base64url').toString());
  const ours =
    Array.isArray(keys) &&
    keys.length === forms.length &&
    forms.every((form, at) => typeof keys[at] === 'string' && form.test(keys[at])) &&
    cursorOf(keys as string[]) === cursor;
  if (!ours) throw problem('invalid-parameter', 'after must be a cursor that this query gave out.');
  return keys as string[];
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** `Link: <…>; rel="next"`: the same query behind this cursor. `url` is the path of the request with its query. */
export function nextLink(url: string, cursor: string): string {
  const [path = '/', query] = url.split('?', 2);
  const parameters = new URLSearchParams(query);
  parameters.set('after', cursor);
  return `<${path}?${parameters.toString()}>; rel="next"`;
}
