import { promisedIn } from '#testing';
import * as webhookModule from './webhook.js';

it('The codes of refusals and the names of streams of webhooks are promised for ever', () => {
  expect(promisedIn(webhookModule)).toEqual({
    streams: ['webhooks'],
    rules: { 'own-webhook': { status: 403 }, 'webhook-url': { status: 422 } },
  });
});
