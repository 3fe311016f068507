import { inProject } from '#testing';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FolderHeld, FolderLock } from './folder-lock.js';

const COMPILED = inProject('dist/libs/audit/src/folder-lock.js');

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'promulgate-lock-'))));
afterEach(() => rmSync(folder, { recursive: true }));

it('A folder is held by one signer at a time, and can be taken again when it is freed', () => {
  const lock = FolderLock.take(folder);
  expect(() => FolderLock.take(folder)).toThrow(FolderHeld);
  lock.free();
  FolderLock.take(folder).free();
});

it('A signer of another process holds it, and frees it by being killed', async () => {
  const script = `const { FolderLock } = await import(${JSON.stringify(COMPILED)});
    globalThis.lock = FolderLock.take(${JSON.stringify(folder)}); console.log('held'); setInterval(() => {}, 1000);`;
  const other = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(other.stdout, 'data');
  expect(() => FolderLock.take(folder)).toThrow(/Another process signs with/);
  other.kill('SIGKILL');
  await once(other, 'exit');
  FolderLock.take(folder).free();
});
