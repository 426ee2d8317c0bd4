import type { Stores } from '@mycelium/accounts';
import type { DataKeyStore } from '@mycelium/envelope-crypto';
import type { UnitOfWork } from '@mycelium/kernel';
import type { ErrorCodeStore } from './error-code-store.ts';
import type { WebhookStore } from './webhook-store.ts';

/** Everything that one unit of work can write here. */
export interface SystemStores extends Stores {
  readonly errorCodes: ErrorCodeStore;
  readonly webhooks: WebhookStore;
  readonly dataKeys: DataKeyStore;
}

export type SystemUnitOfWork = UnitOfWork<SystemStores>;
