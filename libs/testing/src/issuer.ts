import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Adapter, JWK } from 'oidc-provider';
import { type Person, personNamed, PERSONS } from './persons.js';

const TOKEN_LIFE_S = 3_600;
/** A token handed out by `tokenFor` has at least so long to live. */
const TOKEN_REST_MS = 600_000;

/** What the issuer must keep to be the same issuer after a restart; all of it secret. */
export interface IssuerKeys {
  /** Signs the tokens (ES256). */
  readonly signing: JWK;
  readonly cookies: string;
  /** Client secret of each person. */
  readonly secrets: Readonly<Record<string, string>>;
}

export interface Issuer {
  /** The issuer's identifier, `http://127.0.0.1:{port}`. */
  readonly issuer: string;
  readonly port: number;
  /** An access token by a real client-credentials grant; `name` as in `personNamed`. Kept while it has time left. */
  readonly tokenFor: (name: string) => Promise<string>;
  close(): Promise<void>;
}

export interface IssuerSettings {
  /** Taken if it is free, else another one. */
  readonly port?: number;
  readonly persons?: readonly Person[];
  readonly keys?: IssuerKeys;
  readonly audience?: string;
}

export function newIssuerKeys(persons: readonly Person[] = PERSONS): IssuerKeys {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return {
    signing: { ...privateKey.export({ format: 'jwk' }), kid: randomUUID(), alg: 'ES256', use: 'sig' },
    cookies: randomBytes(32).toString('base64url'),
    secrets: Object.fromEntries(persons.map(({ id }) => [id, randomBytes(32).toString('base64url')])),
  };
}

/**
 * A real OpenID Connect issuer on loopback, so that nothing ever runs with the check of tokens switched off.
 * Each person is an OAuth client; their token (RFC 9068) carries `roles` and, for a liaison, `department`.
 */
export async function startIssuer(settings: IssuerSettings = {}): Promise<Issuer> {
  const { persons = PERSONS, keys = newIssuerKeys(persons), audience = 'promulgate' } = settings;
  let handle: (request: IncomingMessage, response: ServerResponse) => unknown = (_request, response) =>
    response.writeHead(503).end();
  const server = createServer((request, response) => void handle(request, response));
  // A client in the same process that was kept busy must not meet a connection that was closed meanwhile.
  server.keepAliveTimeout = 60_000;
  const listen = (port: number) =>
    new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', () => {
        server.off('error', reject);
        resolve();
      });
    });
  await listen(settings.port ?? 0).catch(() => listen(0));
  const { port } = server.address() as AddressInfo;
  const issuer = `http://127.0.0.1:${port}`;
  const provider = await providerFor(issuer, audience, persons, keys);
  handle = provider.callback();
  const tokenFor = tokensOf(issuer, persons, keys);
  return {
    issuer,
    port,
    tokenFor,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Tokens are self-contained and clients are settings, so that there is nothing to store. */
const nothing = () => Promise.resolve(undefined);
const NOTHING_KEPT: Adapter = {
  upsert: nothing,
  find: nothing,
  findByUserCode: nothing,
  findByUid: nothing,
  consume: nothing,
  destroy: nothing,
  revokeByGrantId: nothing,
};

async function providerFor(issuer: string, audience: string, persons: readonly Person[], keys: IssuerKeys) {
  // Loaded when an issuer is wanted: most tests that use this library start none.
  const { default: Provider } = await import('oidc-provider');
  const byId = new Map(persons.map((person) => [person.id, person]));
  const resource = `urn:${audience}`;
  const provider = new Provider(issuer, {
    adapter: () => NOTHING_KEPT,
    jwks: { keys: [keys.signing] },
    cookies: { keys: [keys.cookies] },
    clients: persons.map(({ id }) => ({
      client_id: id,
      client_secret: keys.secrets[id],
      grant_types: ['client_credentials'],
      response_types: [],
      redirect_uris: [],
      token_endpoint_auth_method: 'client_secret_basic',
      id_token_signed_response_alg: 'ES256',
    })),
    clientAuthMethods: ['client_secret_basic'],
    responseTypes: ['code'],
    scopes: [],
    ttl: { ClientCredentials: TOKEN_LIFE_S },
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      userinfo: { enabled: false },
      resourceIndicators: {
        enabled: true,
        // One service: its tokens are meant for it, asked or not.
        defaultResource: () => resource,
        getResourceServerInfo: () => ({
          scope: '',
          audience,
          accessTokenFormat: 'jwt',
          accessTokenTTL: TOKEN_LIFE_S,
          jwt: { sign: { alg: 'ES256' } },
        }),
      },
    },
    extraTokenClaims: (_context, token) => {
      const person = byId.get(token.clientId ?? '');
      return { roles: person?.roles ?? [], ...(person?.department ? { department: person.department } : {}) };
    },
  });
  provider.on('server_error', (_context, error) => process.stderr.write(`The issuer failed: ${error.stack ?? error.message}\n`));
  return provider;
}

function tokensOf(issuer: string, persons: readonly Person[], keys: IssuerKeys): Issuer['tokenFor'] {
  const kept = new Map<string, { readonly until: number; readonly token: Promise<string> }>();
  return (name) => {
    const { id } = personNamed(name, persons);
    const known = kept.get(id);
    if (known && known.until > Date.now()) return known.token;
    const token = grant(issuer, id, keys.secrets[id] ?? '');
    kept.set(id, { until: Date.now() + TOKEN_LIFE_S * 1000 - TOKEN_REST_MS, token });
    token.catch(() => kept.delete(id));
    return token;
  };
}

async function grant(issuer: string, id: string, secret: string): Promise<string> {
  const answer = await fetch(`${issuer}/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
    signal: AbortSignal.timeout(10_000),
  });
  const body = (await answer.json()) as { access_token?: string; error_description?: string };
  if (!body.access_token) throw new Error(`The issuer gave ${id} no token: ${body.error_description ?? answer.status}.`);
  return body.access_token;
}
