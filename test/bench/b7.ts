/** B7: what it takes to verify the log from outside, and to have it audited while it is written. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { audited } from './audited.ts';
import type { Bench, BenchContext } from './bench.ts';
import { exportOf } from './exported.ts';
import { verifying } from './verifying.ts';

const sizeOf = ({ quick, scale }: BenchContext): number => Math.ceil((quick ? 1_000_000 : 10_000_000) * scale);
/** Of the package that the whole one's memory is compared with. */
const SMALL_SHARE = 0.1;

export const verification: Bench = {
  id: 'B7',
  title:
    'verifying a whole log from its records package, entries a second and core, beside SHA-256 and canonical JSON alone; the pipeline with the tree and its signatures beside the same without them',
  run: async (context) => {
    const size = sizeOf(context);
    const folder = mkdtempSync(join(tmpdir(), 'promulgate-b7-'));
    const [small, whole] = [join(folder, 'small'), join(folder, 'whole')];
    try {
      const say = (line: string) => context.say(line);
      exportOf(small, Math.ceil(size * SMALL_SHARE), say);
      exportOf(whole, size, say);
      return [...(await verifying(context, small, whole)), ...(await audited(context))];
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
};
