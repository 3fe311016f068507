export { IdentityUnavailable, InvalidToken } from './errors.js';
export { type Caller, TokenVerifier, type TokenVerifierSettings } from './token-verifier.js';
