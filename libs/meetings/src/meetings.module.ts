import { commandHandlersFor } from '#command-queue';
import { Module } from '@nestjs/common';
import { boardActionLifecycle } from './board-actions.wire.js';
import { boardLifecycle } from './boards.wire.js';
import { councilDaysLifecycle } from './council-days.wire.js';
import { irregularActLifecycle } from './irregular-acts.wire.js';
import { meetingLifecycle } from './meetings.wire.js';

@Module({
  providers: commandHandlersFor(
    boardLifecycle,
    meetingLifecycle,
    boardActionLifecycle,
    councilDaysLifecycle,
    irregularActLifecycle,
  ),
})
export class MeetingsModule {}
