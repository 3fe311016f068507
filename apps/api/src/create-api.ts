import type { Settings } from '#commission';
import helmet from '@fastify/helmet';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Logger, PinoLogger } from 'nestjs-pino';
import type { IncomingMessage } from 'node:http';
import { ApiModule } from './api.module.js';
import { OpenApi } from './docs/open-api.js';
import { sendProblem } from './errors/send-problem.js';
import { Metrics } from './health/metrics.js';
import { answerBrokenHttp, answerUnroutable, letThrough, refuseUnservable } from './http/broken-http.js';
import { Parts } from './health/parts.js';
import { type Bounds, DEFAULT_BOUNDS, Gate } from './http/gate.js';
import { RouteTable } from './http/route-table.js';
import { traceIdOf } from './http/traceparent.js';
import { DEFAULT_LIMITS, type Limits } from './identity/admission.guard.js';
import { logRequest } from './logging.js';

const BODY_LIMIT_BYTES = 1_048_576;
/** A request that has not arrived as a whole by then is given up: a sender that trickles would hold a place for ever. */
const ARRIVAL_MS = 30_000;
/** Open connections, most of them idle; a proxy in front keeps some hundreds. What comes beyond is closed at once. */
const MOST_CONNECTIONS = 10_000;

/**
 * The api, ready to listen; where PostgreSQL does not answer yet, it answers 503 until that does.
 * Rejects with StartRefused where it must not run.
 */
export async function createApi(
  settings: Settings,
  limits: Limits = DEFAULT_LIMITS,
  bounds: Bounds = DEFAULT_BOUNDS,
): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: ARRIVAL_MS,
    trustProxy: false,
    genReqId: (request: IncomingMessage) => traceIdOf(request.headers['traceparent']),
    return503OnClosing: false,
    clientErrorHandler: answerBrokenHttp,
    frameworkErrors: answerUnroutable,
  });
  const app = await NestFactory.create<NestFastifyApplication>(ApiModule.with(settings, limits, bounds), adapter, {
    bodyParser: false,
    bufferLogs: true,
    abortOnError: false,
  });
  app.useLogger(app.get(Logger));
  try {
    await app.get(Parts).begin();
    await furnish(app);
    app.get(OpenApi).describe(app);
    await app.init();
    await app.getHttpAdapter().getInstance().ready();
  } catch (error) {
    await app.close();
    throw error;
  }
  return app;
}

async function furnish(app: NestFastifyApplication): Promise<void> {
  const fastify = app.getHttpAdapter().getInstance();
  const routes = app.get(RouteTable);
  const metrics = app.get(Metrics);
  const gate = app.get(Gate);
  const logger = await app.resolve(PinoLogger);
  letThrough(fastify.server);
  fastify.addHook('onRequest', refuseUnservable);
  fastify.server.maxConnections = MOST_CONNECTIONS;
  fastify.addHook('onRoute', ({ method, url }) => routes.note(method, url));
  fastify.addHook('onResponse', (request, reply, done) => {
    metrics.observe(request.method, request.routeOptions.url ?? 'none', reply.statusCode, reply.elapsedTime / 1000);
    if (!gate.wasTurnedAway(request)) logRequest(logger, request, reply);
    done();
  });
  // Every body arrives as bytes, whatever it says that it is: the door looks at it after it knows who sends it.
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  await app.register(helmet, {
    // Served over plain HTTP on loopback too, where this directive would send browsers to a port that speaks no TLS.
    contentSecurityPolicy: { directives: { upgradeInsecureRequests: null } },
  });
  // Behind helmet, so that whoever is turned away has its headers too.
  fastify.addHook('onRequest', async (request, reply) => {
    const problem = await gate.enter(request, reply);
    if (!problem) return;
    sendProblem(reply, request, problem);
    return reply;
  });
  fastify.addHook('onSend', (_request, reply, payload, done) => {
    if (gate.draining) void reply.header('connection', 'close');
    done(null, payload);
  });
}
