import type { AccountFlags, AccountKind, AccountType } from '@mycelium/accounts';
import { NIL_UUID } from '@mycelium/kernel';
import { expect } from 'vitest';
import type { ContractCase } from './contract.ts';
import {
  account,
  after,
  alone,
  countOf,
  licence,
  NOON,
  newAccountId,
  newRoleId,
  RACERS,
  race,
  role,
  tag,
  tenant,
  within,
  writer,
  writtenAt,
} from './samples.ts';
import type { StoresWorld } from './stores-world.ts';

const ofActor = (actor: string): { accountType: AccountType; isSystemAccount: true } => ({
  accountType: { actorAssociated: { actor } },
  isSystemAccount: true,
});

export const accountChangesCases: readonly ContractCase<StoresWorld>[] = [
  {
    name: 'keeps one account for each system actor, deleted ones not counted',
    async run(world) {
      const accounts = alone(world, 'accounts');
      const first = account(ofActor('gatewayManager'));
      expect(await accounts.insertForActor(first)).toBe('inserted');
      expect(await accounts.byId(first.id)).toEqual(first);
      expect(await accounts.insertForActor(account(ofActor('gatewayManager')))).toBe('duplicate');
      expect(await accounts.insertForActor(account(ofActor('systemManager')))).toBe('inserted');
      await accounts.softDelete(first.id, writtenAt(after(1)));
      expect(await accounts.insertForActor(account(ofActor('gatewayManager')))).toBe('inserted');
    },
  },
  {
    name: `inserts one of ${RACERS} concurrent accounts for the same system actor`,
    async run(world) {
      const outcomes = await race(() =>
        alone(world, 'accounts').insertForActor(account(ofActor('guestsManager'))),
      );
      expect(countOf(outcomes, 'inserted')).toBe(1);
      expect(countOf(outcomes, 'duplicate')).toBe(RACERS - 1);
    },
  },
  {
    name: 'changes the status from those named and from no other',
    async run(world) {
      const accounts = alone(world, 'accounts');
      const waiting = account({ isChecked: false, meta: { locale: 'es' } });
      await world.seeds.addAccount(waiting);
      const approve = { from: ['unverified', 'archived'], to: { isChecked: true } } as const;
      expect(await accounts.changeStatus(newAccountId(), approve, writtenAt(NOON))).toBe('absent');
      expect(await accounts.changeStatus(waiting.id, { from: [], to: {} }, writtenAt(NOON))).toBe('refused');
      expect(await accounts.changeStatus(waiting.id, approve, writtenAt(after(1)))).toBe('changed');
      const approved = { ...waiting, isChecked: true, updatedAt: after(1), updatedBy: writer };
      expect(await accounts.byId(waiting.id)).toEqual(approved);
      expect(await accounts.changeStatus(waiting.id, approve, writtenAt(after(2)))).toBe('refused');
      expect(await accounts.byId(waiting.id)).toEqual(approved);
    },
  },
  {
    name: 'tells every status by the first flag that applies, when it changes one',
    async run(world) {
      const accounts = alone(world, 'accounts');
      const flags = (...[isDeleted, isActive, isChecked, isArchived]: boolean[]): AccountFlags =>
        ({ isDeleted, isActive, isChecked, isArchived }) as AccountFlags;
      const rows = [
        ['deleted', flags(true, true, true, true)],
        ['inactive', flags(false, false, false, true)],
        ['unverified', flags(false, true, false, true)],
        ['archived', flags(false, true, true, true)],
        ['verified', flags(false, true, true, false)],
      ] as const;
      for (const [status, given] of rows) {
        const row = account(given);
        await world.seeds.addAccount(row);
        const others = rows.map(([other]) => other).filter(other => other !== status);
        const to = { isActive: true };
        expect(await accounts.changeStatus(row.id, { from: others, to }, writtenAt(NOON))).toBe('refused');
        expect(await accounts.changeStatus(row.id, { from: [status], to }, writtenAt(NOON))).toBe('changed');
      }
    },
  },
  {
    name: `lets one of ${RACERS} concurrent calls archive an account`,
    async run(world) {
      const row = account();
      await world.seeds.addAccount(row);
      const archive = { from: ['verified'], to: { isArchived: true } } as const;
      const outcomes = await race(racer =>
        alone(world, 'accounts').changeStatus(row.id, archive, writtenAt(after(racer))),
      );
      expect(countOf(outcomes, 'changed')).toBe(1);
      expect(countOf(outcomes, 'refused')).toBe(RACERS - 1);
    },
  },
  {
    name: 'changes the type from those named and from no other, and never that of a deleted account',
    async run(world) {
      const accounts = alone(world, 'accounts');
      const { id: tenantId } = tenant();
      const [readRoleId, writeRoleId] = [newRoleId(), newRoleId()];
      const types: Record<AccountKind, AccountType> = {
        staff: 'staff',
        manager: 'manager',
        user: 'user',
        subscription: { subscription: { tenantId } },
        roleAssociated: { roleAssociated: { tenantId, roleName: 'a', readRoleId, writeRoleId } },
        actorAssociated: { actorAssociated: { actor: 'gatewayManager' } },
        tenantManager: { tenantManager: { tenantId } },
      };
      const kinds = Object.keys(types) as AccountKind[];
      await world.seeds.addAccount(account({ accountType: 'staff' }));
      for (const kind of kinds) {
        const row = account({ accountType: types[kind] });
        await world.seeds.addAccount(row);
        const others = kinds.filter(other => other !== kind);
        const change = (from: AccountKind[], seconds: number) =>
          accounts.changeKind(row.id, { from, to: 'manager' }, writtenAt(after(seconds)));
        expect(await change(others, 1)).toBe('refused');
        expect(await accounts.byId(row.id)).toEqual(row);
        expect(await change([kind], 2)).toBe('changed');
        const changed = { ...row, accountType: 'manager', updatedAt: after(2), updatedBy: writer };
        expect(await accounts.byId(row.id)).toEqual(changed);
      }
      const gone = account({ isDeleted: true });
      await world.seeds.addAccount(gone);
      const upgrade = { from: ['user'], to: 'staff' } as const;
      expect(await accounts.changeKind(gone.id, upgrade, writtenAt(NOON))).toBe('refused');
      expect(await accounts.changeKind(newAccountId(), upgrade, writtenAt(NOON))).toBe('absent');
    },
  },
  {
    name: `lets one of ${RACERS} concurrent calls change a type`,
    async run(world) {
      const row = account();
      await world.seeds.addAccount(row);
      const outcomes = await race(racer =>
        alone(world, 'accounts').changeKind(
          row.id,
          { from: ['user'], to: racer % 2 === 0 ? 'staff' : 'manager' },
          writtenAt(NOON),
        ),
      );
      expect(countOf(outcomes, 'changed')).toBe(1);
      expect(countOf(outcomes, 'refused')).toBe(RACERS - 1);
    },
  },
  {
    name: 'keeps the last staff account that is verified, whatever other accounts there are',
    async run(world) {
      const accounts = alone(world, 'accounts');
      const [last, sleeping] = [
        account({ accountType: 'staff' }),
        account({ accountType: 'staff', isActive: false }),
      ];
      const others = [
        account({ accountType: 'staff', isDeleted: true }),
        account({ accountType: 'staff', isChecked: false }),
        account({ accountType: 'staff', isArchived: true }),
        account({ accountType: 'manager' }),
        account(),
      ];
      for (const row of [last, sleeping, ...others]) await world.seeds.addAccount(row);
      const step = (id: typeof last.id, to: 'staff' | 'user') =>
        accounts.changeKind(id, { from: ['staff', 'user'], to }, writtenAt(after(1)));
      expect(await step(last.id, 'user')).toBe('last');
      expect(await accounts.byId(last.id)).toEqual(last);
      expect(await step(last.id, 'staff')).toBe('changed');
      expect(await step(sleeping.id, 'user')).toBe('changed');
      await world.seeds.addAccount(account({ accountType: 'staff' }));
      expect(await step(last.id, 'user')).toBe('changed');
    },
  },
  {
    name: `keeps one of ${RACERS} staff accounts that all step down at once`,
    async run(world) {
      const rows = Array.from({ length: RACERS }, () => account({ accountType: 'staff' }));
      for (const row of rows) await world.seeds.addAccount(row);
      const outcomes = await race(racer =>
        alone(world, 'accounts').changeKind(
          rows[racer]?.id ?? newAccountId(),
          { from: ['staff', 'manager'], to: racer % 2 === 0 ? 'user' : 'manager' },
          writtenAt(NOON),
        ),
      );
      expect(countOf(outcomes, 'changed')).toBe(RACERS - 1);
      expect(countOf(outcomes, 'last')).toBe(1);
    },
  },
  {
    name: 'puts and deletes one entry of the metadata and leaves the others',
    async run(world) {
      const accounts = alone(world, 'accounts');
      const row = account({ meta: { locale: 'es' } });
      await world.seeds.addAccount(row);
      const put = (key: string, value: string, seconds: number) =>
        accounts.putMeta(row.id, { key, value }, writtenAt(after(seconds)));
      const odd = `custom:a.b{}"'\\`;
      expect(await put(odd, "it's 🍄\n", 1)).toEqual({ locale: 'es', [odd]: "it's 🍄\n" });
      expect(await put('locale', '', 2)).toEqual({ locale: '', [odd]: "it's 🍄\n" });
      expect(await accounts.deleteMeta(row.id, odd, writtenAt(after(3)))).toBe('deleted');
      const changed = { ...row, meta: { locale: '' }, updatedAt: after(3), updatedBy: writer };
      expect(await accounts.byId(row.id)).toEqual(changed);
      expect(await accounts.deleteMeta(row.id, odd, writtenAt(after(4)))).toBe('absent');
      expect(await accounts.byId(row.id)).toEqual(changed);
    },
  },
  {
    name: 'puts and deletes no metadata of an account that is deleted or does not exist',
    async run(world) {
      const accounts = alone(world, 'accounts');
      const gone = account({ meta: { locale: 'es' } });
      await world.seeds.addAccount(gone);
      await accounts.softDelete(gone.id, writtenAt(after(1)));
      for (const id of [gone.id, newAccountId()]) {
        expect(await accounts.putMeta(id, { key: 'a', value: 'b' }, writtenAt(NOON))).toBeUndefined();
        expect(await accounts.deleteMeta(id, 'locale', writtenAt(NOON))).toBe('absent');
      }
      expect((await accounts.byId(gone.id))?.meta).toEqual({});
    },
  },
  {
    name: `keeps every one of ${RACERS} entries that are put at once`,
    async run(world) {
      const row = account({ meta: { locale: 'es' } });
      await world.seeds.addAccount(row);
      await race(racer =>
        alone(world, 'accounts').putMeta(row.id, { key: `custom:${racer}`, value: 'x' }, writtenAt(NOON)),
      );
      const { meta = {} } = (await alone(world, 'accounts').byId(row.id)) ?? {};
      expect(Object.keys(meta)).toHaveLength(RACERS + 1);
      expect(meta).toMatchObject({ locale: 'es', 'custom:0': 'x', [`custom:${RACERS - 1}`]: 'x' });
    },
  },
  {
    name: 'takes tags, guests and the manager link of a deleted account away, and no others',
    async run(world) {
      const manages = tenant();
      await world.seeds.addTenant(manages);
      const accountType = { tenantManager: { tenantId: manages.id } } as const;
      const [doomed, kept] = [account({ accountType, tenantId: manages.id }), account()];
      for (const row of [doomed, kept]) await world.seeds.addAccount(row);
      const [held, other] = [role(), role()];
      for (const row of [held, other]) await world.seeds.addRole(row);
      const on = ({ id, name, tenantId }: typeof doomed, { id: roleId, slug }: typeof held) =>
        licence({ accId: id, accName: name, roleId, role: slug, tenantId: tenantId ?? NIL_UUID });
      await world.seeds.addLicence('ana@example.org', on(doomed, held));
      await world.seeds.addLicence('ana@example.org', on(kept, held));
      await world.seeds.addLicence('bob@example.org', on(doomed, other));
      await within(world, async ({ accountTags, tenantManagers }) => {
        await accountTags.insert(doomed.id, tag());
        await accountTags.insert(kept.id, tag());
        await tenantManagers.link(manages.id, doomed.id);
      });
      await alone(world, 'accounts').softDelete(doomed.id, writtenAt(NOON));
      expect(await alone(world, 'accountTags').list(doomed.id)).toEqual([]);
      expect(await alone(world, 'accountTags').list(kept.id)).toHaveLength(1);
      expect(await alone(world, 'tenantManagers').of(manages.id)).toBeUndefined();
      expect(await alone(world, 'guests').emails({ roleId: held.id })).toEqual(['ana@example.org']);
      expect(await alone(world, 'guests').emails({ roleId: other.id })).toEqual([]);
      expect(await alone(world, 'guestRoles').delete(other.id)).toBe('deleted');
    },
  },
];
