import { accountStoreContract } from './account-store.ts';
import { connectionStringStoreContract } from './connection-string-store.ts';
import type { OpenedWorld } from './contract.ts';
import { dataKeyStoreContract } from './data-key-store.ts';
import { errorCodeStoreContract } from './error-code-store.ts';
import { guestRoleStoreContract } from './guest-role-store.ts';
import { guestStoreContract } from './guest-store.ts';
import { auditTrailContract, eventOutboxContract, instanceSettingsContract } from './ledgers.ts';
import { magicLinkStoreContract } from './magic-link-store.ts';
import { mailQueueContract } from './mail-queue.ts';
import { profileSourceContract } from './profile-source.ts';
import type { StoresWorld } from './stores-world.ts';
import { tagStoreContract } from './tag-store.ts';
import { tenantPeopleContract } from './tenant-people.ts';
import { tenantStoreContract } from './tenant-store.ts';
import { unitOfWorkContract } from './unit-of-work.ts';
import { userStoreContract } from './user-store.ts';
import { webhookStoreContract } from './webhook-store.ts';

/** Gives stores over an empty storage. */
export type OpenStores = () => Promise<OpenedWorld<StoresWorld>> | OpenedWorld<StoresWorld>;

/** The contracts of all stores, their unit of work and the profile source. */
export function storesContracts(name: string, open: OpenStores): void {
  unitOfWorkContract(name, open);
  userStoreContract(name, open);
  accountStoreContract(name, open);
  magicLinkStoreContract(name, open);
  guestRoleStoreContract(name, open);
  guestStoreContract(name, open);
  tagStoreContract(name, open);
  connectionStringStoreContract(name, open);
  tenantStoreContract(name, open);
  tenantPeopleContract(name, open);
  dataKeyStoreContract(name, open);
  errorCodeStoreContract(name, open);
  webhookStoreContract(name, open);
  instanceSettingsContract(name, open);
  auditTrailContract(name, open);
  eventOutboxContract(name, open);
  mailQueueContract(name, open);
  profileSourceContract(name, open);
}
