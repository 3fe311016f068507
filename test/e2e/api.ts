/** A running api with a real database, a real queue and a real issuer, for the tests that speak HTTP to it. */
import type { Profile } from '#kernel';
import { type Issuer, startIssuer } from '#testing';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import pg from 'pg';
import { createApi } from '../../apps/api/src/create-api.js';
import type { Bounds } from '../../apps/api/src/http/gate.js';
import type { Limits } from '../../apps/api/src/identity/admission.guard.js';
import { openTestbed, type Testbed } from '../support/testbed.js';

const LAST_WORDS_MS = 2_000;

export interface RunningApi {
  readonly url: string;
  readonly app: NestFastifyApplication;
  readonly issuer: Issuer;
  readonly testbed: Testbed;
  /** A statement with the owner's rights, on the tables of the ledger and the log. */
  readonly query: (statement: string, values?: readonly unknown[]) => Promise<Record<string, unknown>[]>;
  close(): Promise<void>;
}

/** `profile`: the rules, those of Los Angeles where nothing is said; `limits` of requests, `bounds` and `ledgerLimit`, where they matter; `way` leads the api to its database, where a test wants to stand in it. */
export async function startApi(
  options: {
    limits?: Limits;
    bounds?: Bounds;
    ledgerLimit?: number;
    profile?: Profile;
    way?: (url: string) => Promise<string>;
  } = {},
): Promise<RunningApi> {
  const testbed = await openTestbed(options.profile ? { profile: options.profile } : {});
  const issuer = await startIssuer();
  const databaseUrl = (await options.way?.(testbed.ownerUrl)) ?? testbed.ownerUrl;
  const { ledgerLimit = testbed.settings.ledgerLimit } = options;
  const settings = { ...testbed.settings, databaseUrl, issuer: issuer.issuer, ledgerLimit };
  const app = await createApi(settings, options.limits, options.bounds);
  await app.listen(0, '127.0.0.1');
  const owner = new pg.Pool({ connectionString: testbed.ownerUrl, max: 2, options: '-c search_path=promulgate' });
  // The test's database goes while its sessions are open.
  owner.on('error', () => undefined);
  return {
    url: await app.getUrl(),
    app,
    issuer,
    testbed,
    query: async (statement, values = []) => (await owner.query(statement, [...values])).rows as Record<string, unknown>[],
    close: async () => {
      // As the process does at its end: a connection that a client opened and never used would be waited for, for a minute.
      const cut = setTimeout(() => app.getHttpAdapter().getInstance().server.closeAllConnections(), LAST_WORDS_MS);
      await app.close();
      clearTimeout(cut);
      await owner.end();
      await issuer.close();
      await testbed.close();
    },
  };
}
