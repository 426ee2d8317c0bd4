import type { AccountId, Logger, TenantId, Transactional, UnitOfWork } from '@mycelium/kernel';
import type { SystemStores } from '@mycelium/system';
import type { TenantsStores } from '@mycelium/tenants';
import type { DataSource, QueryRunner } from 'typeorm';
import { postgresAccountStore } from './account-store.ts';
import { postgresAuditTrail } from './audit-trail.ts';
import { postgresConnectionStringStore } from './connection-string-store.ts';
import { postgresDataKeyStore } from './data-key-store.ts';
import { databaseError } from './database-error.ts';
import { accountTagEntity, tenantTagEntity } from './entities.ts';
import { postgresErrorCodeStore } from './error-code-store.ts';
import { postgresEventOutbox } from './event-outbox.ts';
import { postgresGuestRoleStore } from './guest-role-store.ts';
import { postgresGuestStore } from './guest-store.ts';
import { postgresInstanceSettings } from './instance-settings.ts';
import { postgresMagicLinkStore } from './magic-link-store.ts';
import { postgresMailOutbox } from './mail-outbox.ts';
import { asUnit, discard, outsideUnit, refuseInsideUnit, type Session, unitSession } from './session.ts';
import { postgresTagStore } from './tag-store.ts';
import { postgresTenantManagerStore } from './tenant-manager-store.ts';
import { postgresTenantOwnerStore } from './tenant-owner-store.ts';
import { postgresTenantStore } from './tenant-store.ts';
import { postgresUserStore } from './user-store.ts';
import { postgresWebhookStore } from './webhook-store.ts';

/** Everything that is kept in the database. */
export type PostgresStores = TenantsStores & SystemStores;

type Effect = () => void | Promise<void>;

/** Transactions at READ COMMITTED; the stores' verbs lock what they must. */
export function postgresUnitOfWork(dataSource: DataSource, log: Logger): UnitOfWork<PostgresStores> {
  return {
    run: async work => {
      refuseInsideUnit('A second unit of work');
      const effects: Effect[] = [];
      const runner = dataSource.createQueryRunner();
      try {
        const result = await inTransaction(runner, session =>
          work({
            ...storesOn(session),
            afterCommit: effect => void effects.push(effect),
          } satisfies PostgresStores & Transactional),
        );
        await runner.release();
        await runEffects(effects, log);
        return result;
      } finally {
        if (!runner.isReleased) await runner.release();
      }
    },
  };
}

async function inTransaction<Result>(
  runner: QueryRunner,
  work: (session: Session) => Promise<Result>,
): Promise<Result> {
  await databaseCall(() => runner.startTransaction());
  const session = unitSession(runner);
  try {
    const result = await asUnit(() => work(session));
    // COMMIT after a failed statement is a silent ROLLBACK. Whoever caught that error must not be told "done".
    if (session.failure()) throw session.failure();
    await databaseCall(() => runner.commitTransaction());
    return result;
  } catch (error) {
    await rollBack(runner);
    throw error;
  }
}

async function databaseCall(call: () => Promise<void>): Promise<void> {
  try {
    await call();
  } catch (error) {
    throw databaseError(error);
  }
}

async function rollBack(runner: QueryRunner): Promise<void> {
  if (!runner.isTransactionActive) return;
  try {
    await runner.rollbackTransaction();
  } catch {
    // The connection is broken; its transaction must not reach the next borrower. The first error is the one to tell.
    await discard(runner);
  }
}

/** The work is committed, so a failing effect is reported and does not turn the outcome into a failure. */
async function runEffects(effects: readonly Effect[], log: Logger): Promise<void> {
  for (const effect of effects) {
    try {
      await outsideUnit(effect);
    } catch (error) {
      log.log('error', 'an effect after a commit failed', { error });
    }
  }
}

const storesOn = (session: Session): PostgresStores => ({
  users: postgresUserStore(session),
  accounts: postgresAccountStore(session),
  magicLinks: postgresMagicLinkStore(session),
  guestRoles: postgresGuestRoleStore(session),
  guests: postgresGuestStore(session),
  accountTags: postgresTagStore<AccountId>(session, accountTagEntity),
  connectionStrings: postgresConnectionStringStore(session),
  tenants: postgresTenantStore(session),
  tenantOwners: postgresTenantOwnerStore(session),
  tenantManagers: postgresTenantManagerStore(session),
  tenantTags: postgresTagStore<TenantId>(session, tenantTagEntity),
  dataKeys: postgresDataKeyStore(session),
  errorCodes: postgresErrorCodeStore(session),
  webhooks: postgresWebhookStore(session),
  audit: postgresAuditTrail(session),
  settings: postgresInstanceSettings(session),
  mails: postgresMailOutbox(session),
  events: postgresEventOutbox(session),
});
