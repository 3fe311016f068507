/** Requests with something odd about their headers, their path, their query or their method. */
import type { Operation } from './contract.js';
import type { Expectation, Probe, Tools } from './probe.js';
import { valid } from './bodies.js';
import { PATH_PARTS, UNKNOWN, VALUES } from './odd-words.js';
import type { Message } from './wire.js';

/** Queries that not everybody may send. */
const FOR_SOME = new Set([
  'read-command',
  'list-incidents',
  'read-incidents',
  'read-meeting-packet',
  'read-draft-readiness',
  'list-tasks',
  'read-retention',
  'list-webhooks',
  'read-webhooks',
  'list-webhook-deliveries',
  'read-webhook-secret',
]);

type Header = readonly [name: string, value: string];
type Partly = Omit<Probe, 'category' | 'operation'>;

/** A command's request that is right, with headers added or put in the place of others of the same name. */
export function commandMessage(tools: Tools, operation: Operation, headers: readonly Header[] = []): Message {
  const given = new Set(headers.map(([name]) => name.toLowerCase()));
  const usual: Header[] = [
    ['Authorization', tools.tokens.one(operation.roles)],
    ['Content-Type', 'application/json'],
  ];
  return {
    method: 'POST',
    target: operation.path,
    headers: [...usual.filter(([name]) => !given.has(name.toLowerCase())), ...headers],
    body: valid(tools, operation).body,
  };
}

const LONG = 'x'.repeat(7_000);
/** By header: values that are right in form, and values that this service must refuse; the rest it may pass over. */
const HEADERS: Readonly<
  Record<string, { readonly right: readonly string[]; readonly wrong: readonly string[]; readonly odd: readonly string[] }>
> = {
  'Idempotency-Key': {
    right: ['!', '"quoted"', '~'.repeat(255), "'--;drop", '__proto__', '<script>', '%00', '"a\\"b"'],
    wrong: ['', ' ', 'a b', 'x'.repeat(256), LONG, '\xe9', 'tab\there', '""', '"a"b c"'],
    odd: [],
  },
  'If-Match': {
    right: ['"0"', 'W/"3"', '7', '"2147483647"'],
    wrong: ['*', '"x"', '-1', '"1", "2"', '""', '"2147483648"', '1e3', '0x1', LONG, '"1', '99999999999999999999', 'NaN'],
    odd: [],
  },
  Prefer: {
    right: [
      'wait=0',
      'respond-async',
      'wait=x',
      'wait=-1',
      'wait',
      'wait=1e9',
      'foo; bar="baz, wait=0"',
      '',
      LONG,
      'WAIT = "0"',
      'wait=0, wait=5',
      '\xff',
      'handling=strict',
    ],
    wrong: [],
    odd: [],
  },
  traceparent: {
    right: [
      '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
      '00-00000000000000000000000000000000-0000000000000000-00',
      'ff-x',
      '',
      '00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01',
      LONG,
      '\xe9',
      "00-'; select pg_sleep(9); --",
    ],
    wrong: [],
    odd: [],
  },
  'Last-Event-ID': { right: ['0', '-1', '9007199254740993', '1e400', 'x\xff', '', LONG], wrong: [], odd: [] },
  Accept: {
    right: [
      '*/*',
      'text/html',
      'application/xml',
      'q=1',
      'application/json;q=0',
      ',,,',
      'a'.repeat(7_000),
      '\xff',
      'application/json;q=NaN',
    ],
    wrong: [],
    odd: [],
  },
  Expect: { right: ['100-continue'], wrong: ['200-maybe'], odd: [] },
  Cookie: { right: ['a=b; __proto__=c', '\xff'], wrong: [], odd: [] },
  'X-Forwarded-For': { right: ['1.2.3.4', "' or 1=1"], wrong: [], odd: [] },
  'X-HTTP-Method-Override': { right: ['DELETE'], wrong: [], odd: [] },
  'Accept-Encoding': { right: ['gzip', '*;q=0', 'x'], wrong: [], odd: [] },
  Host: { right: ['evil.example', 'a:99999', '[::1'], wrong: [], odd: [' ', 'a b', '@', '\xe9'] },
  Range: { right: ['bytes=0-1', 'bytes=-1'], wrong: [], odd: [] },
  'Content-Type': {
    right: [],
    wrong: ['application/json\u0000', 'application/json; charset=utf-8\t;'],
    odd: ['application/json; charset = utf-8'],
  },
  Origin: { right: ['null', 'https://evil.example'], wrong: [], odd: [] },
  Upgrade: { right: ['h2c', 'websocket'], wrong: [], odd: [] },
};
const NAMES = Object.keys(HEADERS);

export function oddHeader(tools: Tools, operation: Operation): Partly {
  const { chance } = tools;
  const name = chance.pick(NAMES);
  const { right, wrong, odd } = HEADERS[name] ?? { right: [], wrong: [], odd: [] };
  const choices: (readonly [string, Expectation])[] = [
    ...right.map((value) => [value, name === 'Idempotency-Key' ? 'answered' : 'taken'] as const),
    ...wrong.map((value) => [value, 'malformed'] as const),
    ...odd.map((value) => [value, 'answered'] as const),
  ];
  const [value, expect] = chance.pick(choices);
  const twice = chance.odds(0.1);
  const headers: Header[] = [[name, value], ...(name === 'Upgrade' ? [['Connection', 'Upgrade'] as const] : [])];
  const sent = commandMessage(tools, operation, twice ? [...headers, ...headers] : headers);
  // The one case in which a sound header is refused by right: the body names a version too, and another one.
  const contradicts = name === 'If-Match' && expect === 'taken' && sent.body?.includes('"expectedVersion"');
  return {
    what: `${name}${twice ? ' twice' : ''}: ${JSON.stringify(value.slice(0, 40))}`,
    sent,
    expect: twice ? 'maybe' : contradicts ? 'answered' : expect,
  };
}

/** The same key with the same content, or with another one: the first is answered again, the second is refused and recorded. */
export function repeated(tools: Tools, operation: Operation): readonly [Partly, Partly] {
  const key = tools.chance.uuid();
  const first = commandMessage(tools, operation, [['Idempotency-Key', key]]);
  const same = tools.chance.odds(0.5);
  const again = same ? first : { ...first, body: Buffer.concat([first.body ?? Buffer.alloc(0)]) };
  const other = { ...first, body: valid(tools, operation).body };
  return [
    { what: 'a key for the first time', sent: first, expect: 'taken' },
    { what: same ? 'a key again' : 'a key again with other content', sent: same ? again : other, expect: 'answered' },
  ];
}

/** The path of an operation with its parameters filled in. */
export function pathOf(
  { values }: Tools,
  operation: Operation,
  fill: (name: string) => string | undefined = () => undefined,
): string {
  return operation.path.replace(/\{(\w+)\}/g, (_all, name: string) => {
    const filled = fill(name);
    if (filled !== undefined) return filled;
    const parameter = operation.parameters.find((each) => each.in === 'path' && each.name === name);
    const type = /^\/v1\/([a-z-]+)\/\{id\}/.exec(operation.path)?.[1];
    if (name === 'id' && type) return values.records.ofType(type);
    return encodeURIComponent(String(values.valid(parameter?.schema ?? {}, name)));
  });
}

export function oddPath(tools: Tools, operation: Operation): Partly {
  const { chance } = tools;
  const parts = operation.path.split('/');
  const at = chance.whole(1, parts.length - 1);
  const odd = chance.pick(PATH_PARTS);
  const named = operation.parameters.filter((each) => each.in === 'path').map(({ name }) => name);
  const target =
    chance.pick<() => string>([
      () => (named.length > 0 ? pathOf(tools, operation, () => odd) : `${operation.path}/${odd}`),
      () =>
        parts
          .map((part, index) => (index === at ? odd : part))
          .join('/')
          .replace(/\{\w+\}/g, () => chance.uuid()),
      () => `${pathOf(tools, operation)}/${odd}`,
      () => pathOf(tools, operation).replace('/', chance.pick(['//', '/./', '/../', '/%2f', '\\'])),
      () => `http://api.test${pathOf(tools, operation)}`,
      () => pathOf(tools, operation).toUpperCase(),
      () => `${pathOf(tools, operation)}#x`,
    ])() || '/';
  const body = operation.body ? commandMessage(tools, operation) : undefined;
  const sent = {
    method: operation.method,
    target: target.slice(0, 15_000),
    headers: body?.headers ?? authorized(tools),
    ...(body?.body ? { body: body.body } : {}),
  };
  return { what: `path part ${JSON.stringify(odd.slice(0, 30))}`, sent, expect: /\s/.test(target) ? 'maybe' : 'answered' };
}

const authorized = ({ chance, tokens }: Tools): Header[] => (chance.odds(0.3) ? [] : [['Authorization', tokens.one([])]]);

/** A query whose parameters are right in form. */
export function read(tools: Tools, operation: Operation): Partly {
  const { chance, values } = tools;
  const given = operation.parameters.filter(
    ({ in: where, required }) => where === 'query' && (required === true || chance.odds(0.3)),
  );
  const query = new URLSearchParams(given.flatMap(({ name, schema }) => pairOf(tools, name, schema)));
  const headers: Header[] = [...authorized(tools)];
  const etag = chance.pick(['*', '"x"', 'W/"1.0-PUBLIC-"', '', '"']);
  if (chance.odds(0.2)) headers.push(['If-None-Match', etag]);
  const consistent = operation.parameters.some(({ name }) => name === 'Consistent-With');
  if (consistent && values.records.commandIds.length > 0 && chance.odds(0.1))
    headers.push(['Consistent-With', chance.pick(values.records.commandIds)]);
  const needsToken = FOR_SOME.has(operation.id);
  const text = query.toString();
  const sent = {
    method: 'GET',
    target: `${pathOf(tools, operation)}${text ? `?${text}` : ''}`,
    headers: needsToken ? [['Authorization', tools.tokens.one(['oversight'])] as const] : headers,
  };
  // A cursor may be that of another query.
  return { what: 'right in form', sent, expect: query.has('after') ? 'answered' : 'read' };
}

/** A value for a parameter; a cursor is none that could be made up. */
function pairOf({ values, chance }: Tools, name: string, schema: Operation['parameters'][number]['schema']): [string, string][] {
  if (name === 'after' && schema.type !== 'integer')
    return [['after', Buffer.from(JSON.stringify([chance.uuid()])).toString('base64url')]];
  if (name === 'type' && schema.type === 'string' && !schema.enum) return [['type', 'gov.commission.directive.registered.v1']];
  return [[name, String(values.valid(schema, name))]];
}

export function oddQuery(tools: Tools, operation: Operation): Partly {
  const { chance } = tools;
  const names = operation.parameters.filter((each) => each.in === 'query').map(({ name }) => name);
  const known = names.length > 0 && chance.odds(0.75);
  const text = known ? `${chance.pick(names)}=${chance.pick(VALUES)}` : chance.pick(UNKNOWN);
  const target = `${pathOf(tools, operation)}?${text}`;
  const body = operation.body ? commandMessage(tools, operation) : undefined;
  const sent = {
    method: operation.method,
    target,
    headers: body?.headers ?? authorized(tools),
    ...(body?.body ? { body: body.body } : {}),
  };
  return { what: `?${text.slice(0, 40)}`, sent, expect: text.includes(' ') ? 'maybe' : 'answered' };
}

const METHODS = [
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
  'TRACE',
  'PROPFIND',
  'PURGE',
  'M-SEARCH',
  'QUERY',
  'LINK',
  'SUBSCRIBE',
  'get',
  'Post',
  'FOO',
  'GETT',
  'CONNECT',
];
const UNDOCUMENTED = [
  '/',
  '/livez',
  '/readyz',
  '/metrics',
  '/docs',
  '/docs/init.js',
  '/docs/swagger-ui.css',
  '/docs/package.json',
  '/openapi.json',
  '/favicon.ico',
  '/v1',
  '/v1/commands',
  '/v1/commands/no-such-command',
  '*',
];

export function oddMethod(tools: Tools, operation: Operation): Partly {
  const { chance } = tools;
  const method = chance.pick(METHODS);
  const target = chance.odds(0.3) ? chance.pick(UNDOCUMENTED) : pathOf(tools, operation);
  const body = chance.odds(0.3) ? Buffer.from(chance.pick(['{}', 'x', '', 'a=b'])) : undefined;
  const right = method === operation.method && target !== '*';
  return {
    what: `${method}${body ? ' with a body' : ''}`,
    sent: { method, target, headers: authorized(tools), ...(body ? { body } : {}) },
    // Node closes the connection of who wants a tunnel.
    expect: method === 'CONNECT' ? 'maybe' : right ? 'answered' : 'answered',
  };
}

export function oddToken(tools: Tools, operation: Operation): Partly {
  const { what, authorization, expect } = tools.tokens.oddOne();
  const headers: Header[] = authorization === '\0' ? [] : [['Authorization', authorization]];
  if (operation.body) {
    const message = commandMessage(tools, operation, [['Authorization', 'x']]);
    // Of a batch each command is answered for by itself, and one that nobody knows is refused to nobody in particular.
    const either = operation.open || !operation.path.startsWith('/v1/commands/');
    return {
      what,
      sent: { ...message, headers: [...message.headers.filter(([name]) => name !== 'Authorization'), ...headers] },
      // To what is for everybody, nobody in particular may add what only others may say.
      expect: (operation.open && headers.length === 0) || (either && expect === 'role-refused') ? 'maybe' : expect,
    };
  }
  const bad = headers.length > 0 && expect === 'not-authenticated';
  const needsMore = operation.parameters.some(({ in: where, required }) => where === 'query' && required === true);
  const needsToken = FOR_SOME.has(operation.id);
  return {
    what,
    sent: { method: 'GET', target: pathOf(tools, operation), headers },
    expect: bad ? 'not-authenticated' : needsToken || needsMore ? 'answered' : 'read',
  };
}

/** Somebody known sends what their roles may not. */
export function wrongRole(tools: Tools, operation: Operation): Partly {
  const message = commandMessage(tools, operation, [['Authorization', tools.tokens.other(operation.roles)]]);
  return { what: 'a role that may not', sent: message, expect: operation.open ? 'maybe' : 'role-refused' };
}

/** A rehearsal: decided, answered, and nothing kept. */
export function rehearsal(tools: Tools, operation: Operation): Partly {
  const message = commandMessage(tools, operation);
  return { what: 'a rehearsal', sent: { ...message, target: `${message.target}?dryRun=true` }, expect: 'answered' };
}
