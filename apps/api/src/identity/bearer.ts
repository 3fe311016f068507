import { problem, type Problem } from '../errors/problem.js';

/** The token of an `Authorization: Bearer …` header (RFC 6750); undefined where the request has no such header. */
export function bearerToken(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  const token = /^Bearer +([\w.~+/-]+=*) *$/i.exec(header)?.[1];
  if (!token) throw notAuthenticated('The Authorization header does not hold a bearer token.', 'invalid_request');
  return token;
}

/** `error` as RFC 6750 section 3.1 names it; none where the request has no credentials at all. */
export function notAuthenticated(detail: string, error?: 'invalid_request' | 'invalid_token'): Problem {
  const challenge = error ? `Bearer error="${error}", error_description="${detail}"` : 'Bearer';
  return problem('not-authenticated', detail, undefined, { 'www-authenticate': challenge });
}
