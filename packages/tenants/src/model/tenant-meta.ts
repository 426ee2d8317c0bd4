import type { SealedField } from '@mycelium/envelope-crypto';

/** Keys whose values are secrets: sealed when written, never given back. */
const SECRETS = ['telegram_bot_token', 'telegram_webhook_secret'] as const satisfies readonly SealedField[];
export type SecretMetaKey = (typeof SECRETS)[number];

export const isSecretMetaKey = (key: string): key is SecretMetaKey =>
  (SECRETS as readonly string[]).includes(key);

/** The metadata that answers may show. */
export const shownMeta = (meta: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(meta).filter(([key]) => !isSecretMetaKey(key)));
