/** Installs what only one of the tools needs, in a folder with a package.json and a lockfile of its own: nobody who runs Promulgate needs it. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter } from 'node:path';
import { Trouble } from '../../apps/demo/prepare.mjs';

/** `npm ci` in the folder, where its lockfile is another than the one it was last installed by; throws {@link Trouble}. */
export function installApart(folder, purpose, say) {
  const stamp = `${folder}/node_modules/.promulgate-lock`;
  const lock = createHash('sha256')
    .update(readFileSync(`${folder}/package-lock.json`))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  say(`Installing ${purpose} (npm ci in ${folder}) …`);
  // npm is run by the system's Node, as in the preparation.
  const path = (process.env.PATH ?? '').split(delimiter).filter((entry) => !/node_modules[/\\]\.bin[/\\]?$/.test(entry));
  const { status, error } = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: folder,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, PATH: path.join(delimiter) },
    shell: process.platform === 'win32',
  });
  if (error || status !== 0)
    throw new Trouble(
      `npm ci failed in ${folder}${error ? `: ${error.message}` : '; its own words are above'}.\nSee that the package registry can be reached (npm ping), then try again.`,
    );
  writeFileSync(stamp, lock);
}
