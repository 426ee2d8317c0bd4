import { actor, audit } from '@mycelium/accounts';
import { refuse, type TenantId } from '@mycelium/kernel';
import { nothing } from '@mycelium/operations';
import { shape, text, uuid } from '@mycelium/schema';
import { operation } from '../operation.ts';
import type { Needs } from '../ports.ts';
import { TENANT } from '../subscriptions-manager/examples.ts';
import { openTenant } from '../tenant-at-hand.ts';

type Ports = Needs<'unitOfWork' | 'clock' | 'ids'>;

export const deleteTenantMeta = operation({
  name: 'tenantOwner.meta.delete',
  route: 'DELETE /_adm/tenant-owner/meta',
  access: { tenant: ['owner'], permission: 'write' },
  summary: 'Delete an entry of the metadata of the tenant.',
  params: shape('DeleteTenantMetaParams', {
    tenantId: uuid<TenantId>(),
    // Wider than what can be put: there are tenants with keys from other times.
    key: text({ min: 1, max: 255 }),
  }),
  result: nothing(),
  errors: ['TENANT_NOT_FOUND', 'INVALID_STATE', 'META_KEY_NOT_FOUND'],
  run: async (ports: Ports, { caller }, { tenantId, key }) =>
    ports.unitOfWork.run(async stores => {
      await openTenant(stores, tenantId);
      const outcome = await stores.tenants.deleteMeta(tenantId, key, ports.clock.now());
      if (outcome === 'absent') throw refuse('META_KEY_NOT_FOUND');
      await audit(stores, ports, {
        action: 'delete_tenant_meta',
        details: { meta_key: key },
        resourceType: 'tenant_meta',
        resourceId: tenantId,
        tenantId,
        event: 'deleted',
        performedBy: actor(caller),
      });
    }),
  example: { params: { tenantId: TENANT, key: 'country' }, result: null },
});
