import { refuse, type TenantId, type UserId } from '@mycelium/kernel';
import { nothing } from '@mycelium/operations';
import { shape, uuid } from '@mycelium/schema';
import { OWNER } from '../examples.ts';
import { operation } from '../operation.ts';
import { dismissOwner } from '../owners.ts';
import type { Needs } from '../ports.ts';
import { TENANT } from '../subscriptions-manager/examples.ts';
import { heldTenant } from '../tenant-at-hand.ts';

type Ports = Needs<'unitOfWork' | 'clock' | 'ids' | 'cache'>;

export const excludeTenantOwner = operation({
  name: 'managers.tenants.excludeTenantOwner',
  route: 'DELETE /_adm/managers/tenants/{id}/owner/{ownerId}',
  access: 'managers',
  summary: 'Take the ownership of a tenant from one of its owners, unless nobody else has it.',
  params: shape('ExcludeTenantOwnerParams', { id: uuid<TenantId>(), ownerId: uuid<UserId>() }),
  result: nothing(),
  errors: ['TENANT_NOT_FOUND', 'TENANT_OWNER_NOT_FOUND', 'INVALID_STATE'],
  run: async (ports: Ports, { caller }, { id, ownerId }) =>
    ports.unitOfWork.run(async stores => {
      const { id: tenantId } = await heldTenant(stores, id);
      const owner = await stores.users.byId(ownerId);
      if (!owner) throw refuse('TENANT_OWNER_NOT_FOUND');
      await dismissOwner(stores, ports, { tenantId, owner, caller });
    }),
  example: { params: { id: TENANT, ownerId: OWNER }, result: null },
});
