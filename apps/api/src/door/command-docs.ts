import type { CatalogCommand } from '#command-queue';
import type { Rule } from '#kernel';
import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiExtraModels, ApiHeader, ApiOperation, ApiQuery, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import { COMMON_RULES } from '../errors/problem-catalogue.js';
import { PROBLEM_JSON, ProblemDetails } from '../errors/problem.js';
import { AcceptedCommand, CommandStatusReport, DryRunReport } from './presentation.js';

/** One command's operation in OpenAPI: from the table that the guard reads, so that the two cannot differ. */
export function describeCommand(command: CatalogCommand): MethodDecorator {
  const { name, spec } = command;
  return applyDecorators(
    ApiOperation({ operationId: name, summary: spec.summary, description: descriptionOf(command) }),
    ApiExtraModels(AcceptedCommand, CommandStatusReport, DryRunReport, ProblemDetails),
    ApiBody({ type: spec.body, required: true }),
    ...REQUEST,
    ...RESPONSES,
  );
}

function descriptionOf({ spec: { roles, states, rules, subject }, lifecycle: { past } }: CatalogCommand): string {
  const list = (items: readonly string[]): string => items.map((item) => `\`${item}\``).join(', ');
  const own = rules.filter(({ code }) => !COMMON_CODES.has(code));
  return [
    `**Roles:** ${list(roles.filter((role) => role !== 'system'))}.`,
    subject === 'new' ? '**Makes** a new record.' : `**Record:** the one that \`${subject}\` names. **States:** ${list(states)}.`,
    past ? OF_THE_PAST : '',
    roles.includes('public') ? NO_TOKEN : '',
    own.length > 0 ? `**Rules that can refuse it:**\n\n${own.map(ruleLine).join('\n')}` : '',
    `**As every command** it is refused also by ${COMMON_RULES.map(ruleLink).join(', ')}.`,
  ]
    .filter(Boolean)
    .join('\n\n');
}

const NO_TOKEN =
  '**Needs no token.** What comes without one is counted by address, its actor is `anonymous`, and its `Idempotency-Key` is a random UUID. ' +
  'The public says neither `occurredAt` nor `performedBy` nor `actingUnder`.';

const OF_THE_PAST =
  '**Of the past** it is entered by `commission-staff` with `asserted`: what nobody knows any more leaves a rule not evaluated, ' +
  'which the assertion (`/v1/assertions`) says, and another person confirms it.';

const COMMON_CODES = new Set<string>(COMMON_RULES.map(({ code }) => code));
const ruleLink = ({ code }: Rule): string => `[${code}](/problems/${code})`;
const ruleLine = (rule: Rule): string =>
  `- ${ruleLink(rule)} (${rule.status}${rule.refusal ? `, refusal ${rule.refusal}` : ''}): ${rule.sentence}${rule.setting ? ` Profile setting ${rule.setting}.` : ''}`;

const REQUEST = [
  ApiHeader({
    name: 'Idempotency-Key',
    required: false,
    description:
      'Any 1 to 255 visible ASCII characters, plain or quoted. The same key with the same content is the same command, for ever; ' +
      'keys belong to the subject of the token.',
    schema: { type: 'string', minLength: 1, maxLength: 255 },
  }),
  ApiHeader({
    name: 'If-Match',
    required: false,
    description: 'Decide only on this version of the record: `"3"`. The same as `expectedVersion` in the body.',
    schema: { type: 'string' },
  }),
  ApiHeader({
    name: 'Prefer',
    required: false,
    description: '`wait=N`: wait up to N (at most 30) seconds for the result.',
    schema: { type: 'string', examples: ['wait=10'] },
  }),
  ApiHeader({
    name: 'traceparent',
    required: false,
    description: 'W3C trace context, carried through to the events.',
    schema: { type: 'string' },
  }),
  ApiQuery({
    name: 'dryRun',
    required: false,
    description: 'Decide, answer, and keep nothing: no event, no key, no refusal.',
    schema: { type: 'boolean', default: false },
  }),
];

const header = (description: string, type = 'string') => ({ description, schema: { type } });
const REPLAYED = header('`true`: the key was sent before, with the same content; this is the command of then.');
const LOCATION = header('Where to ask what became of the command.');
const LIMITS = {
  RateLimit: header('What is left of the limit, and the seconds until it is whole again.'),
  'RateLimit-Policy': header('The limit: requests (q) in seconds (w).'),
};

const problemOf = (description: string, headers: Record<string, ReturnType<typeof header>> = {}) => ({
  description,
  headers: { ...LIMITS, ...headers },
  content: { [PROBLEM_JSON]: { schema: { $ref: getSchemaPath(ProblemDetails) } } },
});
const RETRY_AFTER = { 'Retry-After': header('Seconds to wait before the next try.', 'integer') };

const RESPONSES = [
  ApiResponse({
    status: 202,
    description: 'Taken: from now on it will be settled, whatever happens here. Ask at `Location` what became of it.',
    headers: {
      ...LIMITS,
      ...RETRY_AFTER,
      Location: LOCATION,
      'Idempotent-Replayed': REPLAYED,
      'Preference-Applied': header('The wait that was waited.'),
    },
    content: { 'application/json': { schema: { $ref: getSchemaPath(AcceptedCommand) } } },
  }),
  ApiResponse({
    status: 200,
    description: 'Settled within `Prefer: wait`, or the result of a dry run.',
    headers: {
      ...LIMITS,
      Location: LOCATION,
      'Idempotent-Replayed': REPLAYED,
      'Preference-Applied': header('The wait that was asked for.'),
    },
    content: {
      'application/json': {
        schema: { oneOf: [{ $ref: getSchemaPath(CommandStatusReport) }, { $ref: getSchemaPath(DryRunReport) }] },
      },
    },
  }),
  ...Object.entries({
    400: problemOf('The request is malformed: JSON, body, header or parameter. Not recorded.'),
    401: problemOf('No token, or one not to be trusted. Not recorded.', {
      'WWW-Authenticate': header('`Bearer`, with what is wrong.'),
    }),
    403: problemOf('Not for the roles of the token, or the separation of duties forbids it. Recorded.'),
    404: problemOf('The record that the command names does not exist. Recorded.'),
    409: problemOf('The state or a rule forbids it. Recorded.'),
    412: problemOf('The record has another version than `If-Match` or `expectedVersion`. Recorded.'),
    413: problemOf('The body is larger than 1 MiB. Not recorded.'),
    415: problemOf('The body is not `application/json`. Not recorded.'),
    422: problemOf('The key was sent before, with other content. Recorded.'),
    429: problemOf('Too many requests. Not recorded.', RETRY_AFTER),
    503: problemOf('The ledger or the identity provider is away or busy. Not recorded.', RETRY_AFTER),
  }).map(([status, response]) => ApiResponse({ status: Number(status), ...response })),
];
