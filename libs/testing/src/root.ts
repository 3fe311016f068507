import { findPackageJSON } from 'node:module';
import { dirname, join } from 'node:path';

const ROOT = dirname(findPackageJSON(import.meta.url) ?? '');

/** A file or folder of the project, by its path from the top, wherever the code that asks was compiled to. */
export const inProject = (...path: readonly string[]): string => join(ROOT, ...path);
