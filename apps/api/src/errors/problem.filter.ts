import type { FaultLog } from '#service';
import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { PinoLogger } from 'nestjs-pino';
import type { RouteTable } from '../http/route-table.js';
import { type Problem, problem } from './problem.js';
import { problemOf } from './problem-of.js';
import { pathOf, sendProblem } from './send-problem.js';

/** Writes every error of this service, wherever it was thrown, as problem details. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    private readonly routes: RouteTable,
    private readonly logger: PinoLogger,
    private readonly faults: FaultLog,
  ) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const { problem: answer, unexpected } = problemOf(thrown);
    // A database that is away is one fault, however many requests meet it.
    if (unexpected && answer.body.status === 503) this.faults.fault('postgres', thrown as Error, 'a request met a fault');
    else if (unexpected) this.logger.error({ traceId: request.id, err: thrown }, 'a request met a fault');
    // The head is gone already: a stream broke in the middle. All that is left to say is that it did not end well.
    if (reply.raw.headersSent) reply.raw.destroy();
    else sendProblem(reply, request, this.otherMethod(thrown, request) ?? answer);
  }

  /** A path that exists with other methods: Nest and Fastify call that not found. */
  private otherMethod(thrown: unknown, request: FastifyRequest): Problem | undefined {
    if (!(thrown instanceof HttpException) || thrown.getStatus() !== 404) return undefined;
    const allowed = this.routes.methodsOf(pathOf(request));
    if (allowed.length === 0 || allowed.includes(request.method)) return undefined;
    const allow = allowed.join(', ');
    return problem('method-not-allowed', `${request.method} is not possible here; ${allow} is.`, undefined, { allow });
  }
}
