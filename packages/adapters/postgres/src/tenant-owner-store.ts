import type { TenantId, UserId } from '@mycelium/kernel';
import type { OwnerLink, TenantOwner, TenantOwnerStore } from '@mycelium/tenants';
import { grouped } from './columns.ts';
import { tenantOwnerEntity } from './entities.ts';
import { insertedNew } from './insert.ts';
import type { Connection, Session, Sql } from './session.ts';

export const postgresTenantOwnerStore = (session: Session): TenantOwnerStore => ({
  insert: link => session.turn(connection => insertOwner(connection, link)),
  remove: (tenantId, ownerId) => session.turn(({ sql }) => removeOwner(sql, tenantId, ownerId)),
  list: tenantId =>
    session.turn(async ({ sql }) => (await tenantOwnersOf(sql, [tenantId])).get(tenantId) ?? []),
});

/** Whoever changes the owners of a tenant locks the tenant first. */
const HOLD_TENANT = 'SELECT id FROM public.tenant WHERE id = $1 FOR NO KEY UPDATE';

async function insertOwner({ sql, manager }: Connection, link: OwnerLink): Promise<'inserted' | 'duplicate'> {
  await sql(HOLD_TENANT, [link.tenantId]);
  const row = { ...link, updated: link.updated ?? null };
  return (await insertedNew(manager, tenantOwnerEntity, row)) ? 'inserted' : 'duplicate';
}

const REMOVE = `
  DELETE FROM public.owner_on_tenant
  WHERE tenant_id = $1 AND owner_id = $2
    AND EXISTS (SELECT FROM public.owner_on_tenant AS other WHERE other.tenant_id = $1 AND other.owner_id <> $2)
  RETURNING id`;
const IS_OWNER = 'SELECT id FROM public.owner_on_tenant WHERE tenant_id = $1 AND owner_id = $2';

async function removeOwner(
  sql: Sql,
  tenantId: TenantId,
  ownerId: UserId,
): Promise<'removed' | 'last' | 'absent'> {
  await sql(HOLD_TENANT, [tenantId]);
  const removed = await sql(REMOVE, [tenantId, ownerId]);
  if (removed.length > 0) return 'removed';
  const owner = await sql(IS_OWNER, [tenantId, ownerId]);
  return owner.length > 0 ? 'last' : 'absent';
}

interface OwnerRow extends Omit<TenantOwner, 'isPrincipal'> {
  readonly isPrincipal: boolean | null;
  readonly tenantId: string;
}

/** The owners of many tenants in one statement, by tenant: ordered by when they were appointed, then by id. */
export async function tenantOwnersOf(
  sql: Sql,
  tenantIds: readonly string[],
): Promise<ReadonlyMap<string, readonly TenantOwner[]>> {
  const rows = await sql<OwnerRow>(
    `SELECT o.tenant_id AS "tenantId", u.id, u.email, u.first_name AS "firstName", u.last_name AS "lastName",
       u.username, u.is_principal AS "isPrincipal"
     FROM public.owner_on_tenant AS o JOIN public."user" AS u ON u.id = o.owner_id
     WHERE o.tenant_id = ANY ($1) ORDER BY o.created, u.id`,
    [tenantIds],
  );
  return grouped(
    rows,
    ({ tenantId }) => tenantId,
    ({ tenantId: _tenant, isPrincipal, ...owner }) => ({ ...owner, isPrincipal: isPrincipal ?? false }),
  );
}
