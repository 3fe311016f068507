import { DataSource } from 'typeorm';
import type { Sessions } from '../database.js';
import type { Projection } from '../projection.js';

export interface ReadModelsOptions {
  /** The most sessions at a time. */
  readonly size?: number;
  /** Where they may have to be cut. */
  readonly sessions?: Sessions;
}

/** The views as a TypeORM data source for queries; it cannot write. To be initialized, and destroyed, by whoever takes it. */
export function readModels(
  url: string,
  projections: readonly Projection[],
  { size = 8, sessions }: ReadModelsOptions = {},
): DataSource {
  return new DataSource({
    type: 'postgres',
    url,
    schema: 'views',
    entities: projections.flatMap(({ entities }) => [...entities]),
    synchronize: false,
    installExtensions: false,
    applicationName: 'promulgate-read-models',
    connectTimeoutMS: 5_000,
    extra: {
      max: size,
      query_timeout: 11_000,
      ...(sessions ? { Client: sessions.Client } : {}),
      options: [
        '-c role=promulgate_app',
        '-c search_path=views',
        '-c default_transaction_read_only=on',
        // Several reads of one answer see one state of the views, without a round trip to ask for it each time.
        String.raw`-c default_transaction_isolation=repeatable\ read`,
        '-c statement_timeout=10s',
        '-c timezone=UTC',
      ].join(' '),
    },
  });
}
