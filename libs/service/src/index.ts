export { FaultLog, type FaultLogger } from './fault-log.js';
export { Pulse, type PulseOptions } from './pulse.js';
export { cannotListen, runService, type Service } from './run.js';
export { SettingsError } from './settings-error.js';
export { Start, type StartOptions, StartRefused } from './start.js';
