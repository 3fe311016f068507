export type { ReadingEvent } from './domain/reading.js';
export { readingLifecycle } from './readings.wire.js';
export { ReadingsModule } from './readings.module.js';
