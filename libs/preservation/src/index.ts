export type { ErasureEvent } from './domain/erasure.js';
export type { PreservationHoldEvent } from './domain/preservation-hold.js';
export { covers, seriesOf } from './domain/covering.js';
export { keptUntil } from './domain/retention.js';
export { erasureLifecycle } from './erasures.wire.js';
export { preservationHoldLifecycle } from './preservation-holds.wire.js';
export { PreservationModule } from './preservation.module.js';
export { ErasureView, erasuresView } from './projections/erasures.js';
export { PreservationHoldView, preservationHoldsView } from './projections/preservation-holds.js';
