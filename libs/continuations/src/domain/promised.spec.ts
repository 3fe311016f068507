import { promisedIn } from '#testing';
import * as continuationModule from './continuation.js';

it('The codes of refusals and the names of streams of continuations are promised for ever', () => {
  expect(promisedIn(continuationModule)).toEqual({ streams: ['continuations'], rules: {} });
});
