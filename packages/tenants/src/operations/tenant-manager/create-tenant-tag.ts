import { TagView, tagMeta, tagValue, tagView } from '@mycelium/accounts';
import { refuse, type TagId, type TenantId } from '@mycelium/kernel';
import { optional, shape, uuid } from '@mycelium/schema';
import { tagExample } from '../examples.ts';
import { operation } from '../operation.ts';
import type { Needs } from '../ports.ts';
import { TENANT } from '../subscriptions-manager/examples.ts';
import { noteTag } from '../tag-trail.ts';
import { openTenant } from '../tenant-at-hand.ts';

type Ports = Needs<'unitOfWork' | 'clock' | 'ids'>;

export const createTenantTag = operation({
  name: 'tenantManager.tags.create',
  route: 'POST /_adm/tenant-manager/tags',
  status: 201,
  access: { tenant: ['admin', 'owner', 'tenant-manager'], permission: 'write' },
  summary: 'Put a tag on the tenant.',
  params: shape('CreateTenantTagParams', {
    tenantId: uuid<TenantId>(),
    value: tagValue(),
    meta: optional(tagMeta()),
  }),
  result: TagView,
  errors: ['TENANT_NOT_FOUND', 'INVALID_STATE', 'TAG_EXISTS'],
  run: async (ports: Ports, { caller }, { tenantId, ...given }) =>
    ports.unitOfWork.run(async stores => {
      await openTenant(stores, tenantId);
      const tag = { id: ports.ids.uuid() as TagId, ...given };
      const outcome = await stores.tenantTags.insert(tenantId, tag);
      if (outcome === 'absent') throw refuse('TENANT_NOT_FOUND');
      if (outcome === 'duplicate') throw refuse('TAG_EXISTS');
      await noteTag(stores, ports, { verb: 'create', tag, tenantId, caller });
      return tagView(tag);
    }),
  example: {
    params: { tenantId: TENANT, value: 'gold', meta: { since: '2026' } },
    result: tagExample,
  },
});
