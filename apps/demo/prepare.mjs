/**
 * Brings a fresh clone to where it can run: installs, then builds, each only where something changed.
 * Plain JavaScript without a package, because there is none yet, for any Node from 18 on; what it starts runs on the
 * Node that package.json pins. Run by itself it does both and says what it did: `node apps/demo/prepare.mjs`.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');
const at = (...parts) => join(root, ...parts);
const SOURCES = ['apps', 'libs', 'test'];
const NOT_BUILT = new Set(['planted', 'bench', 'node_modules']);
const NEEDED_NODE = 24;

/** What went wrong and what to do about it, for the person at the keyboard: shown without a stack. */
export class Trouble extends Error {}

/** Installs and builds where that is needed; throws {@link Trouble}. `say` takes a line for people. */
export function prepare(say = console.log) {
  install(say);
  build(say);
}

function install(say) {
  const lock = sha256(readFileSync(at('package-lock.json')));
  const stamp = at('node_modules/.promulgate-lock');
  if (!isInstalled(lock, stamp)) installPackages(say);
  // What somebody installed by hand is stamped too: a copy of the sources beside the same packages goes by the stamp.
  writeFileSync(stamp, lock);
}

function installPackages(say) {
  say('Installing what the project needs (npm ci), a minute or two …');
  const result = spawnSync('npm', ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, PATH: pathOfTheSystem() },
    shell: process.platform === 'win32',
  });
  if (result.error)
    throw new Trouble(
      `npm could not be started (${result.error.code ?? result.error.message}).\nInstall Node with npm, from https://nodejs.org or your system's packages, then try again.`,
    );
  if (result.status !== 0)
    throw new Trouble(
      `npm ci failed (code ${result.status ?? result.signal}); its own words are above.\nSee that the package registry can be reached (npm ping) and that you may write to ${root}, then try again.`,
    );
}

/** npm writes its own copy of the lockfile last, so that an installation cut short is noticed. */
function isInstalled(lock, stamp) {
  const own = at('node_modules/.package-lock.json');
  if (!existsSync(own)) return false;
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return true;
  return statSync(own).mtimeMs >= statSync(at('package-lock.json')).mtimeMs;
}

/** npm is run by the system's Node: it replaces node_modules, and with it the pinned one. */
function pathOfTheSystem() {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => !/node_modules[/\\]\.bin[/\\]?$/.test(folder))
    .join(delimiter);
}

function build(say) {
  const sources = SOURCES.flatMap((folder) => filesBelow(at(folder), /(?<!\.d)\.ts$/)).sort();
  const digest = createHash('sha256');
  for (const file of [at('tsconfig.json'), at('package-lock.json'), ...sources])
    digest.update(`${file}\0${sha256(readFileSync(file))}\0`);
  const now = digest.digest('hex');
  const stamp = at('dist/.sources');
  const outputs = new Set(sources.map((file) => outputOf(file)));
  const whole = () => [...outputs].every((file) => existsSync(file));
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === now && whole()) return;
  say('Building …');
  rmSync(stamp, { force: true });
  clearAway(outputs, whole());
  const result = spawnSync(pinnedNode(), [at('node_modules/typescript/bin/tsc'), '-p', 'tsconfig.json'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (result.error || result.status !== 0)
    throw new Trouble(
      'The sources do not compile; the compiler names each place above.\nCorrect them, or go back to a version that compiles, then try again.',
    );
  mkdirSync(at('dist'), { recursive: true });
  writeFileSync(stamp, now);
}

/** A source that was removed must not live on as its output; and where an output is missing, the compiler must not think it had been written. */
function clearAway(outputs, whole) {
  for (const file of SOURCES.flatMap((folder) => filesBelow(at('dist', folder), /\.js(\.map)?$/)))
    if (!outputs.has(file.replace(/\.map$/, ''))) rmSync(file);
  if (!whole) rmSync(at('dist/tsconfig.tsbuildinfo'), { force: true });
}

const outputOf = (file) => join(root, 'dist', file.slice(root.length)).replace(/\.ts$/, '.js');
const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

function filesBelow(folder, pattern) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory()) return NOT_BUILT.has(entry.name) ? [] : filesBelow(join(folder, entry.name), pattern);
    return pattern.test(entry.name) ? [join(folder, entry.name)] : [];
  });
}

/** The Node that the lockfile pins; on a platform it has none for, the one that runs this, where it is new enough. */
export function pinnedNode() {
  const pinned = at('node_modules/.bin/node');
  if (existsSync(pinned)) return pinned;
  if (Number(process.versions.node.split('.')[0]) >= NEEDED_NODE) return process.execPath;
  throw new Trouble(
    `This is Node ${process.versions.node}, and Promulgate runs on Node ${NEEDED_NODE}, which its packages bring for Linux only.\nInstall Node ${NEEDED_NODE} from https://nodejs.org, then try again.`,
  );
}

/**
 * Runs a script on the pinned Node with our terminal, hands on what should end it, and ends as it ends.
 * The channel between us closes when we are killed: that is how the script notices.
 */
export function runInPinnedNode(script, args, options = []) {
  const child = spawn(pinnedNode(), [...options, script, ...args], {
    cwd: root,
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) =>
    fail(new Trouble(`${pinnedNode()} could not be started (${error.message}).\nRemove node_modules and try again.`)),
  );
  child.on('exit', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)));
}

/** Ends with the sentence for people, or with the stack where it is our own fault. */
export function fail(error) {
  console.error(error instanceof Trouble ? `\n${error.message}` : error);
  process.exit(1);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    prepare();
    console.log('Installed and built.');
  } catch (error) {
    fail(error);
  }
}
