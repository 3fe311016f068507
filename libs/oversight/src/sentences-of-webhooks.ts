/** What is said of webhooks. An address may hold a token, and is in no sentence. */
import type { WebhookEvent } from '#webhooks';
import type { Sentences } from './sentence.js';

const WHY = {
  GONE: 'its receiver said that it wants no more',
  EXHAUSTED: 'its receiver took nothing for as long as is tried again',
  NOT_ALLOWED: 'its address is one that nothing is sent to from here',
};

export const OF_WEBHOOKS: Sentences<WebhookEvent> = {
  'webhook.registered': {
    plain: 'A webhook was registered.',
    full: ({ owner }) => `${owner} has entries of the log sent to a receiver.`,
  },
  'webhook.changed': { plain: 'A webhook was changed.' },
  'webhook.secret-rotated': {
    plain: 'A webhook was given another secret.',
    full: ({ generation, bothUntil }) => `Secret ${generation} of the webhook signs, until ${bothUntil} beside the one before.`,
  },
  'webhook.paused': { plain: 'A webhook was paused.', full: ({ reason }) => `The webhook was paused: ${reason}` },
  'webhook.resumed': { plain: 'A webhook was resumed.' },
  'webhook.redelivery-ordered': {
    plain: 'A webhook was to send again.',
    full: ({ from }) => `Everything from position ${from} on is sent again.`,
  },
  'webhook.disabled': {
    plain: 'A webhook was disabled.',
    full: ({ because, position }) => `The webhook was disabled at position ${position}, for ${WHY[because]}.`,
  },
  'webhook.removed': { plain: 'A webhook was removed.', full: ({ reason }) => `The webhook was removed: ${reason}` },
};
