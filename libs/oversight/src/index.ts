export { CitationView, citationsView, type CitedAuthority, lawOf } from './projections/citations.js';
export { type CoverageRow, type CurrentDisposition, DISPOSITIONS } from './projections/coverage-rows.js';
export { CoverageChangeView, coverageOf, CoverageProvisionView, coverageView } from './projections/coverage.js';
export { TraceEdgeView, TraceEntryView, TraceNodeView, traceView } from './projections/trace.js';
export { type Chain, type ChainNode, chainOf, type Edge, nodesAlong, TRACEABLE } from './projections/trace-chain.js';
export { HOW_REFERRED, REFERENCE_VIEWS, REFERENCED, referencesOf } from './projections/references.js';
export { type TimelineEntry, timelineOf } from './projections/timeline.js';
export { EXCEPTION_KINDS, exceptionsView, ExceptionView } from './projections/exceptions.js';
export { SENTENCES } from './sentences.js';
export { SearchDocumentView, searched, searchView } from './projections/search.js';
export {
  type TextThen,
  textInForce,
  textsInForce,
  TextChangeView,
  textInForceView,
  TextVersionView,
} from './projections/text-in-force.js';
export { type Packet, PACKET_VIEWS, packetOf } from './projections/packet.js';
export { type Hat, MACHINES, type Task, type TaskPlace, Tasks } from './tasks/tasks.js';
export type { Awaited, Machine } from './tasks/waiting.js';
