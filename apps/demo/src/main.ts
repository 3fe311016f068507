import { createServer } from 'node:net';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inspect } from 'node:util';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort, type Issuer, PERSONS, type PostgresServer, startIssuer, startServer, Trouble } from '#testing';
import { type Child, deadChild, startChild, untilReady } from './child.js';
import {
  admitEmbeddedLogin,
  admitUserOf,
  checkDatabase,
  checkRedis,
  type DatabaseUrls,
  identityOf,
  prepareEmbedded,
} from './database.js';
import { Home, type Keys, type LogHome } from './home.js';
import { placeOfPostgres } from './place.js';
import { type DemoSettings, settingsFrom, withoutPassword } from './settings.js';
import { CalledOff, Started } from './started.js';
import { enterStory, printSummary, type Stage } from './story/index.js';

const HOST = '127.0.0.1';
const AUDIENCE = 'promulgate';
/** npm hands a Ctrl-C on that the terminal has sent already: two within this time are one. */
const SAME_SIGNAL_MS = 1_000;

const print = (line: string) => void process.stdout.write(`${line}\n`);
const started = new Started(report);
/** What must not outlive us when there is no time to stop it in order. */
const pids = new Set<number>();

async function main(): Promise<void> {
  const settings = settingsFrom(process.argv.slice(2), process.env);
  const home = new Home(fileURLToPath(new URL('../../../..', import.meta.url)).replace(/\/$/, ''));
  home.claim();
  process.on('exit', () => home.release());
  const keys = home.keys();
  const port = await portToListenOn(settings.port);
  if (settings.redisUrl) await checkRedis(settings.redisUrl);
  const database = await openDatabase(settings, home, keys);
  const issuer = await openIssuer(home, keys);
  const signing = await home.logHome(await identityOf(database));
  const baseUrl = await openProduct({ settings, home, keys, database, issuer, port, signing });
  home.announce({
    pid: process.pid,
    url: baseUrl,
    issuer: issuer.issuer,
    databaseUrl: database.app,
    ownerDatabaseUrl: database.owner,
    signing,
    persons: PERSONS,
  });
  await show(settings, home, { baseUrl, tokenFor: issuer.tokenFor, print, profile: settings.profile });
}

/** Finds out early whether the port is to be had: a demo that was killed a moment ago may still be leaving it. */
async function portToListenOn(wanted: number): Promise<number> {
  if (wanted === 0) return freePort();
  for (let attempt = 1; ; attempt += 1) {
    const code = await new Promise<string | undefined>((resolve) => {
      const server = createServer();
      server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code));
      server.listen(wanted, HOST, () => server.close(() => resolve(undefined)));
    });
    if (!code) return wanted;
    if (code === 'EACCES')
      throw new Trouble(`You have no right to listen on port ${wanted}.`, 'Take one above 1023, for example PORT=8081 npm start');
    if (attempt > 20)
      throw new Trouble(
        `Port ${wanted} is in use by another program.`,
        `Stop that, or take another port: PORT=${wanted + 1} npm start`,
      );
    await sleep(100);
    started.goOn();
  }
}

/** The database, migrated and ready for the application's login. */
async function openDatabase(settings: DemoSettings, home: Home, keys: Keys): Promise<DatabaseUrls> {
  const { databaseUrl: app, ownerDatabaseUrl: owner = app } = settings;
  if (app && owner) {
    await checkDatabase('DATABASE_URL', app);
    if (owner !== app) await checkDatabase('OWNER_DATABASE_URL', owner);
    await migrate(home, owner);
    await admitUserOf({ owner, app });
    print(`✓ PostgreSQL at ${withoutPassword(app)}, migrated`);
    return { owner, app };
  }
  const server = await openServer(home, keys);
  const urls = await prepareEmbedded(server, keys);
  await migrate(home, urls.owner);
  await admitEmbeddedLogin(server);
  return urls;
}

async function openServer(home: Home, keys: Keys): Promise<PostgresServer> {
  const place = placeOfPostgres(home, keys.installation, print);
  const logFile = `${home.logs}/postgres.log`;
  const server = await started.start(
    () => startServer({ ...place, password: keys.postgres.superuser, logFile, settings: { max_connections: '200' } }),
    (running) => running.stop(),
  );
  pids.add(server.pid);
  print(`✓ PostgreSQL (embedded), data in ${place.data}`);
  void server.ended.then((how) =>
    giveUp(
      new Trouble(
        `PostgreSQL ended by itself (${how}). Its log is ${logFile}`,
        'Start again with npm start: it recovers what was committed.',
      ),
    ),
  );
  return server;
}

async function migrate(home: Home, ownerUrl: string): Promise<void> {
  const child = await launch(home, 'cli', ['migrate'], { ...environment(), OWNER_DATABASE_URL: ownerUrl });
  const { code, how } = await child.ended;
  started.goOn();
  if (code !== 0) throw deadChild({ ...child, name: 'migration of the database' }, how);
  print('✓ Tables of the log, the ledger and the views');
}

async function openIssuer(home: Home, keys: Keys): Promise<Issuer> {
  const { issuerPort } = home.memory();
  const issuer = await started.start(
    () => startIssuer({ keys: keys.issuer, audience: AUDIENCE, ...(issuerPort ? { port: issuerPort } : {}) }),
    (running) => running.close(),
  );
  home.remember({ issuerPort: issuer.port });
  print(`✓ Issuer of tokens (OpenID Connect) at ${issuer.issuer}`);
  return issuer;
}

interface Product {
  readonly settings: DemoSettings;
  readonly home: Home;
  readonly keys: Keys;
  readonly database: DatabaseUrls;
  readonly issuer: Issuer;
  readonly port: number;
  readonly signing: LogHome;
}

/** The worker and the api; the api is started last, so that it is stopped first. */
async function openProduct({ settings, home, keys, database, issuer, port, signing }: Product): Promise<string> {
  const workerPort = await freePort();
  const env = {
    ...environment(),
    ...(settings.redisUrl ? { REDIS_URL: settings.redisUrl } : {}),
    DATABASE_URL: database.app,
    HOST,
    OIDC_ISSUER: issuer.issuer,
    OIDC_AUDIENCE: AUDIENCE,
    FINGERPRINT_KEY: keys.fingerprintKey,
    WEBHOOK_KEY: keys.webhookKey,
  };
  const worker = await launch(home, 'worker', [], {
    ...env,
    WORKER_PORT: String(workerPort),
    LOG_KEY_FILE: signing.keyFile,
    LOG_STATE_DIR: signing.stateDir,
    CHECKPOINTS_DIR: signing.checkpointsDir,
  });
  const api = await launch(home, 'api', [], { ...env, PORT: String(port) });
  const baseUrl = `http://${HOST}:${port}`;
  await Promise.all([
    untilReady(worker, `http://${HOST}:${workerPort}/readyz`, started.stopping),
    untilReady(api, `${baseUrl}/readyz`, started.stopping),
  ]);
  started.goOn();
  for (const child of [worker, api]) void child.ended.then(({ how }) => giveUp(deadChild(child, how)));
  print(
    `✓ The api at ${baseUrl} and the worker; the queue is in ${settings.redisUrl ? `Redis at ${withoutPassword(settings.redisUrl)}` : 'PostgreSQL'}`,
  );
  print(`✓ The log is signed by the worker; its key, state and checkpoints are in ${dirname(signing.keyFile)}`);
  return baseUrl;
}

async function launch(home: Home, name: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<Child> {
  const child = await started.start(
    () => Promise.resolve(startChild(home, name, args, env)),
    (running) => running.stop(),
  );
  if (child.pid) pids.add(child.pid);
  void child.ended.then(() => child.pid && pids.delete(child.pid));
  return child;
}

/** Ours without what is decided here: a child gets the one database login that it needs. */
function environment(): NodeJS.ProcessEnv {
  const decided = [
    'DATABASE_URL',
    'OWNER_DATABASE_URL',
    'REDIS_URL',
    'PORT',
    'LOG_KEY_FILE',
    'LOG_SIGNING_KEY',
    'LOG_STATE_DIR',
    'CHECKPOINTS_DIR',
  ];
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !decided.includes(name)));
}

async function show(settings: DemoSettings, home: Home, stage: Stage): Promise<void> {
  const empty = await isLogEmpty(stage);
  if (settings.empty) {
    print(`\n${stage.baseUrl}/docs describes the commands and queries.`);
    print('A token for a role:  npm run -s token -- oversight');
  } else {
    // A case that was broken off is played again: each step has its key, so what was entered stays entered once.
    if (empty || home.memory().story === 'entering') {
      home.remember({ story: 'entering' });
      await enterStory(stage);
      home.remember({ story: 'entered' });
    }
    await printSummary(stage);
  }
  print(`\nServing at ${stage.baseUrl} until Ctrl-C, which stops everything that was started here.`);
}

async function isLogEmpty(stage: Stage): Promise<boolean> {
  const headers = { authorization: `Bearer ${await stage.tokenFor('oversight')}` };
  const answer = await fetch(`${stage.baseUrl}/v1/events?limit=1`, { headers, signal: AbortSignal.timeout(10_000) });
  const body: unknown = await answer.json();
  if (answer.status === 200 && Array.isArray(body)) return body.length === 0;
  throw new Error(`GET /v1/events answered ${answer.status}: ${JSON.stringify(body)}`);
}

/** Something ended that should not have: says so, stops the rest and ends. Where everything is being stopped, it is as it should be. */
function giveUp(error: unknown): void {
  if (started.stopping.aborted) return;
  report(error);
  void end(1);
}

function report(error: unknown): void {
  process.stderr.write(
    error instanceof Trouble
      ? `
${error.message}
`
      : `${inspect(error)}
`,
  );
}

async function end(code: number): Promise<void> {
  await started.stop();
  process.exit(code);
}

let firstSignalAt = 0;
function onSignal(): void {
  if (!firstSignalAt) {
    firstSignalAt = Date.now();
    print('\nStopping … (Ctrl-C again does it the hard way)');
    void end(0);
  } else if (Date.now() - firstSignalAt > SAME_SIGNAL_MS) {
    for (const pid of pids) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // Gone already.
      }
    }
    process.exit(130);
  }
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
// The one who started us was killed.
process.on('disconnect', onSignal);
process.channel?.unref();

try {
  await main();
} catch (error) {
  if (!(error instanceof CalledOff) && !started.stopping.aborted) {
    report(error);
    await end(1);
  }
}
