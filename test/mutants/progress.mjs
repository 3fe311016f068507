/** Stryker's reporter for a terminal and for a file alike: a line each few seconds, on standard error. */
import { declareFactoryPlugin, PluginKind } from '@stryker-mutator/api/plugin';

const EVERY_MS = 5_000;

class Progress {
  #all = 0;
  #tried = 0;
  #survived = 0;
  #saidAt = 0;

  onMutationTestingPlanReady({ mutantPlans }) {
    this.#all = mutantPlans.length;
  }

  onMutantTested({ status }) {
    this.#tried++;
    if (status === 'Survived' || status === 'NoCoverage') this.#survived++;
    if (Date.now() - this.#saidAt < EVERY_MS && this.#tried < this.#all) return;
    this.#saidAt = Date.now();
    process.stderr.write(`  ${this.#tried} of ${this.#all} mutants tried, ${this.#survived} survived\n`);
  }
}

const create = () => new Progress();
create.inject = [];
export const strykerPlugins = [declareFactoryPlugin(PluginKind.Reporter, 'lines', create)];
