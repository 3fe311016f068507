export type { WebhookEvent } from './domain/webhook.js';
export { webhookLifecycle } from './webhooks.wire.js';
export { WebhooksModule } from './webhooks.module.js';
export { webhooksView, WebhookView } from './projections/webhooks.js';
export { type DispatcherStatus, OUTCOMES, WebhookDispatcher } from './delivery/dispatcher.js';
export { deliveriesOf, type Delivery, DELIVERY_STATES, type Standing, standingOf } from './delivery/history.js';
export { secretOf, secretsFor } from './delivery/secrets.js';
