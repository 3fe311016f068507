import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundlesOf, type SpecFiles, tilesOf, writeFiles } from './spec-log.js';
import { type Question, verify } from './verify.js';
import type { Verdict } from './verdict.js';

/** The verdict on a package of these files, without threads. */
export async function verdictOn(files: SpecFiles, rest: Partial<Question> = {}): Promise<Verdict> {
  const folder = mkdtempSync(join(tmpdir(), 'verifier-'));
  try {
    writeFiles(folder, files);
    return await verify({ source: { kind: 'package', path: folder }, threads: 0, ...rest });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

interface FirstOf {
  readonly verified: boolean;
  readonly findings: readonly { readonly kind: string; readonly position?: number; readonly upTo?: number }[];
}

/** `edited 300`, `rewritten 201–300`: what is found first. */
export const foundIn = ({ verified, findings }: FirstOf): string => {
  const [first] = findings;
  if (!first) return verified ? 'verified' : 'nothing, and not verified';
  const { kind, position, upTo } = first;
  return [kind, ...(position === undefined ? [] : [upTo === undefined ? `${position}` : `${position}–${upTo}`])].join(' ');
};

const without = (files: SpecFiles, ...prefixes: string[]): SpecFiles =>
  new Map([...files].filter(([path]) => !prefixes.some((prefix) => path.startsWith(prefix))));

/** Other entries in a package, below the same tree. */
export const withEntries = (files: SpecFiles, entries: readonly Buffer[]): SpecFiles =>
  new Map([...without(files, 'tile/entries'), ...bundlesOf(entries)]);

/** Other entries, with the tree made to fit. */
export const withTree = (files: SpecFiles, entries: readonly Buffer[]): SpecFiles =>
  new Map([...without(files, 'tile/'), ...bundlesOf(entries), ...tilesOf(entries)]);
