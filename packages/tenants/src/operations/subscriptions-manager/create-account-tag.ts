import { TagView, tagView } from '@mycelium/accounts';
import { refuse, type TagId } from '@mycelium/kernel';
import { shape } from '@mycelium/schema';
import { operation } from '../operation.ts';
import type { Needs } from '../ports.ts';
import { noteTag } from '../tag-trail.ts';
import { writing } from './access.ts';
import { labelledAccount, labelledFields, tagFields, tagOf } from './account-tag.ts';
import { ACCOUNT, TAG, TENANT } from './examples.ts';

type Ports = Needs<'unitOfWork' | 'clock' | 'ids'>;

export const createAccountTag = operation({
  name: 'subscriptionsManager.tags.create',
  route: 'POST /_adm/subscriptions-manager/tags',
  status: 201,
  access: writing,
  summary: 'Put a tag on an account of the tenant.',
  params: shape('CreateAccountTagParams', { ...labelledFields, ...tagFields }),
  result: TagView,
  errors: ['TENANT_NOT_FOUND', 'ACCOUNT_NOT_FOUND', 'TAG_EXISTS', 'INVALID_STATE'],
  example: {
    params: { tenantId: TENANT, accountId: ACCOUNT, value: 'desk', meta: { floor: '2' } },
    result: { id: TAG, value: 'desk', meta: { floor: '2' } },
  },
  run: async (ports: Ports, { caller }, { tenantId, accountId, ...label }) =>
    ports.unitOfWork.run(async stores => {
      await labelledAccount(stores, { tenantId, accountId });
      const tag = tagOf(ports.ids.uuid() as TagId, label);
      const outcome = await stores.accountTags.insert(accountId, tag);
      if (outcome === 'duplicate') throw refuse('TAG_EXISTS');
      if (outcome === 'absent') throw refuse('ACCOUNT_NOT_FOUND');
      await noteTag(stores, ports, { verb: 'create', tag, tenantId, accountId, caller });
      return tagView(tag);
    }),
});
