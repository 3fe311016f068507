import type { Queryable } from '#event-log';
import { Rejection } from '#kernel';
import type { Claim } from './lifecycle.js';

/**
 * Takes keys for a stream, all or none; answers with the refusal of the first that another stream holds.
 * A key that the stream holds already is taken.
 */
export async function takeClaims(database: Queryable, stream: string, claims: readonly Claim[]): Promise<Rejection | undefined> {
  if (claims.length === 0) return undefined;
  await database.query('savepoint claims');
  for (const { scope, key, rule } of claims) {
    // The insert waits for a rival's transaction; the read is a later statement and so sees what the rival committed.
    await database.query('insert into claims (scope, key, stream) values ($1, $2, $3) on conflict do nothing', [
      scope,
      key,
      stream,
    ]);
    const { rows } = await database.query<{ stream: string }>('select stream from claims where scope = $1 and key = $2', [
      scope,
      key,
    ]);
    if (rows[0]?.stream !== stream) {
      await database.query('rollback to savepoint claims');
      return new Rejection(rule, `${key} in ${scope} is taken by ${rows[0]?.stream ?? 'another record'}.`);
    }
    if (/^\d+$/.test(key)) await advanceSeries(database, scope, Number(key));
  }
  await database.query('release savepoint claims');
  return undefined;
}

/** A number that was given by hand moves its series too, so that the next one handed out is free. */
async function advanceSeries(database: Queryable, series: string, reached: number): Promise<void> {
  await database.query(
    `insert into number_series (series, last) values ($1, $2)
     on conflict (series) do update set last = greatest(number_series.last, excluded.last)`,
    [series, reached],
  );
}
