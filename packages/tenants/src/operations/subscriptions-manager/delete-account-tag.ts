import { refuse, type TagId } from '@mycelium/kernel';
import { nothing } from '@mycelium/operations';
import { shape, uuid } from '@mycelium/schema';
import { operation } from '../operation.ts';
import type { Needs } from '../ports.ts';
import { noteTag } from '../tag-trail.ts';
import { writing } from './access.ts';
import { labelledAccount, labelledFields } from './account-tag.ts';

type Ports = Needs<'unitOfWork' | 'clock' | 'ids'>;

export const deleteAccountTag = operation({
  name: 'subscriptionsManager.tags.delete',
  route: 'DELETE /_adm/subscriptions-manager/tags/{tagId}',
  access: writing,
  summary: 'Take a tag off an account of the tenant.',
  params: shape('DeleteAccountTagParams', { ...labelledFields, tagId: uuid<TagId>() }),
  result: nothing(),
  errors: ['TENANT_NOT_FOUND', 'ACCOUNT_NOT_FOUND', 'TAG_NOT_FOUND', 'INVALID_STATE'],
  run: async (ports: Ports, { caller }, { tenantId, accountId, tagId }) =>
    ports.unitOfWork.run(async stores => {
      await labelledAccount(stores, { tenantId, accountId });
      if ((await stores.accountTags.delete(accountId, tagId)) === 'absent') throw refuse('TAG_NOT_FOUND');
      await noteTag(stores, ports, { verb: 'delete', tag: { id: tagId }, tenantId, accountId, caller });
    }),
});
