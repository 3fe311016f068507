/** One tampering, judged by the two outside. */
import type { Finding } from '../independent-verifier/findings.js';
import type { Roll, Stage } from './stage.js';
import type { Way } from './ways.js';

export interface Trial {
  readonly position: number;
  /** What the worst finding of each is; undefined where the log was verified in spite of it. */
  readonly reader: Finding | undefined;
  readonly monitor: Finding | undefined;
  /** What is wrong with what they found; empty where nothing is. */
  readonly faults: readonly string[];
  /** Between how many positions the first changed one lies, as the reader knows it. */
  readonly within: number;
}

/** Tampers, has both verify, and puts everything back. */
export async function tried(stage: Stage, way: Way, roll: Roll): Promise<Trial> {
  const position = await way.tamper(stage, roll);
  try {
    const data = way.inData ?? false;
    const reader = (await stage.verdict('reader', { data })).findings[0];
    const monitor = (await stage.verdict('monitor', { data })).findings[0];
    const faults = [
      ...(reader ? faultsOf(reader, way, position).map((fault) => `reader: ${fault}`) : ['reader: verified']),
      ...(monitor ? faultsOfExact(monitor, position).map((fault) => `monitor: ${fault}`) : ['monitor: verified']),
    ];
    return { position, reader, monitor, faults, within: reader ? widthOf(reader) : NaN };
  } finally {
    await stage.restore();
  }
}

const widthOf = ({ position = 0, upTo = position }: Finding): number => upTo - position + 1;

function faultsOf({ kind, position = NaN, upTo = position, says }: Finding, { kinds }: Way, truth: number): string[] {
  return [
    ...(kinds.includes(kind) ? [] : [`calls it ${kind}: ${says}`]),
    ...(position <= truth && truth <= upTo ? [] : [`places it at ${position} to ${upTo}, and it is at ${truth}`]),
  ];
}

/** Who kept the hash of every entry names the position, whatever was done to the tree. */
function faultsOfExact({ position, upTo = position, says }: Finding, truth: number): string[] {
  return position === truth && upTo === truth ? [] : [`places it at ${position} to ${upTo}, and it is at ${truth}: ${says}`];
}
