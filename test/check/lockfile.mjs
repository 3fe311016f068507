// Some registry mirrors leave out optional platform packages: `npm install` then writes a lockfile that `npm ci` refuses.
// Lists what the lockfile names and does not hold, and addresses that would tie it to one registry.
import { readFileSync } from 'node:fs';

/** The faults of a parsed package-lock.json, a sentence each. */
export function lockfileFaults({ packages }) {
  const faults = [];
  for (const [path, entry] of Object.entries(packages)) {
    const owner = path || 'this project';
    for (const name of Object.keys(entry.optionalDependencies ?? {}))
      if (!holds(packages, path, name))
        faults.push(`${owner} names ${name}, which the lockfile does not hold: npm ci would refuse it.`);
    if (entry.resolved && !entry.link)
      faults.push(`${owner} is tied to the address it came from: install with omit-lockfile-registry-resolved.`);
    if (path && !entry.link && !entry.integrity) faults.push(`${owner} has no integrity hash.`);
  }
  return faults;
}

function holds(packages, from, name) {
  for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
    if (packages[`${at ? `${at}/` : ''}node_modules/${name}`]) return true;
    if (!at) return false;
  }
}

if (process.argv[1]?.endsWith('lockfile.mjs')) {
  for (const file of process.argv.slice(2)) {
    const faults = lockfileFaults(JSON.parse(readFileSync(file, 'utf8')));
    for (const fault of faults) process.stderr.write(`${file}: ${fault}\n`);
    if (faults.length > 0) process.exitCode = 1;
  }
}
