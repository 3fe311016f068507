import { promisedIn } from '#testing';
import * as erasureModule from './erasure.js';
import * as holdModule from './preservation-hold.js';

it('The codes of refusals and the names of streams of preservation are promised for ever', () => {
  expect(promisedIn(erasureModule, holdModule)).toEqual({
    streams: ['erasures', 'preservation-holds'],
    rules: {
      'erased-already': { status: 409 },
      'erasure-under-way': { status: 409 },
      'grounds-not-given': { status: 422 },
      'held-for-preservation': { status: 409 },
      'hold-scope-unclear': { status: 422 },
      'not-due-for-disposition': { status: 409 },
      'not-erasable': { status: 409 },
    },
  });
});
