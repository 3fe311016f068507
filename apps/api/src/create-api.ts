import { catalog, reactions, type Settings } from '#commission';
import { checkReactions } from '#command-queue';
import { pendingMigrations, type Pool } from '#event-log';
import helmet from '@fastify/helmet';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Logger, PinoLogger } from 'nestjs-pino';
import type { IncomingMessage, Server } from 'node:http';
import { ApiModule } from './api.module.js';
import { OpenApi } from './docs/open-api.js';
import { isDatabaseAway } from './errors/database-faults.js';
import { Metrics } from './health/metrics.js';
import { answerBrokenHttp, answerUnroutable, letThrough, refuseUnservable } from './http/broken-http.js';
import { RouteTable } from './http/route-table.js';
import { traceIdOf } from './http/traceparent.js';
import { DEFAULT_LIMITS, type Limits } from './identity/admission.guard.js';
import { logRequest } from './logging.js';
import { POOL } from './tokens.js';

/** The process must not run as it is; the message says, a line each, what is wrong and what to do. */
export class StartRefused extends Error {
  override readonly name = 'StartRefused';
}

const BODY_LIMIT_BYTES = 1_048_576;

/** The api, ready to listen. Rejects with {@link StartRefused} where it must not run. */
export async function createApi(settings: Settings, limits: Limits = DEFAULT_LIMITS): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_LIMIT_BYTES,
    trustProxy: false,
    genReqId: (request: IncomingMessage) => traceIdOf(request.headers['traceparent']),
    return503OnClosing: false,
    clientErrorHandler: answerBrokenHttp,
    frameworkErrors: answerUnroutable,
  });
  const app = await NestFactory.create<NestFastifyApplication>(ApiModule.with(settings, limits), adapter, {
    bodyParser: false,
    bufferLogs: true,
    abortOnError: false,
  });
  app.useLogger(app.get(Logger));
  try {
    await checkStart(app.get<Pool>(POOL));
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

async function checkStart(pool: Pool): Promise<void> {
  const migrations = await pendingMigrations(pool).catch((error: unknown) => {
    throw new StartRefused(
      isDatabaseAway(error)
        ? 'PostgreSQL does not answer at DATABASE_URL: start it, or correct the address.'
        : `PostgreSQL does not let us in at DATABASE_URL: ${(error as Error).message}. Check the login, its password and its membership in promulgate_app.`,
    );
  });
  const faults = [...checkReactions(catalog, reactions), ...migrations];
  if (faults.length > 0) throw new StartRefused(faults.join('\n'));
}

async function furnish(app: NestFastifyApplication): Promise<void> {
  const fastify = app.getHttpAdapter().getInstance();
  const routes = app.get(RouteTable);
  const metrics = app.get(Metrics);
  const logger = await app.resolve(PinoLogger);
  letThrough(fastify.server as Server);
  fastify.addHook('onRequest', refuseUnservable);
  fastify.addHook('onRoute', ({ method, url }) => routes.note(method, url));
  fastify.addHook('onResponse', (request, reply, done) => {
    metrics.observe(request.method, request.routeOptions.url ?? 'none', reply.statusCode, reply.elapsedTime / 1000);
    logRequest(logger, request, reply);
    done();
  });
  // Every body arrives as bytes, whatever it says that it is: the door looks at it after it knows who sends it.
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  await app.register(helmet, {
    // Served over plain HTTP on loopback too, where this directive would send browsers to a port that speaks no TLS.
    contentSecurityPolicy: { directives: { upgradeInsecureRequests: null } },
  });
}
