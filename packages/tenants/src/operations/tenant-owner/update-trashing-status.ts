import { forgetGuests } from '@mycelium/accounts';
import type { TenantId } from '@mycelium/kernel';
import { boolean, described, optional, shape, uuid } from '@mycelium/schema';
import { TenantView, tenantView } from '../../views/tenant-view.ts';
import { markedExample } from '../examples.ts';
import { operation } from '../operation.ts';
import { forgetOwners } from '../owners.ts';
import type { Needs } from '../ports.ts';
import { TENANT } from '../subscriptions-manager/examples.ts';
import { heldTenant, tenantListing } from '../tenant-at-hand.ts';
import { changeMark } from '../tenant-marks.ts';

type Ports = Needs<'unitOfWork' | 'clock' | 'ids' | 'cache'>;

export const updateTrashingStatus = operation({
  name: 'tenantOwner.tenant.updateTrashingStatus',
  route: 'PATCH /_adm/tenant-owner/tenants/{tenantId}/trash',
  access: { tenant: ['owner'], permission: 'write' },
  summary: 'Trash the tenant, or restore it.',
  description:
    'A trashed tenant grants nothing to its guests, and nothing in it can be changed. Owners stay owners.',
  params: shape('UpdateTrashingStatusParams', {
    tenantId: uuid<TenantId>(),
    trashed: optional(described(boolean(), 'Left out: the opposite of what it is.')),
  }),
  result: TenantView,
  errors: ['TENANT_NOT_FOUND', 'INVALID_STATE'],
  run: async (ports: Ports, { caller }, { tenantId, trashed }) =>
    ports.unitOfWork.run(async stores => {
      await changeMark(stores, ports, {
        tenant: await heldTenant(stores, tenantId),
        mark: 'trashed',
        wish: trashed,
        caller,
        action: 'update_tenant_trashing_status',
      });
      await forgetGuests(stores, ports.cache, { tenantId });
      await forgetOwners(stores, ports.cache, tenantId);
      return tenantView(await tenantListing(stores, tenantId));
    }),
  example: { params: { tenantId: TENANT, trashed: true }, result: markedExample('trashed') },
});
