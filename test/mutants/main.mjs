/**
 * `npm run mutants [-- --only libs/orders] [--concurrency N] [--json] [--page]`: changes the domain folders in each way that Stryker knows, runs the
 * specs that reach the change, and lists what no spec noticed. It fails where a folder's score is below {@link LEAST_PERCENT}, where a
 * survivor has no reason, and where a reason has no survivor. With `--page` nothing is tried: what was found before is judged by the
 * reasons that are given now.
 */
import { globSync, readFileSync, rmSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Stryker } from '@stryker-mutator/core';
import { notCompiling } from './compiler.mjs';
import { explained, figuresBefore, figuresOf, LEAST_PERCENT, tableOf, writePage } from './page.mjs';

const { values: options } = parseArgs({
  options: {
    only: { type: 'string', default: 'libs/*' },
    concurrency: { type: 'string', default: '2' },
    json: { type: 'boolean', default: false },
    page: { type: 'boolean', default: false },
  },
});
const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');
const beside = (name) => new URL(name, import.meta.url);
const say = (line) => process.stderr.write(`${line}\n`);
/** A path as a word of Stryker's build command, which is parted at its spaces. */
const word = (path) => path.replaceAll(' ', '\\ ');
const TEMP = `.promulgate/mutants-${process.pid}`;

process.chdir(root);
process.on('exit', () => rmSync(TEMP, { recursive: true, force: true }));
const contexts = globSync(`${options.only.replace(/[\\/]+$/, '')}/src/domain`).sort();
if (contexts.length === 0) throw new Error(`There is no ${options.only}/src/domain.`);
const found = options.page ? figuresBefore(root).filter(({ folder }) => contexts.includes(folder)) : [];
if (options.page) writePage(root, found);
// One after the other: what was found of a folder is kept, whatever becomes of the next one.
for (const folder of options.page ? [] : contexts) {
  const mutants = await mutantsOf(folder);
  leaveOutWhatDoesNotCompile(mutants.filter(({ status }) => status === 'Survived' || status === 'NoCoverage'));
  found.push(figuresOf(folder, mutants));
  writePage(root, found);
}
const folders = explained(found);
const unexplained = folders.flatMap(({ survivors }) => survivors).filter(({ reason }) => !reason);
const stale = folders.flatMap((one) => one.stale);
const met = folders.every(({ score }) => score >= LEAST_PERCENT) && unexplained.length === 0 && stale.length === 0;
if (options.json) console.log(JSON.stringify({ folders, met }));
else {
  for (const { file, line, was, becomes } of unexplained) console.log(`${file}:${line}  ${was}  →  ${becomes}`);
  for (const { file, on, was, becomes } of stale)
    console.log(`${file}  ${was}  →  ${becomes}  has a reason and does not survive on the line: ${on}`);
  console.log(tableOf(folders));
}
process.exitCode = met ? 0 : 1;

/** The folder's mutants, each with its place, what became of it, and its file with the change in it. */
async function mutantsOf(folder) {
  say(`${folder}: making its mutants, and running its specs once without …`);
  const results = await new Stryker({
    mutate: [`${folder}/**/*.ts`, '!**/*.spec.ts', '!**/spec-*.ts'],
    ignorePatterns: ['**', '!package.json', '!libs/**/*.ts', '!libs/jurisdiction/profiles/*.yaml'],
    plugins: ['runner.mjs', 'words.mjs', 'progress.mjs'].map((name) => beside(name).href),
    testRunner: 'specs',
    ignorers: ['words'],
    reporters: ['lines'],
    buildCommand: [process.execPath, fileURLToPath(beside('bundle.mjs'))].map(word).join(' '),
    tempDirName: TEMP,
    cleanTempDir: 'always',
    symlinkNodeModules: false,
    coverageAnalysis: 'perTest',
    concurrency: Number(options.concurrency),
    dryRunTimeoutMinutes: 20,
    timeoutMS: 5_000,
    allowConsoleColors: false,
    logLevel: 'warn',
    warnings: { slow: false },
  }).runMutationTest();
  return results.map(({ fileName, location, status, mutatorName, replacement }) => {
    const text = readFileSync(fileName, 'utf8');
    const lines = text.split('\n');
    // Lines and columns count from one.
    const offset = ({ line, column }) => lines.slice(0, line - 1).reduce((sum, { length }) => sum + length + 1, column - 1);
    const [from, to] = [offset(location.start), offset(location.end)];
    return {
      path: fileName,
      file: relative(root, fileName),
      line: location.start.line,
      on: lines[location.start.line - 1],
      mutator: mutatorName,
      was: text.slice(from, to),
      becomes: replacement,
      status,
      changed: `${text.slice(0, from)}${replacement}${text.slice(to)}`,
    };
  });
}

function leaveOutWhatDoesNotCompile(survivors) {
  say(`Asking the compiler about ${survivors.length} survivors …`);
  for (const mutant of notCompiling(survivors)) mutant.status = 'CompileError';
}
