export type { WebhookEvent } from './domain/webhook.js';
export { webhookLifecycle } from './webhooks.wire.js';
export { WebhooksModule } from './webhooks.module.js';
export { webhooksView, WebhookView } from './projections/webhooks.js';
export { type DispatcherStatus, OUTCOMES, WebhookDispatcher } from './delivery/dispatcher.js';
export { secretOf } from './delivery/secrets.js';
