/**
 * What no mutant is made of: words for people. A rule's sentence and remedy, the detail of a refusal and the message of a fault may be put
 * better at any time, and nobody goes by them; a rule's code, status, number and setting are promised, and are not left out.
 */
import { declareValuePlugin, PluginKind } from '@stryker-mutator/api/plugin';

export const WORDS = 'Words for people';
const SPOKEN = new Set(['sentence', 'remedy']);
/** Which argument is said to people: the detail of a refusal, of a want, and of one's own work. */
const DETAIL = new Map([
  ['Rejection', 1],
  ['wanting', 2],
  ['refusedOwnWork', 2],
]);

function shouldIgnore({ node, parent, listKey, key }) {
  if (parent?.type === 'ObjectProperty') return SPOKEN.has(parent.key.name) && parent.value === node ? WORDS : undefined;
  if (listKey !== 'arguments') return undefined;
  const { name } = parent.callee;
  return DETAIL.get(name) === key || (name?.endsWith('Error') && key === 0) ? WORDS : undefined;
}

export const strykerPlugins = [declareValuePlugin(PluginKind.Ignore, 'words', { shouldIgnore })];
