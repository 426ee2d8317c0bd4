import type { TenantId, UserId } from '@mycelium/kernel';
import { described, shape, uuid } from '@mycelium/schema';
import { OwnerLinkView, ownerLinkView } from '../../views/tenant-view.ts';
import { OWNER, ownerLinkExample } from '../examples.ts';
import { operation } from '../operation.ts';
import { ableToOwn, appointOwner } from '../owners.ts';
import type { Needs } from '../ports.ts';
import { TENANT } from '../subscriptions-manager/examples.ts';
import { heldTenant } from '../tenant-at-hand.ts';

type Ports = Needs<'unitOfWork' | 'clock' | 'ids' | 'cache'>;

export const includeTenantOwner = operation({
  name: 'managers.tenants.includeTenantOwner',
  route: 'PATCH /_adm/managers/tenants/{id}/owner/{ownerId}',
  access: 'managers',
  summary: 'Appoint an owner of a tenant.',
  description: 'Also of one that is archived or trashed, so that somebody can restore it.',
  params: shape('IncludeTenantOwnerParams', {
    id: uuid<TenantId>(),
    ownerId: described(uuid<UserId>(), 'A registered and active user.'),
  }),
  result: OwnerLinkView,
  errors: ['TENANT_NOT_FOUND', 'USER_NOT_FOUND', 'TENANT_OWNER_EXISTS'],
  run: async (ports: Ports, { caller }, { id, ownerId }) =>
    ports.unitOfWork.run(async stores => {
      const { id: tenantId } = await heldTenant(stores, id);
      const owner = ableToOwn(await stores.users.byId(ownerId));
      return ownerLinkView(await appointOwner(stores, ports, { tenantId, owner, caller }));
    }),
  example: { params: { id: TENANT, ownerId: OWNER }, result: ownerLinkExample },
});
