import { promisedIn } from '#testing';
import * as assertionModule from './assertion.js';
import * as correctionModule from './correction.js';

it('The codes of refusals and the names of streams of corrections are promised for ever', () => {
  expect(promisedIn(assertionModule, correctionModule)).toEqual({
    streams: ['assertions', 'corrections'],
    rules: {
      'field-is-fixed': { status: 409, refusal: 10 },
      'not-a-vote': { status: 422 },
      'nothing-corrected': { status: 409 },
      'original-role': { status: 403 },
      'was-not-so': { status: 409 },
    },
  });
});
