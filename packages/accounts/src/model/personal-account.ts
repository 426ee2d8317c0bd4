import type { Account, AccountType } from './account.ts';

/** The types of accounts that belong to a person, the weaker first. */
export const PERSONAL_KINDS = ['user', 'manager', 'staff'] as const satisfies readonly AccountType[];
export type PersonalKind = (typeof PERSONAL_KINDS)[number];

/** `undefined` for accounts that belong to a tenant or to the platform. */
export const personalKind = ({ accountType }: Pick<Account, 'accountType'>): PersonalKind | undefined =>
  PERSONAL_KINDS.find(kind => kind === accountType);

/** Those that rank below a kind, and those above. */
export const kindsBelow = (kind: PersonalKind): readonly PersonalKind[] =>
  PERSONAL_KINDS.slice(0, PERSONAL_KINDS.indexOf(kind));
export const kindsAbove = (kind: PersonalKind): readonly PersonalKind[] =>
  PERSONAL_KINDS.slice(PERSONAL_KINDS.indexOf(kind) + 1);
