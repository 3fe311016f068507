import type { FastifyReply, FastifyRequest } from 'fastify';
import { PROBLEM_JSON, type Problem } from './problem.js';

/** A body up to this size is taken in to its end after it was refused; the connection of a larger one is closed. */
const MOST_TAKEN_IN_BYTES = 16 * 1_048_576;

export const pathOf = (request: FastifyRequest): string => request.url.split('?', 1)[0] ?? '/';

/** Writes a problem as the answer of a request. */
export function sendProblem(reply: FastifyReply, request: FastifyRequest, { body, headers }: Problem): void {
  const { errors, ...rest } = body;
  // Fastify closes the connection; a client that is still sending would then be reset, and lose the answer.
  if (body.status === 413 && Number(request.headers['content-length']) <= MOST_TAKEN_IN_BYTES) reply.removeHeader('connection');
  const details = { ...rest, instance: pathOf(request), ...(errors ? { errors } : {}), traceId: request.id };
  // As bytes: to a text Fastify adds a charset, which this media type does not have.
  void reply
    .status(body.status)
    .headers(headers)
    .header('cache-control', 'no-store')
    .type(PROBLEM_JSON)
    .send(Buffer.from(JSON.stringify(details)));
}
