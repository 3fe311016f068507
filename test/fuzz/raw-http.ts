/** What only a socket can send: broken framing, headers within headers, requests one behind the other. */
import type { Operation } from './contract.js';
import { commandMessage } from './heads.js';
import type { Expectation, Probe, Tools } from './probe.js';
import { bytesOf, type Message, type Stream } from './wire.js';

type Partly = Omit<Probe, 'category' | 'operation'>;

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');

/** Bytes on a connection of their own. */
function alone(what: string, pieces: readonly Buffer[], expect: Expectation, more: Partial<Stream> = {}): Partly {
  return { what, sent: { pieces, end: 'listen', answers: 1, methods: ['POST'], ...more }, expect };
}

/** What may end before it is whole: the server waits for the rest. */
const CUT_OFF = { end: 'half-close' } as const;

/** A command's request as text of its head and bytes of its body. */
function parts(message: Message): { head: string; body: Buffer } {
  const bytes = bytesOf(message);
  const end = bytes.indexOf('\r\n\r\n');
  return { head: bytes.subarray(0, end).toString('latin1'), body: bytes.subarray(end + 4) };
}

const framed = (head: string, body: Buffer): Buffer => Buffer.concat([latin1(`${head}\r\n\r\n`), body]);
const without = (head: string, name: string): string =>
  head
    .split('\r\n')
    .filter((line) => !line.toLowerCase().startsWith(`${name}:`))
    .join('\r\n');
const chunked = (body: Buffer, size: number, extension = ''): Buffer => {
  const chunks: Buffer[] = [];
  for (let at = 0; at < body.length; at += size) {
    const part = body.subarray(at, at + size);
    chunks.push(latin1(`${part.length.toString(16)}${extension}\r\n`), part, latin1('\r\n'));
  }
  return Buffer.concat([...chunks, latin1('0\r\n\r\n')]);
};

/** CR, LF and their likes in every place where a header is read, so that a part of it would be one of its own. */
export function injection(tools: Tools, operation: Operation): Partly {
  const { chance } = tools;
  const name = chance.pick(['Idempotency-Key', 'traceparent', 'Prefer', 'If-Match', 'X-Any', 'Accept', 'Content-Type']);
  const message = commandMessage(tools, operation);
  const { head, body } = parts({ ...message, headers: message.headers.filter(([each]) => each !== name) });
  const second = 'X-Injected: yes';
  const breaks: [string, string, Expectation][] = [
    ['CR LF', `a\r\n${second}`, 'answered'],
    ['LF alone', `a\n${second}`, 'answered'],
    ['CR alone', `a\r${second}`, 'answered'],
    ['CR LF folded', `a\r\n ${second}`, 'answered'],
    ['NUL', 'a\0b', 'malformed'],
    ['a whole answer', `a\r\n\r\nHTTP/1.1 200 OK\r\n${second}`, 'answered'],
    ['bytes that look like line breaks', 'a\xe5\x98\x8a\xe5\x98\x8db', 'answered'],
    ['percent-encoded breaks', `a%0d%0a${second}`, 'answered'],
    ['a vertical tab', 'a\x0bb', 'answered'],
  ];
  const [what, value, expect] = chance.pick(breaks);
  const where = chance.odds(0.75) ? `${head}\r\n${name}: ${value}` : head.replace(' HTTP/1.1', () => `?x=${value} HTTP/1.1`);
  return alone(
    `${what} in ${where.startsWith(`${head}\r`) ? name : 'the target'}`,
    [framed(where, body)],
    expect === 'malformed' ? 'malformed' : 'maybe',
  );
}

export function rawHttp(tools: Tools, operation: Operation): Partly {
  const { chance } = tools;
  const key = chance.uuid();
  const { head, body } = parts(commandMessage(tools, operation, [['Idempotency-Key', key]]));
  const bare = without(head, 'content-length');
  const whole = framed(head, body);
  const cut = chance.whole(1, Math.max(1, body.length - 1));
  const makers: (() => Partly)[] = [
    () => alone('a body cut off', [framed(head, body.subarray(0, body.length - cut))], 'maybe', CUT_OFF),
    () => alone('a body cut off, and gone', [framed(head, body.subarray(0, body.length - cut))], 'maybe', { end: 'break-off' }),
    () => alone('a head cut off', [latin1(head.slice(0, chance.whole(1, head.length)))], 'maybe', CUT_OFF),
    () => ({ ...alone('gone before the answer', [whole], 'maybe', { end: 'break-off' }), unheard: key }),
    () => alone('in many pieces', [whole.subarray(0, 20), whole.subarray(20, 60), whole.subarray(60)], 'taken'),
    () => alone('chunked', [framed(`${bare}\r\nTransfer-Encoding: chunked`, chunked(body, chance.whole(1, 40)))], 'taken'),
    () =>
      alone(
        'chunks with extensions',
        [framed(`${bare}\r\nTransfer-Encoding: chunked`, chunked(body, 16, ';a="b"'))],
        'maybe',
        CUT_OFF,
      ),
    () =>
      alone(
        'chunks that never end',
        [framed(`${bare}\r\nTransfer-Encoding: chunked`, chunked(body, 16).subarray(0, -5))],
        'maybe',
        CUT_OFF,
      ),
    () =>
      alone(
        'a chunk of no size',
        [framed(`${bare}\r\nTransfer-Encoding: chunked`, latin1('zz\r\nabc\r\n0\r\n\r\n'))],
        'malformed',
      ),
    () =>
      alone(
        'a chunk of a huge size',
        [framed(`${bare}\r\nTransfer-Encoding: chunked`, latin1('ffffffffffffffffff\r\nabc'))],
        'malformed',
      ),
    () =>
      alone(
        'more than 1 MiB in chunks',
        [framed(`${bare}\r\nTransfer-Encoding: chunked`, chunked(Buffer.alloc(1_200_000, ' '), 65_536))],
        'maybe',
        CUT_OFF,
      ),
    () =>
      alone(
        'a trailer',
        [
          framed(
            `${bare}\r\nTransfer-Encoding: chunked`,
            Buffer.concat([chunked(body, 99).subarray(0, -2), latin1('Authorization: Bearer x\r\n\r\n')]),
          ),
        ],
        'maybe',
        CUT_OFF,
      ),
    () => alone('both lengths', [framed(`${head}\r\nTransfer-Encoding: chunked`, chunked(body, 20))], 'malformed'),
    () =>
      alone(
        'another transfer coding',
        [
          framed(
            `${bare}\r\nTransfer-Encoding: ${chance.pick(['gzip', 'chunked, gzip', 'identity', 'xchunked'])}`,
            chunked(body, 20),
          ),
        ],
        'maybe',
        CUT_OFF,
      ),
    () => alone('two lengths', [framed(`${head}\r\nContent-Length: 3`, body)], 'malformed'),
    () =>
      alone(
        'a length that is none',
        [
          framed(
            `${bare}\r\nContent-Length: ${chance.pick(['-1', '+5', 'x', '1e3', '0x10', '99999999999999999999999', '1,1', ''])}`,
            body,
          ),
        ],
        'maybe',
        CUT_OFF,
      ),
    () => alone('a length too large', [framed(`${bare}\r\nContent-Length: ${body.length + 50}`, body)], 'maybe', CUT_OFF),
    () => alone('a length too small', [framed(`${bare}\r\nContent-Length: ${Math.max(0, body.length - 5)}`, body)], 'maybe'),
    () => alone('a length of gigabytes', [framed(`${bare}\r\nContent-Length: 9000000000`, body)], 'malformed'),
    () => alone('without a length', [framed(bare, Buffer.alloc(0))], 'malformed'),
    () => alone('without Host', [framed(without(head, 'host'), body)], 'malformed'),
    () => alone('two Hosts', [framed(`${head}\r\nHost: evil.example`, body)], 'maybe', CUT_OFF),
    () => alone('headers of 20 KiB', [framed(`${head}\r\nX-Any: ${'a'.repeat(20_000)}`, body)], 'malformed'),
    () => alone('3,000 headers', [framed(`${head}\r\n${'a:b\r\n'.repeat(3_000)}c:d`, body)], 'malformed'),
    () => alone('1,500 short headers', [framed(`${head}\r\n${'a:\r\n'.repeat(1_500)}c:d`, body)], 'maybe', CUT_OFF),
    () => alone('a space before the colon', [framed(`${head}\r\nX-Any : a`, body)], 'malformed'),
    () => alone('a header without a name', [framed(`${head}\r\n: a`, body)], 'malformed'),
    () => alone('a name with odd bytes', [framed(`${head}\r\nX-\xe9\x01: a`, body)], 'malformed'),
    () =>
      alone(
        'another version',
        [framed(head.replace('HTTP/1.1', chance.pick(['HTTP/9.9', 'HTTP/1.1x', 'HTTP', ''])), body)],
        'malformed',
      ),
    () => alone('version 1.0', [framed(head.replace('HTTP/1.1', 'HTTP/1.0'), body)], 'taken'),
    () => alone('version 0.9', [latin1('GET /\r\n\r\n')], 'malformed'),
    () => alone('the preface of HTTP/2', [latin1('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')], 'malformed'),
    () =>
      alone(
        'a TLS greeting',
        [Buffer.concat([Buffer.from([0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3]), chance.bytes(300)])],
        'maybe',
        CUT_OFF,
      ),
    () => alone('chance bytes', [chance.bytes(chance.whole(1, 2_000))], 'maybe', CUT_OFF),
    () => alone('line feeds alone', [latin1(`${head}\r\n\r\n`.replaceAll('\r\n', '\n')), body], 'maybe', CUT_OFF),
    () => alone('empty lines first', [latin1('\r\n\r\n'), whole], 'taken'),
    () => alone('a target with odd bytes', [framed(head.replace(' HTTP/1.1', `?\x01\x7f\xff HTTP/1.1`), body)], 'maybe', CUT_OFF),
    () => alone('no target', [framed(head.replace(/ \S+ HTTP/, ' HTTP'), body)], 'malformed'),
    () => alone('expects to be told to go on', [framed(`${head}\r\nExpect: 100-continue`, body)], 'taken'),
    () => pipelined(tools, operation),
    () => smuggled(tools, operation),
  ];
  const made = chance.pick(makers)();
  // Who ends their side may have ended before the answer came.
  return 'end' in made.sent && made.sent.end === 'half-close' ? { ...made, unheard: key } : made;
}

/** Several requests at once: each gets its own answer, in order. */
function pipelined(tools: Tools, operation: Operation): Partly {
  const requests = Array.from({ length: tools.chance.whole(2, 6) }, () => bytesOf(commandMessage(tools, operation)));
  return alone(`${requests.length} requests at once`, [Buffer.concat(requests)], 'taken', {
    answers: requests.length,
    end: 'listen',
    methods: requests.map(() => 'POST'),
  });
}

/** A request within the body of another one: it must not be heard. */
function smuggled(tools: Tools, operation: Operation): Partly {
  const { head } = parts(commandMessage(tools, operation));
  const inner = bytesOf(commandMessage(tools, operation));
  const bare = without(head, 'content-length');
  return alone('a request within a body', [framed(`${bare}\r\nContent-Length: ${inner.length}`, inner)], 'malformed');
}
