import { randomUUID } from 'node:crypto';
import type { AuditEntry } from '@mycelium/accounts';
import type { DomainEvent } from '@mycelium/notifications';
import { expect } from 'vitest';
import { type ContractCase, describeContract } from './contract.ts';
import { ALL, after, alone, ascending, countOf, NOON, RACERS, race, within, writer } from './samples.ts';
import type { OpenStores } from './stores.ts';
import type { StoresWorld } from './stores-world.ts';

export const instanceSettingsCases: readonly ContractCase<StoresWorld>[] = [
  {
    name: 'has a key once it was inserted, and no other',
    async run(world) {
      expect(await within(world, ({ settings }) => settings.has('staff_bootstrap'))).toBe(false);
      expect(await within(world, ({ settings }) => settings.insert('staff_bootstrap', {}, writer))).toBe(
        'inserted',
      );
      expect(await within(world, ({ settings }) => settings.has('staff_bootstrap'))).toBe(true);
      expect(await within(world, ({ settings }) => settings.has('Staff_bootstrap'))).toBe(false);
      expect(await within(world, ({ settings }) => settings.insert('staff_bootstrap', {}, writer))).toBe(
        'duplicate',
      );
    },
  },
  {
    name: `lets one of ${RACERS} concurrent calls insert a key`,
    async run(world) {
      const outcomes = await race(racer =>
        within(world, ({ settings }) => settings.insert('staff_bootstrap', { racer }, writer)),
      );
      expect(countOf(outcomes, 'inserted')).toBe(1);
      expect(countOf(outcomes, 'duplicate')).toBe(RACERS - 1);
    },
  },
  {
    name: 'forgets a key whose unit of work fails',
    async run(world) {
      const failed = within(world, async ({ settings }) => {
        await settings.insert('staff_bootstrap', {}, writer);
        throw new Error('afterwards');
      });
      await expect(failed).rejects.toThrow('afterwards');
      expect(await within(world, ({ settings }) => settings.has('staff_bootstrap'))).toBe(false);
    },
  },
];

export const instanceSettingsContract = (name: string, open: OpenStores): void =>
  describeContract(`${name} as instance settings`, instanceSettingsCases, open);

const entry = (changes: Partial<AuditEntry> = {}): AuditEntry => ({
  id: randomUUID(),
  resourceType: 'account',
  resourceId: randomUUID(),
  event: 'created',
  performedBy: writer,
  metadata: { action: 'create_user_account' },
  createdAt: NOON,
  ...changes,
});

const byId = <T extends { readonly id: string }>(rows: readonly T[]): T[] =>
  [...rows].sort((a, b) => (a.id < b.id ? -1 : 1));

export const auditTrailCases: readonly ContractCase<StoresWorld>[] = [
  {
    name: 'keeps every entry as it was written, to the millisecond',
    async run(world) {
      const entries = [
        entry(),
        entry({
          resourceType: 'tenant_meta',
          event: 'deleted',
          tenantId: randomUUID(),
          createdAt: after(0.001),
        }),
        entry({ metadata: { action: 'x', note: 'não 🍄', nested: { list: [1, null, true] } } }),
      ];
      await within(world, async ({ audit }) => {
        for (const written of entries) await audit.append(written);
      });
      expect(byId(await world.auditEntries())).toEqual(byId(entries));
    },
  },
  {
    name: 'keeps no entry of a unit of work that fails',
    async run(world) {
      const failed = within(world, async ({ audit }) => {
        await audit.append(entry());
        throw new Error('afterwards');
      });
      await expect(failed).rejects.toThrow('afterwards');
      expect(await world.auditEntries()).toEqual([]);
    },
  },
  {
    name: 'tells what happened to one resource, newest first, then by id descending, page by page',
    async run(world) {
      const audit = alone(world, 'audit');
      const resourceId = randomUUID();
      const [low, high] = ascending(randomUUID, 2) as [string, string];
      const told = [
        entry({ resourceId, createdAt: after(0.001), event: 'deleted' }),
        entry({ resourceId, id: high, tenantId: randomUUID(), metadata: { action: 'x', note: 'não' } }),
        entry({ resourceId, id: low }),
        entry({ resourceId, createdAt: after(-1) }),
      ];
      for (const index of [2, 3, 0, 1]) await audit.append(told[index]!);
      await audit.append(entry());
      await audit.append(entry({ resourceId, resourceType: 'account_meta' }));
      const of = (skip: number, pageSize: number) =>
        audit.of({ resourceType: 'account', resourceId }, { skip, pageSize });
      expect(await of(0, 100)).toEqual(told);
      expect(await of(1, 2)).toEqual(told.slice(1, 3));
      expect(await of(4, 2)).toEqual([]);
      expect(await audit.of({ resourceType: 'account', resourceId: randomUUID() }, ALL)).toEqual([]);
    },
  },
];

export const auditTrailContract = (name: string, open: OpenStores): void =>
  describeContract(`${name} as an audit trail`, auditTrailCases, open);

const event = (changes: Partial<DomainEvent> = {}): DomainEvent => ({
  id: randomUUID(),
  trigger: 'userAccount.created',
  occurredAt: NOON,
  resourceId: randomUUID(),
  payload: { accountId: randomUUID(), name: 'Ação "1" 🍄\n' },
  ...changes,
});

export const eventOutboxCases: readonly ContractCase<StoresWorld>[] = [
  {
    name: 'keeps every event as it was written, to the millisecond',
    async run(world) {
      const events = [
        event(),
        event({ trigger: 'subscriptionAccount.deleted', occurredAt: after(0.001), payload: {} }),
      ];
      await within(world, async ({ events: outbox }) => {
        for (const written of events) await outbox.append(written);
      });
      expect(byId(await world.events())).toEqual(byId(events));
    },
  },
  {
    name: 'keeps no event of a unit of work that fails',
    async run(world) {
      const failed = within(world, async ({ events }) => {
        await events.append(event());
        throw new Error('afterwards');
      });
      await expect(failed).rejects.toThrow('afterwards');
      expect(await world.events()).toEqual([]);
    },
  },
];

export const eventOutboxContract = (name: string, open: OpenStores): void =>
  describeContract(`${name} as an event outbox`, eventOutboxCases, open);
