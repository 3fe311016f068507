/** What PostgreSQL and its driver say when they are away or too busy, told apart from faults of a statement. */
const AWAY = new Set([
  '57P01', // terminated by an administrator
  '57P02', // crash shutdown
  '57P03', // cannot connect now
  '25P03', // idle-in-transaction timeout
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EHOSTUNREACH',
  'EAI_AGAIN',
]);

const codeOf = (error: unknown): string => {
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' ? code : '';
};

/** The connection broke, or there was none: what was sent may have been done or not. */
export function isDatabaseAway(error: unknown): boolean {
  const code = codeOf(error);
  // 08: the connection; 53: no room on the disk, in memory or for a session; 58: the system beneath.
  if (AWAY.has(code) || /^(08|53|58)/.test(code) || code.startsWith('ECONN')) return true;
  return (
    error instanceof Error &&
    /^Connection terminated|^Client (has encountered a connection error|was closed)|^Query read timeout/.test(error.message)
  );
}

/** A lock, a session of the pool or the time for a statement was not to be had: nothing was done. */
export function isDatabaseBusy(error: unknown): boolean {
  const code = codeOf(error);
  if (code === '55P03' || code === '40P01' || code === '57014') return true;
  return error instanceof Error && error.message === 'timeout exceeded when trying to connect';
}
