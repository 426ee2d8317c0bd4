import type { Webhook, WebhookStore } from '@mycelium/system';
import { contains, newestFirst, pageOf } from './listing.ts';
import { copied, type Tables } from './tables.ts';

export function memoryWebhookStore({ webhooks }: Tables): WebhookStore {
  const clashes = (candidate: Webhook): boolean =>
    [...webhooks.values()].some(
      other =>
        other.id !== candidate.id &&
        other.name === candidate.name &&
        other.url === candidate.url &&
        other.trigger === candidate.trigger,
    );
  return {
    byId: async id => copied(webhooks.get(id)),
    list: async ({ name, trigger }, page) => {
      const rows = [...webhooks.values()].filter(
        webhook =>
          (name === undefined || contains(webhook.name, name)) &&
          (trigger === undefined || webhook.trigger === trigger),
      );
      return pageOf(rows.sort(newestFirst(({ created, id }) => ({ at: created, id }))), page);
    },
    insert: async webhook => {
      if (webhooks.has(webhook.id) || clashes(webhook)) return 'duplicate';
      webhooks.set(webhook.id, copied(webhook));
      return 'inserted';
    },
    update: async (id, { secret, ...change }, { at, ...updatedBy }) => {
      const webhook = webhooks.get(id);
      if (!webhook) return 'absent';
      const { secret: former, ...rest } = webhook;
      const kept = secret === undefined ? former : secret;
      const changed = { ...rest, ...change, ...(kept && { secret: kept }), updated: at, updatedBy };
      if (clashes(changed)) return 'duplicate';
      webhooks.set(id, copied(changed));
      return 'updated';
    },
    delete: async id => (webhooks.delete(id) ? 'deleted' : 'absent'),
  };
}
