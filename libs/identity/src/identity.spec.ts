import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CryptoKey, exportJWK, exportSPKI, generateKeyPair, type JWK, SignJWT } from 'jose';
import { IdentityUnavailable, InvalidToken, TokenVerifier } from './index.js';

const AUDIENCE = 'promulgate';
const now = () => Math.floor(Date.now() / 1000);

interface Served {
  discovery: number;
  keys: number;
  issuer: string | undefined;
  status: number;
  jwks: { keys: JWK[] };
}

let signing: CryptoKey;
let stranger: CryptoKey;
let publicPem: string;
let publicJwk: JWK;
let server: Server;
let issuer: string;
let served: Served;
let verifier: TokenVerifier;

beforeAll(async () => {
  const pair = await generateKeyPair('RS256');
  signing = pair.privateKey;
  publicPem = await exportSPKI(pair.publicKey);
  publicJwk = { ...(await exportJWK(pair.publicKey)), kid: 'one', alg: 'RS256', use: 'sig' };
  stranger = (await generateKeyPair('RS256')).privateKey;
});

beforeEach(async () => {
  served = { discovery: 0, keys: 0, issuer: undefined, status: 200, jwks: { keys: [publicJwk] } };
  server = createServer((request, response) => {
    const discovery = request.url === '/.well-known/openid-configuration';
    served[discovery ? 'discovery' : 'keys'] += 1;
    response.writeHead(served.status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(discovery ? { issuer: served.issuer ?? issuer, jwks_uri: `${issuer}/keys` } : served.jwks));
  });
  await listen(0);
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  verifier = new TokenVerifier({ issuer, audience: AUDIENCE });
});

afterEach(() => close());

const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
const close = () =>
  new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });

const claims = (over: Record<string, unknown> = {}) => ({
  iss: issuer,
  aud: AUDIENCE,
  sub: 'oversight',
  client_id: 'oversight',
  iat: now(),
  exp: now() + 600,
  jti: 'a',
  roles: ['oversight'],
  ...over,
});

function sign(over: Record<string, unknown> = {}, header: Record<string, unknown> = {}, key: CryptoKey | Uint8Array = signing) {
  return new SignJWT(claims(over)).setProtectedHeader({ alg: 'RS256', typ: 'at+jwt', kid: 'one', ...header }).sign(key);
}

async function refusal(token: string | Promise<string>): Promise<string> {
  const error = await verifier.verify(await token).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(InvalidToken);
  const reason = (error as InvalidToken).message;
  expect(reason).not.toMatch(/["\\]/);
  return reason;
}

const unsigned = (header: object, payload: object) =>
  `${[header, payload].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')}.`;

describe('a good token', () => {
  it('names its caller, the roles and the department', async () => {
    const token = await sign({ sub: 'department-liaison', roles: ['department-liaison', 'public'], department: 'Personnel' });
    await expect(verifier.verify(token)).resolves.toEqual({
      subject: 'department-liaison',
      roles: ['department-liaison', 'public'],
      session: 'a',
      department: 'Personnel',
    });
  });

  it('may list several audiences and write its type in full', async () => {
    const token = await sign({ aud: ['another', AUDIENCE] }, { typ: 'application/at+jwt' });
    await expect(verifier.verify(token)).resolves.toMatchObject({ subject: 'oversight' });
  });

  it('gives no role where it names none that is known', async () => {
    await expect(verifier.verify(await sign({ roles: ['king', 7] }))).resolves.toEqual({
      subject: 'oversight',
      roles: [],
      session: 'a',
    });
    await expect(verifier.verify(await sign({ roles: undefined }))).resolves.toEqual({
      subject: 'oversight',
      roles: [],
      session: 'a',
    });
  });

  it('never gives the role system', async () => {
    const token = await sign({ roles: ['system', 'chief'] });
    await expect(verifier.verify(token)).resolves.toEqual({ subject: 'oversight', roles: ['chief'], session: 'a' });
  });

  it('takes a role by the name that the issuer gives it, and grants nobody to be the system by that', async () => {
    const names = { 'board-clerk': 'board-secretary', machine: 'system' } as const;
    const renaming = new TokenVerifier({ issuer, audience: AUDIENCE, roleClaims: names });
    const token = await sign({ roles: ['board-clerk', 'machine', 'chief', '__proto__'] });
    await expect(renaming.verify(token)).resolves.toEqual({
      subject: 'oversight',
      roles: ['board-secretary', 'chief'],
      session: 'a',
    });
  });

  it('is checked with one discovery and one fetch of the keys, however many come at once', async () => {
    const token = await sign();
    await Promise.all(Array.from({ length: 20 }, () => verifier.verify(token)));
    await verifier.verify(token);
    expect(served).toMatchObject({ discovery: 1, keys: 1 });
  });
});

describe('a token is refused', () => {
  it('of another issuer', async () => {
    expect(await refusal(sign({ iss: 'https://elsewhere.example' }))).toBe(
      'The claim iss of the token is not the one expected here.',
    );
  });

  it('for another audience', async () => {
    expect(await refusal(sign({ aud: 'payroll' }))).toBe('The claim aud of the token is not the one expected here.');
  });

  it('without a signature', async () => {
    const token = unsigned({ alg: 'none', typ: 'at+jwt' }, claims());
    expect(await refusal(token)).toBe('The token is not signed with an algorithm that is accepted here.');
  });

  it('signed by HS256 with the public key as the secret', async () => {
    const token = sign({}, { alg: 'HS256' }, new TextEncoder().encode(publicPem));
    expect(await refusal(token)).toBe('The token is not signed with an algorithm that is accepted here.');
    expect(served.keys).toBe(0);
  });

  it('signed by a stranger under the name of our key', async () => {
    expect(await refusal(sign({}, {}, stranger))).toBe('The signature of the token is wrong.');
  });

  it('with an unknown key id, which makes us ask the issuer no more than once in a while', async () => {
    for (const kid of ['two', 'three', 'four'])
      expect(await refusal(sign({}, { kid }, stranger))).toBe('The token names no key of the issuer.');
    expect(served.keys).toBe(1);
  });

  it('when it has expired, beyond the tolerance of ten seconds', async () => {
    expect(await refusal(sign({ exp: now() - 12 }))).toBe('The token has expired.');
    await expect(verifier.verify(await sign({ exp: now() - 5 }))).resolves.toMatchObject({ subject: 'oversight' });
  });

  it('before it is valid, beyond the tolerance of ten seconds', async () => {
    expect(await refusal(sign({ nbf: now() + 30 }))).toBe('The token is not valid yet.');
    expect(await refusal(sign({ iat: now() + 30 }))).toBe('The token says that it was issued in the future.');
    await expect(verifier.verify(await sign({ nbf: now() + 5, iat: now() + 5 }))).resolves.toMatchObject({
      subject: 'oversight',
    });
  });

  it.each(['JWT', undefined])('of type %s: an ID token is not an access token', async (typ) => {
    expect(await refusal(sign({}, { typ }))).toBe('The token is not an access token of type at+jwt.');
  });

  it.each(['exp', 'sub', 'client_id', 'iat', 'jti', 'iss', 'aud'])('without %s', async (claim) => {
    expect(await refusal(sign({ [claim]: undefined }))).toBe(`The token lacks the claim ${claim}.`);
  });

  it('when its subject is empty, over-long, not visible or reserved', async () => {
    for (const sub of [
      '',
      'a'.repeat(256),
      'a b',
      'a\u0000',
      'system',
      'anonymous',
      'cli:ada',
      'clock:due',
      'reaction:x',
      'webhooks:x',
    ])
      expect(await refusal(sign({ sub }))).toMatch(/^The subject/);
  });

  it('when its roles are no list', async () => {
    expect(await refusal(sign({ roles: 'chief' }))).toBe('The roles claim of the token is not a list.');
  });

  it('when it is bound to a key that nobody showed', async () => {
    expect(await refusal(sign({ cnf: { jkt: 'x' } }))).toMatch(/bearer tokens only/);
  });

  it.each(['', 'garbage', 'a.b.c', '..', `${'x'.repeat(20_000)}`, 'e30.e30.e30'])('when it is garbage: %#', async (token) => {
    expect(await refusal(token)).toBeTruthy();
    expect(served.discovery).toBe(0);
  });
});

describe('an issuer that cannot be asked', () => {
  it('is unavailable, not a reason to call the token bad, and is asked again when it is back', async () => {
    const token = await sign();
    const port = Number(new URL(issuer).port);
    await close();
    await expect(verifier.verify(token)).rejects.toBeInstanceOf(IdentityUnavailable);
    await listen(port);
    // Within the pause after a failure everybody is told at once.
    await expect(verifier.verify(token)).rejects.toBeInstanceOf(IdentityUnavailable);
    expect(served.discovery).toBe(0);
    await new Promise((resolve) => setTimeout(resolve, 1_050));
    await expect(verifier.verify(token)).resolves.toMatchObject({ subject: 'oversight' });
  });

  it('is unavailable when it answers with a fault', async () => {
    served.status = 500;
    await expect(verifier.verify(await sign())).rejects.toBeInstanceOf(IdentityUnavailable);
  });

  it('is unavailable when its document is about another issuer', async () => {
    served.issuer = 'https://elsewhere.example';
    await expect(verifier.verify(await sign())).rejects.toThrow(/about another issuer/);
    expect(served.keys).toBe(0);
  });

  it('is no hindrance once its keys are known', async () => {
    const token = await sign();
    await verifier.verify(token);
    await close();
    await expect(verifier.verify(token)).resolves.toMatchObject({ subject: 'oversight' });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
});
