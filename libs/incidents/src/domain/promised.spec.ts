import { promisedIn } from '#testing';
import * as incidentModule from './incident.js';

it('The codes of refusals and the names of streams of incidents are promised for ever', () => {
  expect(promisedIn(incidentModule)).toEqual({
    streams: ['incidents'],
    rules: {
      'only-events-are-skipped': { status: 409 },
      'still-standing': { status: 409 },
    },
  });
});
