import { commandHandlersFor } from '#command-queue';
import { Module } from '@nestjs/common';
import { delegationLifecycle } from './delegations.wire.js';

@Module({ providers: commandHandlersFor(delegationLifecycle) })
export class DelegationsModule {}
