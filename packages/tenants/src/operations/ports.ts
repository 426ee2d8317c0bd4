import type { AccountsSettings, SharedCache } from '@mycelium/accounts';
import type { Envelope } from '@mycelium/envelope-crypto';
import type { Clock, Ids } from '@mycelium/kernel';
import type { TenantsUnitOfWork } from '../ports/stores.ts';

/** Everything that the operations of this package may ask for. Each one asks for what it needs: see `Needs`. */
export interface TenantsPorts {
  readonly unitOfWork: TenantsUnitOfWork;
  readonly cache: SharedCache;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly envelope: Envelope;
  readonly settings: AccountsSettings;
}

export type Needs<Names extends keyof TenantsPorts> = Pick<TenantsPorts, Names>;
