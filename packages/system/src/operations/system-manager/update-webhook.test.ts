import { SYSTEM_TENANT } from '@mycelium/envelope-crypto';
import { expect, it } from 'vitest';
import type { HttpSecret } from '../../model/webhook.ts';
import type { WebhookView } from '../../views/webhook-view.ts';
import { office } from '../system-manager.fixture.ts';
import { createWebhook } from './create-webhook.ts';
import { updateWebhook } from './update-webhook.ts';

const NOWHERE = '000000ee-0000-4000-8000-0000000000ff';

async function opened() {
  const room = await office();
  const made = await room.as<WebhookView>(createWebhook, {
    name: 'Billing',
    description: 'To billing.',
    url: 'https://billing.example/',
    trigger: 'userAccount.created',
    secret: { authorizationHeader: { prefix: 'Bearer', token: 'first' } },
  });
  room.clock.advance(60);
  const { ports, stores } = room;
  const row = () => stores.rows().webhooks.find(({ id }) => id === made.id);
  return {
    ...room,
    made,
    row,
    change: (params: object) => room.as<WebhookView>(updateWebhook, { webhookId: made.id, ...params }),
    /** The token that the receiver would be sent. */
    token: async () => {
      const secret = row()?.secret as Extract<HttpSecret, { authorizationHeader: unknown }>;
      const place = { tenantId: SYSTEM_TENANT, field: 'http_secret' } as const;
      return ports.unitOfWork.run(({ dataKeys }) =>
        ports.envelope.open(dataKeys, place, secret.authorizationHeader.token as string),
      );
    },
  };
}

it('changes what is given and keeps the rest, with its trail', async () => {
  const { change, made, stores, caller } = await opened();
  const given = {
    name: 'CRM',
    url: 'https://crm.example/',
    trigger: 'subscriptionAccount.deleted',
    method: 'delete',
    isActive: false,
  };
  const changed = await change(given);
  expect(changed).toEqual({
    ...made,
    ...given,
    method: 'DELETE',
    updated: '2026-01-01T12:01:00.000Z',
    updatedBy: { id: caller.account?.id, from: 'account', email: null },
  });
  expect(stores.rows().audit.at(-1)).toMatchObject({
    resourceType: 'webhook',
    resourceId: made.id,
    event: 'updated',
    performedBy: { id: caller.account?.id },
    metadata: { action: 'update_webhook' },
  });
  expect(await change({ isActive: true })).toMatchObject({ name: 'CRM', isActive: true });
});

it('keeps the secret that it is not told about', async () => {
  const { change, token, row } = await opened();
  const before = row()?.secret;
  expect(await change({ isActive: false })).toMatchObject({
    secret: { authorizationHeader: { headerName: 'Authorization', prefix: 'Bearer', token: 'REDACTED' } },
  });
  expect(row()?.secret).toEqual(before);
  expect(await token()).toBe('first');
});

it('replaces the secret, and takes it away', async () => {
  const { change, token, row } = await opened();
  await change({ secret: { authorizationHeader: { name: 'X-Key', token: 'second' } } });
  expect(await token()).toBe('second');
  expect(row()?.secret).toMatchObject({ authorizationHeader: { headerName: 'X-Key', prefix: null } });
  expect(await change({ secret: null })).toMatchObject({ secret: null });
  expect(row()).not.toHaveProperty('secret');
});

it('takes the description away', async () => {
  const { change } = await opened();
  expect(await change({ description: null })).toMatchObject({ description: null });
  expect(await change({ description: 'Again.' })).toMatchObject({ description: 'Again.' });
  expect(await change({ description: ' ' })).toMatchObject({ description: null });
});

it('refuses to become the twin of another one', async () => {
  const { as, change, refusal, made, row } = await opened();
  const other = { name: 'Other', url: made.url, trigger: made.trigger };
  await as(createWebhook, other);
  const before = row();
  const refused = await refusal(updateWebhook, { webhookId: made.id, name: 'Other' });
  expect(refused).toMatchObject({ code: 'MYC00018', kind: 'conflict' });
  expect(row()).toEqual(before);
  expect(await change({ name: 'Other', trigger: 'userAccount.updated' })).toMatchObject({ name: 'Other' });
});

it('says that there is no such webhook', async () => {
  const { refusal, stores } = await opened();
  const before = stores.rows();
  const params = { webhookId: NOWHERE, secret: { queryParameter: { name: 'a', token: 'b' } } };
  expect(await refusal(updateWebhook, params)).toMatchObject({ code: 'MYC00080', kind: 'not-found' });
  expect(stores.rows()).toEqual(before);
});

it.each([
  [{ url: 'http://10.0.0.1/' }, 'url'],
  [{ url: 'javascript:alert(1)' }, 'url'],
  [{ secret: { authorizationHeader: { token: 'REDACTED' } } }, 'secret.authorizationHeader.token'],
  [{ secret: {} }, 'secret'],
  [{ secret: 'text' }, 'secret'],
  [{ method: 'GET' }, 'method'],
  [{ trigger: 'x' }, 'trigger'],
  [{ id: NOWHERE }, 'id'],
  [{ webhookId: 'x' }, 'webhookId'],
])('refuses %j', async (given, path) => {
  const { refusal, made, row } = await opened();
  const before = row();
  const refused = await refusal(updateWebhook, { webhookId: made.id, ...given });
  expect(refused).toMatchObject({ code: 'MYC00033', problems: [{ path }] });
  expect(row()).toEqual(before);
});

it('wants somebody who may write', async () => {
  const { refusal } = await office('read');
  expect(await refusal(updateWebhook, { webhookId: NOWHERE })).toMatchObject({ code: 'MYC00019' });
});
