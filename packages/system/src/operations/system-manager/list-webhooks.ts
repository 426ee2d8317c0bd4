import { described, optional, pageFields, pageOf, shape, text } from '@mycelium/schema';
import { WebhookView, webhookView } from '../../views/webhook-view.ts';
import { operation } from '../operation.ts';
import type { Needs } from '../ports.ts';
import { webhookTrigger } from '../webhook-fields.ts';

export const listWebhooks = operation({
  name: 'systemManager.webhooks.list',
  route: 'GET /_adm/system-manager/webhooks',
  access: { role: 'system-manager', permission: 'read' },
  summary: 'List webhooks, the newest first.',
  params: shape('ListWebhooksParams', {
    ...pageFields,
    name: described(
      optional(text({ min: 1, max: 140, trim: true })),
      'Part of the name, upper and lower case alike.',
    ),
    trigger: optional(webhookTrigger()),
  }),
  result: pageOf(WebhookView),
  errors: [],
  run: async ({ unitOfWork }: Needs<'unitOfWork'>, _context, { pageSize, skip, ...filter }) => {
    const found = await unitOfWork.run(({ webhooks }) => webhooks.list(filter, { pageSize, skip }));
    return { ...found, records: found.records.map(webhookView) };
  },
});
