/** What holds and erasures share while they are decided. */
import type { FactReader } from '#command-queue';

/** The scope under which every preservation hold is found. */
export const HOLDS = 'preservation-holds';

/** Holds and erasures are decided one after the other, so that each sees what the other did: else a hold and an erasure of what it covers could come to be at the same moment. */
export const aloneWithErasures = (read: FactReader): Promise<void> => read.alone('preservation');

const RECORD_ID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/** Every record that the data of an entry names, wherever in it. */
export function mentionsIn(data: unknown): readonly string[] {
  return [...new Set(JSON.stringify(data)?.match(RECORD_ID) ?? [])];
}
