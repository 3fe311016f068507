export { boardReport, type BoardReport, type BoardReportEvent } from './domain/board-report.js';
export { type CommissionRequest, request, type RequestEvent, versionOfRequest } from './domain/request.js';
export { boardReportLifecycle } from './board-reports.wire.js';
export { requestLifecycle } from './requests.wire.js';
export { boardReportsView, BoardReportView } from './projections/board-reports.js';
export { requestsView, RequestView } from './projections/requests.js';
export { checkProfiles, keepRules } from './projections/profiles-in-use.js';
export { RequestsModule } from './requests.module.js';
