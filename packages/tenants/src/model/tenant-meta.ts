import type { SealedField } from '@mycelium/envelope-crypto';

/** Keys whose values are secrets: sealed when written, never given back. */
const SECRETS = ['telegram_bot_token', 'telegram_webhook_secret'] as const satisfies readonly SealedField[];
export type SecretMetaKey = (typeof SECRETS)[number];

export const isSecretMetaKey = (key: string): key is SecretMetaKey =>
  (SECRETS as readonly string[]).includes(key);

const KEY = /^[\x21-\x7e]{1,64}$/;

/** What a new key may be: printable ASCII without blanks. `__proto__` would not survive in an object. */
export const isTenantMetaKey = (key: string): boolean => KEY.test(key) && key !== '__proto__';

/** Metadata is read with every tenant, so it stays small. */
export const MAX_META_KEYS = 100;

/** The metadata that answers may show. */
export const shownMeta = (meta: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(meta).filter(([key]) => !isSecretMetaKey(key)));
