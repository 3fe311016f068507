export {
  type BoardApproval,
  type Order,
  order,
  type OrderEvent,
  type OrderHeading,
  type OrderMilestone,
  type OrderType,
} from './domain/order.js';
export { type OrderChange } from './domain/signing.js';
export { orderLifecycle } from './orders.wire.js';
export { ordersView, OrderView } from './projections/orders.js';
export { whenAnOrderTakesEffectPutItsVersionsInForce } from './reactions/when-an-order-takes-effect-put-its-versions-in-force.js';
export { OrdersModule } from './orders.module.js';
