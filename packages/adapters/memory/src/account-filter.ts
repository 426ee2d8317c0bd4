import {
  type Account,
  type AccountFilter,
  type AccountKind,
  type AccountListing,
  type AccountType,
  verboseStatus,
} from '@mycelium/accounts';
import { parseUuid } from '@mycelium/kernel';
import { contains } from './listing.ts';

export function accountMatches(listing: AccountListing, filter: AccountFilter): boolean {
  const { account } = listing;
  return (
    statusMatches(account, filter) &&
    (filter.kind === undefined || kindOf(account) === filter.kind) &&
    (filter.tenantId === undefined || account.tenantId === filter.tenantId) &&
    (filter.term === undefined || termMatches(account, filter.term)) &&
    (filter.tagValue === undefined || tagMatches(listing, filter.tagValue)) &&
    (filter.isOwnerActive === undefined ||
      listing.owners.every(({ isActive }) => isActive) === filter.isOwnerActive) &&
    typeMatches(account.accountType, filter)
  );
}

const statusMatches = (account: Account, { status }: AccountFilter): boolean =>
  status === undefined ? !account.isDeleted : verboseStatus(account) === status;

function termMatches({ id, name }: Account, term: string): boolean {
  const uuid = parseUuid(term);
  return uuid === undefined ? contains(name, term) : id === uuid;
}

function tagMatches({ tags }: AccountListing, value: string): boolean {
  const uuid = parseUuid(value);
  return tags.some(tag => (uuid === undefined ? tag.value === value : tag.id === uuid));
}

function typeMatches(type: AccountType, filter: AccountFilter): boolean {
  const details: { actor?: string; roleName?: string; readRoleId?: string; writeRoleId?: string } =
    typeof type === 'string'
      ? {}
      : {
          ...('actorAssociated' in type && type.actorAssociated),
          ...('roleAssociated' in type && type.roleAssociated),
        };
  const keys = ['actor', 'roleName', 'readRoleId', 'writeRoleId'] as const;
  return keys.every(key => filter[key] === undefined || details[key] === filter[key]);
}

export function kindOf({ accountType: type }: Account): AccountKind {
  if (typeof type === 'string') return type;
  if ('subscription' in type) return 'subscription';
  if ('roleAssociated' in type) return 'roleAssociated';
  return 'actorAssociated' in type ? 'actorAssociated' : 'tenantManager';
}
