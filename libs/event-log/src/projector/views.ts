import pg from 'pg';
import { DataSource, getMetadataArgsStorage } from 'typeorm';
import type { Queryable } from '../database.js';
import { resolving } from '../incidents.js';
import type { Projection } from '../projection.js';
import { apply, comingWith, effectsOf, typesOf } from './effects.js';
import { LOGGED, readLog } from './log-reader.js';
import { consumerOf } from './projector.js';

const BATCH = 2_000;
const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
/** PostgreSQL cuts longer names short without a word. */
const LONGEST_NAME = 50;
/**
 * Readers queue behind a swap that waits for a longer reader, and the view stands still meanwhile: it does not wait long,
 * and lets the others have a go before it tries again. In all it outlasts any query of the read models.
 */
const SWAP = { tries: 60, lockTimeoutMs: 500, pauseMs: 250 };

export interface RebuildOptions {
  /** Called after each batch: the position reached, and the last one of the log as it was seen. */
  readonly onProgress?: (position: number, head: number) => void;
}

/**
 * Builds each view that has not been built, or is of another version, or has lost a table. Answers the names of both kinds.
 * Needs the database's owner; the tables of the log must be there.
 */
export async function ensureViews(
  ownerUrl: string,
  projections: readonly Projection[],
): Promise<{ built: string[]; kept: string[] }> {
  checkNames(projections);
  const owner = await connectOwner(ownerUrl);
  const unready = await unreadyViews(owner, projections).finally(() => owner.end());
  const built: string[] = [];
  const kept: string[] = [];
  for (const projection of projections) {
    if (unready.has(projection)) {
      await rebuildView(ownerUrl, projection);
      built.push(projection.name);
    } else {
      kept.push(projection.name);
    }
  }
  return { built, kept };
}

/** What keeps a process from serving these views, a sentence each. Empty: nothing does. */
export async function checkViews(database: Queryable, projections: readonly Projection[]): Promise<string[]> {
  const unready = await unreadyViews(database, projections);
  return [...unready].map(
    ([{ name }, why]) => `The view ${name} ${why}: run \`npm run cli -- migrate\` with the database's owner.`,
  );
}

/**
 * Builds a view anew from the whole log, beside the live one, and puts it in its place: readers see the old one, then the new one,
 * and nothing in between. A build that was broken off leaves nothing that matters; the next one begins by clearing it away.
 */
export async function rebuildView(ownerUrl: string, projection: Projection, { onProgress }: RebuildOptions = {}): Promise<void> {
  checkNames([projection]);
  const owner = await connectOwner(ownerUrl);
  try {
    // One build of a view at a time; a process that dies lets go.
    await owner.query('select pg_advisory_lock(hashtext($1), hashtext($2))', ['promulgate rebuild', projection.name]);
    const build = new Build(owner, projection, onProgress);
    await build.makeTables(ownerUrl);
    await build.catchUp();
    await build.analyze();
    await build.swap();
  } finally {
    await owner.end();
  }
}

/** The tables of a view under construction, and how far they are. */
class Build {
  readonly #schema: string;
  #position = 0;

  constructor(
    private readonly owner: pg.Client,
    private readonly projection: Projection,
    private readonly onProgress: RebuildOptions['onProgress'],
  ) {
    this.#schema = `views_next_${projection.name.replaceAll('-', '_')}`;
  }

  async makeTables(ownerUrl: string): Promise<void> {
    const { owner, projection } = this;
    await owner.query(`drop schema if exists ${this.#schema} cascade`);
    await owner.query(`create schema ${this.#schema}`);
    const entities = [...projection.entities];
    const tables = new DataSource({ type: 'postgres', url: ownerUrl, schema: this.#schema, entities, installExtensions: false });
    await tables.initialize();
    await tables.synchronize().finally(() => tables.destroy());
    await refuseTakenNames(owner, this.#schema);
    // Handlers name tables without a schema, and those of this build are the only views in sight.
    await owner.query(`set search_path to promulgate, ${this.#schema}`);
    // What is lost in a crash is built again; the swap flushes all of it.
    await owner.query('set synchronous_commit to off');
  }

  async catchUp(): Promise<void> {
    const { fill } = this.projection;
    if (fill !== undefined && this.#position === 0) await inTransaction(this.owner, () => this.#fill(fill));
    while (!(await inTransaction(this.owner, () => this.#batch())));
  }

  /** The first queries after the swap find statistics: they stay with a table that moves. */
  async analyze(): Promise<void> {
    for (const table of await tablesIn(this.owner, this.#schema))
      await this.owner.query(`analyze ${this.#schema}.${quoted(table)}`);
  }

  /** Puts the new tables in the place of the live ones; where a reader is in the way, it catches up and tries again. */
  async swap(): Promise<void> {
    for (let tries = 1; ; tries++) {
      const reached = this.#position;
      try {
        return await inTransaction(this.owner, () => this.#swap());
      } catch (error) {
        this.#position = reached;
        const inTheWay = error instanceof pg.DatabaseError && (error.code === LOCK_NOT_AVAILABLE || error.code === DEADLOCK);
        if (!inTheWay || tries === SWAP.tries) throw error;
        await new Promise((resolve) => setTimeout(resolve, SWAP.pauseMs));
        await this.catchUp();
      }
    }
  }

  /** All of the log that is there now, in the view's own statement. */
  async #fill(statement: string): Promise<void> {
    const head = await this.#head();
    await this.owner.query(`with logged as not materialized (${LOGGED}) ${statement}`, [head, typesOf([this.projection])]);
    this.#position = head;
    this.onProgress?.(head, head);
  }

  async #head(): Promise<number> {
    const { rows } = await this.owner.query<{ head: number }>('select coalesce(max(position), 0) as head from promulgate.log');
    return rows[0]?.head ?? 0;
  }

  /** True: the end of the log is reached, as it is seen now. */
  async #batch(): Promise<boolean> {
    const head = await this.#head();
    // So many positions, not so many matches: whatever the planner knows of the log (nothing, after a restore), a batch costs the same.
    const to = Math.min(head, this.#position + BATCH);
    const events = await readLog(this.owner, this.#position, BATCH, { types: typesOf([this.projection]), upTo: to });
    await apply(this.owner, effectsOf([this.projection], await comingWith(this.owner, events)));
    this.#position = to;
    this.onProgress?.(to, head);
    return to === head;
  }

  /**
   * Input: the new tables, caught up or nearly so, and the live ones. Holds the checkpoint's lock first, as a projector does, so that
   * nobody moves the view from here to the commit. Output: the new tables in place of all that the view had, its checkpoint with them.
   */
  async #swap(): Promise<void> {
    const { owner } = this;
    const { version } = this.projection;
    const consumer = consumerOf(this.projection);
    await owner.query(`set local synchronous_commit to on; set local lock_timeout to ${SWAP.lockTimeoutMs}`);
    await owner.query(
      'insert into promulgate.checkpoints (consumer, version, position) values ($1, $2, 0) on conflict do nothing',
      [consumer, version],
    );
    await owner.query('select from promulgate.checkpoints where consumer = $1 for update', [consumer]);
    while (!(await this.#batch()));

    const tables = await tablesIn(owner, this.#schema);
    const outgoing = await outgoingTables(owner, consumer, tables);
    if (outgoing.length > 0) await owner.query(`drop table ${outgoing.map((table) => `views.${quoted(table)}`).join(', ')}`);
    for (const table of tables.map(quoted)) {
      await owner.query(`alter table ${this.#schema}.${table} set schema views`);
      await owner.query(`comment on table views.${table} is ${pg.escapeLiteral(consumer)}`);
      await owner.query(`grant select, insert, update, delete on views.${table} to promulgate_app`);
    }
    // Without cascade: whatever has not moved with its table must not vanish unseen.
    await owner.query(`drop schema ${this.#schema}`);
    await owner.query('update promulgate.checkpoints set version = $2, position = $3 where consumer = $1', [
      consumer,
      version,
      this.#position,
    ]);
    // Built from the whole log, it lacks nothing any more.
    await owner.query('delete from promulgate.skipped_positions where consumer = $1', [consumer]);
    await owner.query(resolving('$1', '$2'), [[consumer], this.#position]);
  }
}

const LOCK_NOT_AVAILABLE = '55P03';
const DEADLOCK = '40P01';

async function connectOwner(ownerUrl: string): Promise<pg.Client> {
  const owner = new pg.Client({ connectionString: ownerUrl, pipeline: true, application_name: 'promulgate-views' });
  // A session that breaks says so at its next statement too.
  owner.on('error', () => undefined);
  await owner.connect();
  return owner;
}

async function inTransaction<Result>(owner: pg.Client, work: () => Promise<Result>): Promise<Result> {
  await owner.query('begin');
  try {
    const result = await work();
    const { command } = await owner.query('commit');
    if (command !== 'COMMIT') throw new Error(`The transaction ended in ${command}: a fault inside it was swallowed.`);
    return result;
  } catch (error) {
    await owner.query('rollback').catch(() => undefined);
    throw error;
  }
}

/** Which views cannot be served, and why. */
async function unreadyViews(database: Queryable, projections: readonly Projection[]): Promise<Map<Projection, string>> {
  const { rows } = await database.query<{ consumer: string; version: number }>(
    'select consumer, version from promulgate.checkpoints',
  );
  const versions = new Map(rows.map(({ consumer, version }) => [consumer, version]));
  const live = new Set(await tablesIn(database, 'views'));
  const unready = new Map<Projection, string>();
  for (const projection of projections) {
    const built = versions.get(consumerOf(projection));
    const lost = tableNames(projection).find((table) => !live.has(table));
    if (built === undefined) unready.set(projection, 'has not been built');
    else if (built !== projection.version)
      unready.set(projection, `is at version ${built}, this program has ${projection.version}`);
    else if (lost !== undefined) unready.set(projection, `has lost its table ${lost}`);
  }
  return unready;
}

/** All views' tables share a schema and all checkpoints a table. Throws where two projections claim the same name. */
function checkNames(projections: readonly Projection[]): void {
  const claimed = new Map<string, string>();
  for (const projection of projections) {
    const { name } = projection;
    if (!NAME.test(name) || name.length > LONGEST_NAME)
      throw new Error(`A view may not be called ${name}: small letters, digits and single hyphens, at most ${LONGEST_NAME}.`);
    for (const claim of [`view ${name}`, ...tableNames(projection).map((table) => `table ${table}`)]) {
      const other = claimed.get(claim);
      if (other !== undefined) throw new Error(`The projections ${other} and ${name} both claim the ${claim}.`);
      claimed.set(claim, name);
    }
  }
}

function tableNames({ name, entities }: Projection): string[] {
  return entities.map((entity) => {
    const table = getMetadataArgsStorage().tables.find(({ target }) => target === entity)?.name;
    if (table === undefined) throw new Error(`${entity.name} of the view ${name} has no @Entity({ name }).`);
    return table;
  });
}

/** The log's own tables come first in the search path: a view's statements would meet them instead of its table. */
async function refuseTakenNames(database: Queryable, schema: string): Promise<void> {
  const own = new Set(await tablesIn(database, 'promulgate'));
  const taken = (await tablesIn(database, schema)).find((table) => own.has(table));
  if (taken !== undefined) throw new Error(`A view may not have a table ${taken}: the log has one of that name.`);
}

/** The live tables that a view's new ones replace: those that it was built with, and those of the same names. */
async function outgoingTables(database: Queryable, consumer: string, incoming: readonly string[]): Promise<string[]> {
  const { rows } = await database.query<{ name: string }>(
    `select relname as name from pg_class
     where relnamespace = 'views'::regnamespace and relkind = 'r' and (obj_description(oid, 'pg_class') = $1 or relname = any ($2::text[]))
     order by 1`,
    [consumer, incoming],
  );
  return rows.map(({ name }) => name);
}

async function tablesIn(database: Queryable, schema: string): Promise<string[]> {
  const { rows } = await database.query<{ name: string }>(
    'select tablename::text as name from pg_tables where schemaname = $1 order by 1',
    [schema],
  );
  return rows.map(({ name }) => name);
}

function quoted(identifier: string): string {
  return pg.escapeIdentifier(identifier);
}
