/** The descriptions of the api and of its feed as they are kept in docs/openapi.json and docs/asyncapi.json. */
import { catalog, type Settings } from '#commission';
import { losAngeles } from '#jurisdiction';
import { randomBytes } from 'node:crypto';
import { createApi } from '../../apps/api/src/create-api.js';
import { asyncApiOf } from '../../apps/api/src/docs/async-api.js';
import { OpenApi } from '../../apps/api/src/docs/open-api.js';

/** An api starts without its services, and describes itself by its controllers alone. */
const NOWHERE: Settings = {
  databaseUrl: 'postgres://nobody@127.0.0.1:1/none',
  doorbell: { kind: 'postgres', url: 'postgres://nobody@127.0.0.1:1/none' },
  host: '127.0.0.1',
  port: 0,
  workerPort: 0,
  issuer: 'http://127.0.0.1:1',
  audience: 'promulgate',
  fingerprintKey: randomBytes(32),
  source: 'urn:promulgate:description',
  logOrigin: 'promulgate.invalid/description',
  profile: losAngeles,
  earlierProfiles: [],
  logLevel: 'silent',
  ledgerLimit: 1,
};

/** What the api serves at /openapi.json, in the form in which it is kept. */
export async function describedApi(): Promise<string> {
  const app = await createApi(NOWHERE);
  try {
    return asKept(app.get(OpenApi).text);
  } finally {
    await app.close();
  }
}

/** What the api serves at /asyncapi.json. */
export const describedFeed = (): string => asKept(JSON.stringify(asyncApiOf(catalog)));

export const asKept = (served: string): string => `${lines(JSON.parse(served), '')}\n`;

const WIDEST = 130;

/** What fits into a line is one, so that a change shows in few. */
function lines(value: unknown, indent: string): string {
  const flat = JSON.stringify(value);
  if (typeof value !== 'object' || value === null || indent.length + flat.length <= WIDEST) return flat;
  const inner = `${indent} `;
  const [open, close, parts] = Array.isArray(value)
    ? ['[', ']', value.map((part) => lines(part, inner))]
    : ['{', '}', Object.entries(value).map(([name, part]) => `${JSON.stringify(name)}: ${lines(part, inner)}`)];
  return `${open}\n${parts.map((part) => `${inner}${part}`).join(',\n')}\n${indent}${close}`;
}
