import type { Caller } from '@mycelium/accounts';
import type { TenantId } from '@mycelium/kernel';
import type { AnyOperation } from '@mycelium/operations';
import { type World, world } from '@mycelium/testkit';
import type { Tenant, TenantMark } from '../model/tenant.ts';

export const NOBODY = '0000000f-0000-4000-8000-00000000000f';

export interface TwoTenants extends World {
  readonly acme: Tenant;
  readonly globex: Tenant;
  /** Owns Acme and nothing else. */
  readonly owner: Caller;
  /** Owns Globex, and manages its subscriptions besides. */
  readonly foreigner: Caller;
  readonly staff: Caller;
  /** Runs an operation as somebody. */
  as<Result = Record<string, unknown>>(
    caller: Caller,
    operation: AnyOperation,
    params?: object,
  ): Promise<Result>;
  /** The actions in the audit trail, oldest first. */
  trail(): readonly unknown[];
  /** Puts a mark on Acme, past all rules. */
  mark(mark: TenantMark): Promise<void>;
  /** The tenants that somebody owns and belongs to, as the next request would find them. */
  tenantsOf(
    email: string,
  ): Promise<{ readonly owned: readonly string[]; readonly joined: readonly string[] }>;
}

/** Two tenants with their owners, and somebody from the staff. */
export async function twoTenants(): Promise<TwoTenants> {
  const opened = world();
  const acme = await opened.tenant({ name: 'Acme' });
  const globex = await opened.tenant({ name: 'Globex' });
  const owner = await opened.person({ email: 'olga@acme.example', owns: [acme.id] });
  const foreigner = await opened.person({
    email: 'hank@globex.example',
    owns: [globex.id],
    holds: ['tenant-manager', 'subscriptions-manager'].map(role => ({ role, tenantId: globex.id })),
  });
  const staff = await opened.person({ email: 'sam@platform.example', accountType: 'staff' });
  return {
    ...opened,
    acme,
    globex,
    owner,
    foreigner,
    staff,
    as: (caller, operation, params = {}) => opened.call(operation, params, { caller }),
    trail: () => opened.stores.rows().audit.map(({ metadata }) => metadata['action']),
    mark: mark =>
      opened.stores.unitOfWork.run(async ({ tenants }) => {
        await tenants.setMark(acme.id, mark, { at: opened.clock.now(), by: 'profile/test' });
      }),
    tenantsOf: async email => {
      const { profile } = await opened.caller(email);
      const ownership = profile?.tenantsOwnership;
      const owned = ownership && 'records' in ownership ? ownership.records : [];
      return { owned: owned.map(({ id }) => id), joined: (profile?.tenants ?? []).map(({ id }) => id) };
    },
  };
}

/** A manager of the tenant, with the given permission. */
export const manager = (
  { person }: World,
  tenantId: TenantId,
  permission: 'read' | 'write' = 'write',
): Promise<Caller> =>
  person({
    email: `${permission}@manager.example`,
    holds: [{ role: 'tenant-manager', permission, tenantId }],
  });
