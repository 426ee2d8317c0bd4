import { expect } from 'vitest';
import { type ContractCase, describeContract } from './contract.ts';
import {
  ALL,
  account,
  after,
  NOON,
  newGuestId,
  RACERS,
  race,
  role,
  tag,
  tenant,
  user,
  within,
  writtenAt,
} from './samples.ts';
import type { OpenStores } from './stores.ts';
import type { StoresWorld } from './stores-world.ts';

export const unitOfWorkCases: readonly ContractCase<StoresWorld>[] = [
  {
    name: 'gives back what the work gives',
    async run(world) {
      expect(await within(world, async () => 'result')).toBe('result');
    },
  },
  {
    name: 'shows the work its own writes',
    async run(world) {
      const ana = user();
      const seen = await within(world, async ({ users }) => {
        await users.insert(ana);
        return users.byEmail(ana.email);
      });
      expect(seen).toEqual(ana);
    },
  },
  {
    name: 'commits all writes or none, and passes the error on as it is',
    async run(world) {
      const [ana, home] = [user(), account()];
      const error = new Error('afterwards');
      const failed = within(world, async ({ users, accounts }) => {
        await accounts.insert(home);
        await users.insert(ana);
        throw error;
      });
      await expect(failed).rejects.toBe(error);
      expect(await within(world, ({ users }) => users.byId(ana.id))).toBeUndefined();
      expect(await within(world, ({ accounts }) => accounts.byId(home.id))).toBeUndefined();
    },
  },
  {
    name: 'keeps nothing that any store wrote in a unit that fails',
    async run(world) {
      const [home, at, held, ana] = [tenant(), account(), role(), user()];
      await world.seeds.addTenant(home);
      await world.seeds.addAccount(at);
      await world.seeds.addRole(held);
      await world.seeds.addUser(ana);
      const place = { email: ana.email, roleId: held.id, accountId: at.id };
      const code = { prefix: 'SVC', message: 'x', isInternal: false, isNative: false };
      const manager = account({ tenantId: home.id, accountType: { tenantManager: { tenantId: home.id } } });
      const found = async () =>
        within(world, async stores => [
          await stores.accounts.list({}, ALL),
          await stores.guestRoles.list({}, ALL),
          await stores.guests.find(place),
          await stores.accountTags.list(at.id),
          await stores.tenants.list({}, ALL),
          await stores.tenantManagers.of(home.id),
          await stores.errorCodes.list({ prefix: code.prefix }, ALL),
        ]);
      const before = await found();
      const failed = within(world, async stores => {
        await stores.accounts.insert(manager);
        await stores.accounts.putMeta(at.id, { key: 'locale', value: 'es' }, writtenAt(after(1)));
        await stores.accountTags.insert(at.id, tag());
        const child = await stores.guestRoles.getOrInsert(role());
        await stores.guestRoles.insertChild({ parentId: held.id, childId: child.id, createdBy: at.id }, NOON);
        await stores.guests.invite({ ...place, id: newGuestId(), at: NOON });
        await stores.tenants.insert(tenant());
        await stores.tenants.setMark(home.id, 'archived', { at: NOON, by: 'profile/x' });
        await stores.tenantTags.insert(home.id, tag());
        const link = { tenantId: home.id, ownerId: ana.id, guestBy: 'account-id:x', created: NOON };
        await stores.tenantOwners.insert(link);
        await stores.tenantManagers.link(home.id, manager.id);
        await stores.errorCodes.insertNext(code);
        throw new Error('afterwards');
      });
      await expect(failed).rejects.toThrow('afterwards');
      expect(await found()).toEqual(before);
    },
  },
  {
    name: 'runs effects after the commit, in order, and never after a rollback',
    async run(world) {
      const told: string[] = [];
      const ana = user();
      await within(world, async ({ users, afterCommit }) => {
        afterCommit(async () => {
          const committed = await within(world, stores => stores.users.byId(ana.id));
          told.push(committed ? 'committed' : 'not yet');
        });
        afterCommit(() => void told.push('second'));
        await users.insert(ana);
        told.push('work');
      });
      expect(told).toEqual(['work', 'committed', 'second']);
      const failed = within(world, async ({ afterCommit }) => {
        afterCommit(() => void told.push('never'));
        throw new Error('afterwards');
      });
      await expect(failed).rejects.toThrow('afterwards');
      expect(told).not.toContain('never');
    },
  },
  {
    name: 'refuses a unit inside another one instead of waiting for ever',
    async run(world) {
      const nested = within(world, () => within(world, async () => 'never'));
      await expect(nested).rejects.toThrow(/inside/);
      expect(await within(world, async () => 'still working')).toBe('still working');
    },
  },
  {
    name: 'keeps what was committed when an effect fails',
    async run(world) {
      const ana = user();
      const inserted = await within(world, async ({ users, afterCommit }) => {
        afterCommit(() => Promise.reject(new Error('cache away')));
        return users.insert(ana);
      });
      expect(inserted).toBe('inserted');
      expect(await within(world, ({ users }) => users.byId(ana.id))).toEqual(ana);
    },
  },
  {
    name: 'takes verbs that are called at once',
    async run(world) {
      const users = Array.from({ length: RACERS }, (_, i) => user({ email: `u${i}@example.org` }));
      await within(world, stores => Promise.all(users.map(each => stores.users.insert(each))));
      const found = await within(world, stores => Promise.all(users.map(each => stores.users.byId(each.id))));
      expect(found).toEqual(users);
    },
  },
  {
    name: `keeps ${RACERS} concurrent units apart: those that fail leave nothing behind`,
    async run(world) {
      const users = Array.from({ length: RACERS }, (_, i) => user({ email: `u${i}@example.org` }));
      await race(racer =>
        within(world, async stores => {
          await stores.users.insert(users[racer]!);
          if (racer % 2 === 1) throw new Error('odd');
        }).catch((error: Error) => expect(error.message).toBe('odd')),
      );
      const found = await within(world, stores => Promise.all(users.map(each => stores.users.byId(each.id))));
      expect(found.map(each => each !== undefined)).toEqual(users.map((_, i) => i % 2 === 0));
    },
  },
];

export const unitOfWorkContract = (name: string, open: OpenStores): void =>
  describeContract(`${name} as a unit of work`, unitOfWorkCases, open);
