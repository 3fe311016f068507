/** What the bare pipeline's two processes share: the names of their queue, and a pool of sessions on the same tables as ours. */
import pg from 'pg';

export const QUEUE = 'bare';

export interface Ticket {
  readonly commandId: string;
  readonly stream: string;
}

export function env(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set.`);
  return value;
}

export function barePool(size: number): pg.Pool {
  return new pg.Pool({ connectionString: env('DATABASE_URL'), max: size, options: '-c role=promulgate_app -c search_path=promulgate' });
}
