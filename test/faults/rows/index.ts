/** The fault table, in the order in which a run goes through it. */
import type { Fault } from '../scene.js';
import { clocks } from './clocks.js';
import { deadlines } from './deadlines.js';
import { doubles } from './doubles.js';
import { kills } from './kills.js';
import { network } from './network.js';
import { poisons } from './poison.js';
import { postgres } from './postgres.js';
import { redis } from './redis.js';
import { sequencer } from './sequencer.js';
import { signer } from './signer.js';
import { stops } from './stops.js';

export const faults: readonly Fault[] = [
  ...kills,
  ...stops,
  ...redis,
  ...sequencer,
  ...signer,
  ...doubles,
  ...poisons,
  ...network,
  ...clocks,
  ...deadlines,
  ...postgres,
];
