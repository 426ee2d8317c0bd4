import { expect, it } from 'vitest';
import type { WebhookView } from '../../views/webhook-view.ts';
import { office } from '../system-manager.fixture.ts';
import { createWebhook } from './create-webhook.ts';
import { deleteWebhook } from './delete-webhook.ts';

const guide = { url: 'https://notify.internal/mycelium-events', trigger: 'userAccount.created' };

it('removes a webhook once, and keeps its trail', async () => {
  const { as, refusal, stores } = await office();
  const { id: webhookId } = await as<WebhookView>(createWebhook, guide);
  const kept = await as<WebhookView>(createWebhook, { ...guide, name: 'Kept' });
  expect(await as(deleteWebhook, { webhookId })).toBeNull();
  expect(await refusal(deleteWebhook, { webhookId })).toMatchObject({ code: 'MYC00080', kind: 'not-found' });
  const { webhooks, audit } = stores.rows();
  expect(webhooks.map(({ id }) => id)).toEqual([kept.id]);
  expect(audit.filter(({ resourceId }) => resourceId === webhookId)).toMatchObject([
    { event: 'created' },
    { event: 'deleted', metadata: { action: 'delete_webhook' } },
  ]);
});

it('wants somebody who may write', async () => {
  const { refusal } = await office('read');
  const webhookId = '000000ee-0000-4000-8000-0000000000ff';
  expect(await refusal(deleteWebhook, { webhookId })).toMatchObject({ code: 'MYC00019' });
});
