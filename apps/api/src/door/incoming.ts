import type { CatalogCommand, CommandBody } from '#command-queue';
import type { Caller } from '#identity';
import { ANONYMOUS, type Calendar, firstDayOf, type Instant, type Role, toInstant, UNKNOWN_PERSON } from '#kernel';
import { traceparentOf } from '../http/traceparent.js';
import { problem } from '../errors/problem.js';
import { checkMediaType, idempotencyKeyOf, versionOf, waitOf } from './request-headers.js';
import type { RequestBody } from './request-body.js';
import { bodyFaults } from './validation.js';

/** A request as the door needs it: nothing of it has been looked at but its size. */
export interface CommandRequest {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly query: Readonly<Record<string, unknown>>;
  readonly body: RequestBody;
}

/** A command whose form is right, and what its sender asked for beside. */
export interface Form {
  readonly command: CatalogCommand;
  readonly caller: Caller;
  readonly body: Readonly<Record<string, unknown>>;
  readonly performedBy: string;
  readonly expectedVersion: number | undefined;
  readonly occurredAt: Instant | undefined;
  readonly idempotencyKey: string | undefined;
  readonly traceparent: string | undefined;
  readonly waitSeconds: number | undefined;
  readonly dryRun: boolean;
}

/** A form, and the role that it is sent in. */
export interface Incoming extends Form {
  readonly role: Role;
}

/** What a body says of the role that it is sent in, as far as can be told of one that was never checked. */
export interface RoleAsked {
  /** The delegation that the sender acts under. */
  readonly actingUnder: string | undefined;
  /** The role itself, where the command has its sender say it. */
  readonly role: unknown;
  /** It is a step of the past. */
  readonly asserted: boolean;
}

/** Who enters the past, whoever's step it was. */
const ASSERTS: Role = 'commission-staff';

export function roleAsked({ spec }: CatalogCommand, body: RequestBody): RoleAsked {
  const value = body.fields();
  const { actingUnder } = value;
  return {
    actingUnder: typeof actingUnder === 'string' && UUID.test(actingUnder) ? actingUnder : undefined,
    role: spec.inRole === undefined ? undefined : value[spec.inRole],
    asserted: value['asserted'] !== undefined,
  };
}

/** Who may send a command so, in words. */
export function rolesFor({ spec }: CatalogCommand, { asserted }: RoleAsked): readonly Role[] {
  return asserted ? [ASSERTS] : spec.roles.filter((role) => role !== 'system');
}

/** The first of these roles that may send the command, or the one that it asks for; what is for the public is for everybody. */
export function roleFor({ spec }: CatalogCommand, roles: readonly Role[], asked: RoleAsked): Role | undefined {
  if (asked.asserted) return roles.find((role) => role === ASSERTS);
  const held = roles.find((role) => spec.roles.includes(role) && (spec.inRole === undefined || role === asked.role));
  return held ?? (asked.actingUnder === undefined && spec.roles.includes('public') ? 'public' : undefined);
}

/** Checks the form of a request, and throws the {@link Problem} with what is wrong with it. Whose it is to send, it does not say. */
export function readForm(
  command: CatalogCommand,
  { caller, calendar }: { readonly caller: Caller; readonly calendar: Calendar },
  request: CommandRequest,
): Form {
  const { headers } = request;
  const dryRun = isDryRun(request.query);
  checkMediaType(headers['content-type'], headers['content-encoding']);
  const body = readBody(command, request.body);
  const asserted = assertedOf(command, body);
  return {
    command,
    caller,
    body,
    performedBy: typeof body['performedBy'] === 'string' ? body['performedBy'] : asserted ? UNKNOWN_PERSON : caller.subject,
    expectedVersion: expectedVersionOf(versionOf(headers['if-match']), body['expectedVersion']),
    occurredAt: asserted?.on === undefined ? occurredAtOf(body['occurredAt']) : calendar.startOfDay(firstDayOf(asserted.on)),
    idempotencyKey: keyOf(caller, headers['idempotency-key']),
    traceparent: traceparentOf(headers['traceparent']),
    waitSeconds: waitOf(headers['prefer']),
    dryRun,
  };
}

export function isDryRun(query: CommandRequest['query']): boolean {
  const { dryRun, ...others } = query;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw problem('invalid-parameter', 'A command takes no query parameter but dryRun.');
  if (dryRun !== undefined && dryRun !== 'true' && dryRun !== 'false')
    throw problem('invalid-parameter', 'dryRun must be true or false.');
  return dryRun === 'true';
}

function readBody({ name, spec }: CatalogCommand, body: RequestBody): Readonly<Record<string, unknown>> {
  const value = body.value();
  const faults = bodyFaults(spec.body, value);
  if (faults.length > 0) throw problem('invalid-body', `The body is not one of ${name}.`, faults);
  return value as Readonly<Record<string, unknown>>;
}

/** The public speaks for itself, when it sends: what it claims of others and of other times would stand in envelopes for ever. */
const CLAIMS = ['occurredAt', 'performedBy', 'actingUnder', 'asserted'] as const satisfies readonly (keyof CommandBody)[];

/** Throws the {@link Problem} that the public says in its body what it does not say. */
export function refuseClaims({ body }: Form): void {
  const faults = CLAIMS.filter((name) => body[name] !== undefined).map((name) => ({
    pointer: `/${name}`,
    detail: 'is not for the public to say',
  }));
  if (faults.length > 0) throw problem('invalid-body', 'The body says what the public does not say.', faults);
}

/** What is said of a step of the past. Its time is said in one way, and there are commands that have no past. */
function assertedOf(
  { name, lifecycle: { past } }: CatalogCommand,
  { asserted, occurredAt }: Readonly<Record<string, unknown>>,
): { readonly on?: string } | undefined {
  const said = asserted as { readonly on?: string } | undefined;
  if (said !== undefined && !past)
    throw problem('invalid-body', `${name} is not asserted of the past.`, [
      { pointer: '/asserted', detail: 'is not a field of this command' },
    ]);
  if (said?.on !== undefined && occurredAt !== undefined)
    throw problem('invalid-body', 'The body says twice when it happened.', [
      { pointer: '/asserted/on', detail: 'must be left out where occurredAt is given' },
    ]);
  return said;
}

/** All who come without a token share one subject, and so the keys of it: a key has to be one that nobody else thinks of. */
function keyOf({ subject }: Caller, header: Parameters<typeof idempotencyKeyOf>[0]): string | undefined {
  const key = idempotencyKeyOf(header);
  if (key !== undefined && subject === ANONYMOUS && !UUID.test(key))
    throw problem('invalid-header', 'Without a token, an Idempotency-Key must be a random UUID.');
  return key;
}

function expectedVersionOf(ifMatch: number | undefined, inBody: unknown): number | undefined {
  if (typeof inBody !== 'number') return ifMatch;
  if (ifMatch !== undefined && ifMatch !== inBody)
    throw problem('invalid-header', `If-Match names version ${ifMatch}, expectedVersion in the body ${inBody}.`);
  return inBody;
}

/** In UTC to the millisecond. The validator knows the form; a year that PostgreSQL or RFC 3339 lacks is refused here. */
function occurredAtOf(inBody: unknown): Instant | undefined {
  if (typeof inBody !== 'string') return undefined;
  const instant = toInstant(inBody);
  if (!/^(?!0000)\d{4}-/.test(instant))
    throw problem('invalid-body', 'The instant is out of bounds.', [
      { pointer: '/occurredAt', detail: 'must lie in the years 1 to 9999, in UTC' },
    ]);
  return instant;
}

/** The record that a body names, as far as can be told of one that was never checked. */
export function subjectNamed({ spec, lifecycle }: CatalogCommand, body: RequestBody): string | undefined {
  const id = spec.subject === 'new' ? undefined : body.fields()[spec.subject];
  return typeof id === 'string' && UUID.test(id) ? `${lifecycle.decider.streamType}/${id.toLowerCase()}` : undefined;
}

export const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
