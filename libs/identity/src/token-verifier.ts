import { type Role, ROLES } from '#kernel';
import { errors, type JWTPayload, jwtVerify } from 'jose';
import type { Caller } from './caller.js';
import { IdentityUnavailable, InvalidToken } from './errors.js';
import { IssuerKeys } from './issuer-keys.js';
import { VerifiedTokens } from './verified-tokens.js';

/** Asymmetric only: with a symmetric algorithm among them, the issuer's public key could be used as a shared secret. */
const ALGORITHMS = ['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519', 'PS256', 'PS384', 'PS512', 'RS256', 'RS384', 'RS512'];
/** How far the issuer's clock may differ from ours. */
const TOLERANCE_S = 10;
/** What RFC 9068 section 2.2 requires of every access token. */
const REQUIRED_CLAIMS = ['iss', 'exp', 'aud', 'sub', 'client_id', 'iat', 'jti'];
const SUBJECT = /^[\x21-\x7e]{1,255}$/;
const RESERVED = /^((system|anonymous)$|(reaction|clock|cli|feed|webhooks):)/;

export interface TokenVerifierSettings {
  /** The issuer's identifier, exactly as in its discovery document and in `iss`. */
  readonly issuer: string;
  /** The name of this service in `aud`. */
  readonly audience: string;
  /** Roles by the name that the issuer gives them, beside their own. */
  readonly roleClaims?: Readonly<Record<string, Role>>;
}

/** Checks OAuth 2 access tokens in the JWT profile (RFC 9068) of one OIDC issuer, found by discovery on first use. */
export class TokenVerifier {
  private readonly keys: IssuerKeys;
  private readonly verified = new VerifiedTokens();

  constructor(private readonly settings: TokenVerifierSettings) {
    this.keys = new IssuerKeys(settings.issuer);
  }

  /** Resolves where tokens can be checked now. Throws {@link IdentityUnavailable} where no token can. */
  ready(): Promise<void> {
    return this.keys.ready();
  }

  /**
   * `token` is what follows `Bearer `. Throws {@link InvalidToken} for a token that is not to be trusted, and
   * {@link IdentityUnavailable} while that cannot be told.
   */
  async verify(token: string): Promise<Caller> {
    const known = this.verified.find(token);
    if (known) return known;
    try {
      const { payload } = await jwtVerify(token, (header, jws) => this.keys.keyFor(header, jws), {
        issuer: this.settings.issuer,
        audience: this.settings.audience,
        typ: 'at+jwt',
        algorithms: ALGORITHMS,
        requiredClaims: REQUIRED_CLAIMS,
        clockTolerance: TOLERANCE_S,
      });
      const caller = callerOf(payload, this.settings.roleClaims ?? {});
      this.verified.keep(token, caller, ((payload.exp ?? 0) + TOLERANCE_S) * 1000);
      return caller;
    } catch (error) {
      if (error instanceof InvalidToken || error instanceof IdentityUnavailable) throw error;
      throw new InvalidToken(reasonOf(error), { cause: error });
    }
  }
}

function callerOf(claims: JWTPayload, roleClaims: Readonly<Record<string, Role>>): Caller {
  const { sub, roles, department } = claims;
  if (typeof claims.iat !== 'number' || claims.iat > Date.now() / 1000 + TOLERANCE_S)
    throw new InvalidToken('The token says that it was issued in the future.');
  if (typeof claims.client_id !== 'string' || claims.client_id === '')
    throw new InvalidToken('The token does not name its client.');
  // A token bound to a key or certificate is worth nothing to who holds it without them, and we check neither.
  if (claims.cnf !== undefined) throw new InvalidToken('The token is bound to a key, and this service takes bearer tokens only.');
  // So the log names reactions, clocks, the command line and whoever comes without a token: nobody with a token may sign as one of them.
  if (typeof sub !== 'string' || !SUBJECT.test(sub) || RESERVED.test(sub))
    throw new InvalidToken('The subject of the token is not 1 to 255 visible characters, or is reserved.');
  if (roles !== undefined && !Array.isArray(roles)) throw new InvalidToken('The roles claim of the token is not a list.');
  const named = new Set(
    (roles ?? []).map((role: unknown) => (typeof role === 'string' ? (roleClaims[role] ?? role) : undefined)),
  );
  const granted = ROLES.filter((role) => role !== 'system' && named.has(role));
  const session = claims.jti === undefined ? {} : { session: claims.jti };
  return {
    subject: sub,
    roles: granted,
    ...session,
    ...(typeof department === 'string' && department !== '' ? { department } : {}),
  };
}

/** A sentence without the token's content: jose's own messages may repeat what the sender wrote. */
function reasonOf(error: unknown): string {
  if (error instanceof errors.JWTExpired) return 'The token has expired.';
  if (error instanceof errors.JWTClaimValidationFailed) {
    if (error.claim === 'typ') return 'The token is not an access token of type at+jwt.';
    if (error.claim === 'nbf') return 'The token is not valid yet.';
    const known = REQUIRED_CLAIMS.includes(error.claim) ? error.claim : 'unknown';
    return error.reason === 'missing'
      ? `The token lacks the claim ${known}.`
      : `The claim ${known} of the token is not the one expected here.`;
  }
  if (error instanceof errors.JOSEAlgNotAllowed) return 'The token is not signed with an algorithm that is accepted here.';
  if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys)
    return 'The token names no key of the issuer.';
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'The signature of the token is wrong.';
  return 'The token is not a signed JWT.';
}
