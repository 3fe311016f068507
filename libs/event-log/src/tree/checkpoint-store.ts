import type { Queryable } from '../database.js';

/** A checkpoint as it was published: the log's signed note, byte for byte, and the lines that witnesses put beneath it since. */
export interface PublishedCheckpoint {
  readonly origin: string;
  readonly size: number;
  readonly note: Buffer;
  /** Signature lines with their dash, without an end of line. */
  readonly cosignatures: readonly string[];
  readonly publishedAt: Date;
}

/** A verifier key in note form, and the checkpoints that it signed: from `firstSize` up to `lastSize`, without one to this day. */
export interface LogKey {
  readonly origin: string;
  readonly vkey: string;
  readonly firstSize: number;
  readonly lastSize?: number;
}

/** Publishes a checkpoint, once for an origin and a size. True where it was this call; another note of the same size changes nothing. */
export async function publishCheckpoint(
  database: Queryable,
  { origin, size, note }: Pick<PublishedCheckpoint, 'origin' | 'size' | 'note'>,
): Promise<boolean> {
  const { rowCount } = await database.query(
    'insert into signed_checkpoints (origin, size, note) values ($1, $2, $3) on conflict (origin, size) do nothing',
    [origin, size, note],
  );
  return rowCount === 1;
}

/** Puts a witness's line beneath a published checkpoint; a witness signs a checkpoint once. */
export async function addCosignature(
  database: Queryable,
  { origin, size, witness, line }: { origin: string; size: number; witness: string; line: string },
): Promise<void> {
  await database.query(
    'insert into cosignatures (origin, size, witness, line) values ($1, $2, $3, $4) on conflict (origin, size, witness) do nothing',
    [origin, size, witness, line],
  );
}

/** Notes from which size on a key signs; it is noted once. */
export async function addLogKey(database: Queryable, { origin, vkey, firstSize }: LogKey): Promise<void> {
  await database.query(
    'insert into log_keys (origin, vkey, first_size) values ($1, $2, $3) on conflict (origin, vkey) do nothing',
    [origin, vkey, firstSize],
  );
}

/** Every key that ever signed, in the order in which they began. An origin that another one continues was signed up to its last checkpoint. */
export async function logKeys(database: Queryable): Promise<LogKey[]> {
  const { rows } = await database.query<{ origin: string; vkey: string; first: string; last: string | null }>(`
    select origin, vkey, first_size as first,
      coalesce(
        lead(first_size) over (partition by origin order by number) - 1,
        case when origin <> (select origin from signed_checkpoints order by number desc limit 1)
          then (select max(size) from signed_checkpoints c where c.origin = k.origin) end
      ) as last
    from log_keys k order by number`);
  return rows.map(({ origin, vkey, first, last }) => ({
    origin,
    vkey,
    firstSize: Number(first),
    ...(last === null ? {} : { lastSize: Number(last) }),
  }));
}

/** The last one that was published, of any origin or of this one; undefined before the first. */
export async function latestCheckpoint(database: Queryable, origin?: string): Promise<PublishedCheckpoint | undefined> {
  if (origin === undefined) return found(database, 'order by c.number desc limit 1', []);
  return found(database, 'where c.origin = $1 order by c.size desc limit 1', [origin]);
}

/** The checkpoint of exactly this size, of the origin that published it last; undefined where none was. */
export async function checkpointAt(database: Queryable, size: number): Promise<PublishedCheckpoint | undefined> {
  return found(database, 'where c.size = $1 order by c.number desc limit 1', [size]);
}

/** The checkpoints beyond a size, the smallest first: of one origin, as the latest has it. */
export async function listCheckpoints(
  database: Queryable,
  { origin, after, limit }: { origin: string; after: number; limit: number },
): Promise<PublishedCheckpoint[]> {
  return allOf(database, 'where c.origin = $1 and c.size > $2 order by c.size limit $3', [origin, after, limit]);
}

async function found(database: Queryable, which: string, values: unknown[]): Promise<PublishedCheckpoint | undefined> {
  const [first] = await allOf(database, which, values);
  return first;
}

async function allOf(database: Queryable, which: string, values: unknown[]): Promise<PublishedCheckpoint[]> {
  const { rows } = await database.query<{
    origin: string;
    size: string;
    note: Buffer;
    published_at: Date;
    lines: string[];
  }>(
    `select c.origin, c.size, c.note, c.published_at,
       array(select line from cosignatures w where w.origin = c.origin and w.size = c.size order by witness) as lines
     from signed_checkpoints c ${which}`,
    values,
  );
  return rows.map(({ size, published_at, lines, ...row }) => ({
    ...row,
    size: Number(size),
    cosignatures: lines,
    publishedAt: published_at,
  }));
}
