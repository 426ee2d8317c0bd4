import type { ProfileSource } from '@mycelium/accounts';
import { type Logger, silentLogger, type Transactional, type UnitOfWork } from '@mycelium/kernel';
import type { MailQueue } from '@mycelium/notifications';
import type { SystemStores } from '@mycelium/system';
import type { TenantsStores } from '@mycelium/tenants';
import { memoryAccountStore } from './account-store.ts';
import { memoryAuditTrail } from './audit-trail.ts';
import { type CommittedRows, rowsOf } from './committed-rows.ts';
import { memoryConnectionStringStore } from './connection-string-store.ts';
import { memoryDataKeyStore } from './data-key-store.ts';
import { createDatabase, type Database } from './database.ts';
import { memoryErrorCodeStore } from './error-code-store.ts';
import { memoryEventOutbox } from './event-outbox.ts';
import { memoryGuestRoleStore } from './guest-role-store.ts';
import { memoryGuestStore } from './guest-store.ts';
import { memoryInstanceSettings } from './instance-settings.ts';
import { memoryMagicLinkStore } from './magic-link-store.ts';
import { memoryMailOutbox, memoryMailQueue } from './mail-queue.ts';
import { memoryProfileSource } from './profile-source.ts';
import { memorySeeds, type Seeds } from './seeds.ts';
import type { Tables } from './tables.ts';
import { memoryTagStore } from './tag-store.ts';
import { memoryTenantManagerStore } from './tenant-manager-store.ts';
import { memoryTenantOwnerStore } from './tenant-owner-store.ts';
import { memoryTenantStore, tenantWith } from './tenant-store.ts';
import { memoryUserStore } from './user-store.ts';
import { memoryWebhookStore } from './webhook-store.ts';

/** What one unit of work can write. */
export type MemoryUnitStores = TenantsStores & SystemStores;

export interface MemoryStores extends Seeds {
  readonly unitOfWork: UnitOfWork<MemoryUnitStores>;
  readonly profileSource: ProfileSource;
  readonly mailQueue: MailQueue;
  rows(): CommittedRows;
}

/** Every store in memory, for tests and for trying things out. Nothing outlives the process. */
export function memoryStores({ log = silentLogger }: { readonly log?: Logger } = {}): MemoryStores {
  const database = createDatabase();
  return {
    unitOfWork: memoryUnitOfWork(database, log),
    profileSource: memoryProfileSource(database),
    mailQueue: memoryMailQueue(database),
    ...memorySeeds(database),
    rows: () => rowsOf(database.committed()),
  };
}

type Effect = () => void | Promise<void>;

function memoryUnitOfWork(database: Database, log: Logger): UnitOfWork<MemoryUnitStores> {
  return {
    run: async work => {
      const effects: Effect[] = [];
      const result = await database.write(draft =>
        work({
          ...storesOn(draft),
          afterCommit: effect => void effects.push(effect),
        } satisfies MemoryUnitStores & Transactional),
      );
      await runEffects(effects, log);
      return result;
    },
  };
}

/** The work is committed, so a failing effect is reported and does not turn the outcome into a failure. */
async function runEffects(effects: readonly Effect[], log: Logger): Promise<void> {
  for (const effect of effects) {
    try {
      await effect();
    } catch (error) {
      log.log('error', 'an effect after a commit failed', { error });
    }
  }
}

const storesOn = (tables: Tables): MemoryUnitStores => ({
  users: memoryUserStore(tables),
  accounts: memoryAccountStore(tables),
  magicLinks: memoryMagicLinkStore(tables),
  guestRoles: memoryGuestRoleStore(tables),
  guests: memoryGuestStore(tables),
  accountTags: memoryTagStore(tables.accountTags, id => tables.accounts.has(id)),
  connectionStrings: memoryConnectionStringStore(tables),
  audit: memoryAuditTrail(tables),
  settings: memoryInstanceSettings(tables),
  mails: memoryMailOutbox(tables),
  events: memoryEventOutbox(tables),
  tenants: memoryTenantStore(tables),
  tenantOwners: memoryTenantOwnerStore(tables),
  tenantManagers: memoryTenantManagerStore(tables),
  tenantTags: memoryTagStore(tables.tenantTags, id => tenantWith(tables, id) !== undefined),
  dataKeys: memoryDataKeyStore(tables),
  errorCodes: memoryErrorCodeStore(tables),
  webhooks: memoryWebhookStore(tables),
});
