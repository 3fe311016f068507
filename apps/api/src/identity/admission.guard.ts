import { type Caller, IdentityUnavailable, InvalidToken, type TokenVerifier } from '#identity';
import type { ExecutionContext } from '@nestjs/common';
import type { Reflector } from '@nestjs/core';
import { ThrottlerGuard, type ThrottlerStorage } from '@nestjs/throttler';
import type { FastifyReply } from 'fastify';
import { Problem, problem, unavailable } from '../errors/problem.js';
import { bearerToken, notAuthenticated } from './bearer.js';
import { type AdmittedRequest, ANYBODY, GUARD_METADATA } from './current-caller.js';

/** Requests a minute. */
export interface Limits {
  /** Without a trusted token, by address: a reading room behind one address still works, a guesser of tokens gets nowhere. */
  readonly byAddress: number;
  /** Of these, commands: a desk where people comment one after another still works, a flood of comments does not. */
  readonly commandsByAddress: number;
  /** Of one subject: a hundred a second, more than any person and most programs; an import spreads out or asks the operator. */
  readonly bySubject: number;
}

export const DEFAULT_LIMITS: Limits = { byAddress: 600, commandsByAddress: 60, bySubject: 6_000 };

const WINDOW_S = 60;

/** Tells who sends a request, counts it, and lets it in or not. In this order, so that guessing tokens is counted too. */
export class AdmissionGuard extends ThrottlerGuard {
  constructor(
    private readonly verifier: TokenVerifier,
    private readonly limits: Limits,
    storage: ThrottlerStorage,
    reflector: Reflector,
  ) {
    super([{ ttl: WINDOW_S * 1000, limit: limits.bySubject }], storage, reflector);
  }

  override async canActivate(context: ExecutionContext): Promise<boolean> {
    if (this.isMarked(context, GUARD_METADATA.unguarded)) return true;
    const request = context.switchToHttp().getRequest<AdmittedRequest>();
    const found = await this.callerOf(request.headers.authorization);
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    const { byAddress, commandsByAddress, bySubject } = this.limits;
    const anonymous = 'fault' in found || found === ANYBODY;
    const key = anonymous ? await this.getTracker({ ip: request.ip }) : found.subject;
    await this.count(reply, anonymous ? 'address' : 'subject', key, anonymous ? byAddress : bySubject);
    if ('fault' in found) throw found.fault;
    if (anonymous && this.isMarked(context, GUARD_METADATA.needsToken)) throw notAuthenticated('This needs a bearer token.');
    if (anonymous && this.isMarked(context, GUARD_METADATA.writes))
      await this.count(reply, 'commands-by-address', key, commandsByAddress);
    request.caller = found;
    return true;
  }

  private isMarked(context: ExecutionContext, key: string): boolean {
    return this.reflector.getAllAndOverride<boolean | undefined>(key, [context.getHandler(), context.getClass()]) ?? false;
  }

  private async callerOf(header: string | undefined): Promise<Caller | { readonly fault: Problem }> {
    try {
      const token = bearerToken(header);
      return token === undefined ? ANYBODY : await this.verifier.verify(token);
    } catch (error) {
      if (error instanceof InvalidToken) return { fault: notAuthenticated(error.message, 'invalid_token') };
      if (error instanceof IdentityUnavailable) return { fault: unavailable('The identity provider does not answer.', 2) };
      if (error instanceof Problem) return { fault: error };
      throw error;
    }
  }

  /** The headers are those of the IETF's RateLimit draft; a 429 has them too. */
  private async count(reply: FastifyReply, policy: string, key: string, limit: number): Promise<void> {
    const { totalHits, timeToExpire, isBlocked } = await this.storageService.increment(
      `${policy}:${key}`,
      WINDOW_S * 1000,
      limit,
      0,
      policy,
    );
    void reply.header('ratelimit-policy', `"${policy}";q=${limit};w=${WINDOW_S}`);
    void reply.header('ratelimit', `"${policy}";r=${Math.max(0, limit - totalHits)};t=${timeToExpire}`);
    if (isBlocked) {
      const detail = `More than ${limit} requests in ${WINDOW_S} seconds.`;
      throw problem('too-many-requests', detail, undefined, { 'retry-after': String(timeToExpire) });
    }
  }
}
