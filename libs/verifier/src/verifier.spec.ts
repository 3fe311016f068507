/** A log is verified from a folder; the kinds of tampering are in tampering.spec.ts. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageOf, type SpecFiles, specEvents, writeFiles } from './spec-log.js';
import { type Question, verify } from './verify.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'verifier-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});
const verdictOn = (files: SpecFiles, rest: Partial<Question> = {}) => {
  writeFiles(folder, files);
  return verify({ source: { kind: 'folder', path: folder }, threads: 0, ...rest });
};

describe('A log that nobody touched', () => {
  it.each([0, 1, 2, 255, 256, 257, 511, 512, 513, 1_100, 2_050])('of %i entries is verified, with every earlier checkpoint', async (size) => {
    const earlier = [0, 1, 2, 100, 255, 256, 257, 512, 700, 1_024, 1_025].filter((each) => each < size);
    const verdict = await verdictOn(packageOf(specEvents(size), earlier));
    expect(verdict.findings).toEqual([]);
    expect(verdict).toMatchObject({ verified: true, entries: size, checkpoints: new Set([0, size, ...earlier]).size - (earlier.includes(0) || size === 0 ? 0 : 1) });
    expect(verdict.says).toBe(`Verified ${size} entries up to the checkpoint of ${size} of records.example/log.`);
    const { verified, withheld } = verdict.data ?? { verified: 0, withheld: {} };
    expect(verified + Object.values(withheld).reduce((sum, count) => sum + count, 0)).toBe(size);
  });
});
