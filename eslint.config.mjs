import { existsSync } from 'node:fs';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

const PURE = ['libs/kernel/src/**/*.ts', 'libs/*/src/domain/**/*.ts'];
const TESTS = ['**/*.spec.ts', '**/*-spec.ts', 'test/**/*.ts', 'libs/testing/**/*.ts'];

/** The benchmarks' types are those of their peers, which `npm run bench` installs. */
const WITHOUT_PEERS = existsSync(new URL('test/bench/node_modules', import.meta.url)) ? [] : ['test/bench/'];

export default defineConfig(
  { ignores: ['dist/', '**/node_modules/', 'coverage/', '.promulgate/', 'test/architecture/planted/', ...WITHOUT_PEERS] },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    linterOptions: { reportUnusedDisableDirectives: 'error', noInlineConfig: true },
    rules: {
      'no-console': 'error',
      'no-warning-comments': 'error',
      'max-lines': ['error', { max: 400 }],
      'max-lines-per-function': ['error', { max: 80, skipBlankLines: true, skipComments: true }],
      complexity: ['error', 20],
      'max-params': ['error', 6],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/ban-ts-comment': ['error', { 'ts-expect-error': true }],
      // Unions are declared as types throughout, so that a case can be added; an interface would say the same.
      '@typescript-eslint/consistent-type-definitions': 'off',
      // Keys of the environment and of foreign JSON are written as what they are.
      '@typescript-eslint/dot-notation': 'off',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', destructuredArrayIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      // A Nest module is a class with nothing in it.
      '@typescript-eslint/no-extraneous-class': 'off',
    },
  },
  {
    // Decisions are plain functions: no clock, no chance, no waiting, nothing of the machine.
    files: PURE,
    ignores: TESTS,
    rules: {
      'no-restricted-globals': [
        'error',
        ...[
          'process',
          'Buffer',
          'setTimeout',
          'setInterval',
          'setImmediate',
          'queueMicrotask',
          'fetch',
          'crypto',
          'performance',
          'console',
        ],
      ],
      'no-restricted-syntax': [
        'error',
        { selector: 'MemberExpression[object.name="Date"][property.name="now"]', message: 'The instant comes with the context.' },
        { selector: 'NewExpression[callee.name="Date"][arguments.length=0]', message: 'The instant comes with the context.' },
        { selector: 'CallExpression[callee.name="Date"]', message: 'The instant comes with the context.' },
        { selector: 'MemberExpression[object.name="Math"][property.name="random"]', message: 'Nothing is left to chance.' },
        { selector: ':function[async=true]', message: 'A decision awaits nothing.' },
        { selector: 'AwaitExpression', message: 'A decision awaits nothing.' },
        { selector: 'ImportExpression', message: 'The domain loads nothing.' },
        { selector: 'ThrowStatement', message: 'The lawful "no" is a Rejection; a missing case ends in unreachable().' },
      ],
    },
  },
  {
    files: ['libs/kernel/src/decider.ts'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  {
    files: ['**/index.ts'],
    rules: {
      'no-restricted-syntax': ['error', { selector: 'ExportAllDeclaration', message: 'A front door names what it offers.' }],
    },
  },
  {
    // A migration is one text, and an interface asks for its two methods.
    files: ['libs/event-log/src/migrations/*.ts'],
    rules: { 'max-lines-per-function': 'off', '@typescript-eslint/require-await': 'off' },
  },
  {
    files: TESTS,
    rules: {
      'max-lines': 'off',
      '@typescript-eslint/explicit-module-boundary-types': 'off',
      'max-lines-per-function': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
    },
  },
);
