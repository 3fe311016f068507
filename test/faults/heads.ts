/** Every tree that was signed, or was to be, wherever somebody could have it from. */
import type { Violation } from './judge.js';

export class Heads {
  /** By size: each root, and where it was first found. */
  private readonly found = new Map<number, Map<string, string>>();

  /** A checkpoint, signed or not: origin, size and root stand in its first three lines. */
  take(checkpoint: string, where: string): void {
    const [, size, root] = checkpoint.split('\n');
    if (!/^\d+$/.test(size ?? '') || !root)
      throw new Error(`${where} is no checkpoint: ${JSON.stringify(checkpoint.slice(0, 200))}`);
    const roots = this.found.get(Number(size)) ?? new Map<string, string>();
    if (!roots.has(root)) roots.set(root, where);
    this.found.set(Number(size), roots);
  }

  get sizes(): number {
    return this.found.size;
  }

  /** One for each size of which there are two trees. */
  forks(): Violation[] {
    return [...this.found]
      .filter(([, roots]) => roots.size > 1)
      .map(([size, roots]) => {
        const told = [...roots].map(([root, where]) => `${root} in ${where}`).join(', ');
        return { invariant: 'I6', what: `two trees of ${size} entries: ${told}`, positions: [size, size] };
      });
  }
}
