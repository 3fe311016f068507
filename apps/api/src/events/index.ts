/** The parts of the api that deliver the log, for its module. */
import { Catalog, Doorbell } from '#command-queue';
import type { Pool } from '#event-log';
import type { Provider, Type } from '@nestjs/common';
import { POOL } from '../tokens.js';
import { EventStreams } from './event-streams.js';
import { EventsController } from './events.controller.js';
import { LogWatch } from './log-watch.js';
import { PrivilegedReadings } from './privileged-readings.js';

export { EventStreams } from './event-streams.js';
export const eventControllers: Type[] = [EventsController];
export const eventProviders: Provider[] = [
  { provide: LogWatch, useFactory: (pool: Pool) => new LogWatch(pool), inject: [POOL] },
  { provide: EventStreams, useFactory: (pool: Pool, log: LogWatch) => new EventStreams(pool, log), inject: [POOL, LogWatch] },
  {
    provide: PrivilegedReadings,
    useFactory: (pool: Pool, catalog: Catalog, doorbell: Doorbell) => new PrivilegedReadings(pool, catalog, doorbell),
    inject: [POOL, Catalog, Doorbell],
  },
];
