import { createHash } from 'node:crypto';
import type { Caller } from './caller.js';

/** A token is looked at again after this time: so long may one live on whose key the issuer has withdrawn. */
const KEPT_MS = 60_000;
const MOST = 10_000;

/** Tokens whose signature was checked a moment ago, by their digest: the check is the dearest part of a request. Only good ones get in. */
export class VerifiedTokens {
  private readonly kept = new Map<string, { readonly caller: Caller; readonly until: number }>();

  constructor(private readonly now: () => number = Date.now) {}

  /** The caller of a token that was checked lately and has not expired since. */
  find(token: string): Caller | undefined {
    const key = digest(token);
    const found = this.kept.get(key);
    if (!found) return undefined;
    if (found.until > this.now()) return found.caller;
    this.kept.delete(key);
    return undefined;
  }

  /** `expiresAtMs`: when the token itself ends. */
  keep(token: string, caller: Caller, expiresAtMs: number): void {
    if (this.kept.size >= MOST) for (const oldest of this.kept.keys()) if (this.kept.delete(oldest)) break;
    this.kept.set(digest(token), { caller, until: Math.min(expiresAtMs, this.now() + KEPT_MS) });
  }
}

const digest = (token: string): string => createHash('sha256').update(token).digest('base64');
