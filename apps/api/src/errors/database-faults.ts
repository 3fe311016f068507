export { isDatabaseAway, isDatabaseBusy } from '#event-log';
