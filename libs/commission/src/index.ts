export { catalog, contextModules, projections, reactions } from './contexts.js';
export { jurisdictionOf } from './jurisdiction.js';
export { readSettings, type Settings, SettingsError } from './settings.js';
