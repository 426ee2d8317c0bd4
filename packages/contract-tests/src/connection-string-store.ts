import { randomUUID } from 'node:crypto';
import type { Bean, IssuedConnectionString } from '@mycelium/accounts';
import type { AccountId } from '@mycelium/kernel';
import { expect } from 'vitest';
import { type ContractCase, describeContract } from './contract.ts';
import {
  account,
  after,
  alone,
  countOf,
  NOON,
  newAccountId,
  newTenantId,
  RACERS,
  race,
  within,
} from './samples.ts';
import type { OpenStores } from './stores.ts';
import type { StoresWorld } from './stores-world.ts';

async function addedAccount({ seeds }: StoresWorld): Promise<AccountId> {
  const added = account();
  await seeds.addAccount(added);
  return added.id;
}

const issued = (
  accountId: AccountId,
  changes: Partial<IssuedConnectionString> = {},
): IssuedConnectionString => ({
  innerId: randomUUID(),
  accountId,
  email: 'ana@example.org',
  name: 'Nightly export',
  expiration: after(3600),
  createdAt: NOON,
  scope: [{ aid: accountId }],
  signature: '5e'.repeat(32),
  digest: '$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA',
  ...changes,
});

/** What is known of it once it is stored. */
function recordOf({ signature: _secret, digest: _hash, ...record }: IssuedConnectionString, id: number) {
  return { ...record, id };
}

export const connectionStringStoreCases: readonly ContractCase<StoresWorld>[] = [
  {
    name: 'gives back what was inserted, to the millisecond, and never signature or digest',
    async run(world) {
      const strings = alone(world, 'connectionStrings');
      const accountId = await addedAccount(world);
      const scope: Bean[] = [
        { aid: accountId },
        { edt: after(60).toISOString() },
        {
          rls: [
            { name: 'agent', permission: 'write' },
            { name: 'não', permission: 'read' },
          ],
        },
        { tid: newTenantId() },
        { sid: accountId },
        { kvr: 2 },
        { url: 'https://gateway.example/x?y="1"' },
      ];
      const full = issued(accountId, { name: "Ação '1' 🍄", scope });
      const number = await strings.insert(full);
      expect(await strings.list(accountId)).toEqual([recordOf(full, number)]);
      const listed = JSON.stringify(await strings.list(accountId));
      expect(listed).not.toContain(full.signature);
      expect(listed).not.toContain('argon2');
    },
  },
  {
    name: 'numbers upwards, lists the newest first, those of one account alone, the expired ones too',
    async run(world) {
      const strings = alone(world, 'connectionStrings');
      const [mine, other] = [await addedAccount(world), await addedAccount(world)];
      const rows = [
        issued(mine),
        issued(other),
        issued(mine, { expiration: after(-60), createdAt: after(-90) }),
      ];
      const numbers: number[] = [];
      for (const row of rows) numbers.push(await strings.insert(row));
      expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
      expect(new Set(numbers).size).toBe(3);
      expect((await strings.list(mine)).map(({ id }) => id)).toEqual([numbers[2], numbers[0]]);
      expect(await strings.list(newAccountId())).toEqual([]);
    },
  },
  {
    name: `gives ${RACERS} that are inserted at once different numbers`,
    async run(world) {
      const accountId = await addedAccount(world);
      const numbers = await race(() => alone(world, 'connectionStrings').insert(issued(accountId)));
      expect(new Set(numbers).size).toBe(RACERS);
    },
  },
  {
    name: 'lets a revoked one expire now, and one that has expired keep its end',
    async run(world) {
      const strings = alone(world, 'connectionStrings');
      const accountId = await addedAccount(world);
      const [live, over] = [issued(accountId), issued(accountId, { expiration: after(-60) })];
      const [liveId, overId] = [await strings.insert(live), await strings.insert(over)];
      for (const id of [liveId, overId]) {
        expect(await strings.revoke(accountId, id, after(1))).toBe('revoked');
        expect(await strings.revoke(accountId, id, after(2))).toBe('revoked');
      }
      expect(await strings.list(accountId)).toEqual([
        recordOf(over, overId),
        { ...recordOf(live, liveId), expiration: after(1) },
      ]);
    },
  },
  {
    name: "takes another account's for absent",
    async run(world) {
      const strings = alone(world, 'connectionStrings');
      const [mine, other] = [await addedAccount(world), await addedAccount(world)];
      const row = issued(mine);
      const id = await strings.insert(row);
      for (const [accountId, number] of [
        [other, id],
        [mine, id + 1],
      ] as const) {
        expect(await strings.revoke(accountId, number, NOON)).toBe('absent');
        expect(await strings.delete(accountId, number)).toBe('absent');
      }
      expect(await strings.list(mine)).toEqual([recordOf(row, id)]);
    },
  },
  {
    name: `lets one of ${RACERS} concurrent calls delete one, and never gives its number again`,
    async run(world) {
      const strings = alone(world, 'connectionStrings');
      const accountId = await addedAccount(world);
      const id = await strings.insert(issued(accountId));
      const outcomes = await race(() => strings.delete(accountId, id));
      expect(countOf(outcomes, 'deleted')).toBe(1);
      expect(countOf(outcomes, 'absent')).toBe(RACERS - 1);
      expect(await strings.list(accountId)).toEqual([]);
      expect(await strings.insert(issued(accountId))).toBeGreaterThan(id);
    },
  },
  {
    name: 'deletes every one of an account, expired ones too, and nobody else’s',
    async run(world) {
      const strings = alone(world, 'connectionStrings');
      const [mine, other] = [await addedAccount(world), await addedAccount(world)];
      const theirs = issued(other);
      for (const row of [issued(mine), issued(mine, { expiration: after(-60) })]) await strings.insert(row);
      const kept = await strings.insert(theirs);
      await strings.deleteAll(mine);
      await strings.deleteAll(newAccountId());
      expect(await strings.list(mine)).toEqual([]);
      expect(await strings.list(other)).toEqual([recordOf(theirs, kept)]);
    },
  },
  {
    name: 'keeps none of a unit of work that fails',
    async run(world) {
      const accountId = await addedAccount(world);
      const failed = within(world, async ({ connectionStrings }) => {
        await connectionStrings.insert(issued(accountId));
        throw new Error('afterwards');
      });
      await expect(failed).rejects.toThrow('afterwards');
      expect(await alone(world, 'connectionStrings').list(accountId)).toEqual([]);
    },
  },
];

export const connectionStringStoreContract = (name: string, open: OpenStores): void =>
  describeContract(`${name} as a connection string store`, connectionStringStoreCases, open);
