/** All chance of a run, from one seed: the same seed makes the same choices. */
import fc from 'fast-check';

export class Chance {
  private state: number;
  /** Values and texts that fast-check makes: it knows the corners of both. */
  readonly json: readonly unknown[];
  readonly texts: readonly string[];
  private readonly matching = new Map<string, readonly string[]>();

  constructor(readonly seed: number) {
    this.state = seed >>> 0;
    this.json = fc.sample(fc.jsonValue({ noUnicodeString: false }), { seed, numRuns: 500 });
    this.texts = fc.sample(fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }), { seed: seed + 1, numRuns: 500 });
  }

  /** From 0 up to, and without, 1 (mulberry32). */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** A whole number from `least` to `most`, both included. */
  whole(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1));
  }

  odds(share: number): boolean {
    return this.next() < share;
  }

  pick<Item>(items: readonly Item[]): Item {
    const item = items[this.whole(0, items.length - 1)];
    if (item === undefined && items.length === 0) throw new Error('There is nothing to pick from.');
    return item;
  }

  uuid(): string {
    const hex = Array.from({ length: 32 }, () => this.whole(0, 15).toString(16)).join('');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
  }

  bytes(length: number): Buffer {
    return Buffer.from(Array.from({ length }, () => this.whole(0, 255)));
  }

  /** A text of the pattern of a JSON schema, not longer than this. */
  textOf(pattern: string, longest: number): string {
    const known = this.matching.get(pattern);
    const texts = known ?? this.matchesOf(pattern, longest);
    if (!known) this.matching.set(pattern, texts);
    return this.pick(texts);
  }

  private matchesOf(pattern: string, longest: number): readonly string[] {
    const whole = new RegExp(pattern, 'u');
    // fast-check cannot look ahead: what it makes without that is held against the whole pattern.
    const plain = new RegExp(pattern.replace(/\(\?[=!][^)]*\)/g, ''));
    const texts = fc.sample(fc.stringMatching(plain), { seed: this.seed, numRuns: 100 });
    return texts.filter((text) => whole.test(text) && isPlain(text) && text.length <= longest);
  }
}

/** A text that I-JSON takes: well-formed, without U+0000 and without code points that are no characters. */
export const isPlain = (text: string): boolean =>
  text.isWellFormed() && !text.includes('\0') && !/\p{Noncharacter_Code_Point}/u.test(text);
