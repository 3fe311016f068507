import type { Logged } from '#event-log';
import type { BoardActionEvent } from '../domain/board-action.js';
import type { CouncilDaysEvent } from '../domain/council-days.js';
import type { MeetingEvent } from '../domain/meeting-record.js';
import { underReview } from '../domain/spec-action.js';
import { HASH, ITEM, posted, SECOND_ITEM, VOTE_AT } from '../domain/spec-meeting.js';
import { whenAnAgendaIsPostedNoteItsBoardReports } from './when-an-agenda-is-posted-note-its-board-reports.js';
import { whenAnAgendaIsPostedNoteItsRequests } from './when-an-agenda-is-posted-note-its-requests.js';
import { whenAnAgendaIsPostedNoteItsTexts } from './when-an-agenda-is-posted-note-its-texts.js';
import { whenAFailedItemCarriesAfterAllRecordTheBoardAction } from './when-a-failed-item-carries-after-all-record-the-board-action.js';
import { whenAnItemFailsNoteWhatWasNotAdopted } from './when-an-item-fails-note-what-was-not-adopted.js';
import { whenAnItemIsApprovedRecordTheBoardAction } from './when-an-item-is-approved-record-the-board-action.js';
import { whenAnItemIsContinuedPlaceItOnTheLaterMeeting } from './when-an-item-is-continued-place-it-on-the-later-meeting.js';
import { whenAnItemIsDisposedOfNoteItOnItsBoardReport } from './when-an-item-is-disposed-of-note-it-on-its-board-report.js';
import { whenAnItemIsDisposedOfReturnItsText } from './when-an-item-is-disposed-of-return-its-text.js';
import { whenTheBoardApprovesMinutesEnterItOnTheirMeeting } from './when-the-board-approves-minutes-enter-it-on-their-meeting.js';
import { whenAnItemIsDecidedNoteItOnItsBoardReport } from './when-an-item-is-decided-note-it-on-its-board-report.js';
import { whenAConditionIsMetNoteItOnItsRequest } from './when-a-condition-is-met-note-it-on-its-request.js';
import { whenAConditionIsSetNoteItOnItsRequest } from './when-a-condition-is-set-note-it-on-its-request.js';
import { whenACouncilDayIsRecordedCountIt } from './when-a-council-day-is-recorded-count-it.js';
import { whenACouncilDayIsStruckCountAnew } from './when-a-council-day-is-struck-count-anew.js';
import { whenACouncilReviewOpensFollowTheDaysOfTheCouncil } from './when-a-council-review-opens-follow-the-days-of-the-council.js';
import { whenAReviewBeginsLateCountTheDaysBefore } from './when-a-review-begins-late-count-the-days-before.js';
import { whenAnActionIsNotedOnAFailedItemNoteTheOutcome } from './when-an-action-is-noted-on-a-failed-item-note-the-outcome.js';
import { whenAnItemOnMinutesCarriesAfterAllEnterItOnTheirMeeting } from './when-an-item-on-minutes-carries-after-all-enter-it-on-their-meeting.js';
import { whenAnItemOnMinutesFailsAfterAllNoteItOnTheirMeeting } from './when-an-item-on-minutes-fails-after-all-note-it-on-their-meeting.js';
import { whenAnOutcomeChangesNoteItOnItsBoardReport } from './when-an-outcome-changes-note-it-on-its-board-report.js';
import { whenAnOutcomeChangesNoteItOnItsAction } from './when-an-outcome-changes-note-it-on-its-action.js';
import { whenTheBoardAdoptsNoteTheActionOnItsItem } from './when-the-board-adopts-note-the-action-on-its-item.js';
import { whenTheBoardAdoptsARequestNoteItIssued } from './when-the-board-adopts-a-request-note-it-issued.js';
import { whenTheBoardDeclinesAProvisionDeclineIt } from './when-the-board-declines-a-provision-decline-it.js';
import { whenTheBoardAdoptsATextNoteItOnItsDraft } from './when-the-board-adopts-a-text-note-it-on-its-draft.js';

/** An event as the log delivers it, on the record with the given id. */
type Followed = MeetingEvent | BoardActionEvent | CouncilDaysEvent;
const logged = <Event extends Followed>(subjectId: string, event: Event): Logged<Event> =>
  ({ ...event, subjectId, occurredAt: VOTE_AT }) as unknown as Logged<Event>;
const follow = (reaction: { then: (event: never) => unknown }, subjectId: string, event: Followed): unknown =>
  reaction.then(logged(subjectId, event) as never);

const vote = { ayes: 3, noes: 1, abstentions: 0, recused: ['eli'] };
const decided = (outcome: 'APPROVED' | 'APPROVED_AS_AMENDED' | 'FAILED', item = ITEM): MeetingEvent => ({
  type: 'meeting.item-decided',
  data: { ...item, ...vote, boardReportId: 'report-1', boardId: 'board-1', outcome, present: [], decidedAt: VOTE_AT },
});
const place = { meetingId: 'meeting-1', itemNumber: '3A', occurredAt: VOTE_AT };

describe('When the outcome of an item changes', () => {
  const changed = (over: object): MeetingEvent => ({
    type: 'meeting.outcome-changed',
    data: { number: '3A', was: 'APPROVED', is: 'FAILED', ayes: 2, noes: 0, abstentions: 0, ...over },
  });
  const note = { name: 'note-outcome-changed', body: { boardActionId: 'action-1', outcome: 'FAILED', occurredAt: VOTE_AT } };

  it('the action that it became learns of it, where there is one', () => {
    expect(follow(whenAnOutcomeChangesNoteItOnItsAction, 'meeting-1', changed({ boardActionId: 'action-1' }))).toEqual([note]);
    expect(follow(whenAnOutcomeChangesNoteItOnItsAction, 'meeting-1', changed({}))).toEqual([]);
  });

  it('the action of an item that carries after all is recorded, adopted at its vote', () => {
    const { draftId, textHash, title } = ITEM;
    const adopts = { boardId: 'board-1', title, draftId, textHash, recused: ['eli'], adoptedAt: '2026-03-10T18:00:00.000Z' };
    const after = (over: object) => follow(whenAFailedItemCarriesAfterAllRecordTheBoardAction, 'meeting-1', changed(over));
    const count = { ayes: 3, noes: 1, abstentions: 0 };
    const body = { meetingId: 'meeting-1', itemNumber: '3A', ...adopts, ...count, occurredAt: adopts.adoptedAt };
    expect(after({ was: 'FAILED', is: 'APPROVED', ...count, adopts })).toStrictEqual([
      { name: 'record-board-action', body: { ...body, amended: false } },
    ]);
    expect(after({ was: 'FAILED', is: 'APPROVED_AS_AMENDED', ...count, adopts })).toStrictEqual([
      { name: 'record-board-action', body: { ...body, amended: true } },
    ]);
    expect(after({ was: 'FAILED', is: 'APPROVED', boardActionId: 'action-1' })).toEqual([]);
    expect(after({})).toEqual([]);
  });

  it('the report of its item learns of it, and what it had come to', () => {
    const learns = (over: object) => follow(whenAnOutcomeChangesNoteItOnItsBoardReport, 'meeting-1', changed(over));
    expect(learns({ boardReportId: 'report-1' })).toStrictEqual([
      { name: 'note-report-disposed', body: { ...place, boardReportId: 'report-1', disposition: 'FAILED', was: 'APPROVED' } },
    ]);
    expect(learns({})).toEqual([]);
  });

  it('the minutes of an item that carries after all are approved, with the words of the corrections', () => {
    const learns = (over: object) => follow(whenAnItemOnMinutesCarriesAfterAllEnterItOnTheirMeeting, 'meeting-1', changed(over));
    const carried = { was: 'FAILED', is: 'APPROVED', minutesOf: 'meeting-0' };
    const approvedBy = { meetingId: 'meeting-1', itemNumber: '3A' };
    const body = { meetingId: 'meeting-0', approvedBy, occurredAt: VOTE_AT };
    expect(learns(carried)).toStrictEqual([{ name: 'approve-minutes', body }]);
    expect(learns({ ...carried, is: 'APPROVED_AS_AMENDED', amendment: 'He was there.' })).toStrictEqual([
      { name: 'approve-minutes', body: { ...body, corrections: 'He was there.' } },
    ]);
    expect(learns({ ...carried, minutesOf: undefined })).toEqual([]);
    expect(learns({ minutesOf: 'meeting-0' })).toEqual([]);
  });

  it('the minutes of an item that fails after all are a draft again', () => {
    const learns = (over: object) => follow(whenAnItemOnMinutesFailsAfterAllNoteItOnTheirMeeting, 'meeting-1', changed(over));
    const body = { meetingId: 'meeting-0', approvedBy: { meetingId: 'meeting-1', itemNumber: '3A' }, occurredAt: VOTE_AT };
    expect(learns({ minutesOf: 'meeting-0' })).toStrictEqual([{ name: 'note-approval-failed', body }]);
    expect(learns({ minutesOf: 'meeting-0', was: 'FAILED', is: 'APPROVED' })).toEqual([]);
    expect(learns({})).toEqual([]);
  });

  it('the action learns of it with the note on its item where the change came first', () => {
    const noted = (outcome: 'APPROVED' | 'FAILED'): MeetingEvent => ({
      type: 'meeting.action-noted',
      data: { number: '3A', boardActionId: 'action-1', outcome },
    });
    expect(follow(whenAnActionIsNotedOnAFailedItemNoteTheOutcome, 'meeting-1', noted('FAILED'))).toEqual([note]);
    expect(follow(whenAnActionIsNotedOnAFailedItemNoteTheOutcome, 'meeting-1', noted('APPROVED'))).toEqual([]);
  });
});

describe('When the Board declines a provision', () => {
  it('the provision ends by the action, with the reason', () => {
    const data = { provisionId: 'provision-2', reason: 'It is for the Council to ask.' };
    expect(
      follow(whenTheBoardDeclinesAProvisionDeclineIt, 'action-1', { type: 'board-action.provision-declined', data }),
    ).toEqual([{ name: 'decline-provision', body: { ...data, boardActionId: 'action-1', occurredAt: VOTE_AT } }]);
  });
});

describe('When an agenda is posted', () => {
  const agenda = posted(VOTE_AT, [
    ITEM,
    SECOND_ITEM,
    { ...SECOND_ITEM, number: '5', requestId: undefined, boardReportId: 'report-1' },
  ]);

  it('its requests, its reports and its texts learn of it', () => {
    expect(follow(whenAnAgendaIsPostedNoteItsRequests, 'meeting-1', agenda)).toEqual([
      { name: 'note-request-agendized', body: { ...place, requestId: 'request-1', itemNumber: '4' } },
    ]);
    expect(follow(whenAnAgendaIsPostedNoteItsBoardReports, 'meeting-1', agenda)).toEqual([
      { name: 'note-report-agendized', body: { ...place, boardReportId: 'report-1', itemNumber: '5' } },
    ]);
    expect(follow(whenAnAgendaIsPostedNoteItsTexts, 'meeting-1', agenda)).toEqual([
      { name: 'note-draft-posted', body: { draftId: 'draft-1', meetingId: 'meeting-1', textHash: HASH, occurredAt: VOTE_AT } },
    ]);
  });
});

describe('When an amended agenda is posted', () => {
  it('only what is new on it learns of it', () => {
    const agenda = posted(VOTE_AT, [ITEM, SECOND_ITEM]);
    const amended = { ...agenda, data: { ...agenda.data, changed: ['3A'] } };
    expect(follow(whenAnAgendaIsPostedNoteItsRequests, 'meeting-1', amended)).toEqual([]);
    expect(follow(whenAnAgendaIsPostedNoteItsTexts, 'meeting-1', amended)).toHaveLength(1);
  });
});

describe('When an item is disposed of', () => {
  const disposed = (over: object): MeetingEvent => ({
    type: 'meeting.item-disposed',
    data: {
      ...ITEM,
      boardReportId: 'report-1',
      boardId: 'board-1',
      disposition: 'HEARD',
      by: 'CHAIR',
      disposedAt: VOTE_AT,
      ...over,
    },
  });

  it('and continued to a meeting, it stands on its agenda and names what it was', () => {
    const to = { disposition: 'CONTINUED', continuedTo: 'meeting-2' };
    expect(follow(whenAnItemIsContinuedPlaceItOnTheLaterMeeting, 'meeting-1', disposed(to))).toStrictEqual([
      {
        name: 'place-item',
        body: {
          ...ITEM,
          ...{ meetingId: 'meeting-2', boardReportId: 'report-1', occurredAt: VOTE_AT },
          continues: { meetingId: 'meeting-1', itemNumber: '3A' },
        },
      },
    ]);
    const open = disposed({ disposition: 'CONTINUED' });
    expect(follow(whenAnItemIsContinuedPlaceItOnTheLaterMeeting, 'meeting-1', open)).toEqual([]);
    expect(follow(whenAnItemIsContinuedPlaceItOnTheLaterMeeting, 'meeting-1', disposed({}))).toEqual([]);
  });

  it('its report is too, unless the matter comes back', () => {
    const learns = (over: object) => follow(whenAnItemIsDisposedOfNoteItOnItsBoardReport, 'meeting-1', disposed(over));
    expect(learns({})).toEqual([
      { name: 'note-report-disposed', body: { ...place, boardReportId: 'report-1', disposition: 'HEARD' } },
    ]);
    expect(learns({ disposition: 'REFERRED', referredTo: 'Staff' })).toHaveLength(1);
    expect(learns({ disposition: 'CONTINUED' })).toEqual([]);
    expect(learns({ boardReportId: undefined })).toEqual([]);
  });

  it('its text goes back to its author, unless a meeting takes it up', () => {
    const text = { draftId: 'draft-1', textHash: 'f'.repeat(64) };
    const learns = (over: object) => follow(whenAnItemIsDisposedOfReturnItsText, 'meeting-1', disposed({ ...text, ...over }));
    const returned = (how: string) => [
      { name: 'note-draft-returned', body: { draftId: 'draft-1', how, meetingId: 'meeting-1', occurredAt: VOTE_AT } },
    ];
    expect(learns({ disposition: 'REFERRED', referredTo: 'Staff' })).toStrictEqual(returned('REFERRED'));
    expect(learns({ disposition: 'CONTINUED' })).toStrictEqual(returned('CONTINUED'));
    expect(learns({ disposition: 'CONTINUED', continuedUntil: '2026-09-01' })).toStrictEqual(returned('CONTINUED'));
    expect(learns({ disposition: 'CONTINUED', continuedTo: 'meeting-2' })).toEqual([]);
    expect(learns({ disposition: 'HEARD' })).toEqual([]);
    expect(learns({ draftId: undefined, disposition: 'REFERRED', referredTo: 'Staff' })).toEqual([]);
  });
});

describe('When an item on minutes is decided', () => {
  const onMinutes = (outcome: 'APPROVED' | 'APPROVED_AS_AMENDED' | 'FAILED', over: object = {}): MeetingEvent => ({
    type: 'meeting.item-decided',
    data: {
      ...{ number: '1', title: 'Minutes', kind: 'ACTION', section: 'CONSENT', minutesOf: 'meeting-0' },
      ...{ ...vote, boardId: 'board-1', outcome, present: [], decidedAt: VOTE_AT, ...over },
    },
  });

  it('and approved, their meeting learns of it, with the words of the corrections', () => {
    const approved = (outcome: 'APPROVED' | 'APPROVED_AS_AMENDED' | 'FAILED', over: object = {}) =>
      follow(whenTheBoardApprovesMinutesEnterItOnTheirMeeting, 'meeting-1', onMinutes(outcome, over));
    const approvedBy = { meetingId: 'meeting-1', itemNumber: '1' };
    const body = { meetingId: 'meeting-0', approvedBy, occurredAt: VOTE_AT };
    expect(approved('APPROVED')).toStrictEqual([{ name: 'approve-minutes', body }]);
    expect(approved('APPROVED_AS_AMENDED', { amendment: 'He was there.' })).toStrictEqual([
      { name: 'approve-minutes', body: { ...body, corrections: 'He was there.' } },
    ]);
    expect(approved('FAILED')).toEqual([]);
    expect(approved('APPROVED', { minutesOf: undefined })).toEqual([]);
  });
});

describe('When an item is decided', () => {
  it('an approved one becomes an action of the Board, a failed one does not', () => {
    const { draftId, textHash, title } = ITEM;
    const action = {
      ...place,
      boardId: 'board-1',
      title,
      draftId,
      textHash,
      boardReportId: 'report-1',
      ...vote,
      adoptedAt: VOTE_AT,
    };
    expect(follow(whenAnItemIsApprovedRecordTheBoardAction, 'meeting-1', decided('APPROVED'))).toStrictEqual([
      { name: 'record-board-action', body: { ...action, amended: false } },
    ]);
    expect(follow(whenAnItemIsApprovedRecordTheBoardAction, 'meeting-1', decided('APPROVED_AS_AMENDED'))).toStrictEqual([
      { name: 'record-board-action', body: { ...action, amended: true } },
    ]);
    expect(follow(whenAnItemIsApprovedRecordTheBoardAction, 'meeting-1', decided('FAILED'))).toEqual([]);
  });

  it('what a failed one named learns that it was not adopted', () => {
    expect(follow(whenAnItemFailsNoteWhatWasNotAdopted, 'meeting-1', decided('FAILED'))).toEqual([
      { name: 'note-draft-not-adopted', body: { draftId: 'draft-1', occurredAt: VOTE_AT } },
    ]);
    expect(follow(whenAnItemFailsNoteWhatWasNotAdopted, 'meeting-1', decided('FAILED', SECOND_ITEM))).toEqual([
      { name: 'note-request-not-adopted', body: { requestId: 'request-1', occurredAt: VOTE_AT } },
    ]);
    expect(follow(whenAnItemFailsNoteWhatWasNotAdopted, 'meeting-1', decided('APPROVED'))).toEqual([]);
  });

  it('its report is disposed of', () => {
    expect(follow(whenAnItemIsDecidedNoteItOnItsBoardReport, 'meeting-1', decided('FAILED'))).toEqual([
      { name: 'note-report-disposed', body: { ...place, boardReportId: 'report-1', disposition: 'FAILED' } },
    ]);
  });
});

describe('When the Board adopts', () => {
  const adopted = (over: object): BoardActionEvent => ({
    type: 'board-action.adopted',
    data: {
      boardId: 'board-1',
      meetingId: 'meeting-1',
      itemNumber: '3A',
      title: 'An item',
      ...vote,
      amended: false,
      adoptedAt: VOTE_AT,
      ...over,
    },
  });

  it('its item knows the action', () => {
    expect(follow(whenTheBoardAdoptsNoteTheActionOnItsItem, 'action-1', adopted({}))).toEqual([
      {
        name: 'note-board-action',
        body: { meetingId: 'meeting-1', number: '3A', boardActionId: 'action-1', occurredAt: VOTE_AT },
      },
    ]);
  });

  it('a text, its draft is adopted; as amended, the draft waits for its conformed text', () => {
    const text = { draftId: 'draft-1', textHash: HASH };
    expect(follow(whenTheBoardAdoptsATextNoteItOnItsDraft, 'action-1', adopted(text))).toEqual([
      { name: 'note-draft-adopted', body: { ...text, boardActionId: 'action-1', occurredAt: VOTE_AT } },
    ]);
    expect(follow(whenTheBoardAdoptsATextNoteItOnItsDraft, 'action-1', adopted({ ...text, amended: true }))).toMatchObject([
      { name: 'note-draft-adopted-as-amended', body: { boardActionId: 'action-1' } },
    ]);
    expect(follow(whenTheBoardAdoptsARequestNoteItIssued, 'action-1', adopted(text))).toEqual([]);
  });

  it('a request, it is issued', () => {
    expect(follow(whenTheBoardAdoptsARequestNoteItIssued, 'action-1', adopted({ requestId: 'request-1' }))).toEqual([
      { name: 'note-request-issued', body: { requestId: 'request-1', boardActionId: 'action-1', occurredAt: VOTE_AT } },
    ]);
    expect(follow(whenTheBoardAdoptsATextNoteItOnItsDraft, 'action-1', adopted({ requestId: 'request-1' }))).toEqual([]);
  });
});

describe("When the Council's review of an action opens", () => {
  it('the action follows the days of the Council, those that were entered before it too', () => {
    expect(follow(whenACouncilReviewOpensFollowTheDaysOfTheCouncil, 'action-1', underReview)).toEqual([
      {
        name: 'note-review-begun',
        body: {
          ...{ boardId: 'board-1', boardActionId: 'action-1', adoptedOn: '2026-03-10', regularDays: 5 },
          occurredAt: VOTE_AT,
        },
      },
    ]);
    const begun = (days: string[]): CouncilDaysEvent => ({
      type: 'council-days.review-begun',
      data: { boardActionId: 'action-1', adoptedOn: '2026-03-10', regularDays: 5, days },
    });
    const days = ['2026-03-11', '2026-03-13'];
    expect(follow(whenAReviewBeginsLateCountTheDaysBefore, 'board-1', begun(days))).toEqual([
      { name: 'note-council-day', body: { boardActionId: 'action-1', days, occurredAt: VOTE_AT } },
    ]);
    expect(follow(whenAReviewBeginsLateCountTheDaysBefore, 'board-1', begun([]))).toEqual([]);
  });

  it('each day counts for every action under review', () => {
    const day: CouncilDaysEvent = {
      type: 'council-days.recorded',
      data: { on: '2026-03-11', actions: ['action-1', 'action-2'] },
    };
    expect(follow(whenACouncilDayIsRecordedCountIt, 'board-1', day)).toEqual(
      ['action-1', 'action-2'].map((boardActionId) => ({
        name: 'note-council-day',
        body: { boardActionId, days: ['2026-03-11'], occurredAt: VOTE_AT },
      })),
    );
  });
});

it('When a day of the Council is struck, every action that was told of it counts without it', () => {
  const reason = 'The journal has a recess.';
  const struck: CouncilDaysEvent = {
    type: 'council-days.struck',
    data: { on: '2026-03-11', reason, actions: ['action-1', 'action-2'] },
  };
  expect(follow(whenACouncilDayIsStruckCountAnew, 'board-1', struck)).toEqual(
    ['action-1', 'action-2'].map((boardActionId) => ({
      name: 'recount-council-days',
      body: { boardActionId, struck: '2026-03-11', reason, occurredAt: VOTE_AT },
    })),
  );
});

it('A condition keeps the request open that the action is about, until it is met', () => {
  const terms = { text: 'Training precedes the effect', condition: 2 };
  const set = (about: object): BoardActionEvent => ({ type: 'board-action.condition-set', data: { ...terms, ...about } });
  const met = (about: object): BoardActionEvent => ({
    type: 'board-action.condition-met',
    data: { condition: 2, how: 'Bulletin 7', by: 'sam', ...about },
  });
  const on = { requestId: 'request-1' };
  const noted = { ...on, obligation: 'board-actions/action-1#2', occurredAt: VOTE_AT };
  expect(follow(whenAConditionIsSetNoteItOnItsRequest, 'action-1', set(on))).toEqual([
    { name: 'note-obligation-opened', body: { ...noted, kind: 'CONDITION' } },
  ]);
  expect(follow(whenAConditionIsMetNoteItOnItsRequest, 'action-1', met(on))).toEqual([
    { name: 'note-obligation-met', body: noted },
  ]);
  expect(follow(whenAConditionIsSetNoteItOnItsRequest, 'action-1', set({}))).toEqual([]);
  expect(follow(whenAConditionIsMetNoteItOnItsRequest, 'action-1', met({}))).toEqual([]);
});
