export { calendarFor } from './calendar.js';
