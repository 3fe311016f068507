import 'reflect-metadata';
import { readSettings } from '#commission';
import { cannotListen, runService, type Service } from '#service';
import { PinoLogger } from 'nestjs-pino';
import { createApi } from './create-api.js';
import { Parts } from './health/parts.js';
import { Resources } from './resources.js';

/** Requests that were cut off from PostgreSQL have so long to say so to their clients, before their connections are closed too. */
const LAST_WORDS_MS = 500;

async function open(): Promise<Service> {
  const { host, port, ...settings } = readSettings(process.env);
  const app = await createApi({ host, port, ...settings });
  const logger = await app.resolve(PinoLogger);
  return {
    listen: () =>
      app.listen(port, host).catch((error: unknown) => {
        throw cannotListen({ host, port, setting: 'PORT' }, error) ?? error;
      }),
    refused: app.get(Parts).start.refused,
    close: () => app.close(),
    cut: () => {
      app.get(Resources).cut();
      setTimeout(() => app.getHttpAdapter().getInstance().server.closeAllConnections(), LAST_WORDS_MS).unref();
    },
    log: (fields, message) => logger.info(fields, message),
  };
}

await runService(open);
