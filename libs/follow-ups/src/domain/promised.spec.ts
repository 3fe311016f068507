import { promisedIn } from '#testing';
import * as directionModule from './direction.js';
import * as placeModule from './given-in-a-meeting.js';
import * as externalStepModule from './external-step.js';
import * as recommendationModule from './recommendation.js';
import * as undertakingModule from './undertaking.js';

it('The codes of refusals and the names of streams of follow-ups are promised for ever', () => {
  expect(promisedIn(directionModule, externalStepModule, placeModule, recommendationModule, undertakingModule)).toEqual({
    streams: ['directions', 'external-steps', 'recommendations', 'undertakings'],
    rules: {
      'given-in-a-meeting': { status: 409 },
      'verified-on-evidence': { status: 409 },
      'answered-by-its-addressee': { status: 403 },
      'extended-to-a-later-day': { status: 409 },
      'undertaking-not-yet-due': { status: 409 },
    },
  });
});
