import { commandHandlersFor } from '#command-queue';
import { Module } from '@nestjs/common';
import { readingLifecycle } from './readings.wire.js';

@Module({ providers: commandHandlersFor(readingLifecycle) })
export class ReadingsModule {}
