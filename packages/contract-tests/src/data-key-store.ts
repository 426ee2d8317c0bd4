import { NIL_UUID } from '@mycelium/kernel';
import { expect } from 'vitest';
import { type ContractCase, describeContract } from './contract.ts';
import { alone, newTenantId, RACERS, race, tenant, within } from './samples.ts';
import type { OpenStores } from './stores.ts';
import type { StoresWorld } from './stores-world.ts';

const wrapped = (text: string, kekVersion = 1) => ({ wrapped: `v2:${btoa(text)}`, kekVersion });

export const dataKeyStoreCases: readonly ContractCase<StoresWorld>[] = [
  {
    name: 'finds no key before one was provisioned, and then that one, with its version',
    async run(world) {
      const keys = alone(world, 'dataKeys');
      const [mine, other] = [tenant({ meta: { a: 'b' } }), tenant()];
      for (const row of [mine, other]) await world.seeds.addTenant(row);
      for (const id of [mine.id, newTenantId(), NIL_UUID]) expect(await keys.find(id)).toBeUndefined();
      const key = wrapped('first', 7);
      expect(await keys.provision(mine.id, key)).toEqual(key);
      expect(await keys.find(mine.id)).toEqual(key);
      expect(await keys.find(other.id)).toBeUndefined();
      expect(await alone(world, 'tenants').byId(mine.id)).toEqual(mine);
    },
  },
  {
    name: 'keeps the first key and gives it to whoever comes later',
    async run(world) {
      const keys = alone(world, 'dataKeys');
      const mine = tenant();
      await world.seeds.addTenant(mine);
      await keys.provision(mine.id, wrapped('first', 7));
      expect(await keys.provision(mine.id, wrapped('second', 8))).toEqual(wrapped('first', 7));
      expect(await keys.find(mine.id)).toEqual(wrapped('first', 7));
    },
  },
  {
    name: 'provisions nothing for a tenant that does not exist',
    async run(world) {
      const id = newTenantId();
      expect(await alone(world, 'dataKeys').provision(id, wrapped('key'))).toBeUndefined();
      expect(await alone(world, 'dataKeys').find(id)).toBeUndefined();
    },
  },
  {
    name: 'provisions the installation, even where a tenant is called as its row would be',
    async run(world) {
      const keys = alone(world, 'dataKeys');
      await world.seeds.addTenant(tenant({ name: 'System' }));
      expect(await keys.provision(NIL_UUID, wrapped('first'))).toEqual(wrapped('first'));
      expect(await keys.provision(NIL_UUID, wrapped('second'))).toEqual(wrapped('first'));
      expect(await keys.find(NIL_UUID)).toEqual(wrapped('first'));
    },
  },
  {
    name: `gives ${RACERS} concurrent calls the same key, of a tenant and of the installation`,
    async run(world) {
      const mine = tenant();
      await world.seeds.addTenant(mine);
      for (const id of [mine.id, NIL_UUID]) {
        const heard = await race(racer => alone(world, 'dataKeys').provision(id, wrapped(`key ${racer}`)));
        expect(new Set(heard.map(key => key?.wrapped)).size).toBe(1);
        expect(await alone(world, 'dataKeys').find(id)).toEqual(heard[0]);
      }
    },
  },
  {
    name: 'keeps no key of a unit of work that fails',
    async run(world) {
      const failed = within(world, async ({ dataKeys }) => {
        await dataKeys.provision(NIL_UUID, wrapped('key'));
        expect(await dataKeys.find(NIL_UUID)).toEqual(wrapped('key'));
        throw new Error('afterwards');
      });
      await expect(failed).rejects.toThrow('afterwards');
      expect(await alone(world, 'dataKeys').find(NIL_UUID)).toBeUndefined();
    },
  },
];

export const dataKeyStoreContract = (name: string, open: OpenStores): void =>
  describeContract(`${name} as a data key store`, dataKeyStoreCases, open);
