import { commandHandlersFor } from '#command-queue';
import { Module } from '@nestjs/common';
import { orderLifecycle } from './orders.wire.js';

@Module({ providers: commandHandlersFor(orderLifecycle) })
export class OrdersModule {}
