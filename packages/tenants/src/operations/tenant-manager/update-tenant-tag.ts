import { TagView, tagMeta, tagValue, tagView } from '@mycelium/accounts';
import { refuse, type TagId, type TenantId } from '@mycelium/kernel';
import { optional, shape, uuid } from '@mycelium/schema';
import { tagExample } from '../examples.ts';
import { operation } from '../operation.ts';
import type { Needs } from '../ports.ts';
import { TAG, TENANT } from '../subscriptions-manager/examples.ts';
import { noteTag } from '../tag-trail.ts';
import { openTenant } from '../tenant-at-hand.ts';

type Ports = Needs<'unitOfWork' | 'clock' | 'ids'>;

export const updateTenantTag = operation({
  name: 'tenantManager.tags.update',
  route: 'PUT /_adm/tenant-manager/tags/{tagId}',
  access: { tenant: ['admin', 'owner', 'tenant-manager'], permission: 'write' },
  summary: 'Replace the value and the metadata of a tag on the tenant.',
  params: shape('UpdateTenantTagParams', {
    tenantId: uuid<TenantId>(),
    tagId: uuid<TagId>(),
    value: tagValue(),
    meta: optional(tagMeta()),
  }),
  result: TagView,
  errors: ['TENANT_NOT_FOUND', 'INVALID_STATE', 'TAG_NOT_FOUND', 'TAG_EXISTS'],
  run: async (ports: Ports, { caller }, { tenantId, tagId, ...given }) =>
    ports.unitOfWork.run(async stores => {
      await openTenant(stores, tenantId);
      const tag = { id: tagId, ...given };
      const outcome = await stores.tenantTags.update(tenantId, tag);
      if (outcome === 'absent') throw refuse('TAG_NOT_FOUND');
      if (outcome === 'duplicate') throw refuse('TAG_EXISTS');
      await noteTag(stores, ports, { verb: 'update', tag, tenantId, caller });
      return tagView(tag);
    }),
  example: {
    params: { tenantId: TENANT, tagId: TAG, value: 'platinum' },
    result: { ...tagExample, value: 'platinum', meta: null },
  },
});
