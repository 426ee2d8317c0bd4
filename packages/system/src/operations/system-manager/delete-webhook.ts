import { actor, audit } from '@mycelium/accounts';
import { refuse, type WebhookId } from '@mycelium/kernel';
import { nothing } from '@mycelium/operations';
import { shape, uuid } from '@mycelium/schema';
import { operation } from '../operation.ts';
import type { Needs } from '../ports.ts';

export const deleteWebhook = operation({
  name: 'systemManager.webhooks.delete',
  route: 'DELETE /_adm/system-manager/webhooks/{webhookId}',
  access: { role: 'system-manager', permission: 'write' },
  summary: 'Remove a webhook.',
  params: shape('DeleteWebhookParams', { webhookId: uuid<WebhookId>() }),
  result: nothing(),
  errors: ['WEBHOOK_NOT_FOUND'],
  run: async (ports: Needs<'unitOfWork' | 'clock' | 'ids'>, { caller }, { webhookId }) =>
    ports.unitOfWork.run(async stores => {
      if ((await stores.webhooks.delete(webhookId)) === 'absent') throw refuse('WEBHOOK_NOT_FOUND');
      await audit(stores, ports, {
        action: 'delete_webhook',
        resourceType: 'webhook',
        resourceId: webhookId,
        event: 'deleted',
        performedBy: actor(caller),
      });
    }),
});
