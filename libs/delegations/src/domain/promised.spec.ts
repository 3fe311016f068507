import { promisedIn } from '#testing';
import * as delegationModule from './delegation.js';

it('The codes of refusals and the names of streams of delegations are promised for ever', () => {
  expect(promisedIn(delegationModule)).toEqual({
    streams: ['delegations'],
    rules: {
      'delegates-own-role': { status: 403, setting: 'delegation.roles' },
      'delegates-to-another': { status: 409 },
      'delegation-is-time-boxed': { status: 409, setting: 'delegation.mostDays' },
      'revoked-by-its-granter': { status: 403 },
    },
  });
});
