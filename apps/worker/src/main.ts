import 'reflect-metadata';
import { readSettings, SettingsError } from '#commission';
import { createWorker, StartRefused } from './create-worker.js';

/** Exit codes of sysexits.h: the configuration is at fault, or a service that this process needs. */
const EX_CONFIG = 78;
const EX_UNAVAILABLE = 69;

try {
  const settings = readSettings(process.env);
  const app = await createWorker(settings);
  app.enableShutdownHooks(['SIGTERM', 'SIGINT']);
  await app.listen(settings.workerPort, settings.host);
} catch (error) {
  const expected = error instanceof SettingsError || error instanceof StartRefused;
  process.stderr.write(`${expected ? error.message : String((error as Error).stack)}\n`);
  process.exit(expected ? EX_CONFIG : EX_UNAVAILABLE);
}
