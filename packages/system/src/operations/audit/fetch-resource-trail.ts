import { type Caller, hasTenantRight } from '@mycelium/accounts';
import { type AccountId, refuse } from '@mycelium/kernel';
import type { Profile } from '@mycelium/profile';
import { list, pageFields, shape, uuid, withDefault } from '@mycelium/schema';
import type { SystemStores } from '../../ports/stores.ts';
import {
  AUDITED_RESOURCES,
  AuditEntryView,
  type AuditedResourceName,
  auditEntryView,
  auditedResource,
} from '../../views/audit-entry-view.ts';
import { operation } from '../operation.ts';
import type { Needs } from '../ports.ts';

/** The answer is a list without a total, so nobody could tell that it was cut: as many as a page may have. */
const WHOLE_TRAIL = 500;

const RULE =
  'Staff may ask about everything. Owners and tenant managers may ask about their tenant and its accounts, everybody about their own account.';

export const fetchResourceTrail = operation({
  name: 'audit.resourceTrail.fetch',
  route: 'GET /_adm/audit',
  access: 'account',
  summary: 'Tell what happened to one resource, the latest first.',
  rule: RULE,
  params: shape('FetchResourceTrailParams', {
    ...pageFields,
    pageSize: withDefault(pageFields.pageSize, WHOLE_TRAIL),
    resourceType: auditedResource(),
    resourceId: uuid(),
  }),
  result: list(AuditEntryView),
  errors: ['INSUFFICIENT_PRIVILEGES'],
  run: async (
    { unitOfWork }: Needs<'unitOfWork'>,
    { caller },
    { resourceType, resourceId, pageSize, skip },
  ) =>
    unitOfWork.run(async stores => {
      if (!(await mayRead(stores, caller, { resourceType, resourceId }))) {
        // The same for what does not exist: nobody learns that it does.
        throw refuse('INSUFFICIENT_PRIVILEGES', { details: RULE });
      }
      const resource = { resourceType: AUDITED_RESOURCES[resourceType], resourceId };
      const entries = await stores.audit.of(resource, { pageSize, skip });
      return entries.map(entry => auditEntryView(entry, resourceType));
    }),
});

interface Resource {
  readonly resourceType: AuditedResourceName;
  readonly resourceId: string;
}

async function mayRead(
  { accounts }: Pick<SystemStores, 'accounts'>,
  { account: own, profile }: Caller,
  { resourceType, resourceId }: Resource,
): Promise<boolean> {
  if (!profile) return false;
  if (profile.isStaff) return true;
  if (resourceType === 'tenant') return leads(profile, resourceId);
  if (resourceType !== 'account') return false;
  const account = await accounts.byId(resourceId as AccountId);
  if (!account) return false;
  return account.tenantId === undefined ? account.id === own?.id : leads(profile, account.tenantId);
}

/** A manager account is no way around: it manages the platform, and trails speak of people. */
const leads = (profile: Profile, tenantId: string): boolean =>
  hasTenantRight(profile, { right: 'owner', permission: 'read', tenantId }) ||
  hasTenantRight(profile, { right: 'tenant-manager', permission: 'read', tenantId });
