import type { Finding } from './findings.js';

export interface Verdict {
  readonly verified: boolean;
  /** A sentence: what was verified, or the first thing that is wrong. */
  readonly says: string;
  /** Of the newest checkpoint; undefined where that cannot be believed. */
  readonly checkpoint: { readonly origin: string; readonly size: number; readonly root: string } | undefined;
  /** How many entries were read. */
  readonly entries: number;
  /** A package of some entries only, each with its proof. */
  readonly filtered: boolean;
  /** What became of the data; undefined where the source delivers none. */
  readonly data:
    { readonly verified: number; readonly erased: number; readonly withheld: Readonly<Record<string, number>> } | undefined;
  /** How many checkpoints the entries agree with, by size. */
  readonly checkpoints: number;
  readonly keys: {
    /** Whether they were given, or are what the log says of itself. */
    readonly from: 'given' | 'log';
    readonly used: readonly string[];
  };
  /** The witnesses that were named, each with the latest checkpoint that it has cosigned. */
  readonly witnesses: readonly { readonly vkey: string; readonly size?: number; readonly at?: string }[];
  /** What is wrong, the first position first. */
  readonly findings: readonly Finding[];
}
