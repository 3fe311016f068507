/** The parts of the api that deliver the log, for its module. */
import type { Type } from '@nestjs/common';
import { EventsController } from './events.controller.js';

export const eventControllers: Type[] = [EventsController];
