import type { Bench } from './bench.ts';

/** Each yardstick and the file that measures it, loaded when its turn comes. */
export const BENCHES: readonly { id: string; load: () => Promise<Bench> }[] = [
  { id: 'B1', load: async () => (await import('./append.ts')).oneEvent },
  { id: 'B2', load: async () => (await import('./decide.ts')).decideAndAppend },
  { id: 'B3', load: async () => (await import('./append.ts')).manyWriters },
  { id: 'B4', load: async () => (await import('./b4.ts')).commandToCommit },
  { id: 'B5', load: async () => (await import('./sequencing.ts')).sequencing },
  { id: 'B5-order', load: async () => (await import('./sequencing.ts')).sequencingOrder },
  { id: 'B6', load: async () => (await import('./rebuild.ts')).rebuilding },
  { id: 'B7', load: async () => (await import('./b7.ts')).verification },
  { id: 'B7-proof', load: async () => (await import('./proving.ts')).proving },
  { id: 'B7-export', load: async () => (await import('./exporting.ts')).exporting },
  { id: 'B8', load: async () => (await import('./growth.ts')).growth },
  { id: 'B9', load: async () => (await import('./b9.ts')).emptiedQueue },
  { id: 'B10', load: async () => (await import('./b10.ts')).memory },
  { id: 'B11', load: async () => (await import('./b11.ts')).fanOut },
  { id: 'weakness', load: async () => (await import('./weakness.ts')).weakness },
];
