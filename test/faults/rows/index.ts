/** The fault table, in the order in which a run goes through it. */
import type { Fault } from '../scene.js';
import { kills } from './kills.js';

export const faults: readonly Fault[] = [...kills];
