/**
 * The build command of the mutation tests, run in Stryker's copy of the sources: compiles the specs of each domain folder and what they
 * test into one script a context, which the runner can evaluate again in milliseconds. What they stand on is compiled once, apart.
 */
import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const copy = process.cwd();
/** The folder that the scripts go to, in the copy. */
const OUT = 'mutants-build';

/** What domain specs stand on. Of `#testing` they use the stories only, which need no service. */
const AROUND = {
  '#kernel': 'libs/kernel/src/index.ts',
  '#calendar': 'libs/calendar/src/index.ts',
  '#jurisdiction': 'libs/jurisdiction/src/index.ts',
  '#testing': 'libs/testing/src/decider-spec.ts',
};

/** A CommonJS script has no `import.meta`: each file gets its own address. */
const ownAddress = {
  name: 'own-address',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]libs[\\/].*\.ts$/ }, ({ path }) => {
      const contents = readFileSync(path, 'utf8');
      if (!contents.includes('import.meta.url')) return undefined;
      return { contents: contents.replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href)), loader: 'ts' };
    });
  },
};

const common = {
  absWorkingDir: copy,
  bundle: true,
  format: 'cjs',
  platform: 'node',
  target: 'node24',
  // Names of classes appear in what `expect` compares.
  keepNames: true,
  packages: 'external',
  logLevel: 'warning',
  tsconfigRaw: { compilerOptions: { experimentalDecorators: true, useDefineForClassFields: false } },
};

const contexts = globSync('libs/*/src/domain', { cwd: copy }).sort();
const compiled = contexts.map((folder) => {
  const specs = globSync(`${folder}/**/*.spec.ts`, { cwd: copy }).sort();
  const lib = folder.split(/[\\/]/).slice(0, 2).join('/');
  return build({
    ...common,
    stdin: {
      contents: specs.map((spec) => `specFile(${JSON.stringify(spec)}); require(${JSON.stringify(`./${spec}`)});`).join('\n'),
      resolveDir: copy,
    },
    external: Object.keys(AROUND),
    outfile: join(OUT, `${lib}.cjs`),
  });
});
const around = build({
  ...common,
  stdin: {
    contents: Object.keys(AROUND)
      .map((name) => `exports[${JSON.stringify(name)}] = require(${JSON.stringify(name)});`)
      .join('\n'),
    resolveDir: copy,
  },
  alias: Object.fromEntries(Object.entries(AROUND).map(([name, file]) => [name, resolve(copy, file)])),
  plugins: [ownAddress],
  outfile: join(OUT, 'around.cjs'),
});
await Promise.all([around, ...compiled]);
