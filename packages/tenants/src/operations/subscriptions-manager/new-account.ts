import { type Account, isLatin, slugify, type WrittenBy } from '@mycelium/accounts';
import { type AccountId, type Clock, type Ids, refuse, type TenantId } from '@mycelium/kernel';

export interface NewAccount {
  readonly tenantId: TenantId;
  readonly name: string;
  readonly slug: string;
  readonly accountType: Account['accountType'];
  readonly by: WrittenBy;
}

/** An account that people are invited to. Whoever may make one vouches for it, so nobody has to approve it. */
export const newAccount = (
  { ids, clock }: { readonly ids: Ids; readonly clock: Clock },
  { by, ...given }: NewAccount,
): Account => ({
  ...given,
  id: ids.uuid() as AccountId,
  isActive: true,
  isChecked: true,
  isArchived: false,
  isDeleted: false,
  isSystemAccount: false,
  meta: {},
  createdAt: clock.now(),
  createdBy: by,
});

/** Like the names of the accounts that a tenant's administration is made with: `tid/<tenant>/…`. */
const KEPT_FREE = /^tid-[0-9a-f-]{32,36}(?:-|$)/;

export function refuseKeptFree(name: string, path: string): void {
  if (!KEPT_FREE.test(slugify(name))) return;
  throw refuse('INVALID_INPUT', {
    problems: [{ path, message: 'looks like a name that the administration uses; choose another' }],
  });
}

/** The width of the column, less what deletions write. One letter may become several. */
const MAX_SLUG = 200;

/** The slug for a name. Where other scripts leave none of its own, it ends in the id. */
export function accountSlug(name: string, id: string): string {
  const slug = slugify(name).slice(0, MAX_SLUG);
  if (isLatin(name) && slug !== '') return slug;
  return slug === '' ? id : `${slug}-${id}`;
}

export const nameTaken = () =>
  refuse('INVALID_STATE', {
    message:
      'Another account of the tenant has this name, or one that differs in case, accents or marks alone.',
    details: 'Choose another name.',
  });
