import { WrittenByView, writerView } from '@mycelium/accounts';
import {
  boolean,
  described,
  type Infer,
  instant,
  nullable,
  oneOf,
  shape,
  text,
  union,
  uuid,
} from '@mycelium/schema';
import {
  type HttpSecret,
  type SecretReference,
  WEBHOOK_METHODS,
  WEBHOOK_TRIGGERS,
  type Webhook,
} from '../model/webhook.ts';

/** Stands for a token that only the row knows. */
export const REDACTED = 'REDACTED';

export const EnvironmentReference = shape('EnvironmentReference', {
  env: described(
    text({ max: 255, pattern: /^[A-Za-z_][A-Za-z0-9_]*$/ }),
    'Environment variable of the gateway that holds it.',
  ),
});
export const VaultReference = shape('VaultReference', {
  vault: shape('VaultPlace', { path: text({ min: 1, max: 500 }), key: text({ min: 1, max: 255 }) }),
});

const SecretReferenceView = described(
  union(text(), EnvironmentReference, VaultReference),
  `Where the token is found; ${REDACTED} when it was given as text.`,
);

export const HttpSecretView = union(
  shape('HeaderSecret', {
    authorizationHeader: shape('HeaderSecretContent', {
      headerName: text(),
      prefix: nullable(text()),
      token: SecretReferenceView,
    }),
  }),
  shape('QuerySecret', {
    queryParameter: shape('QuerySecretContent', { name: text(), token: SecretReferenceView }),
  }),
);

export const WebhookView = shape('WebHook', {
  id: uuid(),
  name: text(),
  description: nullable(text()),
  url: text(),
  trigger: oneOf(...WEBHOOK_TRIGGERS),
  method: oneOf(...WEBHOOK_METHODS),
  isActive: boolean(),
  created: instant(),
  createdBy: nullable(WrittenByView),
  updated: nullable(instant()),
  updatedBy: nullable(WrittenByView),
  secret: nullable(HttpSecretView),
});
export type WebhookView = Infer<typeof WebhookView>;

export const webhookView = (webhook: Webhook): WebhookView => ({
  id: webhook.id,
  name: webhook.name,
  // Taken away means emptied.
  description: webhook.description || null,
  url: webhook.url,
  trigger: webhook.trigger,
  method: webhook.method,
  isActive: webhook.isActive,
  created: webhook.created.toISOString(),
  createdBy: writerView(webhook.createdBy),
  updated: webhook.updated?.toISOString() ?? null,
  updatedBy: writerView(webhook.updatedBy),
  secret: webhook.secret ? shownSecret(webhook.secret) : null,
});

/** References are no secrets: they tell the operator where to look. */
function shownSecret(secret: HttpSecret): NonNullable<WebhookView['secret']> {
  if ('queryParameter' in secret) {
    const { name, token } = secret.queryParameter;
    return { queryParameter: { name, token: shownToken(token) } };
  }
  const { headerName, prefix, token } = secret.authorizationHeader;
  return { authorizationHeader: { headerName, prefix, token: shownToken(token) } };
}

const shownToken = (token: SecretReference): SecretReference =>
  typeof token === 'string' ? REDACTED : token;
