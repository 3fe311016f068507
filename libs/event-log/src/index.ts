export type { Logged, LoggedEvent, Visibility } from './logged-event.js';
export { defineProjection, type Projection, sql, type Statement } from './projection.js';
