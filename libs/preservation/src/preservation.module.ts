import { commandHandlersFor } from '#command-queue';
import { Module } from '@nestjs/common';
import { erasureLifecycle } from './erasures.wire.js';
import { preservationHoldLifecycle } from './preservation-holds.wire.js';

@Module({ providers: commandHandlersFor(preservationHoldLifecycle, erasureLifecycle) })
export class PreservationModule {}
