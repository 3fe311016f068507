/** Makes a request that breaks a rule smaller, as long as it still breaks it. */
import type { Message } from './wire.js';

const MOST_TRIES = 80;

/** `breaks` sends a message and says whether the rule is broken again. */
export async function shrunk(message: Message, breaks: (smaller: Message) => Promise<boolean>): Promise<Message> {
  let smallest = message;
  for (let tries = 0, better = true; better && tries < MOST_TRIES;) {
    better = false;
    for (const candidate of smallerThan(smallest)) {
      if (++tries > MOST_TRIES) break;
      if (!(await breaks(candidate))) continue;
      smallest = candidate;
      better = true;
      break;
    }
  }
  return smallest;
}

function* smallerThan(message: Message): Generator<Message> {
  const { headers, body, target } = message;
  if (target.includes('?')) yield { ...message, target: target.slice(0, target.indexOf('?')) };
  for (const at of headers.keys()) yield { ...message, headers: headers.filter((_header, index) => index !== at) };
  for (const [at, [name, value]] of headers.entries())
    if (value.length > 40 && name.toLowerCase() !== 'authorization')
      yield {
        ...message,
        headers: headers.map((header, index) => (index === at ? [name, value.slice(0, value.length / 2)] : header)),
      };
  if (!body || body.length === 0) return;
  const { body: _body, ...rest } = message;
  yield rest;
  for (const smaller of smallerBodies(body)) yield { ...message, body: smaller };
}

function* smallerBodies(body: Buffer): Generator<Buffer> {
  const value = objectOf(body);
  if (!value) {
    if (body.length > 1) yield body.subarray(0, body.length / 2);
    return;
  }
  const names = Object.keys(value);
  for (const name of names) yield Buffer.from(JSON.stringify({ ...value, [name]: undefined }));
  for (const name of names) {
    const part = value[name];
    if ((typeof part === 'string' || Array.isArray(part)) && part.length > 1)
      yield Buffer.from(JSON.stringify({ ...value, [name]: part.slice(0, part.length / 2) }));
  }
}

function objectOf(body: Buffer): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(body.toString());
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
