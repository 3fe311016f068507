import { promisedIn } from '#testing';
import * as boardReportModule from './board-report.js';
import * as requestModule from './request.js';

it('The codes of refusals and the names of streams of requests are promised for ever', () => {
  expect(promisedIn(boardReportModule, requestModule)).toEqual({
    streams: ['board-reports', 'requests'],
    rules: {
      'bpc-number-form': { status: 409, setting: 'boardReports.number' },
      'bpc-number-taken': { status: 409, setting: 'boardReports.number' },
      'bpc-series-exhausted': { status: 409, setting: 'boardReports.number' },
      'condition-open': { status: 409, refusal: 13 },
      'provision-not-to-be-requested': { status: 409 },
      'report-back-overdue': { status: 409, refusal: 13 },
      'request-not-issued': { status: 409, refusal: 9 },
    },
  });
});
