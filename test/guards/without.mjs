import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../apps/demo/prepare.mjs';

/** The text of a guard's file without it. Throws where the guard is not found there exactly once. */
export function without({ name, file, away: [there, instead] }) {
  const text = readFileSync(join(root, file), 'utf8');
  if (text.split(there).length !== 2)
    throw new Error(`The guard "${name}" is not found exactly once in ${file}: correct test/guards/guards.mjs.`);
  return text.replace(there, () => instead);
}
