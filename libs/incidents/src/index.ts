export type { IncidentEvent } from './domain/incident.js';
export { incidentLifecycle } from './incidents.wire.js';
export { IncidentsModule } from './incidents.module.js';
