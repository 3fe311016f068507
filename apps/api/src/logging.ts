import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Params } from 'nestjs-pino';
import { pathOf } from './errors/send-problem.js';

/** Probes would be most of the log, and say nothing in it. */
const QUIET = new Set(['/livez', '/readyz', '/metrics']);

export function loggerParams(level: string): Params {
  return {
    pinoHttp: {
      level,
      autoLogging: false,
      quietReqLogger: true,
      serializers: { err: errorForLog },
      // Nothing hands a request to the logger; should something do so after all, its token and its text stay out.
      redact: ['authorization', 'headers', 'body', '*.authorization', '*.headers', '*.body'],
    },
  };
}

/** One line a request: what, where, how it ended, how long it took. Never headers, query or body: they hold tokens and texts. */
export function logRequest(
  logger: { info(fields: object, message: string): void },
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  const path = pathOf(request);
  if (QUIET.has(path)) return;
  const { method, id: traceId } = request;
  const { statusCode: status, elapsedTime } = reply;
  logger.info({ method, path, status, ms: Math.round(elapsedTime * 10) / 10, traceId }, 'request');
}

/** What a fault was and where, without the values that PostgreSQL repeats in `detail`, `where` and the rest. */
function errorForLog(error: Error & { code?: unknown }): object {
  return { type: error.name, message: error.message, code: error.code, stack: error.stack };
}
