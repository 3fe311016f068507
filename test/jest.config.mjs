/**
 * The suites by the end of their file names:
 * `*.spec.ts` pure · `*.medium-spec.ts` with PostgreSQL · `*.e2e-spec.ts` with the whole product ·
 * `*.queue-medium-spec.ts`, `*.queue-e2e-spec.ts` with a queue, which `test/run.mjs` runs on each of its backends.
 * The services are named by TEST_POSTGRES_URL and TEST_REDIS_URL, the backend by PROMULGATE_TEST_QUEUE.
 */
import { readdirSync } from 'node:fs';

const root = new URL('..', import.meta.url).pathname;
const libs = readdirSync(`${root}libs`);

export default {
  rootDir: root,
  testEnvironment: 'node',
  testMatch: ['{apps,libs,test}/**/*.{spec,medium-spec,e2e-spec,queue-medium-spec,queue-e2e-spec}.ts'].map(
    (pattern) => `<rootDir>/${pattern}`,
  ),
  maxWorkers: 2,
  testTimeout: 30_000,
  extensionsToTreatAsEsm: ['.ts'],
  moduleFileExtensions: ['ts', 'js', 'mjs', 'json'],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.promulgate/', '<rootDir>/test/bench/', '<rootDir>/test/mutants/'],
  setupFiles: ['<rootDir>/test/preload.mjs'],
  transform: {
    '\\.ts$': [
      '@swc/jest',
      {
        sourceMaps: 'inline',
        module: { type: 'es6' },
        jsc: {
          target: 'es2023',
          keepClassNames: true,
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
        },
      },
    ],
  },
  moduleNameMapper: {
    ...Object.fromEntries(libs.map((lib) => [`^#${lib}$`, `<rootDir>/libs/${lib}/src/index.ts`])),
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
};
