import { promisedIn } from '#testing';
import * as directiveModule from './directive.js';
import * as provisionRulesModule from './provision-rules.js';
import * as provisionModule from './provision.js';

it('The codes of refusals and the names of streams of directives are promised for ever', () => {
  expect(promisedIn(directiveModule, provisionRulesModule, provisionModule)).toEqual({
    streams: ['directives', 'provisions'],
    rules: {
      'awaited-status-is-there': { status: 409 },
      'deadline-counted-from-there': { status: 409 },
      'department-already-assigned': { status: 409 },
      'directive-has-ended': { status: 409 },
      'directive-supersedes-itself': { status: 409 },
      'extension-is-later': { status: 409 },
      'has-a-deadline': { status: 409 },
      'hold-needs-its-authority': { status: 409, refusal: 15 },
      'hold-outlives-its-order': { status: 409, refusal: 15 },
      'no-conditional-deadline': { status: 409 },
      'no-deadline-to-extend': { status: 409 },
      'only-a-request-is-declined': { status: 409, refusal: 9 },
      'part-not-foreseen': { status: 409 },
      'parts-carry-the-work': { status: 409 },
      'provision-key-taken': { status: 409 },
      'provision-of-another-office': { status: 403 },
      'provisions-still-open': { status: 409 },
      'released-before-placed': { status: 409, refusal: 15 },
    },
  });
});
