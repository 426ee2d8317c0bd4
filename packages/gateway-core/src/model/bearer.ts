const SCHEME = 'bearer ';

/** The token of `Authorization: Bearer <token>` (RFC 6750 §2.1, the scheme in any case); `undefined` for anything else. */
export function bearerToken(authorization: string): string | undefined {
  if (authorization.slice(0, SCHEME.length).toLowerCase() !== SCHEME) return undefined;
  const token = authorization.slice(SCHEME.length).trim();
  return token === '' || token.includes(' ') ? undefined : token;
}
