import type { AccountId, RoleId, TenantId } from '@mycelium/kernel';
import type { VerboseStatus } from '@mycelium/profile';

export type SystemActor = string;

/** What an account is for. Stored verbatim in `account.account_type`. */
export type AccountType =
  | 'staff'
  | 'manager'
  | 'user'
  | { readonly subscription: { readonly tenantId: TenantId } }
  | {
      readonly roleAssociated: {
        readonly tenantId: TenantId;
        readonly roleName: string;
        readonly readRoleId: RoleId;
        readonly writeRoleId: RoleId;
      };
    }
  | { readonly actorAssociated: { readonly actor: SystemActor } }
  | { readonly tenantManager: { readonly tenantId: TenantId } };

/** Who wrote a row. `email` is Base64 when present, as the column always held it. */
export interface WrittenBy {
  readonly id: string;
  readonly from: 'user' | 'account';
  readonly email?: string;
}

export interface AccountFlags {
  readonly isActive: boolean;
  readonly isChecked: boolean;
  readonly isArchived: boolean;
  readonly isDeleted: boolean;
}

export interface Account extends AccountFlags {
  readonly id: AccountId;
  readonly name: string;
  readonly slug: string;
  readonly accountType: AccountType;
  /** `account.is_default`: an account that the system itself relies on. */
  readonly isSystemAccount: boolean;
  readonly tenantId?: TenantId;
  readonly meta: Readonly<Record<string, string>>;
  readonly createdAt: Date;
  readonly createdBy?: WrittenBy;
  readonly updatedAt?: Date;
  readonly updatedBy?: WrittenBy;
}

/** The first flag that applies decides. */
export function verboseStatus(flags: AccountFlags): VerboseStatus {
  if (flags.isDeleted) return 'deleted';
  if (!flags.isActive) return 'inactive';
  if (!flags.isChecked) return 'unverified';
  if (flags.isArchived) return 'archived';
  return 'verified';
}

/** Latin letters that are no plain one with a mark, and how they are written without them. */
const PLAIN: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  ł: 'l',
  þ: 'th',
  ı: 'i',
  ħ: 'h',
  ŧ: 't',
  ŋ: 'n',
};

const plainLetters = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{ASCII}]/gu, letter => PLAIN[letter] ?? letter);

/** Letters and digits in lower-case ASCII, every other run of characters one hyphen. */
export const slugify = (text: string): string =>
  plainLetters(text)
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');

/** Whether no letter is lost in the slug, so that names which differ in letters have different ones. */
export const isLatin = (text: string): boolean => !/[^\P{L}a-z]/u.test(plainLetters(text));
