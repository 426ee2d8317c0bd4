import { NIL_UUID } from '@mycelium/kernel';
import { type LicensedResource, licenceUrl } from '@mycelium/profile';
import { anAccount, aUser, world } from '@mycelium/testkit';
import { expect, it } from 'vitest';
import { getProfile } from './get-profile.ts';
import { getPublicInfo } from './get-public-info.ts';

const email = 'maria@acme.example';
const licence: LicensedResource = {
  accId: '0000000c-0000-4000-8000-000000000001',
  sysAcc: false,
  tenantId: '0000000d-0000-4000-8000-000000000001',
  accName: 'HR',
  role: 'hr',
  roleId: '0000000e-0000-4000-8000-000000000001',
  perm: 'write',
  verified: true,
};

/** Ids of another account and another role. */
const another = (number: number) => ({
  accId: `0000000c-0000-4000-8000-00000000000${number}`,
  roleId: `0000000e-0000-4000-8000-00000000000${number}`,
});

async function withProfile(account = anAccount()) {
  const opened = world();
  await opened.stores.addAccount(account);
  await opened.stores.addUser(aUser({ email, accountId: account.id }));
  await opened.stores.addLicence(email, licence);
  await opened.stores.addLicence(email, { ...licence, ...another(2), role: 'boss', verified: false });
  const caller = await opened.caller(email);
  return { caller, get: (params: object) => opened.call(getProfile, params, { caller }) };
}

it('gives licences as short URLs unless asked for records', async () => {
  const { get, caller } = await withProfile();
  expect(await get({})).toEqual({ ...caller.profile, licensedResources: { urls: [licenceUrl(licence)] } });
  expect(await get({ withUrl: true })).toEqual(await get({}));
});

it('gives records exactly as services receive them, without open invitations', async () => {
  const { get, caller } = await withProfile();
  const profile = await get({ withUrl: false });
  expect(profile).toEqual(caller.profile);
  expect(profile).toMatchObject({
    email,
    licensedResources: { records: [licence] },
    tenants: [{ accounts: [{}] }],
  });
});

it('refuses whoever has no account, or one that may not act', async () => {
  const { call, caller, stores } = world();
  await stores.addUser(aUser({ email }));
  const refused = call(getProfile, {}, { caller: await caller(email) });
  await expect(refused).rejects.toMatchObject({ code: 'MYC00038' });
  const archived = await withProfile(anAccount({ isArchived: true }));
  await expect(archived.get({})).rejects.toMatchObject({ code: 'MYC00041' });
});

it('tells anybody how this installation is called', async () => {
  const { call } = world({ settings: { locale: 'es' } });
  expect(await call(getPublicInfo)).toEqual({
    domainName: 'Acme',
    domainUrl: 'https://gateway.acme.example',
    locale: 'es',
  });
  const { ports } = world();
  const { domainUrl: _, ...settings } = ports.settings;
  const context = { requestId: 'r', clientAddress: 'local', caller: undefined };
  expect(await getPublicInfo.run({ settings }, context, {})).toEqual({
    domainName: 'Acme',
    domainUrl: null,
    locale: null,
  });
});

it('narrows the profile to the tenant of the header, for members only', async () => {
  const { call, stores, caller } = world();
  const account = anAccount();
  const other = { ...licence, ...another(2), tenantId: '0000000d-0000-4000-8000-000000000002', role: 'ops' };
  const platform = { ...licence, ...another(3), tenantId: NIL_UUID, role: 'system-manager' };
  const owned = {
    id: '0000000d-0000-4000-8000-000000000003',
    name: 'Own',
    since: '2026-01-01T00:00:00.000Z',
  };
  await stores.addAccount(account);
  await stores.addUser(aUser({ email, accountId: account.id }));
  for (const granted of [licence, other, platform]) await stores.addLicence(email, granted);
  await stores.addOwnership(email, owned);
  const within = async (tenantId: string) =>
    call(getProfile, { withUrl: false }, { tenantId, caller: await caller(email) });
  expect(await within(licence.tenantId)).toMatchObject({
    licensedResources: { records: [licence, platform] },
    tenants: [{ id: licence.tenantId }],
  });
  expect(await within(licence.tenantId)).not.toHaveProperty('tenantsOwnership');
  expect(await within(owned.id)).toMatchObject({
    licensedResources: { records: [platform] },
    tenantsOwnership: { records: [owned] },
    tenants: [],
  });
  await expect(within('0000000d-0000-4000-8000-000000000009')).rejects.toMatchObject({ code: 'MYC00044' });
  await expect(within(NIL_UUID)).rejects.toMatchObject({ code: 'MYC00044' });
});
