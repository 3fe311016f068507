import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { type AdmittedRequest, ANYBODY } from '../identity/current-caller.js';
import type { Exchange } from './reading.js';

/** Who asks, what, and where the answer goes: a query's one parameter beside those of its path. What it returns is sent. */
export const Asked = createParamDecorator((_data: unknown, context: ExecutionContext): Exchange => {
  const http = context.switchToHttp();
  const request = http.getRequest<AdmittedRequest>();
  return { request, reply: http.getResponse<FastifyReply>(), caller: request.caller ?? ANYBODY };
});
