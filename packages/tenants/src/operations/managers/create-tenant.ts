import { actor, audit, forgetCaller } from '@mycelium/accounts';
import { refuse, type TenantId, type UserId } from '@mycelium/kernel';
import { described, optional, shape, uuid } from '@mycelium/schema';
import { isReservedTenantName } from '../../model/tenant.ts';
import { TenantView, tenantView } from '../../views/tenant-view.ts';
import { OWNER, tenantExample } from '../examples.ts';
import { tenantDescription, tenantName } from '../fields.ts';
import { operation } from '../operation.ts';
import { ableToOwn, ownership } from '../owners.ts';
import type { Needs } from '../ports.ts';
import { tenantListing } from '../tenant-at-hand.ts';

type Ports = Needs<'unitOfWork' | 'clock' | 'ids' | 'cache'>;

export const createTenant = operation({
  name: 'managers.tenants.create',
  route: 'POST /_adm/managers/tenants',
  status: 201,
  access: 'managers',
  summary: 'Create a tenant and appoint its first owner.',
  params: shape('CreateTenantParams', {
    name: tenantName(),
    description: optional(tenantDescription()),
    ownerId: described(uuid<UserId>(), 'A registered and active user.'),
  }),
  result: TenantView,
  errors: ['USER_NOT_FOUND', 'TENANT_NAME_TAKEN'],
  run: async (ports: Ports, { caller }, { ownerId, ...given }) =>
    ports.unitOfWork.run(async stores => {
      const owner = ableToOwn(await stores.users.byId(ownerId));
      const tenantId = ports.ids.uuid() as TenantId;
      const tenant = { ...given, id: tenantId, marks: {}, meta: {}, created: ports.clock.now() };
      const taken = isReservedTenantName(given.name) || (await stores.tenants.insert(tenant)) === 'duplicate';
      if (taken) throw refuse('TENANT_NAME_TAKEN');
      await stores.tenantOwners.insert(ownership(ports, { tenantId, owner, caller }));
      await audit(stores, ports, {
        action: 'create_tenant',
        details: { owner_id: ownerId },
        resourceType: 'tenant',
        resourceId: tenantId,
        tenantId,
        event: 'created',
        performedBy: actor(caller),
      });
      stores.afterCommit(() => forgetCaller(ports.cache, owner.email));
      return tenantView(await tenantListing(stores, tenantId));
    }),
  example: {
    params: { name: 'Acme', description: 'Anvils and rockets', ownerId: OWNER },
    result: tenantExample,
  },
});
