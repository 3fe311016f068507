/** The stories of the domain's specs, told without running them as tests: those do that themselves. */
import { inProject, type Story, told } from '#testing';
import { readdirSync } from 'node:fs';

const LIBS = inProject('libs');

type Body = (...row: readonly unknown[]) => unknown;
const now = (_name: unknown, body: Body): unknown => body();
const each = (table: readonly unknown[]) => (_name: unknown, body: Body) => {
  for (const row of table) body(...(Array.isArray(row) ? (row as readonly unknown[]) : [row]));
};

let all: Promise<readonly Story[]> | undefined;

/**
 * Every given/when/then of `libs/{context}/src/domain`, in the order of the files. One whose expectation fails is told all the same. They are
 * told once a process: a module is run once, and what its tests told before, where they ran in this process, is not told again.
 */
export const stories = (): Promise<readonly Story[]> => (all ??= listen());

async function listen(): Promise<readonly Story[]> {
  const before = told.length;
  const words = { describe: globalThis.describe, it: globalThis.it };
  const atOnce = Object.assign(
    (name: unknown, body: Body) => {
      try {
        return now(name, body);
      } catch {
        return undefined;
      }
    },
    { each },
  );
  Object.assign(globalThis, { describe: Object.assign(now, { each }), it: atOnce });
  try {
    const specs = readdirSync(LIBS, { recursive: true, encoding: 'utf8' }).filter((file) =>
      /\/src\/domain\/.*\.spec\.ts$/.test(file),
    );
    for (const spec of specs.sort()) await import(`../../libs/${spec.replace(/\.ts$/, '.js')}`);
  } finally {
    Object.assign(globalThis, words);
  }
  return told.slice(before);
}
