import { actor, audit } from '@mycelium/accounts';
import { refuse, type WebhookId } from '@mycelium/kernel';
import { boolean, described, nullable, optional, shape, withDefault } from '@mycelium/schema';
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
import { HttpSecretParams, secretProblems, storedSecret } from '../webhook-secret.ts';

type Ports = Needs<'unitOfWork' | 'clock' | 'ids' | 'envelope' | 'webhookTargets'>;

export const createWebhook = operation({
  name: 'systemManager.webhooks.create',
  route: 'POST /_adm/system-manager/webhooks',
  access: { role: 'system-manager', permission: 'write' },
  status: 201,
  summary: 'Register a webhook: a URL that is told of an event.',
  params: shape('CreateWebhookParams', {
    name: described(optional(webhookName()), 'Made of the event and the host when left out.'),
    description: webhookDescription(),
    url: webhookUrl(),
    trigger: webhookTrigger(),
    method: described(optional(nullable(webhookMethod())), 'POST when left out.'),
    isActive: described(withDefault(boolean(), true), 'Whether it is told of events already.'),
    secret: described(
      optional(nullable(HttpSecretParams)),
      'What is sent along so that the receiver knows who calls.',
    ),
  }),
  result: WebhookView,
  errors: ['INVALID_STATE'],
  example: {
    params: {
      url: 'https://notify.internal/mycelium-events',
      trigger: 'userAccount.created',
      isActive: true,
    },
    result: {
      id: '0196b1a2-7c3d-4e5f-8a9b-0c1d2e3f4a5b',
      name: 'userAccount.created to notify.internal',
      description: null,
      url: 'https://notify.internal/mycelium-events',
      trigger: 'userAccount.created',
      method: 'POST',
      isActive: true,
      created: '2026-04-20T14:30:00.000Z',
      createdBy: { id: 'a1b2c3d4-0000-4000-8000-000000000001', from: 'account', email: null },
      updated: null,
      updatedBy: null,
      secret: null,
    },
  },
  run: async (ports: Ports, { caller }, { name, description, secret, ...params }) => {
    refuseProblems([...targetProblems(params.url, ports.webhookTargets), ...secretProblems(secret)]);
    return ports.unitOfWork.run(async stores => {
      const stored = secret ? await storedSecret(stores, ports, secret) : undefined;
      const createdBy = actor(caller);
      const webhook = {
        ...params,
        id: ports.ids.uuid() as WebhookId,
        name: name ?? derivedName(params),
        ...(description && { description }),
        method: params.method ?? ('POST' as const),
        created: ports.clock.now(),
        createdBy,
        ...(stored && { secret: stored }),
      };
      if ((await stores.webhooks.insert(webhook)) === 'duplicate') throw refuse('INVALID_STATE', DUPLICATE);
      await audit(stores, ports, {
        action: 'register_webhook',
        resourceType: 'webhook',
        resourceId: webhook.id,
        event: 'created',
        performedBy: createdBy,
      });
      return webhookView(webhook);
    });
  },
});

const DUPLICATE = {
  message: 'A webhook with this name, URL and event already exists.',
  details: 'Update that one, or give this one another name.',
};

const MAX_NAME = 140;

/** The same for the same event and host, so that a call that is repeated registers nothing twice. */
const derivedName = ({ trigger, url }: { readonly trigger: string; readonly url: string }): string =>
  `${trigger} to ${new URL(url).host}`.slice(0, MAX_NAME);
