/** A sequencer in a process of its own, as a worker is. Started by `sequencing.ts` with the database's URL; tells of each advance and when it was. */
import { Sequencer } from './product.mjs';

export interface Advance {
  position: number;
  /** Milliseconds since 1970, with fractions. */
  at: number;
}

const [url = ''] = process.argv.slice(2);
const sequencer = new Sequencer({
  url,
  name: 'bench',
  // It ends after the way to whoever listens is closed.
  onAdvance: (position) =>
    process.connected && process.send?.({ position, at: performance.timeOrigin + performance.now() } satisfies Advance),
  onFault: (fault) => process.stderr.write(`The sequencer: ${fault.message}\n`),
});
sequencer.start();
// Whoever started us says that it is enough, or has gone.
process.once('disconnect', () => void sequencer.stop());
