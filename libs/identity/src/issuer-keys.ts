import { createRemoteJWKSet, type CryptoKey, errors, type FlattenedJWSInput, type JWSHeaderParameters } from 'jose';
import { IdentityUnavailable } from './errors.js';

const TIMEOUT_MS = 5_000;
/** While the issuer is away, it is asked once in so long, and everybody else is told at once. */
const PAUSE_AFTER_FAILURE_MS = 1_000;
/** Keys are fetched again after this time, or earlier for a key id not seen yet. */
const KEYS_MAX_AGE_MS = 600_000;
/** An unknown key id makes us ask no more often than this: else anybody could make us hammer the issuer. */
const KEYS_COOLDOWN_MS = 30_000;

type RemoteKeys = ReturnType<typeof createRemoteJWKSet>;

/** An issuer's signing keys, found by OIDC discovery on first use, kept, and looked for again after a failure. */
export class IssuerKeys {
  private found: Promise<RemoteKeys> | undefined;
  private failed: { readonly at: number; readonly error: IdentityUnavailable } | undefined;

  constructor(private readonly issuer: string) {}

  /** The key that a token's header names. Throws jose's `JWKSNoMatchingKey` where the issuer has none, else {@link IdentityUnavailable}. */
  async keyFor(header: JWSHeaderParameters, token: FlattenedJWSInput): Promise<CryptoKey> {
    // Known to be away: whoever looks whether it is back waits for that, and nobody else.
    if (this.failed && (this.found || performance.now() - this.failed.at < PAUSE_AFTER_FAILURE_MS)) throw this.failed.error;
    const keys = await this.remoteKeys();
    try {
      return await keys(header, token);
    } catch (error) {
      if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys) throw error;
      // Good keys are kept: an unknown key id asked for while the issuer is away must not lock out everybody else.
      if (keys.fresh) throw unavailable(`The keys of the issuer ${this.issuer} cannot be renewed at present`, error);
      this.found = undefined;
      throw this.pauseAfter(unavailable(`The keys of the issuer ${this.issuer} cannot be fetched at present`, error));
    }
  }

  /** Resolves where there are keys to check with; asks the issuer only where they are not known or too old. Throws {@link IdentityUnavailable}. */
  async ready(): Promise<void> {
    const keys = await this.remoteKeys();
    if (keys.fresh) return;
    await keys.reload().catch((error: unknown) => {
      this.found = undefined;
      throw this.pauseAfter(unavailable(`The keys of the issuer ${this.issuer} cannot be fetched at present`, error));
    });
  }

  private remoteKeys(): Promise<RemoteKeys> {
    return (this.found ??= this.discover().then(
      (keys) => {
        this.failed = undefined;
        return keys;
      },
      (error: unknown) => {
        this.found = undefined;
        throw this.pauseAfter(
          error instanceof IdentityUnavailable ? error : unavailable(`The issuer ${this.issuer} does not answer`, error),
        );
      },
    ));
  }

  private pauseAfter(error: IdentityUnavailable): IdentityUnavailable {
    this.failed = { at: performance.now(), error };
    return error;
  }

  private async discover(): Promise<RemoteKeys> {
    const place = `${this.issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
    const answer = await fetch(place, {
      headers: { accept: 'application/json' },
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (answer.status !== 200) throw unavailable(`The issuer ${this.issuer} answers discovery with status ${answer.status}`);
    const metadata = (await answer.json()) as { issuer?: unknown; jwks_uri?: unknown } | null;
    // OpenID Connect Discovery 4.3: a document about another issuer is not to be used.
    if (metadata?.issuer !== this.issuer) throw unavailable(`The discovery document at ${place} is about another issuer`);
    return createRemoteJWKSet(this.keysUrl(metadata.jwks_uri), {
      timeoutDuration: TIMEOUT_MS,
      cooldownDuration: KEYS_COOLDOWN_MS,
      cacheMaxAge: KEYS_MAX_AGE_MS,
    });
  }

  private keysUrl(text: unknown): URL {
    const url = typeof text === 'string' && URL.canParse(text) ? new URL(text) : undefined;
    const allowed = this.issuer.startsWith('https:') ? ['https:'] : ['https:', 'http:'];
    if (!url || !allowed.includes(url.protocol)) throw unavailable(`The issuer ${this.issuer} names no usable jwks_uri`);
    return url;
  }
}

function unavailable(message: string, cause?: unknown): IdentityUnavailable {
  return new IdentityUnavailable(`${message}.`, { cause });
}
