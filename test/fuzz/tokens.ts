/** Tokens: good ones by a real grant, and every kind that must not let anybody in. */
import { type Issuer, type IssuerKeys, PERSONS } from '#testing';
import { type CryptoKey, exportSPKI, generateKeyPair, importJWK, type JWK, type JWTPayload, SignJWT } from 'jose';
import { randomUUID } from 'node:crypto';
import type { Chance } from './chance.js';
import type { Expectation } from './probe.js';

export interface OddToken {
  readonly what: string;
  readonly authorization: string;
  /** For a command that is right otherwise. */
  readonly expect: Expectation;
}

const base64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

export class Tokens {
  private constructor(
    private readonly good: ReadonlyMap<string, readonly string[]>,
    private readonly odd: readonly OddToken[],
    private readonly chance: Chance,
  ) {}

  static async of(issuer: Issuer, keys: IssuerKeys, stranger: Issuer, chance: Chance): Promise<Tokens> {
    const good = new Map<string, string[]>();
    for (const { id, roles } of PERSONS)
      for (const role of roles) good.set(role, [...(good.get(role) ?? []), `Bearer ${await issuer.tokenFor(id)}`]);
    return new Tokens(good, await oddTokens(issuer, keys, stranger), chance);
  }

  /** The Authorization header of somebody who holds one of these roles; of anybody where none is named. */
  one(roles: readonly string[]): string {
    const known = roles.filter((role) => this.good.has(role));
    return this.chance.pick(this.good.get(this.chance.pick(known.length > 0 ? known : [...this.good.keys()])) ?? []);
  }

  /** Of somebody who holds none of these roles. */
  other(roles: readonly string[]): string {
    return this.one([...this.good.keys()].filter((role) => !roles.includes(role)));
  }

  oddOne(): OddToken {
    return this.chance.pick(this.odd);
  }
}

async function oddTokens(issuer: Issuer, keys: IssuerKeys, stranger: Issuer): Promise<OddToken[]> {
  const now = Math.floor(Date.now() / 1000);
  const signing = keys.signing as JWK;
  const own = await importJWK(signing, 'ES256');
  const { d: _secret, ...publicJwk } = signing;
  const publicKey = await importJWK(publicJwk, 'ES256');
  const pem = await exportSPKI(publicKey as CryptoKey);
  const { privateKey: foreign } = await generateKeyPair('ES256');
  const { privateKey: rsa } = await generateKeyPair('RS256');
  const kid = String(keys.signing.kid);
  const claims = {
    iss: issuer.issuer,
    aud: 'promulgate',
    sub: 'fuzz',
    client_id: 'fuzz',
    iat: now,
    exp: now + 86_400,
    jti: randomUUID(),
    roles: ['commission-staff', 'administrator'],
  };
  const sign = (change: JWTPayload = {}, header: object = {}, key: unknown = own) =>
    new SignJWT({ ...claims, ...change })
      .setProtectedHeader({ alg: 'ES256', kid, typ: 'at+jwt', ...header })
      .sign(key as CryptoKey);
  const good = await sign();
  const [head = '', payload = '', signature = ''] = good.split('.');
  const none = `${base64({ alg: 'none', typ: 'at+jwt', kid })}.${payload}.`;
  const refused: [string, string][] = [
    ['of the wrong issuer', await stranger.tokenFor('administrator')],
    ['that names another issuer', await sign({ iss: stranger.issuer })],
    ['of a stranger’s key under our issuer’s name', await sign({}, {}, foreign)],
    ['of a key that nobody has', await sign({}, { kid: 'another' }, foreign)],
    ['that brings its own key', await sign({}, { jwk: publicJwk }, foreign)],
    ['that says where its key is', await sign({}, { jku: `${stranger.issuer}/jwks`, kid: 'x' }, foreign)],
    ['whose key id is a path', await sign({}, { kid: '../../../../dev/null' }, foreign)],
    ['of another algorithm under our key id', await sign({}, { alg: 'RS256' }, rsa)],
    ['for another audience', await sign({ aud: 'payroll' })],
    ['for no audience', await sign({ aud: [] })],
    ['with algorithm none', none],
    ['with algorithm NONE and a signature', `${base64({ alg: 'nOnE', typ: 'at+jwt', kid })}.${payload}.${signature}`],
    ['with HS256 and the public key as PEM', await sign({}, { alg: 'HS256' }, new TextEncoder().encode(pem))],
    [
      'with HS256 and the public key as JWK',
      await sign({}, { alg: 'HS256' }, new TextEncoder().encode(JSON.stringify(publicJwk))),
    ],
    ['expired', await sign({ exp: now - 60 })],
    ['expired long ago', await sign({ exp: 1 })],
    ['that never expires', await sign({ exp: undefined })],
    ['not valid yet', await sign({ nbf: now + 3_600 })],
    ['issued in the future', await sign({ iat: now + 3_600 })],
    ['whose times are texts', `${head}.${base64({ ...claims, exp: 'never' })}.${signature}`],
    ['without a type', await sign({}, { typ: undefined })],
    ['of type JWT', await sign({}, { typ: 'JWT' })],
    ['with a critical extension', `${base64({ alg: 'ES256', kid, typ: 'at+jwt', crit: ['x'], x: 1 })}.${payload}.${signature}`],
    ['with a changed payload', `${head}.${base64({ ...claims, sub: 'chief' })}.${signature}`],
    ['with a changed signature', `${head}.${payload}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`],
    ['without its signature', `${head}.${payload}.`],
    ['with a signature of zeros', `${head}.${payload}.${Buffer.alloc(64).toString('base64url')}`],
    ['whose payload is no JSON', `${head}.${Buffer.from('{"a"').toString('base64url')}.${signature}`],
    ['whose header is no object', `${base64(null)}.${payload}.${signature}`],
    ['in five parts', `${good}.a.b`],
    ['of dots', '..'],
    ['of 8 KiB', `${head}.${'a'.repeat(8_000)}.${signature}`],
    ['without a subject', await sign({ sub: undefined })],
    ['of the system', await sign({ sub: 'system' })],
    ['whose subject is a text with a line break', await sign({ sub: 'a\r\nb' })],
    ['whose subject is over-long', await sign({ sub: 'a'.repeat(256) })],
    ['whose roles are a text', await sign({ roles: 'administrator' })],
    ['whose roles are an object', await sign({ roles: { 0: 'administrator', length: 1 } })],
    ['bound to a key', await sign({ cnf: { jkt: 'x' } })],
  ];
  const noRole: [string, string][] = [
    ['without roles', await sign({ roles: undefined })],
    ['with no roles in its list', await sign({ roles: [] })],
    ['whose roles are of the wrong type', await sign({ roles: [1, null, { role: 'chief' }, ['chief'], true] })],
    ['whose roles are nobody’s', await sign({ roles: ['king', 'Administrator', 'chief ', 'system', '__proto__'] })],
  ];
  const schemes: [string, string][] = [
    ['another scheme', 'Basic YWRtaW46YWRtaW4='],
    ['no token', 'Bearer'],
    ['two tokens', `Bearer ${good} ${good}`],
    ['a token in quotes', `Bearer "${good}"`],
    ['a token behind a comma', `Basic x, Bearer ${good}`],
    ['bytes beyond ASCII', 'Bearer \xe9\xff'],
    ['an empty header', ''],
  ];
  return [
    ...refused.map(([what, token]): OddToken => ({
      what: `a token ${what}`,
      authorization: `Bearer ${token}`,
      expect: 'not-authenticated',
    })),
    ...schemes.map(([what, authorization]): OddToken => ({ what, authorization, expect: 'not-authenticated' })),
    ...noRole.map(([what, token]): OddToken => ({
      what: `a token ${what}`,
      authorization: `Bearer ${token}`,
      expect: 'role-refused',
    })),
    { what: 'no authorization at all', authorization: NO_HEADER, expect: 'not-authenticated' },
  ];
}

/** Stands for a request without the header. */
export const NO_HEADER = '\0';
