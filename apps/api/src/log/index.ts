/** The parts of the api by which anybody verifies the log, for its module. */
import type { Type } from '@nestjs/common';
import { CheckpointsController } from './checkpoints.controller.js';
import { ProofsController } from './proofs.controller.js';
import { TilesController } from './tiles.controller.js';

export const logControllers: Type[] = [CheckpointsController, TilesController, ProofsController];
