import type { Settings } from '#commission';
import { freePort, inProject } from '#testing';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/** Run from the sources by jest, or compiled. */
export interface Running {
  readonly url: string;
  /** Resolves with the signal or code when the process has ended. */
  readonly ended: Promise<string>;
  /** What it has written so far, a line each. */
  readonly log: () => readonly string[];
  kill(signal?: NodeJS.Signals): Promise<void>;
}

/** Starts the compiled api or worker as a process of its own; with `dieAt`, it is killed the first time it comes to that place. It never outlives the test. */
export async function startProcess(app: 'api' | 'worker', settings: Settings, dieAt?: string): Promise<Running> {
  const env = {
    DATABASE_URL: settings.databaseUrl,
    ...(settings.doorbell.kind === 'redis' ? { REDIS_URL: settings.doorbell.url } : {}),
    OIDC_ISSUER: settings.issuer,
    FINGERPRINT_KEY: settings.fingerprintKey.toString('hex'),
    LOG_SOURCE: settings.source,
    LOG_LEVEL: settings.logLevel,
    LEDGER_LIMIT: String(settings.ledgerLimit),
    ...(dieAt ? { TEST_DIE_AT: dieAt } : {}),
  };
  return startApp(app, env, { port: await freePort(), with: dieAt ? ['failpoints'] : [] });
}

/** The same of an environment: that, and nothing else, is what it is told. `with` names loaders of this folder. */
export async function startApp(
  app: 'api' | 'worker',
  env: Readonly<Record<string, string>>,
  { port, with: loaders = [] }: { readonly port: number; readonly with?: readonly string[] },
): Promise<Running> {
  const main = inProject(`dist/apps/${app}/src/main.js`);
  const child = spawn(
    process.execPath,
    [...['leash', ...loaders].flatMap((each) => ['--import', inProject(`test/support/${each}.mjs`)]), main],
    {
      cwd: inProject(),
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: { PATH: process.env['PATH'], [app === 'api' ? 'PORT' : 'WORKER_PORT']: String(port), ...env },
    },
  );
  let stdout = '';
  child.stdout?.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  let stderr = '';
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const ended = once(child, 'exit').then(([code, signal]: unknown[]) => String(signal ?? code));
  const url = `http://127.0.0.1:${port}`;
  await ready(url, child, () => stderr);
  return {
    url,
    ended,
    log: () => `${stdout}${stderr}`.split('\n').filter((line) => line !== ''),
    kill: async (signal = 'SIGKILL') => {
      child.kill(signal);
      await ended;
    },
  };
}

async function ready(url: string, child: ChildProcess, stderr: () => string): Promise<void> {
  for (let tries = 0; tries < 1_200; tries++) {
    // A process that is meant to die may do so before it answers for the first time: it was ready enough to work.
    if (child.exitCode !== null) throw new Error(`The process ended with ${child.exitCode}: ${stderr()}`);
    if (child.signalCode !== null) return;
    const answer = await fetch(`${url}/livez`).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${url} did not answer: ${stderr()}`);
}
