import type { AnyOperation } from '@mycelium/operations';
import { describe, expect, it } from 'vitest';
import { ACCOUNTS, NOWHERE, newsroom, OURS, type Person, ROLES, THEIRS } from '../newsroom.fixture.ts';
import { createAccountTag } from './create-account-tag.ts';
import { createRoleAssociatedAccount } from './create-role-associated-account.ts';
import { createSubscriptionAccount } from './create-subscription-account.ts';
import { deleteAccountTag } from './delete-account-tag.ts';
import { getTenantAccount } from './get-account.ts';
import { getRoleForSubscriptions } from './get-guest-role.ts';
import { guestUserToSubscriptionAccount } from './guest-user-to-subscription-account.ts';
import { listAccounts } from './list-accounts.ts';
import { listGuestOnSubscriptionAccount } from './list-guest-on-subscription-account.ts';
import { listRolesForSubscriptions } from './list-guest-roles.ts';
import { listLicensedAccountsOfEmail } from './list-licensed-accounts-of-email.ts';
import { propagateSubscriptionAccount } from './propagate-subscription-account.ts';
import { revokeUserGuestToSubscriptionAccount } from './revoke-user-guest-to-subscription-account.ts';
import { updateAccountTag } from './update-account-tag.ts';
import { updateFlagsFromSubscriptionAccount } from './update-flags-from-subscription-account.ts';
import { updateNameAndFlags } from './update-name-and-flags.ts';

const FORBIDDEN = 'MYC00019';
const email = 'ada@example.com';
const roleId = ROLES.editor.read.id;

interface Case {
  readonly operation: AnyOperation;
  /** Besides the tenant and the account. */
  readonly params: object;
  readonly accountId?: string;
}

const account = ACCOUNTS.newsroom.id;
const WRITES: readonly Case[] = [
  { operation: createSubscriptionAccount, params: { name: 'New' } },
  {
    operation: createRoleAssociatedAccount,
    params: { accountName: 'Desk', roleName: 'Desk', roleDescription: '' },
  },
  { operation: updateNameAndFlags, accountId: account, params: { name: 'Renamed' } },
  { operation: propagateSubscriptionAccount, accountId: account, params: {} },
  { operation: guestUserToSubscriptionAccount, accountId: account, params: { roleId, email } },
  {
    operation: revokeUserGuestToSubscriptionAccount,
    accountId: account,
    params: { roleId: ROLES.editor.write.id, email: 'guest@news.example' },
  },
  {
    operation: updateFlagsFromSubscriptionAccount,
    accountId: account,
    params: { roleId: ROLES.editor.write.id, email: 'guest@news.example' },
  },
  { operation: createAccountTag, accountId: account, params: { value: 'desk' } },
];
const OTHERS: readonly Case[] = [
  { operation: updateAccountTag, accountId: account, params: { tagId: NOWHERE, value: 'desk' } },
  { operation: deleteAccountTag, accountId: account, params: { tagId: NOWHERE } },
];
const READS: readonly Case[] = [
  { operation: listAccounts, params: {} },
  { operation: getTenantAccount, accountId: account, params: {} },
  { operation: listGuestOnSubscriptionAccount, accountId: account, params: {} },
  { operation: listLicensedAccountsOfEmail, params: { email } },
  { operation: listRolesForSubscriptions, params: {} },
  { operation: getRoleForSubscriptions, params: { id: roleId } },
];
const named = (cases: readonly Case[]) => cases.map(each => [each.operation.name, each] as const);

const paramsOf = ({ params, accountId }: Case, tenantId = OURS, of = accountId) => ({
  tenantId,
  ...(of !== undefined && { accountId: of }),
  ...params,
});

const MANAGING: readonly Person[] = ['staff', 'platformManager', 'owner', 'manager', 'inviter'];
const READING: readonly Person[] = ['reader', 'managementReader'];
const OUTSIDERS: readonly Person[] = [
  'pending',
  'entrusted',
  'guest',
  'guestsManager',
  'stranger',
  'strangeOwner',
  'nobody',
];

describe.each(named([...WRITES, ...OTHERS]))('%s', (_, each) => {
  it('is open to those who run the tenant, and to nobody else', async () => {
    for (const person of MANAGING) {
      const { refusal } = await newsroom();
      const code = await refusal(person, each.operation, paramsOf(each));
      expect(code, person).toBe(OTHERS.includes(each) ? 'MYC00073' : undefined);
    }
    const { refusal, stores } = await newsroom();
    const before = stores.rows();
    for (const person of [...READING, ...OUTSIDERS]) {
      expect(await refusal(person, each.operation, paramsOf(each)), person).toBe(FORBIDDEN);
    }
    expect(stores.rows()).toEqual(before);
  });

  it('T1 is closed to them in a foreign tenant', async () => {
    const { refusal, stores } = await newsroom();
    const before = stores.rows();
    const theirs = paramsOf(each, THEIRS, each.accountId && ACCOUNTS.theirs.id);
    for (const person of ['owner', 'manager', 'inviter'] as const) {
      expect(await refusal(person, each.operation, theirs), person).toBe(FORBIDDEN);
    }
    expect(stores.rows()).toEqual(before);
  });

  it('changes nothing in a tenant that is archived, trashed or not there', async () => {
    for (const mark of ['archived', 'trashed'] as const) {
      const { refusal, stores, freeze } = await newsroom();
      await freeze(mark);
      const before = stores.rows();
      for (const person of ['staff', 'owner'] as const) {
        expect(await refusal(person, each.operation, paramsOf(each)), person).toBe('MYC00018');
      }
      expect(stores.rows()).toEqual(before);
    }
    const { refusal } = await newsroom();
    expect(await refusal('staff', each.operation, { ...paramsOf(each), tenantId: NOWHERE })).toBe('MYC00070');
  });
});

describe.each(named(READS))('%s', (_, each) => {
  it('is open to those who may read in the tenant, and to nobody else', async () => {
    const { refusal } = await newsroom();
    for (const person of [...MANAGING, ...READING]) {
      expect(await refusal(person, each.operation, paramsOf(each)), person).toBeUndefined();
    }
    for (const person of OUTSIDERS) {
      expect(await refusal(person, each.operation, paramsOf(each)), person).toBe(FORBIDDEN);
    }
  });

  it('T1 is closed to them in a foreign tenant', async () => {
    const { refusal } = await newsroom();
    const theirs = paramsOf(each, THEIRS, each.accountId && ACCOUNTS.theirs.id);
    for (const person of ['owner', 'manager', 'inviter', 'reader'] as const) {
      expect(await refusal(person, each.operation, theirs), person).toBe(FORBIDDEN);
    }
  });

  it('stays open to owners of an archived tenant', async () => {
    const { refusal, freeze } = await newsroom();
    await freeze('archived');
    expect(await refusal('owner', each.operation, paramsOf(each))).toBeUndefined();
  });
});

const ON_ACCOUNTS = [...WRITES, ...OTHERS, ...READS].filter(({ accountId }) => accountId !== undefined);

it.each(named(ON_ACCOUNTS))('T3 %s takes a foreign account for none, whoever asks', async (_, each) => {
  const { refusal, stores } = await newsroom();
  const before = stores.rows();
  for (const id of [ACCOUNTS.theirs.id, ACCOUNTS.gone.id, NOWHERE]) {
    for (const person of ['staff', 'owner', 'manager', 'inviter'] as const) {
      expect(await refusal(person, each.operation, paramsOf(each, OURS, id)), person).toBe('MYC00054');
    }
  }
  expect(stores.rows()).toEqual(before);
});
