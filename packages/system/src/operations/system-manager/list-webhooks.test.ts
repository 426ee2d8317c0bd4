import type { Page } from '@mycelium/kernel';
import { expect, it } from 'vitest';
import type { WebhookView } from '../../views/webhook-view.ts';
import { office } from '../system-manager.fixture.ts';
import { createWebhook } from './create-webhook.ts';
import { listWebhooks } from './list-webhooks.ts';

async function opened() {
  const room = await office();
  const made = [
    { name: 'Billing', trigger: 'userAccount.created' },
    { name: 'CRM', trigger: 'subscriptionAccount.created' },
    { name: 'Old billing', trigger: 'userAccount.deleted', isActive: false },
  ];
  for (const webhook of made) {
    const secret = { queryParameter: { name: 'key', token: 'Tr0ub4dor' } };
    await room.as(createWebhook, { ...webhook, url: 'https://hooks.example/', secret });
    room.clock.advance(60);
  }
  const list = (params: object = {}) => room.as<Page<WebhookView>>(listWebhooks, params);
  return {
    ...room,
    list,
    names: async (params: object) => (await list(params)).records.map(({ name }) => name),
  };
}

it('lists the newest first, with the true total and without a secret', async () => {
  const { list, names } = await opened();
  expect(await names({})).toEqual(['Old billing', 'CRM', 'Billing']);
  const second = await list({ pageSize: 1, skip: 1 });
  expect(second).toMatchObject({ count: 3, skip: 1, size: 1, records: [{ name: 'CRM' }] });
  expect(second.records[0]?.secret).toEqual({ queryParameter: { name: 'key', token: 'REDACTED' } });
  expect(JSON.stringify(await list())).not.toMatch(/Tr0ub4dor|v2:/);
});

it.each<[object, string[]]>([
  [{ name: 'BILL' }, ['Old billing', 'Billing']],
  [{ trigger: 'subscriptionAccount.created' }, ['CRM']],
  [{ name: 'bill', trigger: 'userAccount.deleted' }, ['Old billing']],
  [{ name: '%' }, []],
])('finds by %j', async (filter, expected) => {
  const { names } = await opened();
  expect(await names(filter)).toEqual(expected);
});

it('is an empty page where there are none', async () => {
  const { as } = await office('read');
  expect(await as(listWebhooks)).toEqual({ count: 0, skip: 0, size: 10, records: [] });
});

it('is for nobody without the role', async () => {
  const { person, call } = await office();
  const caller = await person({ email: 'gil@acme.example', holds: [{ role: 'gateway-manager' }] });
  await expect(call(listWebhooks, {}, { caller })).rejects.toMatchObject({ code: 'MYC00019' });
});
