import { NO_SUCH_RECORD, NOT_IN_THIS_STATE } from '#kernel';
import { storiesOf } from '#testing';
import { OWN_WEBHOOK, webhook, WEBHOOK_URL, type WebhookCommand, type WebhookEvent } from './webhook.js';

const { given, stateAfter } = storiesOf(webhook);

const owner = { actor: 'reviewer', role: 'oversight' } as const;
const url = 'https://receiver.example/hooks?token=t';
const target = { url, types: ['gov.commission.draft.submitted'], subjects: ['drafts'] };
const reason = 'the receiver moves';

const registered: WebhookEvent = { type: 'webhook.registered', data: { url, owner: 'reviewer' } };
const paused: WebhookEvent = { type: 'webhook.paused', data: { reason } };
const disabled: WebhookEvent = { type: 'webhook.disabled', data: { because: 'GONE', position: 7 } };
const removed: WebhookEvent = { type: 'webhook.removed', data: { reason } };

const register: WebhookCommand = { name: 'register-webhook', data: target };
const change: WebhookCommand = { name: 'change-webhook', data: { url } };
const rotate: WebhookCommand = { name: 'rotate-webhook-secret', data: {} };
const pause: WebhookCommand = { name: 'pause-webhook', data: { reason } };
const resume: WebhookCommand = { name: 'resume-webhook', data: {} };
const redeliver: WebhookCommand = { name: 'redeliver-webhook', data: { from: 12 } };
const disable: WebhookCommand = { name: 'disable-webhook', data: { because: 'EXHAUSTED', position: 9 } };
const remove: WebhookCommand = { name: 'remove-webhook', data: { reason } };
const steps = [change, rotate, pause, redeliver, remove];

describe('A webhook', () => {
  it('belongs to the one who registers it', () => {
    given()
      .when(register, owner)
      .then({ type: 'webhook.registered', data: { ...target, owner: 'reviewer' } });
    given(registered).when(register, owner).refused(NOT_IN_THIS_STATE);
    for (const step of [...steps, resume, disable]) given().when(step, owner).refused(NO_SUCH_RECORD);
  });

  it.each([
    'http:receiver.example',
    'ftp://receiver.example/',
    'receiver.example/hooks',
    ' https://receiver.example/',
    'see https://receiver.example/',
    'https://user:pass@receiver.example/',
    'https://user@receiver.example/',
    'https://receiver.example/#part',
    'https://',
    'https://receiver example/',
    'https://[::1/',
  ])('is not sent to %s', (wrong) => {
    given()
      .when({ name: 'register-webhook', data: { url: wrong } }, owner)
      .refused(WEBHOOK_URL);
    given(registered)
      .when({ name: 'change-webhook', data: { url: wrong } }, owner)
      .refused(WEBHOOK_URL);
  });

  it('may be sent to whatever else the operator allows, which is seen when something is sent', () => {
    for (const each of ['http://127.0.0.1:9000/hooks', 'https://receiver.example/who@where', 'HTTPS://receiver.example'])
      given()
        .when({ name: 'register-webhook', data: { url: each } }, owner)
        .thenLike({ type: 'webhook.registered', data: { url: each } });
  });

  it('is changed by its owner or an administrator, and by nobody else', () => {
    for (const step of steps) {
      given(registered)
        .when(step, owner)
        .thenLike({ type: expect.any(String) as never });
      given(registered)
        .when(step, { actor: 'operator', role: 'administrator' })
        .thenLike({ type: expect.any(String) as never });
      given(registered).when(step, { actor: 'another', role: 'oversight' }).refused(OWN_WEBHOOK);
    }
    given(registered, paused).when(resume, { actor: 'another', role: 'commission-staff' }).refused(OWN_WEBHOOK);
  });

  it('takes another address and other entries', () => {
    given(registered).when(change, owner).then({ type: 'webhook.changed', data: { url } });
    expect(stateAfter(registered, { type: 'webhook.changed', data: { url } })).toEqual(stateAfter(registered));
  });

  it('is given another secret, and for 24 hours the one before signs too', () => {
    const bothUntil = '2026-03-11T18:00:00.000Z';
    given(registered)
      .when(rotate, { ...owner, now: '2026-03-10T18:00:00.000Z' })
      .then({ type: 'webhook.secret-rotated', data: { generation: 2, bothUntil } });
    given(registered, { type: 'webhook.secret-rotated', data: { generation: 2, bothUntil } })
      .when(rotate, owner)
      .thenLike({ type: 'webhook.secret-rotated', data: { generation: 3 } });
  });

  it('is paused, and resumed', () => {
    given(registered).when(pause, owner).then(paused);
    given(registered).when(resume, owner).refused(NOT_IN_THIS_STATE);
    given(registered, paused).when(pause, owner).refused(NOT_IN_THIS_STATE);
    given(registered, paused).when(resume, owner).then({ type: 'webhook.resumed', data: {} });
    given(registered, paused, { type: 'webhook.resumed', data: {} }).when(pause, owner).then(paused);
  });

  it('sends again from any position', () => {
    given(registered)
      .when(redeliver, owner)
      .then({ type: 'webhook.redelivery-ordered', data: { from: 12 } });
    given(registered, { type: 'webhook.redelivery-ordered', data: { from: 12 } })
      .when(pause, owner)
      .then(paused);
  });

  it('is disabled by the system while it is active, and resumed by its owner', () => {
    const system = { actor: 'webhooks:delivery', role: 'system' } as const;
    given(registered)
      .when(disable, system)
      .then({ type: 'webhook.disabled', data: { because: 'EXHAUSTED', position: 9 } });
    for (const state of [paused, disabled]) given(registered, state).when(disable, system).refused(NOT_IN_THIS_STATE);
    given(registered, disabled).when(pause, owner).refused(NOT_IN_THIS_STATE);
    given(registered, disabled).when(resume, owner).then({ type: 'webhook.resumed', data: {} });
  });

  it('is changed, given another secret, sent again and removed whether it sends or not', () => {
    for (const state of [paused, disabled])
      for (const step of [change, rotate, redeliver, remove])
        given(registered, state)
          .when(step, owner)
          .thenLike({ type: expect.any(String) as never });
  });

  it('is removed for ever', () => {
    given(registered).when(remove, owner).then(removed);
    for (const step of [...steps, resume, disable]) given(registered, removed).when(step, owner).refused(NOT_IN_THIS_STATE);
  });
});
