import type { FastifyReply, FastifyRequest } from 'fastify';
import { PROBLEM_JSON, type Problem } from './problem.js';

export const pathOf = (request: FastifyRequest): string => request.url.split('?', 1)[0] ?? '/';

/** Writes a problem as the answer of a request. */
export function sendProblem(reply: FastifyReply, request: FastifyRequest, { body, headers }: Problem): void {
  const { errors, ...rest } = body;
  const details = { ...rest, instance: pathOf(request), ...(errors ? { errors } : {}), traceId: request.id };
  // As bytes: to a text Fastify adds a charset, which this media type does not have.
  void reply
    .status(body.status)
    .headers(headers)
    .header('cache-control', 'no-store')
    .type(PROBLEM_JSON)
    .send(Buffer.from(JSON.stringify(details)));
}
