import type { WebhookId } from '@mycelium/kernel';
import type { HttpSecret, Webhook, WebhookChange, WebhookFilter } from '@mycelium/system';
import { expect } from 'vitest';
import { type ContractCase, describeContract } from './contract.ts';
import {
  ALL,
  after,
  alone,
  ascending,
  countOf,
  NOON,
  newWebhookId,
  RACERS,
  race,
  within,
  writer,
  writtenAt,
} from './samples.ts';
import type { OpenStores } from './stores.ts';
import type { StoresWorld } from './stores-world.ts';

function webhook(changes: Partial<Webhook> = {}): Webhook {
  const id = changes.id ?? newWebhookId();
  return {
    id,
    name: `Hook ${id}`,
    url: 'https://billing.example/hook',
    trigger: 'subscriptionAccount.created',
    method: 'POST',
    isActive: true,
    created: NOON,
    ...changes,
  };
}

const SECRETS: readonly HttpSecret[] = [
  { authorizationHeader: { headerName: 'Authorization', prefix: 'Bearer', token: 'v2:c2VhbGVk' } },
  { authorizationHeader: { headerName: 'X-Key', prefix: null, token: { env: 'HOOK_TOKEN' } } },
  { queryParameter: { name: 'key', token: { vault: { path: 'a/b', key: "it's" } } } },
];

export const webhookStoreCases: readonly ContractCase<StoresWorld>[] = [
  {
    name: 'answers `undefined` or `absent` for a webhook that does not exist',
    async run(world) {
      const webhooks = alone(world, 'webhooks');
      const id = newWebhookId();
      expect(await webhooks.byId(id)).toBeUndefined();
      expect(await webhooks.update(id, { name: 'x' }, writtenAt(NOON))).toBe('absent');
      expect(await webhooks.delete(id)).toBe('absent');
    },
  },
  {
    name: 'gives back what was inserted, to the millisecond, with every kind of secret',
    async run(world) {
      const webhooks = alone(world, 'webhooks');
      const full = webhook({
        name: "Ação '1' 🍄",
        description: 'to "billing"',
        url: 'https://billing.example/hook?a=1&b=%20',
        trigger: 'userAccount.deleted',
        method: 'DELETE',
        isActive: false,
        createdBy: writer,
        updated: after(1),
        updatedBy: { ...writer, from: 'user', email: 'YW5hQGV4YW1wbGUub3Jn' },
      });
      for (const inserted of [webhook(), full, ...SECRETS.map(secret => webhook({ secret }))]) {
        expect(await webhooks.insert(inserted)).toBe('inserted');
        expect(await webhooks.byId(inserted.id)).toEqual(inserted);
      }
    },
  },
  {
    name: 'refuses name, URL and trigger together twice, and goes on',
    async run(world) {
      const first = webhook({ name: 'A' });
      await within(world, async ({ webhooks }) => {
        expect(await webhooks.insert(first)).toBe('inserted');
        expect(await webhooks.insert(webhook({ name: 'A', method: 'PUT' }))).toBe('duplicate');
        expect(await webhooks.insert(webhook({ id: first.id }))).toBe('duplicate');
        expect(await webhooks.insert(webhook({ name: 'B' }))).toBe('inserted');
        expect(await webhooks.insert(webhook({ name: 'A', url: 'https://b.example' }))).toBe('inserted');
        expect(await webhooks.insert(webhook({ name: 'A', trigger: 'userAccount.created' }))).toBe(
          'inserted',
        );
      });
      expect(await alone(world, 'webhooks').byId(first.id)).toEqual(first);
    },
  },
  {
    name: `inserts one of ${RACERS} concurrent webhooks of the same name, URL and trigger`,
    async run(world) {
      const outcomes = await race(() => alone(world, 'webhooks').insert(webhook({ name: 'A' })));
      expect(countOf(outcomes, 'inserted')).toBe(1);
      expect(countOf(outcomes, 'duplicate')).toBe(RACERS - 1);
    },
  },
  {
    name: 'changes what is given and nothing else; the secret stays, is replaced or goes',
    async run(world) {
      const webhooks = alone(world, 'webhooks');
      const before = webhook({ description: 'old', createdBy: writer, secret: SECRETS[0]! });
      await webhooks.insert(before);
      let expected: Webhook = before;
      const changes: WebhookChange[] = [
        { name: 'New' },
        { description: 'new' },
        { url: 'https://new.example' },
        { trigger: 'userAccount.updated' },
        { method: 'PATCH' },
        { isActive: false },
        {},
      ];
      for (const [seconds, change] of changes.entries()) {
        expect(await webhooks.update(before.id, change, writtenAt(after(seconds)))).toBe('updated');
        expected = {
          ...expected,
          ...(change as Partial<Webhook>),
          updated: after(seconds),
          updatedBy: writer,
        };
        expect(await webhooks.byId(before.id)).toEqual(expected);
      }
      await webhooks.update(before.id, { secret: SECRETS[1]! }, writtenAt(after(10)));
      expect((await webhooks.byId(before.id))?.secret).toEqual(SECRETS[1]);
      await webhooks.update(before.id, { secret: null }, writtenAt(after(11)));
      const { secret: _gone, ...bare } = expected;
      expect(await webhooks.byId(before.id)).toEqual({ ...bare, updated: after(11) });
    },
  },
  {
    name: 'refuses a change that clashes, and goes on',
    async run(world) {
      const [first, second] = [webhook({ name: 'A' }), webhook({ name: 'B' })];
      await within(world, async ({ webhooks }) => {
        await webhooks.insert(first);
        await webhooks.insert(second);
        expect(await webhooks.update(second.id, { name: 'A' }, writtenAt(after(1)))).toBe('duplicate');
        expect(await webhooks.update(second.id, { name: 'C' }, writtenAt(after(2)))).toBe('updated');
        expect(await webhooks.update(first.id, { name: 'A' }, writtenAt(after(3)))).toBe('updated');
      });
      expect(await alone(world, 'webhooks').byId(second.id)).toMatchObject({ name: 'C', updated: after(2) });
    },
  },
  {
    name: `deletes once, however many of ${RACERS} ask at once`,
    async run(world) {
      const [doomed, kept] = [webhook(), webhook()];
      for (const row of [doomed, kept]) await alone(world, 'webhooks').insert(row);
      const outcomes = await race(() => alone(world, 'webhooks').delete(doomed.id));
      expect(countOf(outcomes, 'deleted')).toBe(1);
      expect(countOf(outcomes, 'absent')).toBe(RACERS - 1);
      expect(await alone(world, 'webhooks').byId(doomed.id)).toBeUndefined();
      expect(await alone(world, 'webhooks').byId(kept.id)).toEqual(kept);
    },
  },
  {
    name: 'lists webhooks newest first, then by id, page by page, and by each filter',
    async run(world) {
      const webhooks = alone(world, 'webhooks');
      const [low, high] = ascending(newWebhookId, 2) as [WebhookId, WebhookId];
      const rows = [
        webhook({ name: 'Billing', created: after(0.001), secret: SECRETS[0]! }),
        webhook({ id: low, name: 'Archive 100%_', trigger: 'userAccount.created' }),
        webhook({ id: high, name: 'billing too', trigger: 'userAccount.created' }),
        webhook({ name: 'Other', created: after(-1), isActive: false }),
      ];
      for (const index of [2, 0, 3, 1]) await webhooks.insert(rows[index]!);
      expect(await webhooks.list({}, { pageSize: 3, skip: 0 })).toEqual({
        count: 4,
        skip: 0,
        size: 3,
        records: rows.slice(0, 3),
      });
      expect((await webhooks.list({}, { pageSize: 3, skip: 2 })).records).toEqual(rows.slice(2));
      const found = async (filter: WebhookFilter) => (await webhooks.list(filter, ALL)).records;
      expect(await found({ name: 'BILL' })).toEqual([rows[0], rows[2]]);
      expect(await found({ name: '%_' })).toEqual([rows[1]]);
      expect(await found({ name: 'b%g' })).toEqual([]);
      expect(await found({ trigger: 'userAccount.created' })).toEqual([rows[1], rows[2]]);
      expect(await found({ trigger: 'userAccount.created', name: 'bill' })).toEqual([rows[2]]);
      expect(await webhooks.list({ trigger: 'userAccount.deleted' }, ALL)).toMatchObject({
        count: 0,
        records: [],
      });
    },
  },
];

export const webhookStoreContract = (name: string, open: OpenStores): void =>
  describeContract(`${name} as a webhook store`, webhookStoreCases, open);
