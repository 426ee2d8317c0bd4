import {
  accountStoreCases,
  accountTagStoreCases,
  connectionStringStoreCases,
  guestRoleStoreCases,
  guestStoreCases,
  profileSourceCases,
  type StoresWorld,
} from '@mycelium/contract-tests';
import { expect, it } from 'vitest';
import { broken, type Finding, failuresOf, finding, worldOf } from './broken-worlds.fixture.ts';

const ALL = { pageSize: 500, skip: 0 };

/** When a connection string was last revoked, by its inner id. */
const REVOKED = new Map<string | undefined, Date>();

const accounts: readonly Finding[] = [
  finding('an account listing that counts its page alone', accountStoreCases, [
    broken('accounts', ({ list }) => ({
      list: async (...params) => {
        const page = await list(...params);
        return { ...page, count: page.records.length };
      },
    })),
    /page by page, and counts them all/,
  ]),
  finding('an account listing that forgets the owners', accountStoreCases, [
    broken('accounts', ({ list }) => ({
      list: async (...params) => {
        const page = await list(...params);
        return { ...page, records: page.records.map(listing => ({ ...listing, owners: [] })) };
      },
    })),
    /owners and tags with each account/,
  ]),
  finding('an account listing that shows deleted accounts', accountStoreCases, [
    broken('accounts', ({ list }) => ({
      list: async (filter, page) => {
        const [kept, gone] = [await list(filter, page), await list({ ...filter, status: 'deleted' }, page)];
        return filter.status ? kept : { ...kept, records: [...kept.records, ...gone.records] };
      },
    })),
    /leaves deleted accounts out/,
  ]),
  ...(['kind', 'tenantId', 'actor', 'roleName', 'readRoleId', 'writeRoleId'] as const).map(member =>
    finding(`an account listing that ignores ${member}`, accountStoreCases, [
      broken('accounts', ({ list }) => ({
        list: ({ [member]: _ignored, ...filter }, page) => list(filter, page),
      })),
      /by kind, tenant, actor and role/,
    ]),
  ),
  finding('an account listing that takes % for a wildcard', accountStoreCases, [
    broken('accounts', ({ list }) => ({
      list: ({ term, ...filter }, page) => list({ ...filter, term: term?.replaceAll('%', '') ?? '' }, page),
    })),
    /part of the name, literally/,
  ]),
  finding('an account listing that finds part of a tag', accountStoreCases, [
    broken('accounts', ({ list }) => ({
      list: async (filter, page) => {
        if (filter.tagValue !== 'pilot') return list(filter, page);
        const { tagValue: _ignored, ...rest } = filter;
        return list(rest, page);
      },
    })),
    /whole value or the id of a tag/,
  ]),
  finding('an account listing that takes accounts without users for inactive', accountStoreCases, [
    broken('accounts', ({ list }) => ({
      list: async (filter, page) => {
        const found = await list(filter, page);
        if (filter.isOwnerActive !== true) return found;
        return { ...found, records: found.records.filter(({ owners }) => owners.length > 0) };
      },
    })),
    /whether all of its users|all of their users are active/,
  ]),
  finding('an account store that counts deleted accounts of an actor', accountStoreCases, [
    broken('accounts', sound => ({
      insertForActor: async account => {
        const gone = await sound.list({ status: 'deleted' }, ALL);
        return gone.count > 0 ? 'duplicate' : sound.insertForActor(account);
      },
    })),
    /deleted ones not counted/,
  ]),
  finding('an account store that changes any status', accountStoreCases, [
    broken('accounts', ({ changeStatus }) => ({
      changeStatus: (id, change, by) =>
        changeStatus(id, { ...change, from: ['verified', 'unverified', 'inactive', 'archived'] }, by),
    })),
    /from those named and from no other/,
  ]),
  finding('an account store that upgrades deleted accounts', accountStoreCases, [
    broken('accounts', sound => ({
      changeKind: async (id, change, by) => {
        const account = await sound.byId(id);
        if (!account?.isDeleted) return sound.changeKind(id, change, by);
        await sound.update(id, { accountType: change.to }, by);
        return 'changed';
      },
    })),
    /never that of a deleted account/,
  ]),
  finding('an account store that writes metadata of deleted accounts', accountStoreCases, [
    broken('accounts', ({ putMeta }) => ({
      putMeta: async (id, entry, by) => (await putMeta(id, entry, by)) ?? { [entry.key]: entry.value },
    })),
    /no metadata of an account that is deleted/,
  ]),
  finding('a tag store that reaches tags by their id alone', accountTagStoreCases, [
    broken('accountTags', ({ delete: remove }) => ({
      delete: async (...params) => remove(...params).then(() => 'deleted'),
    })),
    /through its own owner only/,
  ]),
  finding('a tag store that keeps metadata which was left out', accountTagStoreCases, [
    broken('accountTags', sound => ({
      update: async (ownerId, tag) => {
        const known = (await sound.list(ownerId)).find(({ id }) => id === tag.id);
        return sound.update(ownerId, { ...known, ...tag });
      },
    })),
    /replaces value and metadata/,
  ]),
  finding('a tag store that makes tags of nobody', accountTagStoreCases, [
    broken('accountTags', ({ insert }) => ({
      insert: async (...params) =>
        insert(...params).then(outcome => (outcome === 'absent' ? 'inserted' : outcome)),
    })),
    /an owner who does not exist/,
  ]),
];

const guests: readonly Finding[] = [
  finding('a role store that deletes what is in use', guestRoleStoreCases, [
    broken('guestRoles', ({ delete: remove }) => ({
      delete: async id => remove(id).then(outcome => (outcome === 'in-use' ? 'deleted' : outcome)),
    })),
    /deletes no role/,
  ]),
  finding('a role store that looks for cycles one level deep', guestRoleStoreCases, [
    broken('guestRoles', sound => ({
      insertChild: async (link, at) => {
        const child = await sound.byId(link.childId);
        const direct = link.parentId === link.childId || child?.children.includes(link.parentId);
        const outcome = await sound.insertChild(link, at);
        return outcome === 'cycle' && !direct ? 'inserted' : outcome;
      },
    })),
    /refuses cycles/,
  ]),
  finding('a role store that takes a diamond for a cycle', guestRoleStoreCases, [
    broken('guestRoles', sound => ({
      insertChild: async (link, at) =>
        (await sound.parentsOf(link.childId)).length > 0 && (await sound.parentsOf(link.parentId)).length > 0
          ? 'cycle'
          : sound.insertChild(link, at),
    })),
    /a diamond is none/,
  ]),
  finding('a role store that gets a role by its name', guestRoleStoreCases, [
    broken('guestRoles', sound => ({
      getOrInsert: async role => {
        const { records } = await sound.list({ name: role.name }, ALL);
        const known = records.find(({ permission }) => permission === role.permission);
        return known ?? sound.getOrInsert(role);
      },
    })),
    /calls a role by its slug/,
  ]),
  finding('a role store that orders writing before reading', guestRoleStoreCases, [
    broken('guestRoles', ({ list }) => ({
      list: async (...params) => {
        const page = await list(...params);
        return { ...page, records: page.records.toReversed() };
      },
    })),
    /lists roles by slug, permission and id/,
  ]),
  finding('a guest store that accepts every place of a guest', guestStoreCases, [
    broken('guests', (sound, { accounts }) => ({
      accept: async (key, at) => {
        const outcome = await sound.accept(key, at);
        for (const { account } of (await accounts.list({}, ALL)).records) {
          await sound.accept({ ...key, accountId: account.id }, at);
        }
        return outcome;
      },
    })),
    /of this e-mail, role and account, and no other/,
  ]),
  finding('a guest store that accepts in either permission', guestStoreCases, [
    broken('guests', sound => ({
      accept: async (key, at) => {
        const outcome = await sound.accept(key, at);
        const other = key.permission === 'read' ? 'write' : 'read';
        return outcome === 'absent' ? sound.accept({ ...key, permission: other }, at) : outcome;
      },
    })),
    /with the very permission/,
  ]),
  finding('a guest store that prefers the name of a role', guestStoreCases, [
    broken('guests', sound => ({
      accept: async (key, at) => {
        const { records } = await sound.onAccount(key.accountId, ALL);
        const called = records.find(({ role }) => role.name === key.role && role.slug !== key.role);
        return sound.accept({ ...key, role: called?.role.slug ?? key.role }, at);
      },
    })),
    /prefers the role whose slug it is/,
  ]),
  finding('a guest store that invites as accepted', guestStoreCases, [
    broken('guests', (sound, { guestRoles }) => ({
      invite: async invitation => {
        const outcome = await sound.invite(invitation);
        const role = await guestRoles.byId(invitation.roleId);
        if (role)
          await sound.accept({ ...invitation, role: role.slug, permission: role.permission }, invitation.at);
        return outcome;
      },
    })),
    /that nobody has accepted/,
  ]),
  finding('a guest store that leaves guests without places', guestStoreCases, [
    broken('guests', ({ emails }) => ({
      emails: async of => ('roleId' in of ? ['ana@example.org'] : emails(of)),
    })),
    /the guest with the last one/,
  ]),
  finding('a guest store that adds flags to those there were', guestStoreCases, [
    broken('guests', sound => ({
      setFlags: async (guestId, accountId, flags) => {
        const { records } = await sound.onAccount(accountId, ALL);
        const place = records.find(({ guest }) => guest.id === guestId)?.place;
        const permitFlags = [...(place?.permitFlags ?? []), ...flags.permitFlags];
        return sound.setFlags(guestId, accountId, { ...flags, permitFlags });
      },
    })),
    /replaces the flags/,
  ]),
  finding('a guest store that finds licences of any tenant', guestStoreCases, [
    broken('guests', (sound, { accounts }) => ({
      licencesOf: async filter => {
        const found = [];
        const tenants = (await accounts.list({}, ALL)).records.map(({ account }) => account.tenantId);
        for (const tenantId of new Set(tenants)) {
          if (tenantId) found.push(...(await sound.licencesOf({ ...filter, tenantId })));
        }
        return found;
      },
    })),
    /licences of a person in a tenant/,
  ]),
  finding('a guest store that takes an empty list of roles for any', guestStoreCases, [
    broken('guests', sound => ({
      licencesOf: ({ roles, ...filter }) =>
        sound.licencesOf({ ...filter, ...(roles && roles.length > 0 && { roles }) }),
    })),
    /licences of a person in a tenant/,
  ]),
  finding('a guest store that forgets the owners of a tenant', guestStoreCases, [
    broken('guests', ({ emails }) => ({
      emails: async of => (await emails(of)).filter(email => !email.startsWith('owner')),
    })),
    /names each e-mail once/,
  ]),
  finding('a connection string store that shows the signature', connectionStringStoreCases, [
    broken('connectionStrings', ({ list }) => ({
      list: async id =>
        (await list(id)).map(record => ({ ...record, scope: [...record.scope, { edt: '5e'.repeat(32) }] })),
    })),
    /never signature or digest/,
  ]),
  finding('a connection string store that lets expired ones end anew', connectionStringStoreCases, [
    broken('connectionStrings', sound => ({
      revoke: async (accountId, id, now) => {
        const records = await sound.list(accountId);
        REVOKED.set(records.find(record => record.id === id)?.innerId, now);
        return sound.revoke(accountId, id, now);
      },
      list: async accountId =>
        (await sound.list(accountId)).map(record => ({
          ...record,
          expiration: REVOKED.get(record.innerId) ?? record.expiration,
        })),
    })),
    /one that has expired keep its end/,
  ]),
  finding("a connection string store that revokes another account's", connectionStringStoreCases, [
    broken('connectionStrings', ({ revoke }) => ({
      revoke: async (...params) => revoke(...params).then(() => 'revoked'),
    })),
    /another account's for absent/,
  ]),
  finding('a connection string store that leaves the expired ones', connectionStringStoreCases, [
    broken('connectionStrings', sound => ({
      deleteAll: async accountId => {
        const live = (await sound.list(accountId)).filter(
          ({ expiration, createdAt }) => expiration > createdAt,
        );
        for (const { id } of live) await sound.delete(accountId, id);
      },
    })),
    /every one of an account, expired ones too/,
  ]),
];

const source = (change: (sound: StoresWorld) => StoresWorld['profileSource']) => (): StoresWorld => {
  const world = worldOf();
  return { ...world, profileSource: change(world) };
};

const profiles: readonly Finding[] = [
  finding('a profile source that takes the acceptance of a guest for that of a place', profileSourceCases, [
    source(({ profileSource: { byEmail } }) => ({
      byEmail: async email => {
        const caller = await byEmail(email);
        return caller && { ...caller, licences: caller.licences.map(each => ({ ...each, verified: true })) };
      },
    })),
    /invitations that were not accepted/,
  ]),
  finding('a profile source that lets trashed tenants in', profileSourceCases, [
    source(({ profileSource: { byEmail }, unitOfWork }) => ({
      byEmail: async email => {
        const caller = await byEmail(email);
        const found = await unitOfWork.run(async ({ tenants, guests }) => {
          const { records } = await tenants.list({}, ALL);
          const ids = records.filter(({ tenant }) => tenant.marks.trashed).map(({ tenant }) => tenant.id);
          return Promise.all(ids.map(tenantId => guests.licencesOf({ email, tenantId })));
        });
        return caller && { ...caller, licences: [...caller.licences, ...found.flat()] };
      },
    })),
    /in tenants in the trash/,
  ]),
];

it.each([...accounts, ...guests, ...profiles])(
  'the contracts find out $what',
  async ({ cases, open, foundBy }) => {
    const failures = await failuresOf(cases, open);
    expect(failures.filter(name => foundBy.test(name))).not.toEqual([]);
  },
);
