import { commandHandlersFor } from '#command-queue';
import { Module } from '@nestjs/common';
import { authorityLifecycle } from './authorities.wire.js';

@Module({ providers: commandHandlersFor(authorityLifecycle) })
export class AuthoritiesModule {}
