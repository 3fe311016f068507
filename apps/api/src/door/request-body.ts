import { NotIJson, parseIJson } from '../json/i-json.js';
import { problem } from '../errors/problem.js';

/** The body of a request. It is read when it is first asked for, and once: who sends it in which role is looked for in it before it is checked. */
export class RequestBody {
  private read: { readonly value: unknown } | { readonly fault: unknown } | undefined;

  /** With the bytes that came; anything else is no bytes at all. */
  constructor(private readonly bytes: unknown) {}

  /** Of a value that was read already, as one of a batch is. */
  static of(value: unknown): RequestBody {
    const body = new RequestBody(undefined);
    body.read = { value };
    return body;
  }

  /** The JSON value, or throws the `Problem` with what is wrong with its form. */
  value(): unknown {
    this.read ??= parsed(this.bytes);
    if ('fault' in this.read) throw this.read.fault;
    return this.read.value;
  }

  /** The fields of a body that was not checked; none where it is no JSON object. */
  fields(): Readonly<Record<string, unknown>> {
    this.read ??= parsed(this.bytes);
    const value = 'value' in this.read ? this.read.value : undefined;
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
  }
}

function parsed(bytes: unknown): { readonly value: unknown } | { readonly fault: unknown } {
  try {
    return { value: parseIJson(Buffer.isBuffer(bytes) ? bytes : Buffer.alloc(0)) };
  } catch (error) {
    if (!(error instanceof NotIJson)) return { fault: error };
    const { pointer, detail } = error;
    return { fault: problem('malformed-json', detail, [{ pointer, detail }]) };
  }
}
