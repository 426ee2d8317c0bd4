import { nothing } from '@mycelium/operations';
import { shape } from '@mycelium/schema';
import { operation } from '../operation.ts';
import { endToken, TOKENS_PATH, type TokenPorts, tokenNumber } from './own-tokens.ts';

export const revokeToken = operation({
  name: 'beginners.tokens.revoke',
  route: `POST ${TOKENS_PATH}/{tokenId}/revoke`,
  access: 'account',
  summary: "Revoke a connection string of the caller's account.",
  description: 'It opens nothing any more and stays in the list as expired.',
  params: shape('RevokeTokenParams', { tokenId: tokenNumber() }),
  result: nothing(),
  errors: ['TOKEN_RECORD_NOT_FOUND'],
  example: { params: { tokenId: 7 }, result: null },
  run: (ports: TokenPorts, { caller }, { tokenId }) => endToken(ports, caller, { tokenId, way: 'revoke' }),
});
