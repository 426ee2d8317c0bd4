import type { Account, GuestRole, GuestUserView } from '@mycelium/accounts';
import { licencesOf } from '@mycelium/profile';
import { describe, expect, it } from 'vitest';
import { ACCOUNTS, NOWHERE, newsroom, OURS, type Person, ROLES, THEIRS } from '../newsroom.fixture.ts';
import { guestToChildrenAccount } from './guest-to-children-account.ts';

const email = 'nobody@news.example';
const NOT_AUTHORISED = 'MYC00013';

interface Handing {
  readonly account?: Account;
  readonly role?: GuestRole;
  readonly tenantId?: string;
}

const paramsOf = ({
  account = ACCOUNTS.newsroom,
  role = ROLES.reporter.write,
  tenantId = OURS,
}: Handing) => ({
  tenantId,
  accountId: account.id,
  roleId: role.id,
  email,
});

async function opened() {
  const room = await newsroom();
  const handOn = (given: Handing = {}, person: Person = 'entrusted') =>
    room.as<GuestUserView>(person, guestToChildrenAccount, paramsOf(given));
  const refused = (given: Handing = {}, person: Person = 'entrusted') =>
    room.refusal(person, guestToChildrenAccount, paramsOf(given));
  return { ...room, handOn, refused };
}

it('hands on a child of a role that the caller holds, by an invitation', async () => {
  const { handOn, mailbox, somebody, stores, invalidated } = await opened();
  expect(await handOn()).toMatchObject({
    email: { username: 'nobody' },
    guestRole: { record: { slug: 'reporter', permission: 'write' } },
    wasVerified: false,
  });
  expect(mailbox.newestLinks(email)[0]).toContain('/guest-role/reporter/perm/write');
  const { profile } = await somebody('nobody');
  expect(profile && licencesOf(profile)).toEqual([]);
  expect(stores.rows().audit).toMatchObject([
    { resourceId: ACCOUNTS.newsroom.id, tenantId: OURS, metadata: { action: 'invite_guest' } },
  ]);
  expect(invalidated).toEqual([`caller:${email}`]);
  await expect(handOn()).rejects.toMatchObject({ code: 'MYC00017' });
});

it('answers at both spellings of its path', () => {
  expect(guestToChildrenAccount.routes).toEqual([
    'POST /_adm/account-manager/guests/accounts/{accountId}/roles/{roleId}',
    'POST /_adm/accounts-manager/guests/accounts/{accountId}/roles/{roleId}',
  ]);
});

it('takes the trust in one account for no trust in another', async () => {
  const { refused, stores } = await opened();
  const before = stores.rows();
  expect(await refused({ account: ACCOUNTS.archive })).toBe(NOT_AUTHORISED);
  expect(await refused({ account: ACCOUNTS.inviting })).toBe(NOT_AUTHORISED);
  expect(await refused({ account: ACCOUNTS.theirs })).toBe('MYC00054');
  expect(await refused({ account: ACCOUNTS.theirs, tenantId: THEIRS })).toBe('MYC00019');
  expect(await refused({ tenantId: THEIRS })).toBe('MYC00019');
  expect(stores.rows()).toEqual(before);
});

it('joins no trust here with an account there', async () => {
  const { grant, refused, email: of } = await opened();
  await grant(of('entrusted'), { role: ROLES.entrusting.write, on: ACCOUNTS.theirs });
  expect(await refused({ account: ACCOUNTS.theirs })).toBe('MYC00054');
  // Trusted in both tenants, but the role that could be handed on is held in the other one.
  expect(await refused({ account: ACCOUNTS.theirs, tenantId: THEIRS })).toBe(NOT_AUTHORISED);
});

it.each<Person>(['staff', 'platformManager', 'owner', 'manager', 'inviter', 'guest', 'pending', 'nobody'])(
  'is nothing for %s, to whom no account is entrusted',
  async person => {
    const { refused } = await opened();
    expect(await refused({}, person)).toBe('MYC00019');
  },
);

describe('nobody hands on', () => {
  it('what is no child of a role they hold, not even that role itself', async () => {
    const { refused, stores } = await opened();
    const before = stores.rows();
    expect(await refused({ role: ROLES.editor.write })).toBe(NOT_AUTHORISED);
    expect(await refused({ role: ROLES.editor.read })).toBe(NOT_AUTHORISED);
    expect(stores.rows()).toEqual(before);
  });

  it('more than the role they hold permits', async () => {
    const { grant, refused } = await opened();
    const reader = 'nobody@news.example';
    await grant(reader, { role: ROLES.entrusting.write, on: ACCOUNTS.newsroom });
    await grant(reader, { role: ROLES.editor.read, on: ACCOUNTS.newsroom });
    expect(await refused({ role: ROLES.reporter.write }, 'nobody')).toBe(NOT_AUTHORISED);
    expect(await refused({ role: ROLES.reporter.read }, 'nobody')).toBeUndefined();
  });

  it('anything by a role that was offered and not accepted', async () => {
    const { grant, refused } = await opened();
    await grant(email, { role: ROLES.entrusting.write, on: ACCOUNTS.newsroom });
    await grant(email, { role: ROLES.editor.write, on: ACCOUNTS.newsroom, accepted: false });
    expect(await refused({}, 'nobody')).toBe(NOT_AUTHORISED);
  });

  it('anything on an account that was offered and not accepted, or only to be read', async () => {
    const { grant, refused } = await opened();
    await grant(email, { role: ROLES.editor.write, on: ACCOUNTS.newsroom });
    await grant(email, { role: ROLES.entrusting.write, on: ACCOUNTS.newsroom, accepted: false });
    await grant(email, { role: ROLES.entrusting.read, on: ACCOUNTS.newsroom });
    expect(await refused({}, 'nobody')).toBe('MYC00019');
  });

  it('a role of the administration, whatever it is a child of', async () => {
    const { refused } = await opened();
    expect(await refused({ role: ROLES.inviting.write })).toBe(NOT_AUTHORISED);
    expect(await refused({ role: ROLES.entrusting.read })).toBe(NOT_AUTHORISED);
  });

  it('a role that there is not', async () => {
    const { refused } = await opened();
    expect(await refused({ role: { ...ROLES.editor.read, id: NOWHERE as never } })).toBe('MYC00071');
  });
});

it.each(['isActive', 'isChecked'] as const)('hands on nothing on an account by its flag %s', async flag => {
  const { call, somebody, stores } = await opened();
  // Judged by what was cached a moment ago, when the account was in use.
  const caller = await somebody('entrusted');
  await stores.addAccount({ ...ACCOUNTS.newsroom, [flag]: false });
  await expect(call(guestToChildrenAccount, paramsOf({}), { caller })).rejects.toMatchObject({
    code: 'MYC00018',
  });
});

it.each(['archived', 'trashed'] as const)('hands on nothing in a tenant that is %s', async mark => {
  const { call, freeze, somebody } = await opened();
  // Judged by what was cached a moment ago, when the tenant was open.
  const caller = await somebody('entrusted');
  await freeze(mark);
  await expect(call(guestToChildrenAccount, paramsOf({}), { caller })).rejects.toMatchObject({
    code: 'MYC00018',
  });
});
