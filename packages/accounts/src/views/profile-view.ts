import {
  boolean,
  type Field,
  list,
  nullable,
  oneOf,
  optional,
  record,
  shape,
  text,
  union,
  uuid,
} from '@mycelium/schema';
import { verboseStatuses } from './account-view.ts';

const permission = oneOf('read', 'write');

export const OwnerView = shape('Owner', {
  id: uuid(),
  email: text(),
  firstName: optional(text()),
  lastName: optional(text()),
  username: optional(text()),
  isPrincipal: boolean(),
});

export const LicenceView = shape('LicensedResource', {
  accId: uuid(),
  sysAcc: boolean(),
  tenantId: uuid(),
  accName: text(),
  role: text(),
  roleId: uuid(),
  perm: permission,
  verified: boolean(),
  permitFlags: optional(list(text())),
  denyFlags: optional(list(text())),
});

const OwnershipView = shape('TenantOwnership', { id: uuid(), name: text(), since: text() });

const TenantMembershipView = shape('TenantMembership', {
  id: uuid(),
  accounts: list(
    shape('TenantAccount', {
      id: uuid(),
      name: text(),
      roles: list(shape('HeldRole', { slug: text(), permission })),
    }),
  ),
});

/** Lists travel as records or as short URLs. */
const listed = <T>(name: string, item: Field<T>) =>
  union(shape(`${name}Records`, { records: list(item) }), shape(`${name}Urls`, { urls: list(text()) }));

export const ProfileView = shape('Profile', {
  owners: list(OwnerView),
  accId: uuid(),
  isSubscription: boolean(),
  isManager: boolean(),
  isStaff: boolean(),
  ownerIsActive: boolean(),
  accountIsActive: boolean(),
  accountWasApproved: boolean(),
  accountWasArchived: boolean(),
  accountWasDeleted: boolean(),
  verboseStatus: optional(nullable(verboseStatuses)),
  licensedResources: optional(listed('LicensedResource', LicenceView)),
  tenantsOwnership: optional(listed('TenantOwnership', OwnershipView)),
  meta: optional(record(text())),
  filteringState: optional(list(text())),
  email: optional(text()),
  tenants: optional(list(TenantMembershipView)),
});
