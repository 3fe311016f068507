import { HttpException } from '@nestjs/common';
import { isDatabaseAway, isDatabaseBusy } from './database-faults.js';
import { Problem, problem, unavailable } from './problem.js';
import type { ProblemCode } from './problem-kinds.js';

/** The problem of each status with which Nest or Fastify may refuse a request before it reaches us. */
const BY_STATUS: Readonly<Record<number, readonly [ProblemCode, string]>> = {
  404: ['not-found', 'There is nothing at this path.'],
  413: ['body-too-large', 'The body is larger than 1 MiB.'],
  414: ['uri-too-long', 'A segment of the path is too long.'],
  415: ['unsupported-media-type', 'The body must be application/json.'],
  431: ['headers-too-large', 'The headers are larger than 16 KiB.'],
};

const statusOf = (thrown: unknown): number => {
  if (thrown instanceof HttpException) return thrown.getStatus();
  const status = (thrown as { statusCode?: unknown } | null | undefined)?.statusCode;
  return typeof status === 'number' ? status : 500;
};

/**
 * What a client is told of anything that was thrown. Messages of libraries never leave: they may name paths, statements or what
 * the client sent. `unexpected` says that it belongs into the log as a fault of ours.
 */
export function problemOf(thrown: unknown): { readonly problem: Problem; readonly unexpected: boolean } {
  if (thrown instanceof Problem) return { problem: thrown, unexpected: false };
  if (isDatabaseAway(thrown)) return { problem: unavailable('The database does not answer.'), unexpected: true };
  if (isDatabaseBusy(thrown)) return { problem: unavailable('The database is too busy.'), unexpected: true };
  const status = statusOf(thrown);
  const known = BY_STATUS[status];
  if (known) return { problem: problem(...known), unexpected: false };
  if (status >= 400 && status < 500)
    return { problem: problem('malformed-request', 'The request cannot be read.'), unexpected: false };
  return { problem: problem('internal-error', 'The request could not be completed.'), unexpected: true };
}
