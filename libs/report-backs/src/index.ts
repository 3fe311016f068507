export { type Recurrence, type ReportBack, reportBack, type ReportBackEvent, type SourceType } from './domain/report-back.js';
export { reportBackLifecycle } from './report-backs.wire.js';
export { reportBacksView, ReportBackView } from './projections/report-backs.js';
export { whenAnAgendaIsPostedNoteItsReportBacks } from './reactions/when-an-agenda-is-posted-note-its-report-backs.js';
export { whenARecurringReportBackIsSubmittedScheduleTheNext } from './reactions/when-a-recurring-report-back-is-submitted-schedule-the-next.js';
export { ReportBacksModule } from './report-backs.module.js';
