import { TagView, tagView } from '@mycelium/accounts';
import { refuse, type TagId } from '@mycelium/kernel';
import { shape, uuid } from '@mycelium/schema';
import { operation } from '../operation.ts';
import type { Needs } from '../ports.ts';
import { noteTag } from '../tag-trail.ts';
import { writing } from './access.ts';
import { labelledAccount, labelledFields, tagFields, tagOf } from './account-tag.ts';
import { ACCOUNT, TAG, TENANT } from './examples.ts';

type Ports = Needs<'unitOfWork' | 'clock' | 'ids'>;

export const updateAccountTag = operation({
  name: 'subscriptionsManager.tags.update',
  route: 'PUT /_adm/subscriptions-manager/tags/{tagId}',
  access: writing,
  summary: 'Replace value and metadata of a tag on an account of the tenant.',
  params: shape('UpdateAccountTagParams', { ...labelledFields, tagId: uuid<TagId>(), ...tagFields }),
  result: TagView,
  errors: ['TENANT_NOT_FOUND', 'ACCOUNT_NOT_FOUND', 'TAG_NOT_FOUND', 'TAG_EXISTS', 'INVALID_STATE'],
  example: {
    params: { tenantId: TENANT, accountId: ACCOUNT, tagId: TAG, value: 'desk' },
    result: { id: TAG, value: 'desk', meta: null },
  },
  run: async (ports: Ports, { caller }, { tenantId, accountId, tagId, ...label }) =>
    ports.unitOfWork.run(async stores => {
      await labelledAccount(stores, { tenantId, accountId });
      const tag = tagOf(tagId, label);
      const outcome = await stores.accountTags.update(accountId, tag);
      if (outcome === 'duplicate') throw refuse('TAG_EXISTS');
      if (outcome === 'absent') throw refuse('TAG_NOT_FOUND');
      await noteTag(stores, ports, { verb: 'update', tag, tenantId, accountId, caller });
      return tagView(tag);
    }),
});
