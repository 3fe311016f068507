/** The problems of the door itself, by code. A code is promised: clients decide by it. */
export interface ProblemKind {
  readonly title: string;
  readonly status: number;
  /** When it is met. */
  readonly about: string;
  readonly remedy: string;
}

const kinds = {
  'malformed-request': {
    title: 'The request cannot be read.',
    status: 400,
    about: 'The request line, a header or the framing of the message is not HTTP as this service takes it.',
    remedy: 'Check the URL and the headers of the request.',
  },
  'malformed-json': {
    title: 'The body is not I-JSON.',
    status: 400,
    about:
      'The body breaks the grammar of JSON, or holds what readers understand differently (RFC 7493): a name given twice, half of a ' +
      'surrogate pair, a number that cannot be kept as it is written, nesting beyond 32 levels, or bytes that are not UTF-8.',
    remedy: 'Correct the body at the place that `errors` points at.',
  },
  'invalid-body': {
    title: 'The body does not fit the command.',
    status: 400,
    about: 'A field is unknown, missing, of the wrong type or out of its bounds. `errors` names each by its JSON pointer.',
    remedy: 'Correct the fields that `errors` names; the description of each command is in /docs.',
  },
  'invalid-header': {
    title: 'A header of the request has no meaning here.',
    status: 400,
    about: 'A header that this service acts on has a value that it cannot act on, or one that contradicts the body.',
    remedy: 'Correct the header that the detail names, or leave it out.',
  },
  'invalid-parameter': {
    title: 'A parameter of the URL has no meaning here.',
    status: 400,
    about: 'A query parameter is unknown, or has a value that it cannot have.',
    remedy: 'Correct the parameter that the detail names, or leave it out.',
  },
  'not-authenticated': {
    title: 'Who sends this is not known.',
    status: 401,
    about: 'The request has no bearer token where one is needed, or one that is not to be trusted.',
    remedy: 'Send `Authorization: Bearer …` with an access token of the configured issuer.',
  },
  'not-for-this-role': {
    title: 'This is not for the roles of your token.',
    status: 403,
    about: 'What was asked for is read by some roles only; the detail names them.',
    remedy: 'Ask somebody with one of these roles, or the operator of your identity provider for the role.',
  },
  'not-found': {
    title: 'There is nothing here.',
    status: 404,
    about: 'No such path, command or record; or one that you may not know of.',
    remedy: 'Check the path and the id; /openapi.json lists what there is.',
  },
  'log-not-signed': {
    title: 'The log has not been signed yet.',
    status: 404,
    about:
      'What verifies is served up to the newest signed checkpoint, and there is none: the log is new, or nobody has started its signer.',
    remedy:
      'Come again once the log is signed. Its operator starts the signer (docs/operating.md); what is recorded is at /v1/events meanwhile.',
  },
  'method-not-allowed': {
    title: 'This path does not take this method.',
    status: 405,
    about: 'The path exists, with other methods; `Allow` lists them.',
    remedy: 'Use one of the methods in `Allow`.',
  },
  'body-too-large': {
    title: 'The body is too large.',
    status: 413,
    about: 'A body has at most 1 MiB (1,048,576 bytes).',
    remedy: 'Send less at a time.',
  },
  'uri-too-long': {
    title: 'The URL is too long.',
    status: 414,
    about: 'The URL, or one of its segments, is longer than any that this service gives out.',
    remedy: 'Check the URL.',
  },
  'unsupported-media-type': {
    title: 'The body is in a form that is not taken.',
    status: 415,
    about: 'A command is sent as `application/json` in UTF-8, without a content coding.',
    remedy: 'Send `Content-Type: application/json`.',
  },
  'expectation-failed': {
    title: 'What the request expects is not possible here.',
    status: 417,
    about: 'The `Expect` header asks for something other than `100-continue`.',
    remedy: 'Leave the `Expect` header out.',
  },
  'too-many-requests': {
    title: 'Too many requests.',
    status: 429,
    about: 'Requests are counted by the subject of the token, or by address without one. `RateLimit-Policy` names the limit.',
    remedy: 'Wait for the seconds in `Retry-After`.',
  },
  'headers-too-large': {
    title: 'The headers are too large.',
    status: 431,
    about: 'The headers of a request have at most 16 KiB together.',
    remedy: 'Send fewer or shorter headers.',
  },
  'internal-error': {
    title: 'Something here is broken.',
    status: 500,
    about: 'A fault of this service, not of the request. It is in our logs under the trace id.',
    remedy: 'Tell the operator the trace id.',
  },
  unavailable: {
    title: 'Not possible at the moment.',
    status: 503,
    about: 'Something that this service needs is away or too busy.',
    remedy: 'Send the request again after the seconds in `Retry-After`, a command under the same Idempotency-Key.',
  },
} as const satisfies Record<string, ProblemKind>;

export type ProblemCode = keyof typeof kinds;

export const PROBLEM_KINDS: Readonly<Record<ProblemCode, ProblemKind>> = kinds;
