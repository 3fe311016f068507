/** Values of plain JSON: found by a pointer (RFC 6901), written as text, compared. */

/** The reference tokens of a pointer, unescaped: `/items/0/title` → `items`, `0`, `title`. */
function tokensOf(pointer: string): readonly string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** Whether a pointer names a place or something in it; a place is written without the first slash, and `*` in it is any place in a list. */
export function covers(place: string, pointer: string): boolean {
  const tokens = tokensOf(pointer);
  return place.split('/').every((token, at) => (token === '*' ? /^(0|[1-9]\d*)$/.test(tokens[at] ?? '') : tokens[at] === token));
}

/** The value that a pointer names in a document; undefined, which is no JSON, where there is none. */
export function valueAt(document: unknown, pointer: string): unknown {
  return tokensOf(pointer).reduce<unknown>((value, token) => {
    if (Array.isArray(value)) return /^(0|[1-9]\d*)$/.test(token) ? (value as unknown[])[Number(token)] : undefined;
    return isObject(value) && Object.hasOwn(value, token) ? value[token] : undefined;
  }, document);
}

/** Whether a text writes a value: the very text of a string, or any value as JSON, however it is spaced and ordered. */
export function writes(text: string, value: unknown): boolean {
  return text === value || same(parsed(text), value);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function same(one: unknown, other: unknown): boolean {
  if (Array.isArray(one) && Array.isArray(other))
    return one.length === other.length && one.every((value, at) => same(value, other[at]));
  if (!isObject(one) || !isObject(other)) return one !== undefined && one === other;
  const keys = Object.keys(one);
  return (
    keys.length === Object.keys(other).length && keys.every((key) => Object.hasOwn(other, key) && same(one[key], other[key]))
  );
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
