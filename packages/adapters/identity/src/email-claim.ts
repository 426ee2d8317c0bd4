import { emailText, parseEmail } from '@mycelium/accounts';
import { invalid } from './claims.ts';

/**
 * The canonical e-mail of verified claims. An address that the issuer has not verified is anybody's to type in, so
 * it identifies nobody unless the operator vouches for the issuer.
 */
export function emailOf(claims: Readonly<Record<string, unknown>>, acceptUnverified: boolean): string {
  const { email, email_verified: verified } = claims;
  if (typeof email !== 'string') throw invalid('it tells no e-mail');
  // Some issuers write the flag as text.
  const isVerified = verified === true || verified === 'true';
  if (!isVerified && !acceptUnverified) throw invalid('its e-mail has not been verified by the issuer');
  const parsed = parseEmail(email);
  if (!parsed) throw invalid('its e-mail is not an address that is accepted here');
  return emailText(parsed);
}
