/** PostgreSQL's word that something else was in the way, not that the command is at fault: ring again, count nothing. */
const BUSY = new Set([
  '55P03', // lock not available: lock_timeout
  '40P01', // deadlock
]);
const AWAY = new Set([
  '57P01', // terminated by an administrator
  '57P02', // crash shutdown
  '57P03', // cannot connect now
  '53300', // too many connections
  '25P03', // idle-in-transaction timeout
  'EPIPE',
]);

const codeOf = (error: Error): string => {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? code : '';
};

/** A lock was not to be had in time, or two transactions stood in each other's way. */
export const isBusy = (error: Error): boolean => BUSY.has(codeOf(error));

/** The connection broke, or there was none. */
export function isAway(error: Error): boolean {
  const code = codeOf(error);
  if (AWAY.has(code) || code.startsWith('08') || code.startsWith('ECONN')) return true;
  return /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error/.test(
    error.message,
  );
}
