import { commandHandlersFor } from '#command-queue';
import { Module } from '@nestjs/common';
import { commentLifecycle } from './comments.wire.js';
import { draftLifecycle } from './drafts.wire.js';
import { protocolLifecycle } from './protocols.wire.js';

@Module({ providers: commandHandlersFor(protocolLifecycle, draftLifecycle, commentLifecycle) })
export class ProtocolsModule {}
