export type { Caller } from './caller.js';
export { IdentityUnavailable, InvalidToken } from './errors.js';
export { TokenVerifier, type TokenVerifierSettings } from './token-verifier.js';
