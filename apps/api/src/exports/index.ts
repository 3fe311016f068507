/** The parts of the api that make packages of the log, for its module. */
import type { Pool } from '#event-log';
import type { Provider, Type } from '@nestjs/common';
import { PrivilegedReadings } from '../events/privileged-readings.js';
import { POOL } from '../tokens.js';
import { Exports } from './exports.js';
import { RecordsController } from './records.controller.js';

export const exportControllers: Type[] = [RecordsController];
export const exportProviders: Provider[] = [
  {
    provide: Exports,
    useFactory: (pool: Pool, readings: PrivilegedReadings) => new Exports(pool, readings),
    inject: [POOL, PrivilegedReadings],
  },
];
