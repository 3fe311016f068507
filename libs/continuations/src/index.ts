export type { ContinuationEvent } from './domain/continuation.js';
export { continuationLifecycle } from './continuations.wire.js';
export { ContinuationsModule } from './continuations.module.js';
