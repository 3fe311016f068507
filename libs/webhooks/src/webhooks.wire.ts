import { CommandBody, defineLifecycle, OneOf, RecordId, ShapedTexts, Text, Whole } from '#command-queue';
import type { Role } from '#kernel';
import {
  type ChangeWebhook,
  DISABLED_FOR,
  type DisabledFor,
  type DisableWebhook,
  OWN_WEBHOOK,
  type PauseWebhook,
  type RedeliverWebhook,
  type RegisterWebhook,
  type RemoveWebhook,
  webhook,
  WEBHOOK_TRANSITIONS,
  WEBHOOK_URL,
} from './domain/webhook.js';

const LONGEST_URL = 2_000;
const MOST_POSITION = 9_007_199_254_740_991;

abstract class TargetBody extends CommandBody {
  @Text(LONGEST_URL, {
    about:
      'Where entries are sent to, `https://…`; those who work here can read it in the log. It must not lead to an address inside a network, unless the operator allows that.',
  })
  url!: string;

  @ShapedTexts(/^gov\.commission\.[a-z-]+(\.[a-z-]+)+$/, 'gov.commission.draft.submitted', {
    optional: true,
    about: 'Only entries of these types, in whichever version.',
  })
  types?: string[];

  @ShapedTexts(/^[a-z-]+(\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})?$/, 'drafts', {
    optional: true,
    about: 'Only entries about these records, `drafts/{id}`, or about all of a kind, `drafts`.',
  })
  subjects?: string[];
}

class RegisterWebhookBody extends TargetBody {}

class ChangeWebhookBody extends TargetBody {
  @RecordId()
  webhookId!: string;
}

class RotateWebhookSecretBody extends CommandBody {
  @RecordId()
  webhookId!: string;
}

abstract class ReasonBody extends CommandBody {
  @RecordId()
  webhookId!: string;

  @Text(2_000)
  reason!: string;
}

class PauseWebhookBody extends ReasonBody {}
class RemoveWebhookBody extends ReasonBody {}

class ResumeWebhookBody extends CommandBody {
  @RecordId()
  webhookId!: string;
}

class RedeliverWebhookBody extends CommandBody {
  @RecordId()
  webhookId!: string;

  @Whole(1, MOST_POSITION, { about: 'The first position of the log that is sent again.' })
  from!: number;
}

class DisableWebhookBody extends CommandBody {
  @RecordId()
  webhookId!: string;

  @OneOf(DISABLED_FOR)
  because!: DisabledFor;

  @Whole(1, MOST_POSITION, { about: 'The position whose delivery showed it.' })
  position!: number;
}

/** Who may have a webhook: whoever reads what is internal for others, and keeps systems running. */
const roles: readonly Role[] = ['oversight', 'commission-staff', 'administrator'];
const ofOne = { subject: 'webhookId', roles, rules: [OWN_WEBHOOK] } as const;
/** An address may hold a token: it is data, and not for the public. */
const forInsiders = { schemaVersion: 1, visibility: 'INTERNAL' } as const;

export const webhookLifecycle = defineLifecycle({
  decider: webhook,
  transitions: WEBHOOK_TRANSITIONS,
  commands: {
    'register-webhook': {
      body: RegisterWebhookBody satisfies new () => RegisterWebhook['data'],
      summary:
        'Have entries of the log sent to an address, from the next one on; the secret is read at `/v1/webhooks/{id}/secret`.',
      subject: 'new',
      roles,
      rules: [WEBHOOK_URL],
    },
    'change-webhook': {
      ...ofOne,
      body: ChangeWebhookBody satisfies new () => ChangeWebhook['data'],
      summary: 'Send to another address, or other entries, from what is to be sent next.',
      rules: [OWN_WEBHOOK, WEBHOOK_URL],
    },
    'rotate-webhook-secret': {
      ...ofOne,
      body: RotateWebhookSecretBody,
      summary: 'Give a webhook another secret; for 24 hours the one before signs beside it.',
    },
    'pause-webhook': {
      ...ofOne,
      body: PauseWebhookBody satisfies new () => PauseWebhook['data'],
      summary: 'Send nothing more until it is resumed; nothing is lost meanwhile.',
    },
    'resume-webhook': {
      ...ofOne,
      body: ResumeWebhookBody,
      summary: 'Go on where a webhook was paused or disabled.',
    },
    'redeliver-webhook': {
      ...ofOne,
      body: RedeliverWebhookBody satisfies new () => RedeliverWebhook['data'],
      summary: 'Send everything again from a position of the log on, each under the id that it had.',
    },
    'disable-webhook': {
      ...ofOne,
      body: DisableWebhookBody satisfies new () => DisableWebhook['data'],
      summary: 'Note that a receiver wants nothing more, or can be reached no more.',
      roles: ['system'],
      rules: [],
    },
    'remove-webhook': {
      ...ofOne,
      body: RemoveWebhookBody satisfies new () => RemoveWebhook['data'],
      summary: 'End a webhook, for ever.',
    },
  },
  events: {
    'webhook.registered': forInsiders,
    'webhook.changed': forInsiders,
    'webhook.secret-rotated': forInsiders,
    'webhook.paused': forInsiders,
    'webhook.resumed': forInsiders,
    'webhook.redelivery-ordered': forInsiders,
    'webhook.disabled': forInsiders,
    'webhook.removed': forInsiders,
  },
});
