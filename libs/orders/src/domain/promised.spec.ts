import { promisedIn } from '#testing';
import * as orderRulesModule from './order-rules.js';
import * as orderModule from './order.js';

it('The codes of refusals and the names of streams of orders are promised for ever', () => {
  expect(promisedIn(orderRulesModule, orderModule)).toEqual({
    streams: ['orders'],
    rules: {
      'approval-reason-missing': { status: 409 },
      'change-does-not-fit': { status: 409, refusal: 12 },
      'change-names-its-draft': { status: 409, refusal: 17 },
      'concurrence-missing': { status: 409, refusal: 17 },
      'conformed-text-awaited': { status: 409, refusal: 17 },
      'effect-before-signature': { status: 409, refusal: 12 },
      'file-code-missing': { status: 409 },
      'issued-already': { status: 409, refusal: 12 },
      'labor-open': { status: 409, refusal: 17 },
      'milestone-before-signature': { status: 409 },
      'not-adopted': { status: 409, refusal: 17 },
      'not-attested': { status: 409, setting: 'requireAttestation' },
      'not-final': { status: 409, setting: 'requireFinality' },
      'not-shown-is-for-the-past': { status: 409, refusal: 17, setting: 'recordsSince' },
      'not-yet-its-instant': { status: 409, refusal: 12 },
      'office-unknown': { status: 409, setting: 'orders.offices' },
      'order-number-taken': { status: 409, refusal: 12 },
      'order-type-unknown': { status: 409, setting: 'orders.types' },
      'other-text-than-adopted': { status: 409, refusal: 17 },
      'protocol-changed-twice': { status: 409, refusal: 12 },
      'rescinded-before-signature': { status: 409, refusal: 12 },
      'superseded-base': { status: 409, refusal: 17 },
      'superseded-so-already': { status: 409 },
      'supersedes-a-signed-order': { status: 409, refusal: 12 },
      'supersession-cycle': { status: 409, refusal: 12 },
    },
  });
});
