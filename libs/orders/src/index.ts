export { order } from './domain/order.js';
export {
  type BoardApproval,
  type Order,
  type OrderEvent,
  type OrderHeading,
  type OrderMilestone,
  type OrderSubject,
} from './domain/order-record.js';
export { type OrderChange } from './domain/signing.js';
export { orderLifecycle } from './orders.wire.js';
export { ordersView, OrderView } from './projections/orders.js';
export { whenAnOrderIsRescindedRescindItsVersions } from './reactions/when-an-order-is-rescinded-rescind-its-versions.js';
export { whenAnOrderTakesEffectNoteWhatItSupersedes } from './reactions/when-an-order-takes-effect-note-what-it-supersedes.js';
export { whenAnOrderTakesEffectPutItsVersionsInForce } from './reactions/when-an-order-takes-effect-put-its-versions-in-force.js';
export { whenASupersessionIsRecordedNoteTheOrderSuperseded } from './reactions/when-a-supersession-is-recorded-note-the-order-superseded.js';
export { whenAnActionIsVetoedRequireTheRescissionOfItsOrders } from './reactions/when-an-action-is-vetoed-require-the-rescission-of-its-orders.js';
export { whenAnOrderIsSignedNoteItOnItsActions } from './reactions/when-an-order-is-signed-note-it-on-its-actions.js';
export { whenAnOrderRestsOnAVetoedActionRequireItsRescission } from './reactions/when-an-order-rests-on-a-vetoed-action-require-its-rescission.js';
export { whenAnActionDoesNotCarryRequireTheRescissionOfItsOrders } from './reactions/when-an-action-does-not-carry-require-the-rescission-of-its-orders.js';
export { whenAnOrderRestsOnAnActionThatDoesNotCarryRequireItsRescission } from './reactions/when-an-order-rests-on-an-action-that-does-not-carry-require-its-rescission.js';
export { OrdersModule } from './orders.module.js';
