/**
 * The suites by the end of their file names:
 * `*.spec.ts` pure · `*.medium-spec.ts` with PostgreSQL · `*.e2e-spec.ts` with the whole product ·
 * `*.queue-medium-spec.ts`, `*.queue-e2e-spec.ts` with a queue, which `test/run.mjs` runs on each of its backends.
 * The services are named by TEST_POSTGRES_URL and TEST_REDIS_URL, the backend by PROMULGATE_TEST_QUEUE.
 * What runs is what was built: docs/decisions/0031-tests-in-bare-node.md.
 */
const root = new URL('..', import.meta.url).pathname;

export default {
  rootDir: `${root}dist`,
  testMatch: ['<rootDir>/{apps,libs,test}/**/*.{spec,medium-spec,e2e-spec,queue-medium-spec,queue-e2e-spec}.js'],
  maxWorkers: 2,
  runner: `${root}test/runner.mjs`,
  setupFilesAfterEnv: [`${root}test/setup.mjs`],
  transform: {},
};
