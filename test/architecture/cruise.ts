import { cruise, type ICruiseResult } from 'dependency-cruiser';
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { forbidden } from './rules.js';

/** What was found in a house. */
export interface Finding {
  readonly violations: { rule: string; from: string; to: string }[];
  /** Every source file that was looked at. */
  readonly modules: string[];
}

/** What is looked at, in every house. */
export const FOLDERS = ['libs', 'apps', 'test/independent-verifier'];

/** Holds the sources under `folder` against the rules. `tsConfig` maps the libraries' names. */
export async function cruiseFolder(folder: string, tsConfig: string): Promise<Finding> {
  const { output } = await cruise(
    FOLDERS,
    {
      baseDir: folder,
      validate: true,
      ruleSet: { forbidden },
      tsPreCompilationDeps: true,
      tsConfig: { fileName: tsConfig },
      doNotFollow: { path: 'node_modules' },
      exclude: { path: '(^|/)dist/' },
      enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default', 'types'] },
    },
    undefined,
    { tsConfig: extractTSConfig(tsConfig) },
  );
  const { summary, modules: seen } = output as ICruiseResult;
  const violations = summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to }));
  const modules = seen
    .map(({ source }) => source)
    .filter((source) => source.endsWith('.ts') && FOLDERS.some((folder) => source.startsWith(`${folder}/`)));
  return { violations, modules };
}

/** Writes the settings that a planted house needs, and answers with their place. */
export function plantTsConfig(folder: string): string {
  const path = join(folder, 'tsconfig.json');
  const compilerOptions = {
    module: 'nodenext',
    moduleResolution: 'nodenext',
    target: 'es2023',
    baseUrl: '.',
    ignoreDeprecations: '6.0',
    paths: { '#*': ['libs/*/src/index.ts'] },
  };
  writeFileSync(path, JSON.stringify({ compilerOptions }));
  return path;
}
