import { promisedIn } from '#testing';
import * as reportBackRulesModule from './report-back-rules.js';
import * as reportBackModule from './report-back.js';

it('The codes of refusals and the names of streams of report backs are promised for ever', () => {
  expect(promisedIn(reportBackRulesModule, reportBackModule)).toEqual({
    streams: ['report-backs'],
    rules: {
      'day-counted-from-there': { status: 409 },
      'does-not-recur': { status: 409 },
      'empty-report': { status: 409 },
      'later-day-granted': { status: 409 },
      'not-due-yet': { status: 409 },
      'nothing-means-no-figures': { status: 409 },
      'one-due-day': { status: 409 },
      'period-backwards': { status: 409 },
      'series-place-taken': { status: 409 },
    },
  });
});
