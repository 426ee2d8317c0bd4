export const ACCOUNT_META_KEYS: readonly string[] = [
  'phone_number',
  'telegram_user',
  'whatsapp_user',
  'locale',
  'emergency_contact_name',
  'emergency_contact_phone',
  'job_title',
];

/** Written by the gateway alone, since it proves something: who holds the link is let in by it. */
const RESERVED = new Set(['telegram_user']);

const CUSTOM = /^custom:[\x21-\x7e]{1,64}$/;

/** The key of an entry in an account's metadata: one of the known ones, or `custom:<name>`. */
export const isAccountMetaKey = (key: string): boolean => ACCOUNT_META_KEYS.includes(key) || CUSTOM.test(key);

export const isReservedMetaKey = (key: string): boolean => RESERVED.has(key);

/** Metadata is read with every account, so it has to stay small. */
export const MAX_META_ENTRIES = 50;
