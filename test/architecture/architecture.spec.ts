import { inProject } from '#testing';
import { ESLint } from 'eslint';
import { globSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cruiseFolder, FOLDERS, plantTsConfig } from './cruise.js';
import { plantedViolations } from './planted.js';

const ROOT = inProject('/');

describe('The house', () => {
  it('keeps every rule, and every module of it was looked at', async () => {
    const { violations, modules } = await cruiseFolder(ROOT, join(ROOT, 'test/architecture/tsconfig.json'));
    expect(violations).toEqual([]);
    const sources = globSync(
      FOLDERS.map((each) => `${each}/**/*.ts`),
      { cwd: ROOT },
    );
    expect([...modules].sort()).toEqual(sources.sort());
  }, 60_000);
});

describe('A planted violation', () => {
  let folder: string;

  beforeEach(() => {
    mkdirSync(join(ROOT, '.promulgate'), { recursive: true });
    folder = mkdtempSync(join(ROOT, '.promulgate/planted-'));
    for (const each of FOLDERS) mkdirSync(join(folder, each), { recursive: true });
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it.each(plantedViolations)(
    'of $rule is caught',
    async ({ rule, files }) => {
      for (const [path, source] of Object.entries(files)) {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), source);
      }
      const { violations } = await cruiseFolder(folder, plantTsConfig(folder));
      expect(violations.map((violation) => violation.rule)).toContain(rule);
    },
    30_000,
  );
});

describe('An impure decision', () => {
  const lint = async (line: string): Promise<string[]> => {
    const eslint = new ESLint({ cwd: ROOT });
    const [result] = await eslint.lintText(`export const decide = ${line};\n`, {
      filePath: join(ROOT, 'libs/authorities/src/domain/authority.ts'),
    });
    return result?.messages.map(({ ruleId }) => ruleId ?? '') ?? [];
  };

  it.each([
    ['reads a clock', '(): number => Date.now()'],
    ['reads a clock by another name', '(): Date => new Date()'],
    ['leaves something to chance', '(): number => Math.random()'],
    ['waits', 'async (): Promise<number> => await Promise.resolve(1)'],
    ['throws its refusal', '(): never => { throw new Error("no"); }'],
  ])(
    'that %s is caught',
    async (_what, line) => {
      expect(await lint(line)).toContain('no-restricted-syntax');
    },
    60_000,
  );

  it('that asks the machine is caught', async () => {
    expect(await lint('(): string | undefined => process.env["HOME"]')).toContain('no-restricted-globals');
  }, 60_000);
});
