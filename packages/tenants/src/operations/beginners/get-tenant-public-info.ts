import { type Caller, hasAdminPrivileges, profileInTenant } from '@mycelium/accounts';
import { refuse, type TenantId } from '@mycelium/kernel';
import { shape, uuid } from '@mycelium/schema';
import { publicTenantView, TenantView } from '../../views/tenant-view.ts';
import { tenantExample } from '../examples.ts';
import { operation } from '../operation.ts';
import type { Needs } from '../ports.ts';
import { TENANT } from '../subscriptions-manager/examples.ts';
import { tenantListing } from '../tenant-at-hand.ts';

const RULE =
  'In the tenant: its owners, and guests who accepted their invitation. Staff and managers see every tenant.';

export const getTenantPublicInfo = operation({
  name: 'beginners.tenants.getPublicInfo',
  route: 'GET /_adm/beginners/tenants/{tenantId}',
  access: 'account',
  rule: RULE,
  summary: 'Give what everybody who belongs to a tenant may know about it.',
  description: 'Names no owner, and nothing of its administration.',
  params: shape('GetTenantPublicInfoParams', { tenantId: uuid<TenantId>() }),
  result: TenantView,
  errors: ['INSUFFICIENT_PRIVILEGES', 'TENANT_NOT_FOUND'],
  run: async ({ unitOfWork }: Needs<'unitOfWork'>, { caller }, { tenantId }) => {
    // Asked first, so that strangers do not learn which tenants exist.
    if (!belongs(caller, tenantId)) throw refuse('INSUFFICIENT_PRIVILEGES', { details: RULE });
    return unitOfWork.run(async stores => publicTenantView(await tenantListing(stores, tenantId)));
  },
  example: {
    params: { tenantId: TENANT },
    result: { ...tenantExample, owners: { records: [] }, meta: { country: 'BR' } },
  },
});

const belongs = ({ profile }: Caller, tenantId: TenantId): boolean =>
  profile !== undefined && (hasAdminPrivileges(profile) || profileInTenant(profile, tenantId) !== undefined);
