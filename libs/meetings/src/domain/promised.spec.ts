import { promisedIn } from '#testing';
import * as agendaItemModule from './agenda-item.js';
import * as agendaModule from './agenda.js';
import * as attestationModule from './attestation.js';
import * as boardActionModule from './board-action.js';
import * as boardModule from './board.js';
import * as councilDaysModule from './council-days.js';
import * as councilReviewModule from './council-review.js';
import * as cureDemandModule from './cure-demand.js';
import * as declinedProvisionModule from './declined-provision.js';
import * as irregularActModule from './irregular-act.js';
import * as meetingModule from './meeting.js';
import * as minutesModule from './minutes.js';
import * as motionModule from './motion.js';
import * as noticeModule from './notice.js';
import * as outcomeModule from './outcome.js';
import * as privilegeModule from './privilege.js';
import * as recusalModule from './recusal.js';
import * as rollCallModule from './roll-call.js';
import * as sittingModule from './sitting.js';
import * as standingModule from './standing.js';
import * as votesModule from './votes.js';

it('The codes of refusals and the names of streams of meetings are promised for ever', () => {
  expect(
    promisedIn(
      agendaItemModule,
      agendaModule,
      attestationModule,
      boardActionModule,
      boardModule,
      councilDaysModule,
      councilReviewModule,
      cureDemandModule,
      declinedProvisionModule,
      irregularActModule,
      meetingModule,
      minutesModule,
      motionModule,
      noticeModule,
      outcomeModule,
      privilegeModule,
      recusalModule,
      rollCallModule,
      sittingModule,
      standingModule,
      votesModule,
    ),
  ).toEqual({
    streams: ['board-actions', 'boards', 'council-days', 'irregular-acts', 'meetings'],
    rules: {
      'action-decides-something-else': { status: 409 },
      'agenda-is-empty': { status: 409 },
      'agenda-not-posted': { status: 409, refusal: 4 },
      'agenda-unchanged': { status: 409 },
      'amended-text-differs': { status: 409, refusal: 6 },
      'attendance-in-order': { status: 409 },
      'before-its-time': { status: 409 },
      'comment-not-summarised': { status: 409, refusal: 5 },
      'continued-to-a-later-meeting': { status: 409 },
      'continued-to-this-meeting': { status: 409, refusal: 4, setting: 'noticeExceptions.continuedDays' },
      'council-acts-in-time': { status: 409, refusal: 11, setting: 'councilReview.vetoDays' },
      'council-cannot-amend': { status: 409, refusal: 11, setting: 'councilReview.applies' },
      'council-votes-exceed-members': { status: 409 },
      'count-gives-another-outcome': { status: 409, refusal: 1, setting: 'board.ayesToAdopt' },
      'cure-period-not-over': { status: 409, setting: 'cureDays' },
      'cure-period-over': { status: 409, setting: 'cureDays' },
      'cure-time-not-over': { status: 409 },
      'cured-too-late': { status: 409, setting: 'cureDays' },
      'day-not-recorded': { status: 409 },
      'day-recorded-already': { status: 409 },
      'demand-before-action': { status: 409 },
      'demand-received-then': { status: 409 },
      'determined-by-vote': { status: 409, refusal: 4, setting: 'noticeExceptions.subsequentNeedShare' },
      'disposal-says-where': { status: 409 },
      'emergency-not-found': { status: 409, refusal: 4, setting: 'noticeExceptions.emergencyMeetingNeedsFinding' },
      'exception-not-open': { status: 409, refusal: 4, setting: 'noticeExceptions.subsequentNeedAt' },
      'item-decides-one-thing': { status: 409 },
      'item-is-decided': { status: 409 },
      'item-names-its-text': { status: 409 },
      'item-not-on-agenda': { status: 409 },
      'item-number-taken': { status: 409 },
      'linked-item-stands-so': { status: 409 },
      'minutes-approved-by-the-board': { status: 409, setting: 'minutesApprovedBy' },
      'motion-by-members': { status: 409 },
      'moved-by-the-prevailing-side': { status: 409, setting: 'reconsiderationBy' },
      'no-quorum': { status: 409, refusal: 1, setting: 'board.quorum' },
      'no-such-seat': { status: 409, setting: 'board.seats' },
      'not-a-member': { status: 409, refusal: 2 },
      'not-an-action-item': { status: 409 },
      'not-on-consent': { status: 409 },
      'officer-is-a-member': { status: 409, setting: 'board.quorum' },
      'one-action-an-item': { status: 409 },
      'one-seat-a-member': { status: 409 },
      'other-text-than-posted': { status: 409, refusal: 6 },
      'outcome-has-changed': { status: 409, refusal: 3 },
      'outcome-is-for-the-past': { status: 409, refusal: 5 },
      'own-recusal-only': { status: 403, refusal: 2 },
      'posted-too-late': { status: 409, refusal: 4, setting: 'noticeHours.REGULAR' },
      'provision-not-to-be-declined': { status: 409, refusal: 9 },
      'recused-already': { status: 409 },
      'request-not-open': { status: 409 },
      'review-not-over': { status: 409, setting: 'councilReview.regularDays' },
      'seat-is-empty': { status: 409 },
      'seat-is-held': { status: 409 },
      'rescinded-by-a-later-action': { status: 409 },
      'second-required': { status: 409, setting: 'board.secondRequired' },
      'signed-already': { status: 409 },
      'signs-for-oneself': { status: 403 },
      'signs-in-own-capacity': { status: 403, setting: 'attestation.members' },
      'term-ends-before-it-begins': { status: 409 },
      'text-not-before-the-board': { status: 409, refusal: 6 },
      'too-few-council-votes': { status: 409, refusal: 11, setting: 'councilReview.votesToVeto' },
      'vote-before-comment': { status: 409, refusal: 5 },
      'vote-without-motion': { status: 409, refusal: 5 },
      'voted-twice': { status: 409, refusal: 2 },
      'voter-absent': { status: 409, refusal: 2 },
      'voter-recused': { status: 409, refusal: 3 },
      'waiver-names-its-class': { status: 409, setting: 'councilReview.applies' },
      'waiver-names-its-draft': { status: 409, refusal: 14 },
    },
  });
});
