import { actor, audit } from '@mycelium/accounts';
import { refuse, type WebhookId } from '@mycelium/kernel';
import { boolean, described, nullable, optional, shape, uuid } from '@mycelium/schema';
import type { SystemStores } from '../../ports/stores.ts';
import type { WebhookChange } from '../../ports/webhook-store.ts';
import { WebhookView, webhookView } from '../../views/webhook-view.ts';
import { operation } from '../operation.ts';
import type { Needs } from '../ports.ts';
import {
  refuseProblems,
  targetProblems,
  webhookDescription,
  webhookMethod,
  webhookName,
  webhookTrigger,
  webhookUrl,
} from '../webhook-fields.ts';
import { HttpSecretParams, type HttpSecretValue, secretProblems, storedSecret } from '../webhook-secret.ts';

type Ports = Needs<'unitOfWork' | 'clock' | 'ids' | 'envelope' | 'webhookTargets'>;

export const updateWebhook = operation({
  name: 'systemManager.webhooks.update',
  route: 'PATCH /_adm/system-manager/webhooks/{webhookId}',
  access: { role: 'system-manager', permission: 'write' },
  summary: 'Change a webhook.',
  description: 'What is left out stays, the secret included.',
  params: shape('UpdateWebhookParams', {
    webhookId: uuid<WebhookId>(),
    name: optional(webhookName()),
    description: described(webhookDescription(), 'null takes it away.'),
    url: optional(webhookUrl()),
    trigger: optional(webhookTrigger()),
    method: optional(webhookMethod()),
    isActive: described(optional(boolean()), 'Whether it is told of events.'),
    secret: described(optional(nullable(HttpSecretParams)), 'Replaces the stored one; null takes it away.'),
  }),
  result: WebhookView,
  errors: ['WEBHOOK_NOT_FOUND', 'INVALID_STATE'],
  run: async (ports: Ports, { caller }, { webhookId, description, secret, ...params }) => {
    refuseProblems([...targetProblems(params.url, ports.webhookTargets), ...secretProblems(secret)]);
    return ports.unitOfWork.run(async stores => {
      const performedBy = actor(caller);
      const change: WebhookChange = {
        ...params,
        ...(description !== undefined && { description: description ?? '' }),
        ...(await secretChange(stores, ports, secret)),
      };
      const by = { ...performedBy, at: ports.clock.now() };
      const outcome = await stores.webhooks.update(webhookId, change, by);
      if (outcome === 'absent') throw refuse('WEBHOOK_NOT_FOUND');
      if (outcome === 'duplicate') {
        throw refuse('INVALID_STATE', {
          message: 'Another webhook has this name, URL and event.',
          details: 'Give one of them another name.',
        });
      }
      await audit(stores, ports, {
        action: 'update_webhook',
        resourceType: 'webhook',
        resourceId: webhookId,
        event: 'updated',
        performedBy,
      });
      const webhook = await stores.webhooks.byId(webhookId);
      if (!webhook) throw refuse('WEBHOOK_NOT_FOUND');
      return webhookView(webhook);
    });
  },
});

async function secretChange(
  stores: SystemStores,
  ports: Ports,
  secret: HttpSecretValue | null | undefined,
): Promise<Pick<WebhookChange, 'secret'>> {
  if (secret === undefined) return {};
  return { secret: (secret && (await storedSecret(stores, ports, secret))) ?? null };
}
