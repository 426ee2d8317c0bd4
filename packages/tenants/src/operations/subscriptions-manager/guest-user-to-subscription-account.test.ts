import { type Account, accountRefusal, type GuestRole, type GuestUserView } from '@mycelium/accounts';
import { licencesOf } from '@mycelium/profile';
import { describe, expect, it } from 'vitest';
import { ACCOUNTS, NOWHERE, newsroom, OURS, type Person, ROLES } from '../newsroom.fixture.ts';
import { guestUserToSubscriptionAccount } from './guest-user-to-subscription-account.ts';

const email = 'nobody@news.example';
const NOT_AUTHORISED = 'MYC00013';

interface Invitation {
  readonly account?: Account;
  readonly role?: GuestRole;
  readonly tenantId?: string | undefined;
}

const paramsOf = ({ account = ACCOUNTS.newsroom, role = ROLES.editor.write, ...rest }: Invitation) => ({
  tenantId: 'tenantId' in rest ? rest.tenantId : OURS,
  accountId: account.id,
  roleId: role.id,
  email,
});

async function opened() {
  const room = await newsroom();
  const invite = (given: Invitation = {}, person: Person = 'inviter') =>
    room.as<GuestUserView>(person, guestUserToSubscriptionAccount, paramsOf(given));
  const refused = (given: Invitation, person: Person = 'inviter') =>
    room.refusal(person, guestUserToSubscriptionAccount, paramsOf(given));
  return { ...room, invite, refused };
}

it('invites by mail, and grants nothing until that is accepted', async () => {
  const { invite, mailbox, somebody, invalidated, stores } = await opened();
  const guest = await invite();
  expect(guest).toMatchObject({
    email: { username: 'nobody', domain: 'news.example' },
    guestRole: { record: { slug: 'editor', permission: 'write' } },
    wasVerified: false,
    accounts: null,
  });
  expect(mailbox.newestLinks(email)[0]).toContain(
    `/guests/account/${ACCOUNTS.newsroom.id}/guest-role/editor/perm/write`,
  );
  const invited = await somebody('nobody');
  expect(accountRefusal(invited)).toBeUndefined();
  expect(invited.profile && licencesOf(invited.profile)).toEqual([]);
  expect(invalidated).toEqual([`caller:${email}`]);
  expect(stores.rows().audit).toMatchObject([
    {
      resourceId: ACCOUNTS.newsroom.id,
      tenantId: OURS,
      metadata: { action: 'invite_guest', guestId: guest.id },
    },
  ]);
});

it('takes an e-mail in any case for the same person, once', async () => {
  const { invite, as, stores, mailbox } = await opened();
  await invite();
  const again = as('owner', guestUserToSubscriptionAccount, {
    ...paramsOf({}),
    email: ' NoBody@News.example',
  });
  await expect(again).rejects.toMatchObject({ code: 'MYC00017' });
  expect(stores.rows().audit).toHaveLength(1);
  expect(mailbox.to(email)).toHaveLength(1);
});

it('makes one invitation of many at once', async () => {
  const { invite, mailbox } = await opened();
  const tries = await Promise.allSettled(Array.from({ length: 10 }, () => invite()));
  expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(mailbox.to(email)).toHaveLength(1);
});

it('refuses e-mails with letters that look like others', async () => {
  const { as } = await opened();
  const invited = as('inviter', guestUserToSubscriptionAccount, {
    ...paramsOf({}),
    email: 'аda@example.com',
  });
  await expect(invited).rejects.toMatchObject({ code: 'MYC00033', problems: [{ path: 'email' }] });
});

it('knows only roles that there are', async () => {
  const { refused } = await opened();
  expect(await refused({ role: { ...ROLES.editor.read, id: NOWHERE as never } })).toBe('MYC00071');
});

it.each(['isArchived', 'isActive', 'isChecked'] as const)(
  'invites nobody to an account by its flag %s',
  async flag => {
    const { refused, stores } = await opened();
    await stores.addAccount({ ...ACCOUNTS.newsroom, [flag]: flag === 'isArchived' });
    expect(await refused({})).toBe('MYC00018');
  },
);

describe('administrative roles', () => {
  it('are held on no ordinary account, whoever invites', async () => {
    const { refused, stores } = await opened();
    const before = stores.rows();
    for (const person of ['staff', 'owner', 'manager', 'inviter'] as const) {
      for (const role of [ROLES.managing, ROLES.inviting, ROLES.guesting]) {
        expect(await refused({ role: role.write }, person), `${person} ${role.write.slug}`).toBe(
          NOT_AUTHORISED,
        );
        expect(await refused({ role: role.read }, person), `${person} ${role.read.slug}`).toBe(
          NOT_AUTHORISED,
        );
      }
    }
    expect(stores.rows()).toEqual(before);
  });

  it('are the only ones on the accounts that were made for them', async () => {
    const { refused } = await opened();
    expect(await refused({ account: ACCOUNTS.management }, 'owner')).toBe(NOT_AUTHORISED);
    expect(await refused({ account: ACCOUNTS.inviting }, 'owner')).toBe(NOT_AUTHORISED);
    expect(await refused({ account: ACCOUNTS.management, role: ROLES.inviting.write }, 'owner')).toBe(
      NOT_AUTHORISED,
    );
    expect(await refused({ account: ACCOUNTS.guesting, tenantId: undefined }, 'staff')).toBe(NOT_AUTHORISED);
  });

  it('include none that only entrusts an account', async () => {
    const { invite } = await opened();
    expect(await invite({ role: ROLES.entrusting.write })).toMatchObject({
      guestRole: { record: { slug: 'accounts-manager' } },
    });
  });
});

describe.each<[string, Invitation, readonly Person[]]>([
  ['an ordinary account', {}, ['staff', 'platformManager', 'owner', 'manager', 'inviter']],
  [
    'the subscriptions-manager account',
    { account: ACCOUNTS.inviting, role: ROLES.inviting.read },
    ['staff', 'platformManager', 'owner', 'manager'],
  ],
  [
    'the management account',
    { account: ACCOUNTS.management, role: ROLES.managing.write },
    ['owner', 'manager'],
  ],
])('to %s', (_, invitation, may) => {
  it(`invites nobody but ${may.join(', ')}`, async () => {
    for (const person of ['staff', 'platformManager', 'owner', 'manager', 'inviter'] as const) {
      const { refused } = await opened();
      expect(await refused(invitation, person), person).toBe(
        may.includes(person) ? undefined : NOT_AUTHORISED,
      );
    }
    const { refused } = await opened();
    for (const person of [
      'managementReader',
      'reader',
      'pending',
      'guest',
      'entrusted',
      'stranger',
    ] as const) {
      expect(await refused(invitation, person), person).toBe('MYC00019');
    }
  });
});

describe('to the account of a platform actor', () => {
  const actors = { account: ACCOUNTS.guesting, role: ROLES.guesting.write, tenantId: undefined };

  it.each(['staff', 'platformManager', 'guestsManager'] as const)('%s invites', async person => {
    const { invite } = await opened();
    expect(await invite(actors, person)).toMatchObject({ guestRole: { record: { slug: 'guests-manager' } } });
  });

  it('does so in whatever tenant they are', async () => {
    const { invite } = await opened();
    expect(await invite({ ...actors, tenantId: OURS }, 'staff')).toMatchObject({ wasVerified: false });
  });

  it('invites nobody who may not write there, be it in a tenant or without', async () => {
    const { refused, stores } = await opened();
    const before = stores.rows();
    for (const person of ['guestsReader', 'owner', 'manager', 'inviter', 'nobody'] as const) {
      expect(await refused(actors, person), person).toBe('MYC00019');
    }
    expect(await refused({ ...actors, tenantId: OURS }, 'owner')).toBe('MYC00054');
    expect(await refused({ ...actors, tenantId: OURS }, 'guestsReader')).toBe('MYC00019');
    expect(stores.rows()).toEqual(before);
  });

  it('gives its guests no say over other accounts', async () => {
    const { refused } = await opened();
    expect(await refused({}, 'guestsManager')).toBe('MYC00019');
    expect(await refused({ tenantId: undefined }, 'guestsManager')).toBe('MYC00019');
  });
});

it('invites nobody to a personal account, not even staff', async () => {
  const { refused, somebody } = await opened();
  const { account } = await somebody('guest');
  if (!account) throw new Error('the guest has an account');
  expect(await refused({ account, tenantId: undefined }, 'staff')).toBe(NOT_AUTHORISED);
  expect(await refused({ account }, 'owner')).toBe('MYC00054');
});

it('asks staff for the tenant of an account that is in one', async () => {
  const { refused } = await opened();
  expect(await refused({ tenantId: undefined }, 'staff')).toBe('MYC00054');
});
