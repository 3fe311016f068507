/**
 * What no mutant is made of: words for people. A rule's sentence and remedy, the detail of a refusal and the message of a fault may be put
 * better at any time, and nobody goes by them; a rule's code, status, number and setting are promised, and are not left out. What a file
 * works out for such words alone, and uses nowhere else, belongs to them.
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
/** By the node: whether it is said, as far as that was asked; false while it is being asked. */
const known = new WeakMap();

function isSaid(path) {
  const { node } = path;
  if (!known.has(node)) {
    known.set(node, false);
    known.set(node, isProperty(path) || isArgument(path) || isForWordsOnly(path));
  }
  return known.get(node);
}

const isProperty = ({ node, parent }) =>
  parent?.type === 'ObjectProperty' && SPOKEN.has(parent.key.name) && parent.value === node;

function isArgument({ parent, listKey, key, scope }) {
  if (listKey !== 'arguments') return false;
  const { name } = parent.callee;
  if (DETAIL.get(name) === key || (name?.endsWith('Error') && key === 0)) return true;
  // A function of this file that only says what it is given: `refused('continues nothing')`.
  const called = name === undefined ? undefined : functionOf(scope.getBinding(name)?.path);
  const parameter = called?.node.params[key];
  return parameter?.type === 'Identifier' && everyUseIsSaid(called.scope.getOwnBinding(parameter.name));
}

function functionOf(path) {
  if (path?.isFunctionDeclaration()) return path;
  const value = path?.isVariableDeclarator() ? path.get('init') : undefined;
  return value?.isArrowFunctionExpression() ? value : undefined;
}

/** What a constant holds, or a function of the file gives, that no other file sees and that is used in words alone. */
function isForWordsOnly(path) {
  const declared = path.isFunctionDeclaration()
    ? path
    : path.parentPath?.isVariableDeclarator() && path.key === 'init'
      ? path.parentPath
      : undefined;
  if (declared?.node.id?.type !== 'Identifier') return false;
  const statement = declared.isFunctionDeclaration() ? declared : declared.parentPath;
  if (statement.parentPath.isExportDeclaration()) return false;
  return everyUseIsSaid(statement.parentPath.scope.getBinding(declared.node.id.name));
}

const everyUseIsSaid = (binding) =>
  binding !== undefined &&
  binding.constant &&
  binding.referencePaths.length > 0 &&
  binding.referencePaths.every((use) => use.find(isSaid));

const shouldIgnore = (path) => (isSaid(path) ? WORDS : undefined);

export const strykerPlugins = [declareValuePlugin(PluginKind.Ignore, 'words', { shouldIgnore })];
