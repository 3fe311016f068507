/** Unit and property tests of every lib and app (`*.spec.ts`), and the tests with real services (`*.medium-spec.ts`, `*.e2e-spec.ts`). */
const root = new URL('..', import.meta.url).pathname;
const libs = [
  ...['kernel', 'calendar', 'jurisdiction', 'event-log', 'command-queue', 'identity', 'testing'],
  ...[
    'authorities',
    'directives',
    'requests',
    'protocols',
    'meetings',
    'orders',
    'report-backs',
    'corrections',
    'oversight',
    'commission',
  ],
];

export default {
  rootDir: root,
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  moduleFileExtensions: ['ts', 'js', 'mjs', 'json'],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.promulgate/'],
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
