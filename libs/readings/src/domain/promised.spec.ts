import { promisedIn } from '#testing';
import * as readingModule from './reading.js';

it('The codes of refusals and the names of streams of readings are promised for ever', () => {
  expect(promisedIn(readingModule)).toEqual({ streams: ['readings'], rules: {} });
});
