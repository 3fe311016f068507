import { commandHandlersFor } from '#command-queue';
import { Module } from '@nestjs/common';
import { directionLifecycle } from './directions.wire.js';
import { externalStepLifecycle } from './external-steps.wire.js';
import { recommendationLifecycle } from './recommendations.wire.js';
import { undertakingLifecycle } from './undertakings.wire.js';

@Module({
  providers: [recommendationLifecycle, directionLifecycle, undertakingLifecycle, externalStepLifecycle].flatMap((lifecycle) =>
    commandHandlersFor(lifecycle),
  ),
})
export class FollowUpsModule {}
