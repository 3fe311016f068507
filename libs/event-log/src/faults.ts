import pg from 'pg';
import { IndigestibleEvent } from './projector/log-reader.js';

const LONGEST = 300;

/** Whether the connection broke, or PostgreSQL's answer speaks of the session or the server and not of a statement. */
export function isSessionLost(error: unknown): boolean {
  if (error instanceof IndigestibleEvent) return false;
  return !(error instanceof pg.DatabaseError) || /^(08|53|57P|58)|^25P03$/.test(error.code ?? '');
}

/**
 * A fault as it is recorded and shown: its class and its first line, enough to find it in the logs, without values of commands or events.
 * What an error quotes, or shows in braces, is left out; of PostgreSQL's errors only those keep what they quote that quote names.
 */
export function faultText(error: unknown): string {
  if (!(error instanceof Error)) return 'Not an error: see the worker’s log.';
  const [line = ''] = error.message.split('\n', 1);
  const code = error instanceof pg.DatabaseError ? (error.code ?? '') : '';
  const told = /^(23|42)/.test(code) ? line : line.replace(/"[^"]*"?/g, '"…"').replace(/[{[].*$/, '…');
  return `${error.name}${code ? ` ${code}` : ''}: ${told}`.slice(0, LONGEST);
}
