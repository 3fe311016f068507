import 'reflect-metadata';
import { readSettings } from '#commission';
import { cannotListen, runService, type Service } from '#service';
import { PinoLogger } from 'nestjs-pino';
import { createWorker } from './create-worker.js';
import { Shift } from './shift.js';

async function open(): Promise<Service> {
  const settings = readSettings(process.env);
  const app = await createWorker(settings);
  const shift = app.get(Shift);
  const logger = await app.resolve(PinoLogger);
  const { host, workerPort: port } = settings;
  return {
    listen: () =>
      app.listen(port, host).catch((error: unknown) => {
        throw cannotListen({ host, port, setting: 'WORKER_PORT' }, error) ?? error;
      }),
    refused: shift.refused,
    close: () => app.close(),
    cut: () => shift.cut(),
    log: (fields, message) => logger.info(fields, message),
  };
}

await runService(open);
