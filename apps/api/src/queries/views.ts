import { projections } from '#commission';
import { consumerOf, inOneState, type Projection, type Queryable, readModels, type Sessions } from '#event-log';
import type { OnApplicationShutdown } from '@nestjs/common';
import type { DataSource, EntityManager } from 'typeorm';
import { unavailable } from '../errors/problem.js';

export type Entity = new () => object;

/** How far a view has come. */
export interface Checkpoint {
  readonly consumer: string;
  readonly version: number;
  readonly position: number;
  /** Positions of the log that it was led past, and lacks until it is rebuilt. */
  readonly lacks: readonly number[];
}

/** The view that an entity belongs to. */
export function viewOf(entity: Entity): Projection {
  const view = projections.find(({ entities }) => entities.includes(entity));
  if (!view) throw new Error(`No view of the commission has ${entity.name}.`);
  return view;
}

/** Where these views stand. Throws where one has not been built: it cannot be read yet. */
export async function checkpointsOf(database: Queryable, views: readonly Projection[]): Promise<readonly Checkpoint[]> {
  const consumers = views.map(consumerOf);
  const { rows } = await database.query<Checkpoint>(CHECKPOINTS, [consumers]);
  return complete(rows, consumers);
}

const CHECKPOINTS = `
  select c.consumer, c.version, c.position,
    coalesce((select json_agg(s.position order by s.position) from promulgate.skipped_positions s where s.consumer = c.consumer), '[]') as lacks
  from promulgate.checkpoints c where c.consumer = any ($1) order by 1`;

function complete(rows: readonly Checkpoint[], consumers: readonly string[]): readonly Checkpoint[] {
  const lacking = consumers.find((consumer) => !rows.some((row) => row.consumer === consumer));
  if (lacking !== undefined) throw unavailable('This has not been prepared for reading yet.', 5);
  return rows;
}

/** The views, opened when somebody first asks: a process may start before its database does. */
export class Views implements OnApplicationShutdown {
  private opening: Promise<DataSource> | undefined;

  constructor(
    private readonly databaseUrl: string,
    private readonly sessions: Sessions,
  ) {}

  /** Reads several times from one and the same state of the views, and learns where they stood in it. */
  async snapshot<Result>(
    views: readonly Projection[],
    read: (database: EntityManager, checkpoints: readonly Checkpoint[]) => Promise<Result>,
  ): Promise<Result> {
    return inOneState(await this.open(), async (database) => {
      const consumers = views.map(consumerOf);
      const rows = await database.query<Checkpoint[]>(CHECKPOINTS, [consumers]);
      return read(database, complete(rows, consumers));
    });
  }

  async onApplicationShutdown(): Promise<void> {
    await (await this.opening?.catch(() => undefined))?.destroy();
  }

  private open(): Promise<DataSource> {
    this.opening ??= readModels(this.databaseUrl, projections, { sessions: this.sessions })
      .initialize()
      .catch((error: unknown) => {
        this.opening = undefined;
        throw error;
      });
    return this.opening;
  }
}
