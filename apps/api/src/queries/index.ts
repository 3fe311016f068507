/** The parts of the api that read the views, for its module. */
import type { Settings } from '#commission';
import { type Pool, Sessions } from '#event-log';
import type { Provider, Type } from '@nestjs/common';
import { SettledWatch } from '../door/settled-watch.js';
import { POOL, SETTINGS } from '../tokens.js';
import { ClocksController } from './clocks.controller.js';
import { CoverageController } from './coverage.controller.js';
import { DraftCommentsController } from './draft-comments.controller.js';
import { DraftsController } from './drafts.controller.js';
import { ExceptionsController } from './exceptions.controller.js';
import { IncidentsController } from './incidents.controller.js';
import { MeetingsController, PacketController } from './meetings.controller.js';
import { OrdersController } from './orders.controller.js';
import { ProtocolsController } from './protocols.controller.js';
import { ReadinessController } from './readiness.controller.js';
import { Reading } from './reading.js';
import { referencesControllers } from './references.controller.js';
import { resourceController } from './resource.controller.js';
import { RESOURCES } from './resources.js';
import { RetentionController } from './retention.controller.js';
import { SearchController } from './search.controller.js';
import { TasksController } from './tasks.controller.js';
import { TraceController } from './trace.controller.js';
import { Views } from './views.js';
import { WebhooksController } from './webhooks.controller.js';

export const queryControllers: Type[] = [
  ...RESOURCES.map(resourceController),
  ...referencesControllers,
  DraftsController,
  OrdersController,
  DraftCommentsController,
  ReadinessController,
  ProtocolsController,
  MeetingsController,
  PacketController,
  ClocksController,
  IncidentsController,
  CoverageController,
  ExceptionsController,
  RetentionController,
  SearchController,
  TasksController,
  TraceController,
  WebhooksController,
];

export const queryProviders: Provider[] = [
  {
    provide: Views,
    useFactory: ({ databaseUrl }: Settings, sessions: Sessions) => new Views(databaseUrl, sessions),
    inject: [SETTINGS, Sessions],
  },
  {
    provide: Reading,
    useFactory: (views: Views, pool: Pool, watch: SettledWatch) => new Reading(views, pool, watch),
    inject: [Views, POOL, SettledWatch],
  },
];
