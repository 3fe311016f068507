/** The parts of the api that deliver the log, for its module. */
import type { Pool } from '#event-log';
import type { Provider, Type } from '@nestjs/common';
import { POOL } from '../tokens.js';
import { EventStreams } from './event-streams.js';
import { EventsController } from './events.controller.js';
import { LogWatch } from './log-watch.js';

export { EventStreams } from './event-streams.js';
export const eventControllers: Type[] = [EventsController];
export const eventProviders: Provider[] = [
  { provide: LogWatch, useFactory: (pool: Pool) => new LogWatch(pool), inject: [POOL] },
  { provide: EventStreams, useFactory: (pool: Pool, log: LogWatch) => new EventStreams(pool, log), inject: [POOL, LogWatch] },
];
