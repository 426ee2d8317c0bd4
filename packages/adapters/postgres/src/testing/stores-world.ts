import type { AuditEntry } from '@mycelium/accounts';
import type { OpenStores, StoresSeeds, StoresWorld } from '@mycelium/contract-tests';
import { NIL_UUID } from '@mycelium/kernel';
import type { DomainEvent } from '@mycelium/notifications';
import type { LicensedResource } from '@mycelium/profile';
import type { TestDatabase } from './test-database.ts';

/** The same storage for every case, emptied before it. */
export const emptiedStores =
  (database: () => TestDatabase): OpenStores =>
  async () => {
    const { postgres, sql, empty } = database();
    await empty();
    const world: StoresWorld = {
      unitOfWork: postgres.unitOfWork,
      profileSource: postgres.profileSource,
      mailQueue: postgres.mailQueue,
      seeds: seedsOf(database()),
      auditEntries: async () =>
        (await sql<AuditColumns>('SELECT * FROM resource_audit_log')).map(auditEntryOf),
      events: async () => (await sql<EventColumns>('SELECT * FROM webhook_execution')).map(eventOf),
    };
    return { world };
  };

function seedsOf(database: TestDatabase): StoresSeeds {
  const { unitOfWork } = database.postgres;
  return {
    addUser: async user => void (await unitOfWork.run(({ users }) => users.insert(user))),
    addAccount: async account => void (await unitOfWork.run(({ accounts }) => accounts.insert(account))),
    addTenant: async tenant => void (await unitOfWork.run(({ tenants }) => tenants.insert(tenant))),
    addRole: async role => void (await unitOfWork.run(({ guestRoles }) => guestRoles.insert(role))),
    addLicence: (email, licence) => addLicence(database, email, licence),
    addOwnership: async (email, { id, name, since }) => {
      await addTenant(database, id, name);
      await database.sql(
        `INSERT INTO owner_on_tenant (tenant_id, owner_id, guest_by, created)
         SELECT $1, id, 'account-id:test', $3 FROM "user" WHERE email = $2`,
        [id, email, since],
      );
    },
  };
}

const addTenant = ({ sql }: TestDatabase, id: string, name: string): Promise<unknown> =>
  sql('INSERT INTO tenant (id, name) VALUES ($1, $2) ON CONFLICT DO NOTHING', [id, name]);

async function addLicence(database: TestDatabase, email: string, licence: LicensedResource): Promise<void> {
  const { accId, accName, sysAcc, roleId, role, perm, verified } = licence;
  const tenantId = licence.tenantId === NIL_UUID ? null : licence.tenantId;
  if (tenantId) await addTenant(database, tenantId, `tenant ${tenantId}`);
  await database.sql(
    `INSERT INTO account (id, name, slug, is_default, tenant_id) VALUES ($1::uuid, $2, $1::uuid::text, $3, $4)
     ON CONFLICT DO NOTHING`,
    [accId, accName, sysAcc, tenantId],
  );
  await database.sql(
    `INSERT INTO guest_role (id, name, slug, permission) VALUES ($1, $2, $2, $3) ON CONFLICT DO NOTHING`,
    [roleId, role, perm === 'write' ? 1 : 0],
  );
  const [guest] = await database.sql<{ id: string }>(
    `INSERT INTO guest_user (email, guest_role_id) VALUES ($1, $2)
     ON CONFLICT (email, guest_role_id) DO UPDATE SET email = $1 RETURNING id`,
    [email, roleId],
  );
  await database.sql(
    `INSERT INTO guest_user_on_account (guest_user_id, account_id, was_verified, permit_flags, deny_flags)
     VALUES ($1, $2, $3, ${FLAGS('$4')}, ${FLAGS('$5')})`,
    [guest?.id, accId, verified, flagsColumn(licence.permitFlags), flagsColumn(licence.denyFlags)],
  );
}

/** An array of JSON texts, or NULL. */
const FLAGS = (parameter: string): string =>
  `(SELECT array_agg(flag) FROM jsonb_array_elements(${parameter}::jsonb) AS flag)`;
const flagsColumn = (flags: readonly string[] | undefined): string => JSON.stringify(flags ?? []);

interface AuditColumns {
  readonly id: string;
  readonly resource_type: AuditEntry['resourceType'];
  readonly resource_id: string;
  readonly tenant_id: string | null;
  readonly event: AuditEntry['event'];
  readonly performed_by: AuditEntry['performedBy'];
  readonly metadata: AuditEntry['metadata'];
  readonly created_at: Date;
}

const auditEntryOf = (row: AuditColumns): AuditEntry => ({
  id: row.id,
  resourceType: row.resource_type,
  resourceId: row.resource_id,
  ...(row.tenant_id !== null && { tenantId: row.tenant_id }),
  event: row.event,
  performedBy: row.performed_by,
  metadata: row.metadata,
  createdAt: row.created_at,
});

interface EventColumns {
  readonly id: string;
  readonly trigger: DomainEvent['trigger'];
  readonly payload: string;
  readonly payload_id: string;
  readonly created: Date;
}

const eventOf = (row: EventColumns): DomainEvent => ({
  id: row.id,
  trigger: row.trigger,
  occurredAt: row.created,
  resourceId: row.payload_id,
  payload: JSON.parse(JSON.parse(Buffer.from(row.payload, 'base64').toString('utf8'))),
});
