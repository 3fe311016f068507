import { promisedIn } from '#testing';
import * as commentedDraftModule from './commented-draft.js';
import * as dividedTextModule from './divided-text.js';
import * as draftRulesModule from './draft-rules.js';
import * as draftModule from './draft.js';
import * as protocolRulesModule from './protocol-rules.js';
import * as protocolModule from './protocol.js';
import * as reviewCommentModule from './review-comment.js';

it('The codes of refusals and the names of streams of protocols are promised for ever', () => {
  expect(
    promisedIn(
      ...[commentedDraftModule, dividedTextModule, draftRulesModule, draftModule],
      ...[protocolRulesModule, protocolModule, reviewCommentModule],
    ),
  ).toEqual({
    streams: ['comments', 'drafts', 'drafts', 'protocols'],
    rules: {
      'adopted-as-amended': { status: 409 },
      'base-not-in-force': { status: 409, refusal: 12 },
      'base-still-in-force': { status: 409 },
      'comment-not-opened': { status: 409 },
      'comment-window': { status: 409 },
      'draft-ended': { status: 409 },
      'early-action-incomplete': { status: 409 },
      'effect-before-adoption': { status: 409, refusal: 12 },
      'entered-for-the-public': { status: 403 },
      'legal-clearance': { status: 409, refusal: 7, setting: 'legalObjection' },
      'no-amendment-adopted': { status: 409 },
      'no-concurrence': { status: 409 },
      'no-such-condition': { status: 409 },
      'no-version-saved': { status: 409 },
      'not-for-staff-to-transmit': { status: 403 },
      'not-found-out-of-scope': { status: 409 },
      'not-quoted-from-the-version': { status: 409 },
      'not-the-adopted-text': { status: 409, refusal: 17 },
      'not-the-conformed-text': { status: 409, refusal: 6 },
      'not-the-transmitted-text': { status: 409, refusal: 6 },
      'not-the-version-under-review': { status: 409 },
      'not-their-track': { status: 403 },
      'nothing-new-to-review': { status: 409 },
      'one-effective-version': { status: 409, refusal: 12 },
      'pilot-ends-after-it-begins': { status: 409, refusal: 12 },
      'pilot-runs': { status: 409, refusal: 12 },
      'protocol-identifier-taken': { status: 409 },
      'request-not-acknowledged': { status: 409, refusal: 9 },
      'response-incomplete': { status: 409 },
      'review-clock-not-running': { status: 409, setting: 'reviewDays' },
      'review-extension-is-later': { status: 409 },
      'review-incomplete': { status: 409 },
      'review-mandatory': { status: 409, setting: 'mandatoryTracks' },
      'review-resumed-before-paused': { status: 409 },
      'scope-reason-missing': { status: 409 },
      'stand-in-is-for-the-past': { status: 409 },
      'submitted-version-fixed': { status: 409, refusal: 10 },
      'text-or-sections': { status: 409 },
    },
  });
});
