/**
 * A webhook: an address that every entry of the log is sent to that it asks for, signed, in order, at least once.
 *
 *   none ──register-webhook──▶ ACTIVE ──pause-webhook──▶ PAUSED ──resume-webhook──▶ ACTIVE
 *                                 └──disable-webhook (by the system)──▶ DISABLED ──resume-webhook──▶ ACTIVE
 *   ACTIVE, PAUSED, DISABLED ──change-webhook, rotate-webhook-secret, redeliver-webhook──▶ the same
 *   ACTIVE, PAUSED, DISABLED ──remove-webhook──▶ REMOVED
 *
 * While it is not ACTIVE nothing is sent and nothing is lost: it goes on where it stands. It belongs to whoever registered it.
 */
import {
  type Context,
  type Decider,
  type DomainCommand,
  type DomainEvent,
  HOUR_MS,
  type Instant,
  refusedState,
  Rejection,
  type Rule,
  toInstant,
  type Transitions,
  unreachable,
} from '#kernel';

/** What is sent, and where to. */
export interface Target {
  readonly url: string;
  /** `gov.commission.draft.submitted`, in whichever version; of every type where it is left out. */
  readonly types?: readonly string[];
  /** Records, `drafts/{id}`, or all of a kind, `drafts`; every one where it is left out. */
  readonly subjects?: readonly string[];
}

interface Reason {
  readonly reason: string;
}

/**
 * Why the machine sends no more: the receiver answered 410 Gone; it took nothing for as long as is tried again; its address is one that
 * this installation never sends to.
 */
export const DISABLED_FOR = ['GONE', 'EXHAUSTED', 'NOT_ALLOWED'] as const;
export type DisabledFor = (typeof DISABLED_FOR)[number];

export type RegisterWebhook = DomainCommand<'register-webhook', Target>;
export type ChangeWebhook = DomainCommand<'change-webhook', Target>;
export type RotateWebhookSecret = DomainCommand<'rotate-webhook-secret', object>;
export type PauseWebhook = DomainCommand<'pause-webhook', Reason>;
export type ResumeWebhook = DomainCommand<'resume-webhook', object>;
export type RedeliverWebhook = DomainCommand<'redeliver-webhook', { readonly from: number }>;
export type DisableWebhook = DomainCommand<'disable-webhook', { readonly because: DisabledFor; readonly position: number }>;
export type RemoveWebhook = DomainCommand<'remove-webhook', Reason>;
export type WebhookCommand =
  | RegisterWebhook
  | ChangeWebhook
  | RotateWebhookSecret
  | PauseWebhook
  | ResumeWebhook
  | RedeliverWebhook
  | DisableWebhook
  | RemoveWebhook;

/** `owner`: the subject of the token that registered it. */
export type WebhookRegistered = DomainEvent<'webhook.registered', Target & { readonly owner: string }>;
export type WebhookChanged = DomainEvent<'webhook.changed', Target>;
/** `generation` counts from 1; the secret before it signs beside until that instant. */
export type WebhookSecretRotated = DomainEvent<
  'webhook.secret-rotated',
  { readonly generation: number; readonly bothUntil: Instant }
>;
export type WebhookPaused = DomainEvent<'webhook.paused', Reason>;
export type WebhookResumed = DomainEvent<'webhook.resumed', object>;
export type WebhookRedelivered = DomainEvent<'webhook.redelivery-ordered', { readonly from: number }>;
export type WebhookDisabled = DomainEvent<'webhook.disabled', DisableWebhook['data']>;
export type WebhookRemoved = DomainEvent<'webhook.removed', Reason>;
export type WebhookEvent =
  | WebhookRegistered
  | WebhookChanged
  | WebhookSecretRotated
  | WebhookPaused
  | WebhookResumed
  | WebhookRedelivered
  | WebhookDisabled
  | WebhookRemoved;

export type Webhook =
  | { readonly status: 'none' }
  | {
      readonly status: 'ACTIVE' | 'PAUSED' | 'DISABLED' | 'REMOVED';
      readonly owner: string;
      readonly generation: number;
    };

/** For so long two secrets sign, so that a receiver can change over when it suits it. */
const BOTH_SIGN_HOURS = 24;

export const OWN_WEBHOOK: Rule = {
  code: 'own-webhook',
  sentence: 'A webhook is changed by the one who registered it, or by an administrator.',
  remedy: 'Ask the one who registered it, or register one of your own.',
  status: 403,
};

export const WEBHOOK_URL: Rule = {
  code: 'webhook-url',
  sentence: 'A webhook is sent to an absolute https address without a user, a password or a fragment.',
  remedy: 'Put what the receiver knows you by into the path or the query; what is sent is signed.',
  status: 422,
};

const WHILE_IT_IS_THERE = ['ACTIVE', 'PAUSED', 'DISABLED'] as const;
export const WEBHOOK_TRANSITIONS = {
  'register-webhook': { from: ['none'], to: ['ACTIVE'] },
  'change-webhook': { from: WHILE_IT_IS_THERE, to: WHILE_IT_IS_THERE },
  'rotate-webhook-secret': { from: WHILE_IT_IS_THERE, to: WHILE_IT_IS_THERE },
  'pause-webhook': { from: ['ACTIVE'], to: ['PAUSED'] },
  'resume-webhook': { from: ['PAUSED', 'DISABLED'], to: ['ACTIVE'] },
  'redeliver-webhook': { from: WHILE_IT_IS_THERE, to: WHILE_IT_IS_THERE },
  'disable-webhook': { from: ['ACTIVE'], to: ['DISABLED'] },
  'remove-webhook': { from: WHILE_IT_IS_THERE, to: ['REMOVED'] },
} as const satisfies Transitions<WebhookCommand, Webhook['status']>;

function decide(command: WebhookCommand, state: Webhook, context: Context): readonly WebhookEvent[] | Rejection {
  const refused = refusedState(WEBHOOK_TRANSITIONS, command.name, state.status) ?? refusedStranger(state, context);
  if (refused) return refused;
  switch (command.name) {
    case 'register-webhook':
      return refusedUrl(command.data) ?? [{ type: 'webhook.registered', data: { ...command.data, owner: context.actor } }];
    case 'change-webhook':
      return refusedUrl(command.data) ?? [{ type: 'webhook.changed', data: command.data }];
    case 'rotate-webhook-secret':
      return [{ type: 'webhook.secret-rotated', data: rotated(state, context) }];
    case 'pause-webhook':
      return [{ type: 'webhook.paused', data: command.data }];
    case 'resume-webhook':
      return [{ type: 'webhook.resumed', data: {} }];
    case 'redeliver-webhook':
      return [{ type: 'webhook.redelivery-ordered', data: command.data }];
    case 'disable-webhook':
      return [{ type: 'webhook.disabled', data: command.data }];
    case 'remove-webhook':
      return [{ type: 'webhook.removed', data: command.data }];
    default:
      return unreachable(command);
  }
}

function refusedStranger(state: Webhook, { actor, role }: Context): Rejection | undefined {
  if (state.status === 'none' || state.owner === actor || role === 'administrator' || role === 'system') return undefined;
  return new Rejection(OWN_WEBHOOK, `${actor} did not register it.`);
}

/** Which addresses this installation sends to is the operator's to say, and is looked at when something is sent. */
function refusedUrl({ url }: Target): Rejection | undefined {
  const address = /^https?:\/\/([^/?#]+)/i.exec(url);
  if (!address) return new Rejection(WEBHOOK_URL, 'The address is not one of https://.');
  if (address[1].includes('@')) return new Rejection(WEBHOOK_URL, 'The address names a user.');
  if (url.includes('#')) return new Rejection(WEBHOOK_URL, 'The address has a fragment.');
  return URL.canParse(url) ? undefined : new Rejection(WEBHOOK_URL, 'The address cannot be read.');
}

function rotated(state: Webhook, { now }: Context): WebhookSecretRotated['data'] {
  const generation = (state.status === 'none' ? 0 : state.generation) + 1;
  return { generation, bothUntil: toInstant(Date.parse(now) + BOTH_SIGN_HOURS * HOUR_MS) };
}

function evolve(state: Webhook, event: WebhookEvent): Webhook {
  if (event.type === 'webhook.registered') return { status: 'ACTIVE', owner: event.data.owner, generation: 1 };
  if (state.status === 'none') return state;
  switch (event.type) {
    case 'webhook.secret-rotated':
      return { ...state, generation: event.data.generation };
    case 'webhook.paused':
      return { ...state, status: 'PAUSED' };
    case 'webhook.resumed':
      return { ...state, status: 'ACTIVE' };
    case 'webhook.disabled':
      return { ...state, status: 'DISABLED' };
    case 'webhook.removed':
      return { ...state, status: 'REMOVED' };
    case 'webhook.changed':
    case 'webhook.redelivery-ordered':
      return state;
    default:
      return unreachable(event);
  }
}

export const webhook: Decider<WebhookCommand, Webhook, WebhookEvent> = {
  streamType: 'webhooks',
  initial: { status: 'none' },
  decide,
  evolve,
};
