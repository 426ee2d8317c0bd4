import { refuse, type TagId, type TenantId } from '@mycelium/kernel';
import { nothing } from '@mycelium/operations';
import { shape, uuid } from '@mycelium/schema';
import { operation } from '../operation.ts';
import type { Needs } from '../ports.ts';
import { TAG, TENANT } from '../subscriptions-manager/examples.ts';
import { noteTag } from '../tag-trail.ts';
import { openTenant } from '../tenant-at-hand.ts';

type Ports = Needs<'unitOfWork' | 'clock' | 'ids'>;

export const deleteTenantTag = operation({
  name: 'tenantManager.tags.delete',
  route: 'DELETE /_adm/tenant-manager/tags/{tagId}',
  access: { tenant: ['admin', 'owner', 'tenant-manager'], permission: 'write' },
  summary: 'Take a tag off the tenant.',
  params: shape('DeleteTenantTagParams', { tenantId: uuid<TenantId>(), tagId: uuid<TagId>() }),
  result: nothing(),
  errors: ['TENANT_NOT_FOUND', 'INVALID_STATE', 'TAG_NOT_FOUND'],
  run: async (ports: Ports, { caller }, { tenantId, tagId }) =>
    ports.unitOfWork.run(async stores => {
      await openTenant(stores, tenantId);
      if ((await stores.tenantTags.delete(tenantId, tagId)) === 'absent') throw refuse('TAG_NOT_FOUND');
      await noteTag(stores, ports, { verb: 'delete', tag: { id: tagId }, tenantId, caller });
    }),
  example: { params: { tenantId: TENANT, tagId: TAG }, result: null },
});
