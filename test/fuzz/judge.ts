/** What an answer must be, whatever was asked. */
import type { Expectation } from './probe.js';
import type { Answer } from './wire.js';

/** A rule that an answer breaks: its short name, and what was seen. */
export interface Fault {
  readonly rule: string;
  readonly seen: string;
}

const PROBLEM_FIELDS = ['type', 'title', 'status', 'detail', 'instance', 'code', 'traceId'] as const;
/** Statuses that say that the form is wrong, or that it is not known who sends it. */
const NOT_TAKEN = new Set([400, 401, 405, 411, 413, 414, 415, 417, 429, 431]);

/** What comes from the inside of a program: stacks, statements, paths, names and messages of libraries. */
const INSIDES: readonly RegExp[] = [
  /\bat (?:async )?[\w.<>]+ \(|\bat (?:file:)?\/\/?[\w./-]+:\d/,
  /node_modules|node:internal|\.[cm]?[jt]s:\d+/,
  /(?:^|[\s"'(])\/(?:work|home|root|tmp|usr|srv|app|opt|var|etc|proc)\//,
  /\b(?:select|insert into|update|delete from) [\w".*]+ (?:from|set|values|where|\()/i,
  /syntax error at or near|violates \w+ constraint|duplicate key value|invalid input syntax|relation "|column "|invalid byte sequence/i,
  /\b(?:TypeError|RangeError|SyntaxError|ReferenceError|QueryFailedError|DatabaseError|Error):/,
  /Cannot (?:read propert|GET|POST|PUT|DELETE|PATCH|HEAD|set propert|convert)|is not (?:a function|iterable|defined)|Unexpected (?:token|end of)|Maximum call stack/,
  /\b(?:FST_|ERR_|HPE_|ERR_JW)[A-Z_]+|\bE(?:CONN|PIPE|TIMEDOUT|NOENT)[A-Z]*\b/,
  /\b(?:fastify|nestjs|typeorm|class-validator|class-transformer|bullmq|ioredis|node-postgres|pg-protocol|undici|llhttp|jsonwebtoken|find-my-way)\b/i,
  /postgres(?:ql)?:\/\/|redis:\/\/|\[object Object\]/i,
];
const SHORTEST_SECRET = 16;

/** The faults of one answer. `secrets` are what must never come back, such as the parts of a token. */
export function faultsOf(answer: Answer, method: string, expect: Expectation, secrets: readonly string[]): Fault[] {
  const { status } = answer;
  const faults: Fault[] = [];
  const broken = (rule: string, seen: string) => faults.push({ rule, seen });
  if (status === 503 && answer.headers.has('retry-after')) broken('overload', `503: ${answer.body.slice(0, 200)}`);
  else if (status >= 500) broken('5xx', `${status}: ${answer.body.slice(0, 200)}`);
  if (!isExpected(answer, method, expect)) broken(`not ${expect}`, `${status}: ${answer.body.slice(0, 300)}`);
  if (status >= 400 && method !== 'HEAD') faults.push(...problemFaults(answer));
  for (const leak of leaksOf(answer, secrets)) broken('leak', leak);
  return faults;
}

function isExpected(answer: Answer, method: string, expect: Expectation): boolean {
  const { status } = answer;
  const recorded = recordOf(answer, method) !== undefined;
  switch (expect) {
    case 'taken':
      return !NOT_TAKEN.has(status) && recorded;
    case 'malformed':
      return status >= 400 && status < 500 && !recorded;
    case 'not-authenticated':
      return status === 401 && !recorded && answer.headers.has('www-authenticate');
    case 'role-refused':
      return status === 403 && recorded;
    case 'read':
      return [200, 304, 404].includes(status);
    case 'answered':
    case 'maybe':
      return status < 500;
  }
}

/** The command that an answer says is in the ledger: taken now, taken before (`replayed`), or refused and recorded. */
export function recordOf(
  answer: Answer,
  method: string,
): { id: string; is: 'taken' | 'succeeded' | 'refused' | 'replayed' } | undefined {
  // To ask what became of a command is answered much like sending it.
  if (method !== 'POST') return undefined;
  const body = parsed(answer.body);
  if (answer.status === 200 || answer.status === 202) {
    if (typeof body?.['acceptedAt'] !== 'string' || typeof body['id'] !== 'string') return undefined;
    const is = answer.headers.has('idempotent-replayed') ? 'replayed' : answer.status === 200 ? 'succeeded' : 'taken';
    return { id: body['id'], is };
  }
  const id = body?.['commandId'];
  if (answer.status < 400 || typeof id !== 'string') return undefined;
  return { id, is: answer.headers.has('idempotent-replayed') ? 'replayed' : 'refused' };
}

function parsed(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function problemFaults({ status, headers, body }: Answer): Fault[] {
  const rule = 'not problem details';
  const type = headers.get('content-type');
  if (type !== 'application/problem+json')
    return [{ rule, seen: `${status} with the type ${type ?? 'none'}: ${body.slice(0, 200)}` }];
  const problem = parsed(body);
  if (!problem) return [{ rule, seen: `${status} with a body that is no object: ${body.slice(0, 200)}` }];
  const lacking = PROBLEM_FIELDS.filter((name) => problem[name] === undefined || problem[name] === '');
  const differing = problem['status'] !== status || problem['type'] !== `/problems/${String(problem['code'])}`;
  const trace = /^[0-9a-f]{32}$/.test(String(problem['traceId']));
  const challenge = status !== 401 || headers.has('www-authenticate');
  const allow = status !== 405 || headers.has('allow');
  const ok = lacking.length === 0 && !differing && trace && challenge && allow;
  return ok
    ? []
    : [{ rule, seen: `${status}, lacking ${lacking.join(', ') || 'a header, or telling two things'}: ${body.slice(0, 300)}` }];
}

/** What an answer gives away. The path of the request and the names of its body's fields are its sender's own, and come back. */
function leaksOf({ status, headers, body }: Answer, secrets: readonly string[]): string[] {
  const head = [...headers].map(([name, value]) => `${name}: ${value}`).join('\n');
  const problem = status >= 400 ? parsed(body) : undefined;
  // Texts as they are: within JSON their quotes are escaped.
  const { instance: _instance, errors, ...rest } = problem ?? {};
  const details = Array.isArray(errors) ? errors.map((each: { detail?: unknown }) => each.detail) : [];
  const shown = problem ? textsIn([rest, details]).join('\n') : status >= 400 ? body : '';
  const text = `${head}\n${shown}`;
  const found = INSIDES.flatMap((pattern) => pattern.exec(text)?.[0] ?? []);
  if (headers.has('server') || headers.has('x-powered-by')) found.push('a header that names the software');
  if (headers.has('x-injected')) found.push('a header of the sender’s making');
  const echoed = secrets.filter((secret) => secret.length >= SHORTEST_SECRET && (body.includes(secret) || head.includes(secret)));
  return [...found, ...(echoed.length > 0 ? ['a part of the token'] : [])];
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

/** The parts of an Authorization header that must not come back. */
export function secretsOf(authorization: string | undefined): string[] {
  return (authorization ?? '').split(/[\s.,"]+/).filter((part) => part.length >= SHORTEST_SECRET);
}
