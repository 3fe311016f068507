/**
 * Stryker's test runner for the domain specs, which are pure and synchronous: a worker evaluates the compiled specs of a context, keeps
 * their tests, and runs those that reach a mutant in its own process. Where a mutant is made as the files load, they are evaluated again.
 * What never ends is ended by Stryker, which counts hits within the process and replaces a worker that does not answer.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative, sep } from 'node:path';
import { Script } from 'node:vm';
import { commonTokens, declareFactoryPlugin, PluginKind, tokens } from '@stryker-mutator/api/plugin';
import { DryRunStatus, MutantRunStatus, TestStatus } from '@stryker-mutator/api/test-runner';
import { expect } from 'expect';
import { bind } from 'jest-each';

const OUT = 'mutants-build';

class SpecRunner {
  /** Stryker's own place in the global scope, through which the instrumented code is told which mutant is active. */
  #stryker = (globalThis.__stryker__ ??= {});
  #copy = process.cwd();
  /** Each context's compiled script, and its tests as they were last loaded. */
  #scripts = new Map();
  #tests = new Map();
  #around;

  constructor() {
    globalThis.expect = expect;
  }

  capabilities() {
    return { reloadEnvironment: true };
  }

  init() {
    const around = this.#read('around.cjs');
    this.#around = {};
    this.#evaluate(around, createRequire(join(this.#copy, 'package.json')), this.#around);
    for (const file of readdirSync(join(this.#copy, OUT, 'libs'))) {
      if (file.endsWith('.cjs')) this.#scripts.set(file.slice(0, -'.cjs'.length), this.#read(join('libs', file)));
    }
    return Promise.resolve();
  }

  dryRun({ files }) {
    const mutantCoverage = (this.#stryker.mutantCoverage = { static: {}, perTest: {} });
    this.#stryker.activeMutant = undefined;
    for (const lib of new Set(files.map((file) => this.#libOf(file)))) this.#load(lib);
    const tests = [...this.#tests.values()].flat().map((test) => {
      this.#stryker.currentTestId = test.id;
      const began = performance.now();
      const failureMessage = outcome(test);
      this.#stryker.currentTestId = undefined;
      const { id, fileName } = test;
      const result = { id, name: id, fileName, timeSpentMs: performance.now() - began };
      return failureMessage === undefined
        ? { ...result, status: TestStatus.Success }
        : { ...result, status: TestStatus.Failed, failureMessage };
    });
    return Promise.resolve({ status: DryRunStatus.Complete, tests, mutantCoverage });
  }

  mutantRun({ activeMutant, sandboxFileName, testFilter, hitLimit, mutantActivation, reloadEnvironment }) {
    const lib = this.#libOf(sandboxFileName);
    this.#stryker.mutantCoverage = { static: {}, perTest: {} };
    this.#stryker.hitCount = hitLimit === undefined ? undefined : 0;
    this.#stryker.hitLimit = hitLimit;
    this.#stryker.activeMutant = mutantActivation === 'static' ? activeMutant.id : undefined;
    const began = performance.now();
    let result;
    try {
      if (reloadEnvironment || !this.#tests.has(lib)) this.#load(lib);
      this.#stryker.activeMutant = activeMutant.id;
      result = this.#firstFailure(lib, testFilter && new Set(testFilter));
    } catch (error) {
      // The files do not load with this mutant: every test of theirs would fail.
      result = { status: MutantRunStatus.Killed, killedBy: [], failureMessage: String(error), nrOfTests: 0 };
    }
    this.#stryker.activeMutant = undefined;
    // The next mutant must not meet tables that this one made.
    if (mutantActivation === 'static') this.#tests.delete(lib);
    if (this.#stryker.hitCount > hitLimit)
      result = { status: MutantRunStatus.Timeout, reason: `Hit limit reached (${hitLimit})` };
    return Promise.resolve({ ...result, duration: performance.now() - began });
  }

  #libOf(file) {
    return relative(this.#copy, file).split(sep)[1];
  }

  #firstFailure(lib, filter) {
    let nrOfTests = 0;
    for (const test of this.#tests.get(lib)) {
      if (filter && !filter.has(test.id)) continue;
      nrOfTests++;
      const failureMessage = outcome(test);
      if (failureMessage !== undefined) return { status: MutantRunStatus.Killed, killedBy: [test.id], failureMessage, nrOfTests };
    }
    return { status: MutantRunStatus.Survived, nrOfTests };
  }

  #read(file) {
    const path = join(this.#copy, OUT, file);
    return new Script(`(function (exports, require, module) {${readFileSync(path, 'utf8')}\n})`, { filename: path });
  }

  /** Evaluates the specs of a context and keeps the tests that they tell. */
  #load(lib) {
    const tests = [];
    const groups = [];
    const seen = new Map();
    let fileName;
    const describe = (name, tell) => {
      groups.push(name);
      tell();
      groups.pop();
    };
    const it = (name, run) => {
      const title = [relative('libs', fileName), ...groups, name].join(' › ');
      const times = (seen.get(title) ?? 0) + 1;
      seen.set(title, times);
      tests.push({ id: times === 1 ? title : `${title} (${times})`, fileName: join(this.#copy, fileName), run });
    };
    describe.each = bind(describe, false);
    it.each = bind(it);
    Object.assign(globalThis, { describe, it, specFile: (name) => (fileName = name) });
    const packages = createRequire(join(this.#copy, 'package.json'));
    const require = (name) => this.#around[name] ?? packages(name);
    this.#tests.delete(lib);
    this.#evaluate(this.#scripts.get(lib), require, {});
    this.#tests.set(lib, tests);
  }

  #evaluate(script, require, exports) {
    script.runInThisContext()(exports, require, { exports });
  }
}

/** What a test fails by, or undefined where it passes. A test that promises its outcome is none of the domain's. */
function outcome({ id, run }) {
  try {
    if (run() instanceof Promise) throw new Error(`${id} is asynchronous: a domain folder's specs are not.`);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const create = () => new SpecRunner();
create.inject = tokens(commonTokens.injector);
export const strykerPlugins = [declareFactoryPlugin(PluginKind.TestRunner, 'specs', create)];
