/**
 * The token is not one to trust. `message` says why and is safe to show: it names claims and rules, never their content,
 * and holds no quotation marks, so that it also fits `WWW-Authenticate: Bearer error_description="…"`.
 */
export class InvalidToken extends Error {
  override readonly name = 'InvalidToken';
}

/**
 * Nobody can be told apart at present: the issuer does not answer, or answers what cannot be used.
 * `message` is safe to show; `cause` is for the log. Answer 503, not 401: the token may well be good.
 */
export class IdentityUnavailable extends Error {
  override readonly name = 'IdentityUnavailable';
}
