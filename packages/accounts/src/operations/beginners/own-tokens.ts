import { type AccountId, refuse } from '@mycelium/kernel';
import { described, integer } from '@mycelium/schema';
import type { Caller } from '../../model/caller.ts';
import type { Needs } from '../ports.ts';
import { actor, audit, forgetOwners } from '../writers.ts';

export const TOKENS_PATH = '/_adm/beginners/tokens';

/** The width of the column. */
export const tokenNumber = () =>
  described(integer({ min: 1, max: 2_147_483_647 }), 'The `id` under which the connection string is listed.');

export type TokenPorts = Needs<'unitOfWork' | 'clock' | 'ids' | 'cache'>;

export interface TokenEnd {
  readonly tokenId: number;
  readonly way: 'revoke' | 'delete';
}

/** Ends one of the caller's connection strings, from the next request on. Whose others there are is not told. */
export const endToken = (ports: TokenPorts, caller: Caller, { tokenId, way }: TokenEnd): Promise<void> =>
  ports.unitOfWork.run(async stores => {
    const by = actor(caller);
    const accountId = by.id as AccountId;
    const { connectionStrings } = stores;
    const outcome =
      way === 'revoke'
        ? await connectionStrings.revoke(accountId, tokenId, ports.clock.now())
        : await connectionStrings.delete(accountId, tokenId);
    if (outcome === 'absent') throw refuse('TOKEN_RECORD_NOT_FOUND');
    await audit(stores, ports, {
      action: `${way}_connection_string`,
      details: { tokenId },
      resourceType: 'account',
      resourceId: accountId,
      event: 'updated',
      performedBy: by,
    });
    forgetOwners(stores, ports.cache, await stores.accounts.owners(accountId));
  });
