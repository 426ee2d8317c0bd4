import { type Caller, hasAdminPrivileges, profileInTenant } from '@mycelium/accounts';
import { refuse, type TenantId } from '@mycelium/kernel';
import { shape, uuid } from '@mycelium/schema';
import { publicTenantView, TenantView } from '../../views/tenant-view.ts';
import { operation } from '../operation.ts';
import type { Needs } from '../ports.ts';
import { tenantListing } from '../tenant-at-hand.ts';

export const getTenantPublicInfo = operation({
  name: 'beginners.tenants.getPublicInfo',
  route: 'GET /_adm/beginners/tenants/{tenantId}',
  access: 'account',
  summary: 'Give what everybody who belongs to a tenant may know about it.',
  description:
    'For its owners and for guests who accepted their invitation; staff and managers see every tenant. Names no owner.',
  params: shape('GetTenantPublicInfoParams', { tenantId: uuid<TenantId>() }),
  result: TenantView,
  errors: ['INSUFFICIENT_PRIVILEGES', 'TENANT_NOT_FOUND'],
  run: async ({ unitOfWork }: Needs<'unitOfWork'>, { caller }, { tenantId }) => {
    // Asked first, so that strangers do not learn which tenants exist.
    if (!belongs(caller, tenantId)) throw refuse('INSUFFICIENT_PRIVILEGES');
    return unitOfWork.run(async stores => publicTenantView(await tenantListing(stores, tenantId)));
  },
  example: {
    params: { tenantId: '018f5b8a-0000-7000-8000-000000000002' },
    result: {
      id: '018f5b8a-0000-7000-8000-000000000002',
      name: 'Acme',
      description: 'Anvils and rockets',
      owners: { records: [] },
      meta: { country: 'BR' },
      status: [],
      created: '2026-01-01T12:00:00.000Z',
    },
  },
});

const belongs = ({ profile }: Caller, tenantId: TenantId): boolean =>
  profile !== undefined && (hasAdminPrivileges(profile) || profileInTenant(profile, tenantId) !== undefined);
