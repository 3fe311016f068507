import { commandHandlersFor } from '#command-queue';
import { Module } from '@nestjs/common';
import { assertionLifecycle } from './assertions.wire.js';
import { correctionLifecycle } from './corrections.wire.js';

@Module({ providers: [...commandHandlersFor(correctionLifecycle), ...commandHandlersFor(assertionLifecycle)] })
export class CorrectionsModule {}
