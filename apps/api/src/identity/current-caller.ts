import type { Caller } from '#identity';
import { ANONYMOUS } from '#kernel';
import { applyDecorators, createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

/** Who sends a request without a token: anybody, who may read what is public, and send the few commands that are for the public. */
export const ANYBODY: Caller = { subject: ANONYMOUS, roles: ['public'] };

/** A request whose sender the guard has told apart. */
export interface AdmittedRequest extends FastifyRequest {
  caller?: Caller;
}

/** The caller of a request: by the token, or {@link ANYBODY} without one. */
export const CurrentCaller = createParamDecorator((_data: unknown, context: ExecutionContext): Caller => {
  return context.switchToHttp().getRequest<AdmittedRequest>().caller ?? ANYBODY;
});

const NEEDS_TOKEN = 'needs-token';
const WRITES = 'writes';
const UNGUARDED = 'unguarded';

/** Of a controller or a method: nobody comes in without a token. */
export const NeedsToken = (): MethodDecorator & ClassDecorator => SetMetadata(NEEDS_TOKEN, true);
/** Of a method whose controller needs a token: this one does not, and what comes without one is counted for itself. */
export const WritableByAnybody = (): MethodDecorator =>
  applyDecorators(SetMetadata(NEEDS_TOKEN, false), SetMetadata(WRITES, true));
/** Of a method whose controller needs a token: this one does not. */
export const NeedsNoToken = (): MethodDecorator => SetMetadata(NEEDS_TOKEN, false);
/** Of a controller or a method: nobody is asked who they are nor counted. For probes. */
export const Unguarded = (): MethodDecorator & ClassDecorator => SetMetadata(UNGUARDED, true);

export const GUARD_METADATA = { needsToken: NEEDS_TOKEN, writes: WRITES, unguarded: UNGUARDED } as const;
