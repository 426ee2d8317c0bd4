import { described, optional, shape, withDefault } from '@mycelium/schema';
import { filled, httpUrl, seconds, secretText } from './fields.ts';

export const Internal = shape('InternalAuth', {
  jwtSecret: described(
    optional(secretText()),
    'Signs our access tokens; at least 32 bytes, for example from `openssl rand -hex 32`.',
  ),
  jwtExpiresIn: described(withDefault(seconds(), 43_200), 'Seconds for which an access token is valid.'),
  tmpExpiresIn: described(
    withDefault(seconds(), 300),
    'Seconds for which the restricted token before the second factor is valid.',
  ),
});

export const External = shape('ExternalProvider', {
  issuer: described(filled(), 'The provider\'s "iss" as its tokens carry it.'),
  jwksUri: described(httpUrl(), "Address of the provider's public keys."),
  audience: described(
    filled(),
    'The "aud" that tokens must carry: the client id or API identifier registered there.',
  ),
  userInfoUrl: described(
    optional(httpUrl()),
    'Where the e-mail is asked for when the token does not carry it.',
  ),
  discoveryUrl: described(optional(httpUrl()), "The provider's discovery document."),
});
