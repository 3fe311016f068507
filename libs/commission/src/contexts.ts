/**
 * The commission's contexts, once, for every process: a context that is not in these lists does not exist.
 * Each list goes in the direction in which contexts know each other (docs/decisions/0005-contexts-in-one-direction.md).
 */
import { AuthoritiesModule, authoritiesView, authorityLifecycle } from '#authorities';
import { Catalog, clocksProjection, type Lifecycle, type Reaction } from '#command-queue';
import { correctionLifecycle, CorrectionsModule, correctionsView } from '#corrections';
import { delegationLifecycle, DelegationsModule, delegationsView } from '#delegations';
import {
  directiveLifecycle,
  DirectivesModule,
  directivesView,
  provisionLifecycle,
  provisionsView,
  whenADirectiveIsRescindedWithdrawItsProvisions,
  whenADirectiveIsSupersededSupersedeItsProvisions,
} from '#directives';
import type { Projection } from '#event-log';
import { incidentLifecycle, IncidentsModule } from '#incidents';
import {
  boardActionLifecycle,
  boardActionsView,
  boardLifecycle,
  boardsView,
  councilDaysLifecycle,
  councilDaysView,
  irregularActLifecycle,
  irregularActsView,
  meetingLifecycle,
  MeetingsModule,
  meetingsView,
  whenAConditionIsMetNoteItOnItsRequest,
  whenAConditionIsSetNoteItOnItsRequest,
  whenACouncilDayIsRecordedCountIt,
  whenACouncilReviewOpensFollowTheDaysOfTheCouncil,
  whenAnAgendaIsPostedNoteItsBoardReports,
  whenAnAgendaIsPostedNoteItsRequests,
  whenAnAgendaIsPostedNoteItsTexts,
  whenAnItemFailsNoteWhatWasNotAdopted,
  whenAnItemIsApprovedRecordTheBoardAction,
  whenAnItemIsContinuedPlaceItOnTheLaterMeeting,
  whenAnItemIsDecidedNoteItOnItsBoardReport,
  whenAnItemIsDisposedOfNoteItOnItsBoardReport,
  whenAReviewBeginsLateCountTheDaysBefore,
  whenTheBoardAdoptsARequestNoteItIssued,
  whenTheBoardAdoptsATextNoteItOnItsDraft,
  whenTheBoardApprovesMinutesEnterItOnTheirMeeting,
} from '#meetings';
import {
  orderLifecycle,
  OrdersModule,
  ordersView,
  whenAnActionIsVetoedRequireTheRescissionOfItsOrders,
  whenAnOrderIsRescindedRescindItsVersions,
  whenAnOrderIsSignedNoteItOnItsActions,
  whenAnOrderRestsOnAVetoedActionRequireItsRescission,
  whenAnOrderTakesEffectNoteWhatItSupersedes,
  whenAnOrderTakesEffectPutItsVersionsInForce,
  whenASupersessionIsRecordedNoteTheOrderSuperseded,
} from '#orders';
import { citationsView, coverageView, exceptionsView, searchView, textInForceView, traceView } from '#oversight';
import {
  commentLifecycle,
  commentsView,
  draftLifecycle,
  draftsView,
  protocolLifecycle,
  ProtocolsModule,
  protocolsView,
  whenADraftOnARequestIsTransmitted,
  whenADraftOpensOnARequest,
} from '#protocols';
import {
  reportBackLifecycle,
  ReportBacksModule,
  reportBacksView,
  whenAnAgendaIsPostedNoteItsReportBacks,
  whenARecurringReportBackIsSubmittedScheduleTheNext,
} from '#report-backs';
import { boardReportLifecycle, boardReportsView, requestLifecycle, RequestsModule, requestsView } from '#requests';

const lifecycles: readonly Lifecycle[] = [
  authorityLifecycle,
  directiveLifecycle,
  provisionLifecycle,
  boardReportLifecycle,
  requestLifecycle,
  protocolLifecycle,
  draftLifecycle,
  commentLifecycle,
  boardLifecycle,
  meetingLifecycle,
  boardActionLifecycle,
  councilDaysLifecycle,
  irregularActLifecycle,
  orderLifecycle,
  reportBackLifecycle,
  correctionLifecycle,
  delegationLifecycle,
  incidentLifecycle,
];

export const catalog = new Catalog(lifecycles);

/** What is handed an old event is handed it in its present form. */
export const projections: readonly Projection[] = [
  authoritiesView,
  directivesView,
  provisionsView,
  boardReportsView,
  requestsView,
  protocolsView,
  draftsView,
  commentsView,
  boardsView,
  meetingsView,
  boardActionsView,
  councilDaysView,
  irregularActsView,
  ordersView,
  reportBacksView,
  correctionsView,
  delegationsView,
  coverageView,
  traceView,
  exceptionsView,
  searchView,
  textInForceView,
  citationsView,
  clocksProjection(catalog),
].map((projection) => catalog.lifted(projection));

export const reactions: readonly Reaction[] = [
  whenADirectiveIsSupersededSupersedeItsProvisions,
  whenADirectiveIsRescindedWithdrawItsProvisions,
  whenADraftOpensOnARequest,
  whenADraftOnARequestIsTransmitted,
  whenAnAgendaIsPostedNoteItsBoardReports,
  whenAnAgendaIsPostedNoteItsRequests,
  whenAnAgendaIsPostedNoteItsTexts,
  whenAnItemIsApprovedRecordTheBoardAction,
  whenAnItemFailsNoteWhatWasNotAdopted,
  whenAnItemIsDecidedNoteItOnItsBoardReport,
  whenAnItemIsDisposedOfNoteItOnItsBoardReport,
  whenAnItemIsContinuedPlaceItOnTheLaterMeeting,
  whenTheBoardApprovesMinutesEnterItOnTheirMeeting,
  whenTheBoardAdoptsATextNoteItOnItsDraft,
  whenTheBoardAdoptsARequestNoteItIssued,
  whenACouncilReviewOpensFollowTheDaysOfTheCouncil,
  whenACouncilDayIsRecordedCountIt,
  whenAReviewBeginsLateCountTheDaysBefore,
  whenAConditionIsSetNoteItOnItsRequest,
  whenAConditionIsMetNoteItOnItsRequest,
  whenAnOrderTakesEffectPutItsVersionsInForce,
  whenAnOrderTakesEffectNoteWhatItSupersedes,
  whenASupersessionIsRecordedNoteTheOrderSuperseded,
  whenAnOrderIsRescindedRescindItsVersions,
  whenAnOrderIsSignedNoteItOnItsActions,
  whenAnActionIsVetoedRequireTheRescissionOfItsOrders,
  whenAnOrderRestsOnAVetoedActionRequireItsRescission,
  whenAnAgendaIsPostedNoteItsReportBacks,
  whenARecurringReportBackIsSubmittedScheduleTheNext,
];

export const contextModules = [
  AuthoritiesModule,
  DirectivesModule,
  RequestsModule,
  ProtocolsModule,
  MeetingsModule,
  OrdersModule,
  ReportBacksModule,
  CorrectionsModule,
  DelegationsModule,
  IncidentsModule,
];
