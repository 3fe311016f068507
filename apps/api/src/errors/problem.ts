import type { RecordedRejection } from '#event-log';
import { type RefusalNumber, REFUSALS } from '#kernel';
import { ApiProperty } from '@nestjs/swagger';
import { PROBLEM_KINDS, type ProblemCode } from './problem-kinds.js';

export const PROBLEM_JSON = 'application/problem+json';

export class FieldFault {
  @ApiProperty({ description: 'JSON Pointer (RFC 6901) into the body.', example: '/items/0/title' })
  pointer!: string;

  @ApiProperty()
  detail!: string;
}

export class RuleOfProblem {
  @ApiProperty({ required: false, description: 'Its number in the list of what must be refused.' })
  number?: number;

  @ApiProperty()
  sentence!: string;

  @ApiProperty({ required: false, description: 'Where it stands written.' })
  source?: string;
}

/** RFC 9457 problem details, as every error of this service is answered. */
export class ProblemDetails {
  @ApiProperty({ format: 'uri-reference', example: '/problems/not-in-this-state', description: 'Where it is documented.' })
  type!: string;

  @ApiProperty()
  title!: string;

  @ApiProperty({ minimum: 400, maximum: 599 })
  status!: number;

  @ApiProperty({ description: 'What was wrong this time.' })
  detail!: string;

  @ApiProperty({ format: 'uri-reference', description: 'The path of the request.' })
  instance!: string;

  @ApiProperty({ description: 'The last segment of `type`: what a program decides by.' })
  code!: string;

  @ApiProperty({ type: [FieldFault], required: false })
  errors?: readonly FieldFault[];

  @ApiProperty({ description: 'Names the request in our logs: the trace id of its `traceparent`, or one of ours.' })
  traceId!: string;

  @ApiProperty({ type: RuleOfProblem, required: false, description: 'Of a refusal: the rule that refused.' })
  rule?: RuleOfProblem;

  @ApiProperty({ required: false, description: 'What to do about it.' })
  remedy?: string;

  @ApiProperty({ format: 'uuid', required: false, description: 'Of a recorded refusal: the command that was refused.' })
  commandId?: string;
}

/** What a problem says that does not depend on the request. */
export type ProblemBody = Omit<ProblemDetails, 'instance' | 'traceId'>;

/** An answer that is an error, on its way to the one place that writes it. */
export class Problem extends Error {
  override readonly name = 'Problem';

  constructor(
    readonly body: ProblemBody,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(body.detail);
  }
}

export const problemUri = (code: string): string => `/problems/${code}`;

/** A problem of the door itself. */
export function problem(
  code: ProblemCode,
  detail: string,
  errors?: readonly FieldFault[],
  headers?: Readonly<Record<string, string>>,
): Problem {
  const { title, status, remedy } = PROBLEM_KINDS[code];
  return new Problem({ type: problemUri(code), title, status, detail, code, remedy, ...(errors ? { errors } : {}) }, headers);
}

/** PostgreSQL or the issuer is away, or too busy. */
export function unavailable(detail: string, retryAfterSeconds = 1): Problem {
  return problem('unavailable', detail, undefined, { 'retry-after': String(retryAfterSeconds) });
}

/** The refusal of a command; `commandId` is left out for a dry run, which records nothing. */
export function refusalBody(rejection: RecordedRejection, commandId: string | undefined): ProblemBody {
  const { code, title, status, detail, refusal, source, remedy } = rejection;
  return {
    type: problemUri(code),
    title,
    status,
    detail,
    code,
    rule: {
      ...(refusal ? { number: refusal } : {}),
      sentence: REFUSALS[refusal as RefusalNumber] ?? title,
      ...(source ? { source } : {}),
    },
    ...(remedy ? { remedy } : {}),
    ...(commandId ? { commandId } : {}),
  };
}
