import { emailAddress } from '@mycelium/accounts';
import { refuse, type TenantId } from '@mycelium/kernel';
import { nothing } from '@mycelium/operations';
import { shape, uuid } from '@mycelium/schema';
import { operation } from '../operation.ts';
import { dismissOwner } from '../owners.ts';
import type { Needs } from '../ports.ts';
import { TENANT } from '../subscriptions-manager/examples.ts';
import { openTenant } from '../tenant-at-hand.ts';

type Ports = Needs<'unitOfWork' | 'clock' | 'ids' | 'cache'>;

export const revokeTenantOwner = operation({
  name: 'tenantOwner.owner.revoke',
  route: 'DELETE /_adm/tenant-owner/owners',
  access: { tenant: ['owner'], permission: 'write' },
  summary: 'Take the ownership of the tenant from one of its owners, unless nobody else has it.',
  description: 'Owners may leave like this themselves.',
  params: shape('RevokeOwnerParams', { tenantId: uuid<TenantId>(), email: emailAddress() }),
  result: nothing(),
  errors: ['TENANT_NOT_FOUND', 'INVALID_STATE', 'TENANT_OWNER_NOT_FOUND'],
  run: async (ports: Ports, { caller }, { tenantId, email }) =>
    ports.unitOfWork.run(async stores => {
      await openTenant(stores, tenantId);
      const owner = await stores.users.byEmail(email);
      if (!owner) throw refuse('TENANT_OWNER_NOT_FOUND');
      await dismissOwner(stores, ports, { tenantId, owner, caller });
    }),
  example: { params: { tenantId: TENANT, email: 'ada@example.com' }, result: null },
});
