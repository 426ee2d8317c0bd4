import { nothing } from '@mycelium/operations';
import { shape } from '@mycelium/schema';
import { operation } from '../operation.ts';
import { endToken, TOKENS_PATH, type TokenPorts, tokenNumber } from './own-tokens.ts';

export const deleteToken = operation({
  name: 'beginners.tokens.delete',
  route: `DELETE ${TOKENS_PATH}/{tokenId}`,
  access: 'account',
  summary: "Delete a connection string of the caller's account.",
  description: 'It opens nothing any more and leaves the list.',
  params: shape('DeleteTokenParams', { tokenId: tokenNumber() }),
  result: nothing(),
  errors: ['TOKEN_RECORD_NOT_FOUND'],
  example: { params: { tokenId: 7 }, result: null },
  run: (ports: TokenPorts, { caller }, { tokenId }) => endToken(ports, caller, { tokenId, way: 'delete' }),
});
