/** What preservation holds and erasures wait for: nobody is asked to end a hold, and the machine itself carries an erasure out. */
import type { ErasureView, PreservationHoldView } from '#preservation';
import { ENDED, type Machine, type Waiting } from './waiting.js';

const holds: Waiting<PreservationHoldView['status']> = {
  PLACED: 'It stands until what demands it is over, and a city attorney releases it.',
  RELEASED: ENDED,
};

const erasures: Waiting<ErasureView['status']> = {
  ORDERED: 'The machine takes the data away.',
  CARRIED_OUT: ENDED,
};

export const MACHINES_OF_PRESERVATION: readonly Machine[] = [
  { record: 'preservation-holds', from: 'preservation_holds r', state: 'r.status', label: 'r.authority', waiting: holds },
  { record: 'erasures', from: 'erasures r', state: 'r.status', label: 'r.authority', waiting: erasures },
];
