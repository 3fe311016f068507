export interface Options {
  readonly requests: number;
  readonly seed: number;
  readonly quick: boolean;
  readonly json: boolean;
}

export const FULL = 100_000;
const QUICK = 5_000;

/** Reads the words of the command line. Throws with a sentence for people where one of them means nothing. */
export function readOptions(words: readonly string[]): Options {
  const number = (name: string): number | undefined => {
    const at = words.indexOf(name);
    if (at < 0) return undefined;
    const value = Number(words[at + 1]);
    if (!Number.isSafeInteger(value) || value < 1) throw new Error(`${name} needs a whole number from 1 on.`);
    return value;
  };
  const known = new Set(['--requests', '--seed', '--quick', '--json']);
  const unknown = words.find((word, at) => !known.has(word) && !['--requests', '--seed'].includes(words[at - 1] ?? ''));
  if (unknown !== undefined) throw new Error(`${unknown} is not an option; there are ${[...known].join(', ')}.`);
  const quick = words.includes('--quick');
  return {
    quick,
    json: words.includes('--json'),
    requests: number('--requests') ?? (quick ? QUICK : FULL),
    seed: number('--seed') ?? (Date.now() % 0x7fffffff) + 1,
  };
}
