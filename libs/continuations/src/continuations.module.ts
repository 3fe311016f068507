import { commandHandlersFor } from '#command-queue';
import { Module } from '@nestjs/common';
import { continuationLifecycle } from './continuations.wire.js';

@Module({ providers: commandHandlersFor(continuationLifecycle) })
export class ContinuationsModule {}
