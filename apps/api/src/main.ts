import 'reflect-metadata';
import { readSettings, type Settings, SettingsError } from '#commission';
import { createApi, StartRefused } from './create-api.js';

/** Exit codes of sysexits.h: the configuration is at fault, or a service that this process needs. */
const EX_CONFIG = 78;
const EX_UNAVAILABLE = 69;
/** A request that is still under way after this long after the signal to end is given up. */
const LONGEST_FAREWELL_MS = 10_000;

async function run(): Promise<void> {
  const settings = readSettings(process.env);
  const app = await createApi(settings);
  app.enableShutdownHooks(['SIGTERM', 'SIGINT'], { useProcessExit: true });
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.once(signal, () => setTimeout(() => process.exit(EX_UNAVAILABLE), LONGEST_FAREWELL_MS).unref());
  await app.listen(settings.port, settings.host).catch((error: NodeJS.ErrnoException) => {
    throw cannotListen(settings, error) ?? error;
  });
}

function cannotListen({ host, port }: Settings, { code }: NodeJS.ErrnoException): StartRefused | undefined {
  if (code === 'EADDRINUSE')
    return new StartRefused(`Port ${port} of ${host} is in use: stop what uses it, or set PORT to another one.`);
  if (code === 'EACCES')
    return new StartRefused(`Port ${port} of ${host} may not be used by this user: set PORT to one above 1023.`);
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return new StartRefused(`This machine has no address ${host}: correct HOST.`);
  return undefined;
}

try {
  await run();
} catch (error) {
  const expected = error instanceof SettingsError || error instanceof StartRefused;
  process.stderr.write(`${expected ? error.message : String((error as Error).stack)}\n`);
  process.exit(expected ? EX_CONFIG : EX_UNAVAILABLE);
}
