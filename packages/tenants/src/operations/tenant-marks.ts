import { actor, audit, type Caller } from '@mycelium/accounts';
import { type Clock, type Ids, refuse } from '@mycelium/kernel';
import type { Marked, Tenant, TenantMark } from '../model/tenant.ts';
import type { TenantsStores } from '../ports/stores.ts';

interface MarkPorts {
  readonly ids: Ids;
  readonly clock: Clock;
}

export interface MarkChange {
  readonly tenant: Tenant;
  readonly mark: TenantMark;
  /** Without it the mark changes to the opposite. */
  readonly wish: boolean | undefined;
  readonly caller: Caller;
  readonly action: string;
}

/** Puts a mark on a held tenant or takes it away. */
export async function changeMark(
  stores: Pick<TenantsStores, 'tenants' | 'audit'>,
  ports: MarkPorts,
  { tenant: { id, marks }, mark, wish, caller, action }: MarkChange,
): Promise<void> {
  const put = wish ?? marks[mark] === undefined;
  const by = actor(caller);
  const set: Marked | undefined = put ? { at: ports.clock.now(), by: `profile/${by.id}` } : undefined;
  const outcome = await stores.tenants.setMark(id, mark, set);
  if (outcome === 'absent') throw refuse('TENANT_NOT_FOUND');
  if (outcome === 'unchanged') {
    throw refuse('INVALID_STATE', { message: `The tenant is ${put ? 'already' : 'not'} ${mark}.` });
  }
  await audit(stores, ports, {
    action,
    details: { [mark]: put },
    resourceType: 'tenant',
    resourceId: id,
    tenantId: id,
    event: 'updated',
    performedBy: by,
  });
}
