/** Two verifiers that share nothing say the same of the same logs: ours, and the one that is written from the published texts alone. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LOG_KEY, type SpecFiles, writeFiles } from '../../libs/verifier/src/spec-log.js';
import { EARLIER, PACKAGE, TAMPERINGS } from '../../libs/verifier/src/spec-tampering.js';
import { foundIn, verdictOn, withEntries, withTree } from '../../libs/verifier/src/spec-verdict.js';
import { folderSource } from '../independent-verifier/source.js';
import { verifyLog } from '../independent-verifier/verify.js';

const KEPT = EARLIER.map((size) => ({ name: `kept/${size}`, bytes: PACKAGE.get(`checkpoints/${size}`) ?? Buffer.alloc(0) }));

async function secondOpinion(files: SpecFiles): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'second-'));
  try {
    writeFiles(folder, files);
    const checkpoints = KEPT.map(({ bytes }) => bytes);
    return foundIn(await verifyLog({ source: folderSource(folder), keys: [LOG_KEY], checkpoints }));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

it('A log that nobody touched is verified by both', async () => {
  expect([foundIn(await verdictOn(PACKAGE, { kept: KEPT })), await secondOpinion(PACKAGE)]).toEqual(['verified', 'verified']);
});

describe.each(TAMPERINGS)('Where %s', (_what, entries, alone, fitted) => {
  it.each([
    ['below the tree that was signed', withEntries, alone],
    ['with a tree that was made to fit', withTree, fitted],
  ])('%s', async (_how, put, kind) => {
    const files = put(PACKAGE, entries);
    expect([foundIn(await verdictOn(files, { kept: KEPT })), await secondOpinion(files)]).toEqual([kind, kind]);
  });
});
