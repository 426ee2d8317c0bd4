import { emailAddress } from '@mycelium/accounts';
import type { TenantId } from '@mycelium/kernel';
import { described, shape, uuid } from '@mycelium/schema';
import { OwnerLinkView, ownerLinkView } from '../../views/tenant-view.ts';
import { ownerLinkExample } from '../examples.ts';
import { operation } from '../operation.ts';
import { ableToOwn, appointOwner } from '../owners.ts';
import type { Needs } from '../ports.ts';
import { TENANT } from '../subscriptions-manager/examples.ts';
import { openTenant } from '../tenant-at-hand.ts';

type Ports = Needs<'unitOfWork' | 'clock' | 'ids' | 'cache'>;

export const guestTenantOwner = operation({
  name: 'tenantOwner.owner.guest',
  route: 'POST /_adm/tenant-owner/owners',
  status: 201,
  access: { tenant: ['owner'], permission: 'write' },
  summary: 'Add another owner to the tenant.',
  description: 'The new owner may do everything that the others may, removing them included.',
  params: shape('GuestOwnerParams', {
    tenantId: uuid<TenantId>(),
    email: described(emailAddress(), 'Of a registered and active user.'),
  }),
  result: OwnerLinkView,
  errors: ['TENANT_NOT_FOUND', 'INVALID_STATE', 'USER_NOT_FOUND', 'TENANT_OWNER_EXISTS'],
  run: async (ports: Ports, { caller }, { tenantId, email }) =>
    ports.unitOfWork.run(async stores => {
      await openTenant(stores, tenantId);
      const owner = ableToOwn(await stores.users.byEmail(email));
      return ownerLinkView(await appointOwner(stores, ports, { tenantId, owner, caller }));
    }),
  example: {
    params: { tenantId: TENANT, email: 'ada@example.com' },
    result: ownerLinkExample,
  },
});
