import { DataSource } from 'typeorm';
import type { Projection } from '../projection.js';

export interface ReadModelsOptions {
  /** The most sessions at a time. */
  readonly size?: number;
}

/** The views as a TypeORM data source for queries; it cannot write. To be initialized, and destroyed, by whoever takes it. */
export function readModels(url: string, projections: readonly Projection[], { size = 8 }: ReadModelsOptions = {}): DataSource {
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
      options: [
        '-c role=promulgate_app',
        '-c search_path=views',
        '-c default_transaction_read_only=on',
        '-c statement_timeout=10s',
        '-c timezone=UTC',
      ].join(' '),
    },
  });
}
