export { type Board, board, type BoardEvent, membersOn, type Office, officersOn } from './domain/board.js';
export { meeting } from './domain/meeting.js';
export type { ItemRef, ItemStatus } from './domain/agenda-item.js';
export {
  type AgendaItem,
  type ItemOutcome,
  itemsNoticed,
  type Meeting,
  type MeetingEvent,
  outcomeOfItem,
  type RollCallRecorded,
  type RollCallVote,
  VOTE_CHOICES,
  type VoteChoice,
} from './domain/meeting-record.js';
export {
  adoptionOf,
  type Adoption,
  type BoardAction,
  boardAction,
  type BoardActionEvent,
  versionOfAction,
} from './domain/board-action.js';
export type { CouncilDaysEvent } from './domain/council-days.js';
export { boardLifecycle } from './boards.wire.js';
export { meetingLifecycle } from './meetings.wire.js';
export { boardActionLifecycle } from './board-actions.wire.js';
export { councilDaysLifecycle } from './council-days.wire.js';
export { boardsView, BoardView } from './projections/boards.js';
export { MeetingItemView } from './projections/meeting-items.js';
export { meetingsView, MeetingView } from './projections/meetings.js';
export { type Minutes, minutesOf, type VoteRecord, votesOf } from './projections/proceedings.js';
export { councilDaysView, CouncilDaysView } from './projections/council-days.js';
export { privilegeWaiversView } from './projections/privilege-waivers.js';
export { boardActionsView, BoardActionView } from './projections/board-actions.js';
export { whenAnAgendaIsPostedNoteItsRequests } from './reactions/when-an-agenda-is-posted-note-its-requests.js';
export { whenAnAgendaIsPostedNoteItsBoardReports } from './reactions/when-an-agenda-is-posted-note-its-board-reports.js';
export { whenAnAgendaIsPostedNoteItsTexts } from './reactions/when-an-agenda-is-posted-note-its-texts.js';
export { whenAFailedItemCarriesAfterAllRecordTheBoardAction } from './reactions/when-a-failed-item-carries-after-all-record-the-board-action.js';
export { whenAnItemOnMinutesCarriesAfterAllEnterItOnTheirMeeting } from './reactions/when-an-item-on-minutes-carries-after-all-enter-it-on-their-meeting.js';
export { whenAnItemOnMinutesFailsAfterAllNoteItOnTheirMeeting } from './reactions/when-an-item-on-minutes-fails-after-all-note-it-on-their-meeting.js';
export { whenAnItemIsApprovedRecordTheBoardAction } from './reactions/when-an-item-is-approved-record-the-board-action.js';
export { whenAnItemFailsNoteWhatWasNotAdopted } from './reactions/when-an-item-fails-note-what-was-not-adopted.js';
export { whenAnItemIsDecidedNoteItOnItsBoardReport } from './reactions/when-an-item-is-decided-note-it-on-its-board-report.js';
export { whenAnItemIsContinuedPlaceItOnTheLaterMeeting } from './reactions/when-an-item-is-continued-place-it-on-the-later-meeting.js';
export { whenAnItemIsDisposedOfNoteItOnItsBoardReport } from './reactions/when-an-item-is-disposed-of-note-it-on-its-board-report.js';
export { whenAnItemIsDisposedOfReturnItsText } from './reactions/when-an-item-is-disposed-of-return-its-text.js';
export { whenTheBoardDeclinesAProvisionDeclineIt } from './reactions/when-the-board-declines-a-provision-decline-it.js';
export { whenTheBoardApprovesMinutesEnterItOnTheirMeeting } from './reactions/when-the-board-approves-minutes-enter-it-on-their-meeting.js';
export { whenTheBoardAdoptsATextNoteItOnItsDraft } from './reactions/when-the-board-adopts-a-text-note-it-on-its-draft.js';
export { whenTheBoardAdoptsARequestNoteItIssued } from './reactions/when-the-board-adopts-a-request-note-it-issued.js';
export { whenACouncilReviewOpensFollowTheDaysOfTheCouncil } from './reactions/when-a-council-review-opens-follow-the-days-of-the-council.js';
export { whenACouncilDayIsRecordedCountIt } from './reactions/when-a-council-day-is-recorded-count-it.js';
export { whenACouncilDayIsStruckCountAnew } from './reactions/when-a-council-day-is-struck-count-anew.js';
export { whenAReviewBeginsLateCountTheDaysBefore } from './reactions/when-a-review-begins-late-count-the-days-before.js';
export type { IrregularActEvent } from './domain/irregular-act.js';
export { irregularActLifecycle } from './irregular-acts.wire.js';
export { irregularActsView, IrregularActView } from './projections/irregular-acts.js';
export { whenAConditionIsSetNoteItOnItsRequest } from './reactions/when-a-condition-is-set-note-it-on-its-request.js';
export { whenAConditionIsMetNoteItOnItsRequest } from './reactions/when-a-condition-is-met-note-it-on-its-request.js';
export { MeetingsModule } from './meetings.module.js';
export { whenTheBoardAdoptsNoteTheActionOnItsItem } from './reactions/when-the-board-adopts-note-the-action-on-its-item.js';
export { whenAnOutcomeChangesNoteItOnItsAction } from './reactions/when-an-outcome-changes-note-it-on-its-action.js';
export { whenAnOutcomeChangesNoteItOnItsBoardReport } from './reactions/when-an-outcome-changes-note-it-on-its-board-report.js';
export { whenAnActionIsNotedOnAFailedItemNoteTheOutcome } from './reactions/when-an-action-is-noted-on-a-failed-item-note-the-outcome.js';
