/** How fast the disk flushes, as PostgreSQL flushes its write-ahead log: what no commit can be quicker than. */
import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** 8 kB written over and over to the same place, each time flushed with fdatasync: how long each took, in ms, sorted. */
export function flushTimes(forMs: number): number[] {
  const folder = mkdtempSync(join(tmpdir(), 'promulgate-bench-fsync-'));
  const file = openSync(join(folder, 'file'), 'w');
  try {
    const page = Buffer.alloc(8_192, 7);
    const times: number[] = [];
    for (const end = performance.now() + forMs; performance.now() < end;) {
      const began = performance.now();
      writeSync(file, page, 0, page.length, 0);
      fdatasyncSync(file);
      times.push(performance.now() - began);
    }
    return times.sort((a, b) => a - b);
  } finally {
    closeSync(file);
    rmSync(folder, { recursive: true, force: true });
  }
}
