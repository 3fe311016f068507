import { commandHandlersFor } from '#command-queue';
import { Module } from '@nestjs/common';
import { directiveLifecycle } from './directives.wire.js';
import { provisionLifecycle } from './provisions.wire.js';

@Module({ providers: commandHandlersFor(directiveLifecycle, provisionLifecycle) })
export class DirectivesModule {}
