export { catalog, contextModules, projections, reactions } from './contexts.js';
export { jurisdictionOf } from './jurisdiction.js';
export { Rehearsal, type Rehearsed, type RehearsedCommand, type RehearsedEntry } from './rehearsal.js';
export { readSettings, type Settings, type WebhookSettings } from './settings.js';
export { logOriginOf, type SigningSettings } from './signing-settings.js';
