import type { WrittenBy } from '@mycelium/accounts';
import type { WebhookId } from '@mycelium/kernel';
import type { EventTrigger } from '@mycelium/notifications';

export const WEBHOOK_TRIGGERS = [
  'subscriptionAccount.created',
  'subscriptionAccount.updated',
  'subscriptionAccount.deleted',
  'userAccount.created',
  'userAccount.updated',
  'userAccount.deleted',
] as const satisfies readonly EventTrigger[];

export const WEBHOOK_METHODS = ['POST', 'PUT', 'PATCH', 'DELETE'] as const;
export type WebhookMethod = (typeof WEBHOOK_METHODS)[number];

/** A text in the row (sealed when it is a secret of ours), or where to find it. */
export type SecretReference =
  | string
  | { readonly env: string }
  | { readonly vault: { readonly path: string; readonly key: string } };

/** What is sent along so that the receiver knows who calls. */
export type HttpSecret =
  | {
      readonly authorizationHeader: {
        readonly headerName: string;
        readonly prefix: string | null;
        readonly token: SecretReference;
      };
    }
  | { readonly queryParameter: { readonly name: string; readonly token: SecretReference } };

export interface Webhook {
  readonly id: WebhookId;
  readonly name: string;
  readonly description?: string;
  readonly url: string;
  readonly trigger: EventTrigger;
  readonly method: WebhookMethod;
  readonly isActive: boolean;
  readonly created: Date;
  readonly createdBy?: WrittenBy;
  readonly updated?: Date;
  readonly updatedBy?: WrittenBy;
  /** As stored: a token given as text is sealed (field `http_secret` of the installation). */
  readonly secret?: HttpSecret;
}
