import {
  boolean,
  type Infer,
  instant,
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
import { type Account, verboseStatus, type WrittenBy } from '../model/account.ts';
import type { User } from '../model/user.ts';
import type { AccountListing } from '../ports/account-store.ts';
import { TagView, tagView } from './tag-view.ts';
import { ownerView, UserView } from './user-view.ts';

export const verboseStatuses = oneOf('unverified', 'verified', 'inactive', 'archived', 'deleted', 'unknown');

export const WrittenByView = shape('WrittenBy', {
  id: uuid(),
  from: nullable(oneOf('user', 'account')),
  email: nullable(text()),
});

const AccountTypeView = union(
  oneOf('staff', 'manager', 'user'),
  shape('SubscriptionAccount', { subscription: shape('SubscriptionOf', { tenantId: uuid() }) }),
  shape('RoleAssociatedAccount', {
    roleAssociated: shape('RoleAssociation', {
      tenantId: uuid(),
      roleName: text(),
      readRoleId: uuid(),
      writeRoleId: uuid(),
    }),
  }),
  shape('ActorAssociatedAccount', { actorAssociated: shape('ActorAssociation', { actor: text() }) }),
  shape('TenantManagerAccount', { tenantManager: shape('TenantManagerOf', { tenantId: uuid() }) }),
);

export const AccountView = shape('Account', {
  id: uuid(),
  name: text(),
  slug: text(),
  tags: optional(list(TagView)),
  isActive: boolean(),
  isChecked: boolean(),
  isArchived: boolean(),
  isDeleted: boolean(),
  verboseStatus: optional(verboseStatuses),
  isSystemAccount: boolean(),
  owners: shape('AccountOwners', { records: list(UserView) }),
  accountType: AccountTypeView,
  createdAt: instant(),
  createdBy: nullable(WrittenByView),
  updatedAt: optional(instant()),
  updatedBy: nullable(WrittenByView),
  meta: optional(record(text())),
});
export type AccountView = Infer<typeof AccountView>;

/** An account as its owners see it. `meta` is absent when empty. */
export const accountView = (account: Account, owners: readonly User[]): AccountView => ({
  id: account.id,
  name: account.name,
  slug: account.slug,
  isActive: account.isActive,
  isChecked: account.isChecked,
  isArchived: account.isArchived,
  isDeleted: account.isDeleted,
  verboseStatus: verboseStatus(account),
  isSystemAccount: account.isSystemAccount,
  owners: { records: owners.map(ownerView) },
  accountType: account.accountType,
  createdAt: account.createdAt.toISOString(),
  createdBy: writerView(account.createdBy),
  ...(account.updatedAt && { updatedAt: account.updatedAt.toISOString() }),
  updatedBy: writerView(account.updatedBy),
  ...(Object.keys(account.meta).length > 0 && { meta: account.meta }),
});

/** The same with its tags, which are absent when there are none. */
export function accountListingView({ account, owners, tags }: AccountListing): AccountView {
  const { id, name, slug, ...rest } = accountView(account, owners);
  return { id, name, slug, ...(tags.length > 0 && { tags: tags.map(tagView) }), ...rest };
}

export const writerView = (writer: WrittenBy | undefined): AccountView['createdBy'] =>
  writer ? { id: writer.id, from: writer.from, email: writer.email ?? null } : null;
