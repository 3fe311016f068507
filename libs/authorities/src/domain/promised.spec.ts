import { promisedIn } from '#testing';
import * as authorityModule from './authority.js';

it('The codes of refusals and the names of streams of authorities are promised for ever', () => {
  expect(promisedIn(authorityModule)).toEqual({
    streams: ['authorities'],
    rules: {
      'effective-before-ordered': { status: 409 },
    },
  });
});
