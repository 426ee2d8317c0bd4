import type { WrittenBy } from '@mycelium/accounts';
import type { Page, PageRequest, WebhookId } from '@mycelium/kernel';
import type { EventTrigger } from '@mycelium/notifications';
import type { HttpSecret, Webhook, WebhookMethod } from '../model/webhook.ts';

/** Every given member must hold. */
export interface WebhookFilter {
  /** Part of the name, literally, upper and lower case alike. */
  readonly name?: string;
  readonly trigger?: EventTrigger;
}

/** What is given changes, the rest stays; so does the secret. `secret: null` takes it away. */
export interface WebhookChange {
  readonly name?: string;
  readonly description?: string;
  readonly url?: string;
  readonly trigger?: EventTrigger;
  readonly method?: WebhookMethod;
  readonly isActive?: boolean;
  readonly secret?: HttpSecret | null;
}

/** Subscriptions to events. Name, URL and trigger together are unique. */
export interface WebhookStore {
  byId(id: WebhookId): Promise<Webhook | undefined>;
  /** Newest first, then by id. */
  list(filter: WebhookFilter, page: PageRequest): Promise<Page<Webhook>>;
  /** Atomic. */
  insert(webhook: Webhook): Promise<'inserted' | 'duplicate'>;
  update(
    id: WebhookId,
    change: WebhookChange,
    by: WrittenBy & { readonly at: Date },
  ): Promise<'updated' | 'duplicate' | 'absent'>;
  delete(id: WebhookId): Promise<'deleted' | 'absent'>;
}
