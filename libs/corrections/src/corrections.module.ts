import { commandHandlersFor } from '#command-queue';
import { Module } from '@nestjs/common';
import { correctionLifecycle } from './corrections.wire.js';

@Module({ providers: commandHandlersFor(correctionLifecycle) })
export class CorrectionsModule {}
