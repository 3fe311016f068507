/** The stories of the domain's specs, told without running them as tests: those do that themselves. */
import { type Story, told } from '#testing';
import { readdirSync } from 'node:fs';

const libs = new URL('../../libs/', import.meta.url).pathname;

type Body = (...row: readonly unknown[]) => unknown;
const now = (_name: unknown, body: Body): unknown => body();
const each = (table: readonly unknown[]) => (_name: unknown, body: Body) => {
  for (const row of table) body(...(Array.isArray(row) ? (row as readonly unknown[]) : [row]));
};

/** Every given/when/then of `libs/{context}/src/domain`, in the order of the files. One whose expectation fails is told all the same. */
export async function stories(): Promise<readonly Story[]> {
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
    const specs = readdirSync(libs, { recursive: true, encoding: 'utf8' }).filter((file) =>
      /\/src\/domain\/.*\.spec\.ts$/.test(file),
    );
    for (const spec of specs.sort()) await import(`../../libs/${spec}`);
  } finally {
    Object.assign(globalThis, words);
  }
  return told;
}
