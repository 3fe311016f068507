import { randomBytes } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { problemOf } from '../errors/problem-of.js';
import { sendProblem } from '../errors/send-problem.js';
import { PROBLEM_JSON, problem } from '../errors/problem.js';
import type { ProblemCode } from '../errors/problem-kinds.js';

/** Answers what Node could not parse as HTTP: there is no request yet, so nothing of Fastify or Nest can. */
export function answerBrokenHttp(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const code: ProblemCode = error.code === 'HPE_HEADER_OVERFLOW' ? 'headers-too-large' : 'malformed-request';
  const { body } = problem(
    code,
    code === 'headers-too-large' ? 'The headers are larger than 16 KiB.' : 'The message is not HTTP/1.1.',
  );
  const text = JSON.stringify({ ...body, instance: '/', traceId: randomBytes(16).toString('hex') });
  const head = [
    `HTTP/1.1 ${body.status} ${body.status === 431 ? 'Request Header Fields Too Large' : 'Bad Request'}`,
    `Content-Type: ${PROBLEM_JSON}`,
    `Content-Length: ${Buffer.byteLength(text)}`,
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${text}`);
}

/**
 * What Node would answer by itself, with a status and nothing else: a request of HTTP/1.1 without a host, and one that expects what nobody
 * here can do. Both go through Fastify instead, where {@link refuseUnservable} answers them.
 */
export function letThrough(server: Server): void {
  Object.assign(server, { requireHostHeader: false });
  server.on('checkExpectation', (request, response) => server.emit('request', request, response));
}

/**
 * Refuses what {@link letThrough} let through; the first hook of every request. A protocol that is offered with Upgrade is not taken up
 * (RFC 9110, 7.8), and the connection closes after the answer: what came next on it and is no HTTP, Node would leave without one.
 */
export function refuseUnservable(request: FastifyRequest, reply: FastifyReply, done: () => void): void {
  const { headers, httpVersion } = request.raw;
  const { expect, upgrade } = headers;
  if (upgrade !== undefined) void reply.header('connection', 'close');
  if (expect !== undefined && expect.toLowerCase() !== '100-continue')
    sendProblem(reply, request, problem('expectation-failed', 'Expect can only be 100-continue.'));
  else if (headers.host === undefined && httpVersion === '1.1')
    sendProblem(reply, request, problem('malformed-request', 'A request of HTTP/1.1 names its Host.'));
  else done();
}

/** Answers what Fastify's router refuses before it knows a route: a path that cannot be decoded, or a segment that is too long. */
export function answerUnroutable(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  sendProblem(reply, request, problemOf(error).problem);
}
